"""How does a decision become an answer with its reasons?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from dorsiflex.explain.answer import (
    Answer,
    GateAnswer,
    KnowledgeTag,
    PatternAnswer,
    SideAnswer,
    Stability,
    SuggestionAnswer,
    WithheldAnswer,
)
from dorsiflex.explain.because import Because
from dorsiflex.explain.left_open import LeftOpen
from dorsiflex.explain.told import Told
from dorsiflex.infer.decide import Decider, Decision, SideDecision, Suggested
from dorsiflex.language.case import Case, flat
from dorsiflex.language.grounding import need_stem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Gate, Suggestion, Technique
from dorsiflex.language.truth import Truth


@dataclass(frozen=True)
class WhyNot:
    """Why a technique is (not) suggested on a side: the gates that withhold it, and each rule that names it."""

    technique: Technique
    unit: str
    suggested: bool
    assessed: bool
    withheld_by: tuple[GateAnswer, ...]
    rules: tuple[tuple[Suggestion, Truth, Because], ...]


@dataclass
class Composer:
    """Writes the answer for one case."""

    knowledge: KnowledgeBase
    decider: Decider
    case: Case
    told: Told
    left: LeftOpen
    truths: dict[str, Truth]
    needs: dict[str, Truth]
    ask: tuple[str, ...]
    stability: Callable[[str, str], Stability]

    def answer(self, decision: Decision, engines: tuple[str, ...]) -> Answer:
        """The answer of a decision."""
        settings = self.knowledge.settings
        return Answer(
            id=self.case.id,
            disposition=decision.disposition,
            sides={side.unit: self.side(side, decision) for side in decision.sides},
            ask=self.ask,
            knowledge=KnowledgeTag(settings.name, settings.version, self.knowledge.digest),
            engines=engines,
            person_gates=self.person_gates(decision),
        )

    def person_gates(self, decision: Decision) -> tuple[GateAnswer, ...]:
        """The person's own gates, where no side is assessed under which they could stand."""
        if any(side.assessed for side in decision.sides):
            return ()
        gates = (gate for gate in self.knowledge.gates.values() if not self.decider.of_side[gate.id])
        return tuple(self.gate(gate, gate.id) for gate in gates)

    def side(self, decided: SideDecision, decision: Decision) -> SideAnswer:
        unit = decided.unit
        if not decided.assessed:
            return SideAnswer(unit, False, decided.disposition, gates=self.firing_gates(unit))
        gates = tuple(
            self.gate(gate, self.decider.stem(source or unit, gate.id))
            for gate in self.knowledge.gates.values()
            for source in self.decider.sources(gate.id, unit)
            if source in (None, unit) or self.counts_from(source, gate, decision)
        )
        patterns = tuple(
            PatternAnswer(rule, stem, self.truths[stem], partial(self.told.of_rule, stem))
            for rule in self.knowledge.patterns.values()
            for stem in (self.decider.stem(unit, rule.id),)
        )
        here = {name for gate in gates for name in gate.asks}
        ask = tuple(stem for stem in self.ask if stem.startswith(unit + ".") or "." not in stem or stem in here)
        suggestions = tuple(self.suggestion(unit, item, rank) for rank, item in enumerate(decided.suggested, 1))
        withheld = tuple(self.withheld(unit, technique, gates_) for technique, gates_ in decided.withheld)
        return SideAnswer(unit, True, decided.disposition, gates, patterns, suggestions, withheld, ask)

    def counts_from(self, source: str, gate: Gate, decision: Decision) -> bool:
        """Whether the other side's gate counts here: where it fires, or cannot tell of a side that is assessed."""
        truth = self.truths[flat(source, gate.id)]
        return truth is Truth.TRUE or (truth is Truth.UNKNOWN and decision.side[source].assessed)

    def firing_gates(self, unit: str) -> tuple[GateAnswer, ...]:
        """What fires for a side that only compares."""
        usual = self.knowledge.settings.severity[self.knowledge.settings.default_disposition]
        return tuple(
            self.gate(gate, flat(unit, gate.id))
            for gate in self.knowledge.gates.values()
            if self.decider.of_side[gate.id] and self.truths[flat(unit, gate.id)] is Truth.TRUE
            if gate.disposition and self.knowledge.settings.severity[gate.disposition] < usual
        )

    def gate(self, gate: Gate, stem: str) -> GateAnswer:
        truth = self.truths[stem]
        holds = truth is not Truth.FALSE
        asks = self.left.of_head(stem) if self.ask and truth is Truth.UNKNOWN else frozenset()
        return GateAnswer(
            gate,
            stem,
            truth,
            self.decider.guards[gate.id] if holds else (),
            tuple(name for name in self.ask if name in asks),
            partial(self.told.of_rule, stem),
            truth is Truth.TRUE or stem in self.left.applying,
        )

    def suggestion(self, unit: str, item: Suggested, rank: int) -> SuggestionAnswer:
        technique = self.knowledge.techniques[item.technique]
        rules = tuple(self.knowledge.suggestions[rule] for rule in item.rules)
        lacking, needed = self.needs_of(unit, technique)
        stable = partial(self.stability, unit, item.technique)
        return SuggestionAnswer(technique, rank, rules, partial(self.why_each, unit, rules), lacking, needed, stable)

    def why_each(self, unit: str, rules: tuple[Suggestion, ...]) -> tuple[Because, ...]:
        return tuple(self.told.of_rule(self.decider.stem(unit, rule.id)) for rule in rules)

    def needs_of(self, unit: str, technique: Technique) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The needs that are known to be lacking, and those of which nobody has said."""
        told = [
            (need.say, self.needs[need_stem(unit, technique.id, place)]) for place, need in enumerate(technique.needs)
        ]
        lacking = tuple(say for say, truth in told if truth is Truth.FALSE)
        return lacking, tuple(say for say, truth in told if truth is Truth.UNKNOWN)

    def why_not(self, decision: Decision, unit: str, technique: str) -> WhyNot:
        """Why a technique is not suggested on a side."""
        decided = decision.side[unit]
        withheld = dict(decided.withheld).get(technique, ())
        gates = [
            self.gate(self.knowledge.gates[held.gate], held.stem) for held in decided.held if held.gate in withheld
        ]
        rules = [self.knowledge.suggestions[rule] for _, rule in sorted(self.decider.by_technique.get(technique, ()))]
        stems = [self.decider.stem(unit, rule.id) for rule in rules]
        told = [(rule, self.truths[stem], self.told.of_rule(stem)) for rule, stem in zip(rules, stems, strict=True)]
        suggested = any(item.technique == technique for item in decided.suggested)
        return WhyNot(
            self.knowledge.techniques[technique], unit, suggested, decided.assessed, tuple(gates), tuple(told)
        )

    def withheld(self, unit: str, technique: str, gates: tuple[str, ...]) -> WithheldAnswer:
        rules = self.decider.by_technique.get(technique, ())
        indicated = any(self.truths[self.decider.stem(unit, rule)] is Truth.TRUE for _, rule in rules)
        return WithheldAnswer(self.knowledge.techniques[technique], gates, indicated)
