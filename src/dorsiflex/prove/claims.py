"""How does a claim become questions for the solver? Each asks for an intake that breaks it, or that it promises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import assert_never

import z3

from dorsiflex.infer.decide import Decider
from dorsiflex.language.case import flat
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
from dorsiflex.language.expression import AllOf, Expression, OneOf, leaves, name_of
from dorsiflex.language.grounding import Grounding, build_program
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rails import surely
from dorsiflex.language.scopes import Scopes
from dorsiflex.prove.decision import SymbolicDecision
from dorsiflex.prove.encode import Encoded
from dorsiflex.prove.intake import SymbolicIntake


class OutOfReach(Exception):
    """Why a claim cannot be put to the solver."""


@dataclass(frozen=True)
class Question:
    """Is there such an intake? `promised`: there should be; otherwise one breaks the claim."""

    about: str
    unit: str | None
    formula: z3.BoolRef
    promised: bool = False
    # The second intake of a claim that compares two: the same answers, fewer of them.
    fewer: SymbolicIntake | None = None


def named(knowledge: KnowledgeBase, names: Iterable[str]) -> tuple[str, ...]:
    """The techniques that a list of techniques and categories means; `all` is every treatment."""
    wanted = set(names)
    if "all" in wanted:
        wanted |= {category.id for category in knowledge.settings.categories if category.treatment}
    return tuple(t.id for t in knowledge.techniques.values() if t.id in wanted or t.category in wanted)


def spelt_out(body: Never, knowledge: KnowledgeBase) -> Iterator[tuple[Where, tuple[str, ...]]]:
    """What is never suggested, and where; for the answer to a choice, technique by technique."""
    if not body.answer_to:
        yield body.where, named(knowledge, body.suggests)
        return
    for option in knowledge.vocabulary.findings[body.answer_to].option_ids:
        if option in knowledge.techniques:
            answered = OneOf(body.answer_to, (option,))
            when = answered if body.where.when is None else AllOf((body.where.when, answered))
            yield replace(body.where, when=when), (option,)


class Claims:
    """One knowledge base as formulas, and the questions its claims put to them."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self.knowledge = knowledge
        self.scopes = Scopes(knowledge)
        self.program = build_program(knowledge)
        self.decider = Decider(knowledge, self.scopes)
        self.intake = SymbolicIntake(self.program)
        self.decision = self.decision_of(self.intake)

    def decision_of(self, intake: SymbolicIntake) -> SymbolicDecision:
        return SymbolicDecision(Encoded(self.program, intake), self.decider)

    @property
    def encoded(self) -> Encoded:
        return self.decision.encoded

    @cached_property
    def valid(self) -> z3.BoolRef:
        """The intakes that are taken."""
        return self.intake.valid()

    @cached_property
    def fewer(self) -> SymbolicDecision:
        """The decision for the same answers, some of them taken away."""
        return self.decision_of(SymbolicIntake(self.program, "fewer ", values_of=self.intake))

    def questions(self, claim: Claim) -> Iterator[Question]:
        """Every question of a claim, in a fixed order. Raises `OutOfReach`."""
        match claim.body:
            case Never():
                yield from self.never(claim.body)
            case Whenever(where, dispositions):
                yield from self.spoken_of(where)
                for unit in self.knowledge.units:
                    given = self.decision.sides[unit].dispositions
                    broken = z3.Not(z3.Or(*(given[disposition] for disposition in dispositions)))
                    yield Question(unit, unit, z3.And(self.where(where, unit), broken))
            case WithheldNeverSuggested():
                for unit, side in self.decision.sides.items():
                    both = (z3.And(side.withheld[t], side.suggested[t]) for t in self.knowledge.techniques)
                    yield Question(unit, unit, z3.Or(*both))
            case NeverMoreWhenUnknown():
                yield from self.never_more(claim.body)
            case ExactlyOneDisposition():
                for unit, side in self.decision.sides.items():
                    yield Question(unit, unit, not_just_one(side.dispositions.values()))
                yield Question("the person", None, not_just_one(self.decision.dispositions.values()))
            case EveryRule(outcomes):
                yield from self.every_rule(outcomes)
            case NeverTogether(pairs):
                for pair in pairs:
                    one, other = self.offered(pair.one), self.offered(pair.other)
                    for unit in self.knowledge.units:
                        both = z3.And(self.decision.suggests(unit, one), self.decision.suggests(unit, other))
                        yield Question(f"{unit}: {', '.join(pair.one)} beside {', '.join(pair.other)}", unit, both)
            case _:
                assert_never(claim.body)

    def never(self, body: Never) -> Iterator[Question]:
        """There are intakes of which the claim speaks, and none of them is offered it."""
        spelt = list(spelt_out(body, self.knowledge))
        if not spelt or not all(techniques for _, techniques in spelt):
            raise OutOfReach(f"No technique belongs to {body.answer_to or ', '.join(body.suggests)}.")
        for where, techniques in spelt:
            about = f", {techniques[0]}" if body.answer_to else ""
            yield from self.spoken_of(where)
            for unit in self.knowledge.units:
                broken = self.decision.suggests(unit, techniques)
                yield Question(f"{unit}{about}", unit, z3.And(self.where(where, unit), broken))

    def spoken_of(self, where: Where) -> Iterator[Question]:
        """There are intakes of which the claim speaks; one that speaks of none would hold for nothing."""
        for unit in self.knowledge.units:
            yield Question(f"{unit}: an intake it speaks of", unit, self.where(where, unit), promised=True)

    def offered(self, names: Iterable[str]) -> tuple[str, ...]:
        """The techniques that are meant; a name that means none would make a claim hold for nothing."""
        techniques = named(self.knowledge, names)
        if not techniques:
            raise OutOfReach(f"No technique belongs to {', '.join(names)}.")
        return techniques

    def where(self, where: Where, unit: str) -> z3.BoolRef:
        """The assessed intakes of which a claim speaks, seen from one side."""
        side = self.decision.sides[unit]
        parts = [side.assessed]
        if where.when is not None:
            parts.append(self.surely(where.when, unit))
        if where.unless is not None:
            parts.append(z3.Not(self.surely(where.unless, unit)))
        if where.disposition:
            parts.append(z3.Or(*(side.dispositions[disposition] for disposition in where.disposition)))
        if where.person_disposition:
            parts.append(z3.Or(*(self.decision.dispositions[disposition] for disposition in where.person_disposition)))
        return z3.And(*parts)

    def surely(self, expr: Expression, unit: str) -> z3.BoolRef:
        """Where a condition is surely true of a side."""
        numbers = self.knowledge.vocabulary.numbers
        for name in dict.fromkeys(map(name_of, leaves(expr))):
            if name in numbers and flat(unit if self.scopes.of_side(name) else None, name) not in self.encoded.numbers:
                raise OutOfReach(f"No rule reads the number `{name}`, so it is never computed.")
        names = Grounding(self.knowledge, self.scopes, unit if self.knowledge.settings.sides else None)
        return self.encoded.rail(surely(expr, True, names))

    def never_more(self, body: NeverMoreWhenUnknown) -> Iterator[Question]:
        """Two intakes: the second lacks answers, but about the same assessed sides."""
        fewer = self.fewer.encoded.intake
        parts = [fewer.valid()]
        for stem, known in self.intake.known.items():
            kept = self.program.findings[stem].id in body.except_answers
            same = fewer.known[stem] == known
            parts.append(same if kept else z3.Implies(fewer.known[stem], known))
            if (here := self.decision.assessed.get(stem.rpartition(".")[0])) is not None:
                parts.append(z3.Or(here, same))
        parts += [self.fewer.assessed[unit] == here for unit, here in self.decision.assessed.items()]
        for unit in self.knowledge.units:
            for technique in self.offered(body.suggests):
                added = z3.And(
                    self.fewer.sides[unit].suggested[technique],
                    z3.Not(self.decision.sides[unit].suggested[technique]),
                )
                yield Question(f"{unit}: {technique}", unit, z3.And(*parts, added), fewer=fewer)

    def every_rule(self, outcomes: tuple[str, ...]) -> Iterator[Question]:
        """Each rule on one side, assessed, is enough: the sides have the same rules."""
        for rule in self.knowledge.rules:
            unit = self.knowledge.units[0] if self.scopes.of_side(rule) else None
            stem = flat(unit, rule)
            reached = {
                "fires": self.encoded.yes[stem],
                "silent": self.encoded.no[stem],
                "cannot-tell": self.encoded.unknown(stem),
            }
            here = z3.BoolVal(True) if unit is None else self.decision.assessed[unit]
            for outcome in outcomes:
                yield Question(f"{rule}: {outcome}", unit, z3.And(here, reached[outcome]), promised=True)


def not_just_one(places: Iterable[z3.BoolRef]) -> z3.BoolRef:
    every = tuple(places)
    return z3.Not(z3.And(z3.AtLeast(*every, 1), z3.AtMost(*every, 1)))
