"""Does an intake really break a claim? Judged on what an engine concludes, without the solver."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import assert_never

from dorsiflex.infer.decide import Decider, Decision, SideDecision
from dorsiflex.infer.engines import ENGINES
from dorsiflex.infer.reference import Reference
from dorsiflex.language.case import Case
from dorsiflex.language.claim import (
    Claim,
    EveryRule,
    ExactlyOneDisposition,
    Never,
    NeverMoreWhenUnknown,
    NeverTogether,
    Whenever,
    Where,
    WithheldNeverSuggested,
)
from dorsiflex.language.grounding import build_program, need_stem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import Value, evaluate
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.truth import Truth
from dorsiflex.prove.claims import named, spelt_out
from dorsiflex.validate.case import settle

Conclude = Callable[[Case], Mapping[str, Truth]]


@dataclass(frozen=True)
class Decided:
    """A case, what an engine concludes of it, and what is decided; None where nothing can be."""

    case: Case
    truths: Mapping[str, Truth]
    decision: Decision | None


def replays(knowledge: KnowledgeBase) -> dict[str, Replay]:
    """One for each engine; those for whole tables are extras, not asked where their library is not installed."""
    found: dict[str, Replay] = {}
    for name in ENGINES:
        try:
            found[name] = Replay(knowledge, name)
        except ModuleNotFoundError as missing:
            if (missing.name or "").startswith("dorsiflex"):
                raise
    return found


class Replay:
    """Judges claims about one knowledge base by one engine."""

    def __init__(self, knowledge: KnowledgeBase, engine: str) -> None:
        self.knowledge = knowledge
        self.scopes = Scopes(knowledge)
        self.decider = Decider(knowledge, self.scopes)
        self.conclude: Conclude = ENGINES[engine](knowledge, build_program(knowledge))

    def decided(self, case: Case) -> Decided:
        """A disposition that is not declared has no place among the others, and so no decision."""
        truths = {**self.needs(case), **self.conclude(case)}
        declared = self.knowledge.settings.disposition
        try:
            decision = self.decider.decide(truths, truths, case)
        except KeyError as missing:
            if missing.args[0] in declared:
                raise
            return Decided(case, truths, None)
        return Decided(case, truths, decision)

    def settled(self, recorded: Mapping[str, Value]) -> Case:
        """The case of some answers."""
        return Case(recorded, settle(dict(recorded), self.knowledge)[0])

    def needs(self, case: Case) -> dict[str, Truth]:
        """The needs of the techniques, which the reference does not conclude among the rules."""
        whole = Reference(self.knowledge, case, self.scopes)
        return {
            need_stem(unit, technique.id, place): evaluate(
                need.when, whole.seen_from(unit if self.knowledge.settings.sides else None)
            )
            for technique in self.knowledge.techniques.values()
            for place, need in enumerate(technique.needs)
            for unit in self.knowledge.units
        }

    def breaks(self, claim: Claim, unit: str | None, case: Case, fewer: Case | None = None) -> bool:
        """Whether the case (or with fewer answers, the pair of them) breaks the claim on a side."""
        decided = self.decided(case)
        if isinstance(claim.body, ExactlyOneDisposition) or decided.decision is None:
            return not self.has_dispositions(decided)
        if unit is None or isinstance(claim.body, EveryRule):
            return False
        side, body = decided.decision.side[unit], claim.body
        match body:
            case Never():
                return bool(self.never_offered(body, unit, decided))
            case Whenever(where, dispositions):
                return self.speaks_of(where, unit, decided) and side.disposition not in dispositions
            case WithheldNeverSuggested():
                return bool({technique for technique, _ in side.withheld} & {item.technique for item in side.suggested})
            case NeverTogether(pairs):
                return any(self.offered(side, pair.one) and self.offered(side, pair.other) for pair in pairs)
            case NeverMoreWhenUnknown(suggests, exempt):
                return (
                    fewer is not None
                    and self.is_fewer(decided, fewer, exempt)
                    and self.gains(decided.decision, self.decided(fewer), unit, suggests)
                )
            case _:
                assert_never(body)

    def offered_against(self, claim: Claim, unit: str | None, case: Case) -> list[str]:
        """What is suggested on a side although a claim says that it never is there."""
        decided = self.decided(case)
        if unit is None or decided.decision is None or not isinstance(claim.body, Never):
            return []
        return sorted(self.never_offered(claim.body, unit, decided))

    def never_offered(self, body: Never, unit: str, decided: Decided) -> set[str]:
        """What is suggested of that which never is."""
        assert decided.decision is not None
        side = decided.decision.side[unit]
        spelt = spelt_out(body, self.knowledge)
        return {
            technique
            for where, techniques in spelt
            if self.speaks_of(where, unit, decided)
            for technique in self.offered(side, techniques)
        }

    def has_dispositions(self, decided: Decided) -> bool:
        declared = self.knowledge.settings.disposition
        decision = decided.decision
        return decision is not None and {decision.disposition, *(s.disposition for s in decision.sides)} <= set(
            declared
        )

    def offered(self, side: SideDecision, names: tuple[str, ...]) -> set[str]:
        return {item.technique for item in side.suggested} & set(named(self.knowledge, names))

    def speaks_of(self, where: Where, unit: str, decided: Decided) -> bool:
        decision = decided.decision
        assert decision is not None
        side = decision.side[unit]
        whole = Reference(self.knowledge, decided.case, self.scopes, dict(decided.truths))
        seen = whole.seen_from(unit if self.knowledge.settings.sides else None)
        return (
            side.assessed
            and (where.when is None or evaluate(where.when, seen) is Truth.TRUE)
            and (where.unless is None or evaluate(where.unless, seen) is not Truth.TRUE)
            and (not where.disposition or side.disposition in where.disposition)
            and (not where.person_disposition or decision.disposition in where.person_disposition)
        )

    def is_fewer(self, decided: Decided, fewer: Case, exempt: tuple[str, ...]) -> bool:
        """Whether answers were only taken away: none of the exempt, and none about a side that is not assessed."""
        recorded = decided.case.recorded
        assert decided.decision is not None
        elsewhere = {side.unit for side in decided.decision.sides if not side.assessed}
        gone = [stem.rpartition(".") for stem in recorded.keys() - fewer.recorded.keys()]
        kept = all(recorded.get(stem) == value for stem, value in fewer.recorded.items())
        return kept and not any(unit in elsewhere or finding in exempt for unit, _, finding in gone)

    def gains(self, decision: Decision, fewer: Decided, unit: str, suggests: tuple[str, ...]) -> bool:
        """Whether the same sides are assessed, and more is suggested."""
        if fewer.decision is None or any(
            fewer.decision.side[side.unit].assessed is not side.assessed for side in decision.sides
        ):
            return False
        side = decision.side[unit]
        return bool(self.offered(fewer.decision.side[unit], suggests) - self.offered(side, suggests))
