"""Which JSON is the answer? The contract of files and HTTP; `rules/schema/answer.schema.json` describes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dorsiflex.explain.answer import (
    Answer,
    GateAnswer,
    PatternAnswer,
    SideAnswer,
    Stability,
    SuggestionAnswer,
    WithheldAnswer,
    title_of,
)
from dorsiflex.explain.because import Because
from dorsiflex.explain.sentence import Teller
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Rule, Support, Technique
from dorsiflex.present import citation
from dorsiflex.present.values import findings_in

Json = dict[str, Any]


def as_json(answer: Answer, knowledge: KnowledgeBase) -> Json:
    """The whole answer as plain values."""
    return Writer(knowledge, Teller(knowledge)).answer(answer)


class Writer:
    """Writes the parts of an answer in the words of one knowledge base."""

    def __init__(self, knowledge: KnowledgeBase, teller: Teller) -> None:
        self.knowledge, self.teller = knowledge, teller

    def answer(self, answer: Answer) -> Json:
        tag = answer.knowledge
        settings = self.knowledge.settings
        person_gates = [self.gate(gate, None) for gate in answer.person_gates]
        return {
            "id": answer.id,
            **self.disposition(answer.disposition),
            **{unit: self.side(side) for unit, side in answer.sides.items()},
            "ask": list(answer.ask),
            **({"person_gates": person_gates} if person_gates else {}),
            "knowledge": {"name": tag.name, "version": tag.version, "digest": tag.digest, "title": settings.title},
            "engines": list(answer.engines),
            "intended_use": settings.intended_use,
        }

    def disposition(self, identity: str) -> Json:
        meant = self.knowledge.settings.disposition[identity]
        return {"disposition": identity, "title": meant.title, "say": meant.say}

    def side(self, side: SideAnswer) -> Json:
        return {
            **self.disposition(side.disposition),
            "assessed": side.assessed,
            "gates": [self.gate(gate, side.unit) for gate in side.gates],
            "patterns": [self.pattern(pattern, side.unit) for pattern in side.patterns],
            "suggestions": [self.suggestion(item, side.unit) for item in side.suggestions],
            "withheld": [self.withheld(item) for item in side.withheld],
            "ask": list(side.ask),
        }

    def gate(self, gate: GateAnswer, unit: str | None) -> Json:
        return {
            "id": gate.id,
            "truth": gate.truth.value,
            "withholds": list(gate.withholds),
            "asks": list(gate.asks),
            "stem": gate.stem,
            "title": gate.rule.title,
            "say": gate.rule.say,
            "disposition": gate.rule.disposition,
            "status": gate.rule.status,
            "version": gate.rule.version,
            "reason": self.reason(gate.reason, unit),
            "evidence": self.evidence(gate.rule.evidence),
            "dissent": self.dissent([gate.rule]),
        }

    def pattern(self, pattern: PatternAnswer, unit: str) -> Json:
        return {
            "id": pattern.id,
            "truth": pattern.truth.value,
            "stem": pattern.stem,
            "title": pattern.rule.title,
            "say": pattern.rule.say,
            "reason": self.reason(pattern.reason, unit),
        }

    def suggestion(self, item: SuggestionAnswer, unit: str) -> Json:
        technique = item.technique
        supports = [support for rule in item.rules for support in rule.evidence]
        return {
            "technique": technique.id,
            "category": technique.category,
            "rank": item.rank,
            "rules": [rule.id for rule in item.rules],
            "title": technique.title,
            "say": title_of(item.rules[0]),
            "purpose": technique.purpose,
            "reasons": [self.reason(reason, unit) for reason in item.reasons],
            "needed": list(item.needed),
            "lacking": list(item.lacking),
            "stability": stability(item.stability),
            "dose": self.evidence(technique.dose),
            "stop_rules": list(technique.stop_rules),
            "evidence": self.evidence((*supports, *technique.evidence)),
            "dissent": self.dissent([*item.rules, technique]),
        }

    def withheld(self, item: WithheldAnswer) -> Json:
        return {
            "technique": item.id,
            "because": list(item.because),
            "title": item.technique.title,
            "indicated": item.indicated,
        }

    def reason(self, reason: Because, unit: str | None) -> Json:
        return {
            "text": self.teller.tell(reason, unit),
            "truth": reason.truth.value,
            "findings": findings_in(reason, self.knowledge),
        }

    def evidence(self, supports: Iterable[Support]) -> list[Json]:
        """Each reference with the claim it supports, once."""
        return [
            {"ref": item.ref, "supports": item.supports, **self.source(item.ref)} for item in dict.fromkeys(supports)
        ]

    def source(self, ref: str) -> Json:
        source = self.knowledge.sources[ref]
        certainty = {"scheme": source.certainty_scheme, "level": source.certainty_level}
        return {
            "citation": citation.full(source),
            "status": source.status,
            "certainty": certainty if source.certainty_level else None,
        }

    def dissent(self, holders: Iterable[Rule | Technique]) -> list[Json]:
        found = dict.fromkeys(objection for holder in holders for objection in holder.dissent.found)
        return [
            {"who": item.who, "says": item.says, "we_answer": item.we_answer, "citation": self.cited(item.who)}
            for item in found
        ]

    def cited(self, who: str) -> str | None:
        """The citation of whoever objects, where it is a source."""
        return citation.full(self.knowledge.sources[who]) if who in self.knowledge.sources else None


def stability(told: Stability | None) -> Json | None:
    """Whether it outlives the error of measurement; None where nothing was measured that declares one."""
    if told is None:
        return None
    moved = [{"finding": stem, "at": value} for stem, value in told.borderline]
    return {"stable": told.stable, "borderline": moved, "tried": list(told.tried)}
