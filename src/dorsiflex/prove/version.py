"""What does one version of the knowledge say of every intake? Each rule's outcome, each disposition, each technique."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import z3

from dorsiflex.infer.decide import Decider, Decision
from dorsiflex.language.case import Case, flat
from dorsiflex.language.grounding import build_program
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import outcome_word
from dorsiflex.language.scopes import Scopes
from dorsiflex.prove.decision import SymbolicDecision
from dorsiflex.prove.encode import Encoded
from dorsiflex.prove.intake import SymbolicIntake
from dorsiflex.prove.replay import Replay

NOT_THERE = "not there"
PERSON = "the person"
Places = dict[str, z3.BoolRef]


@dataclass(frozen=True)
class Aspect:
    """One thing that is said of an intake: where each of its values is said, and what the reference says of a case."""

    places: Places
    told: Callable[[Case], str]


class Version:
    """One version of the knowledge, as formulas over its intake and as the reference runs it."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self.knowledge = knowledge
        self.scopes = Scopes(knowledge)
        self.program = build_program(knowledge)
        self.intake = SymbolicIntake(self.program)

    @cached_property
    def decision(self) -> SymbolicDecision:
        """Worked out when it is first asked for: once the intake is paired with that of another version."""
        return SymbolicDecision(Encoded(self.program, self.intake), Decider(self.knowledge, self.scopes))

    @cached_property
    def replay(self) -> Replay:
        return Replay(self.knowledge, "reference")

    def decided(self, case: Case) -> Decision:
        decision = self.replay.decided(case).decision
        if decision is None:
            raise AssertionError("a disposition that is not declared has passed the catalogue")
        return decision

    def stem(self, rule: str, unit: str | None) -> str:
        return flat(unit if self.scopes.of_side(rule) else None, rule)

    def rule(self, rule: str, unit: str | None) -> Aspect:
        """The outcome of a rule; one that only another version has is not there."""
        if rule not in self.knowledge.rules:
            return absent()
        encoded, stem = self.decision.encoded, self.stem(rule, unit)
        places = {"fires": encoded.yes[stem], "silent": encoded.no[stem], "cannot-tell": encoded.unknown(stem)}
        return Aspect(places, lambda case: outcome_word(self.replay.conclude(case)[stem].value).value)

    def disposition(self, unit: str) -> Aspect:
        """The disposition of a side, or of the person."""
        if unit == PERSON:
            return Aspect(self.decision.dispositions, lambda case: self.decided(case).disposition)
        return Aspect(self.decision.sides[unit].dispositions, lambda case: self.decided(case).side[unit].disposition)

    def technique(self, technique: str, unit: str) -> Aspect:
        """Whether a technique is withheld, suggested or neither."""
        if technique not in self.knowledge.techniques:
            return absent()
        side = self.decision.sides[unit]
        held, suggested = side.withheld[technique], side.suggested[technique]
        places = {
            "suggested": z3.And(suggested, z3.Not(held)),
            "withheld": held,
            "neither": z3.Not(z3.Or(held, suggested)),
        }
        return Aspect(places, lambda case: self.state(technique, unit, case))

    def state(self, technique: str, unit: str, case: Case) -> str:
        side = self.decided(case).side[unit]
        if technique in {name for name, _ in side.withheld}:
            return "withheld"
        return "suggested" if technique in {item.technique for item in side.suggested} else "neither"


def absent() -> Aspect:
    return Aspect({NOT_THERE: z3.BoolVal(True)}, lambda _: NOT_THERE)
