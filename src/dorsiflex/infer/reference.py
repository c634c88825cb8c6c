"""What does each rule conclude for a case? The meaning, by plain recursion; every other engine is held to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dorsiflex.language.case import Case, flat
from dorsiflex.language.expression import Side
from dorsiflex.language.grounding import decimals_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import Extent, Interval, NotApplicable, Value, compute, evaluate
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.truth import Truth
from dorsiflex.language.vocabulary import Difference


@dataclass
class Reference:
    """One case, read with the eyes of a knowledge base; remembers what it has worked out."""

    knowledge: KnowledgeBase
    case: Case
    scopes: Scopes
    _truths: dict[str, Truth] = field(default_factory=dict)
    _extents: dict[str, Extent] = field(default_factory=dict)
    # Reasons already worked out (explain/because.py), by stem.
    reasons: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def seen_from(self, unit: str | None) -> View:
        return View(self, unit)

    def truth(self, rule: str, unit: str | None) -> Truth:
        """What a rule concludes on a unit (None: of the person)."""
        stem = flat(unit, rule)
        if stem not in self._truths:
            self._truths[stem] = evaluate(self.knowledge.rules[rule].condition, self.seen_from(unit))
        return self._truths[stem]

    def extent(self, name: str, unit: str | None) -> Extent:
        """What is known of a number on a unit."""
        stem = flat(unit, name)
        if stem not in self._extents:
            self._extents[stem] = self._work_out(name, stem, unit)
        return self._extents[stem]

    def _work_out(self, name: str, stem: str, unit: str | None) -> Extent:
        number = self.knowledge.vocabulary.numbers.get(name)
        if number is None:
            value = self.case.settled.get(stem)
            if value is None or isinstance(value, NotApplicable):
                return value
            assert isinstance(value, int)
            return Interval(value, value)
        scales = (1, 1)
        if isinstance(number.made, Difference):
            names = (number.made.of.name, number.made.minus.name)
            of, minus = (10 ** (number.quantity.decimals - decimals_of(self.knowledge, item)) for item in names)
            scales = (of, minus)
        return compute(number.made, self.seen_from(unit), scales)


@dataclass(frozen=True)
class View:
    """A reference seen from one side: it answers what a condition asks (`meaning.Reading`)."""

    reference: Reference
    unit: str | None

    def whose(self, name: str, side: Side) -> str | None:
        """The unit a name belongs to, seen from here."""
        if not self.reference.scopes.of_side(name):
            return None
        if side is Side.THIS:
            return self.unit
        return next(item for item in self.reference.knowledge.settings.sides if item != self.unit)

    def answer(self, finding: str, side: Side) -> Value | None:
        return self.reference.case.settled.get(flat(self.whose(finding, side), finding))

    def extent(self, number: str, side: Side) -> Extent:
        return self.reference.extent(number, self.whose(number, side))

    def conclusion(self, rule: str, side: Side) -> Truth:
        return self.reference.truth(rule, self.whose(rule, side))

    def is_known(self, name: str, side: Side) -> bool:
        if name in self.reference.knowledge.rules:
            return self.conclusion(name, side) is not Truth.UNKNOWN
        if name in self.reference.knowledge.vocabulary.numbers:
            extent = self.extent(name, side)
            return extent is not None and (isinstance(extent, NotApplicable) or extent.least == extent.most)
        return self.answer(name, side) is not None


def conclude(knowledge: KnowledgeBase, case: Case) -> dict[str, Truth]:
    """The truth of every rule on every unit, by stem (`left.some-rule`, or `some-rule` of the person)."""
    reference = Reference(knowledge, case, Scopes(knowledge))
    truths: dict[str, Truth] = {}
    for rule in knowledge.rules:
        for unit in knowledge.settings.sides if reference.scopes.of_side(rule) else (None,):
            truths[flat(unit, rule)] = reference.truth(rule, unit)
    return truths
