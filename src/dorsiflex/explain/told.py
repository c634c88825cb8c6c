"""What settled each condition in one case, fast? The reasons of `because.py`, from conditions compiled once.

A condition becomes closures (`teller.py` compiles them): a comparison gives its own reason, a group looks once at the
reasons of its parts and keeps those that settled it. An answer gives a comparison few possible reasons: those are kept.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, assert_never

from dorsiflex.explain.because import Because
from dorsiflex.language.expression import Answered, AtLeast, Compared, Concluded, Expression, Includes, Known, OneOf, Op
from dorsiflex.language.meaning import Extent, Interval, NotApplicable, Value, at_least, compare
from dorsiflex.language.truth import Truth, known

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
# A named tuple made of all its values at once, without the call that sorts them out.
make = tuple.__new__
TESTS: dict[Op, Callable[[int, int], bool]] = {
    Op.BELOW: operator.lt,
    Op.AT_MOST: operator.le,
    Op.ABOVE: operator.gt,
    Op.AT_LEAST: operator.ge,
}


class Explains(Protocol):
    """Where the compiled conditions are; `rules` has every rule's stem."""

    rules: Mapping[str, str]
    explainers: dict[str, Explain]

    def explainer(self, stem: str) -> Explain:
        """The compiled condition of a rule on its unit."""

    def computer(self, stem: str) -> Compute:
        """A computed number of a unit, compiled."""


@dataclass(frozen=True, slots=True)
class Computed:
    """A computed number in one case: what is known of it, and what it rests on (`surely`: leaving out what is open)."""

    extent: Extent
    parts: tuple[Because, ...]
    surely: tuple[Because, ...]


@dataclass(slots=True)
class Told:
    """The reasons of one case, worked out when they are first asked for."""

    compiled: Explains
    truths: Mapping[str, Truth]
    answer: Callable[[str], Value | None]
    reasons: dict[str, Because] = field(default_factory=dict)
    numbers: dict[str, Computed] = field(default_factory=dict)

    def of_rule(self, stem: str) -> Because:
        """The part of a rule's condition that settled it on its unit; many reasons share it."""
        found = self.reasons.get(stem)
        if found is None:
            explain = self.compiled.explainers.get(stem) or self.compiled.explainer(stem)
            found = self.reasons[stem] = explain(self)
        return found

    def number(self, stem: str) -> Computed:
        """A computed number."""
        found = self.numbers.get(stem)
        if found is None:
            found = self.numbers[stem] = self.compiled.computer(stem)(self)
        return found

    def every(self) -> dict[str, Because]:
        """What settled every rule that fires, and what is missing for each that cannot tell, by stem."""
        truths, reasons = self.truths, self.reasons
        return {
            stem: reasons.get(stem) or self.of_rule(stem) for stem in self.compiled.rules if truths[stem] is not FALSE
        }


Explain = Callable[[Told], Because]
Compute = Callable[[Told], Computed]
Tell = Callable[[Told, str], bool]


def group(
    expr: Expression, unit: str | None, parts: tuple[Explain, ...], settling: Truth, told: tuple[Truth, Truth]
) -> Explain:
    """A group that one part can settle; `told`: the group's truth where every part fails to, and where one does."""
    otherwise, settled = told
    if len(parts) == 2:
        return pair(expr, unit, parts, settling, told)

    def explain(case: Told) -> Because:
        settles, open_, fails = [], [], []
        for part in parts:
            reason = part(case)
            truth = reason[1]
            if truth is settling:
                settles.append(reason)
            elif truth is UNKNOWN:
                open_.append(reason)
            else:
                fails.append(reason)
        if settles:
            return make(Because, (expr, settled, unit, tuple(settles), "", None, None, ""))
        if open_:
            return make(Because, (expr, UNKNOWN, unit, tuple(open_), "", None, None, ""))
        return make(Because, (expr, otherwise, unit, tuple(fails), "", None, None, ""))

    return explain


def pair(
    expr: Expression, unit: str | None, parts: tuple[Explain, ...], settling: Truth, told: tuple[Truth, Truth]
) -> Explain:
    """A group of two, as most are: the same without lists."""
    (one, two), (otherwise, settled) = parts, told

    def explain(case: Told) -> Because:
        a, b = one(case), two(case)
        first, second = a[1], b[1]
        if first is second:
            truth = settled if first is settling else UNKNOWN if first is UNKNOWN else otherwise
            return make(Because, (expr, truth, unit, (a, b), "", None, None, ""))
        if first is settling or second is settling:
            return make(Because, (expr, settled, unit, (a if first is settling else b,), "", None, None, ""))
        return make(Because, (expr, UNKNOWN, unit, (a if first is UNKNOWN else b,), "", None, None, ""))

    return explain


def counted(expr: AtLeast, unit: str | None, parts: tuple[Explain, ...]) -> Explain:
    """A count: its true parts when reached, its false ones when out of reach, the true and open ones otherwise."""

    def explain(case: Told) -> Because:
        reasons = [part(case) for part in parts]
        truth = at_least(expr.count, [reason.truth for reason in reasons])
        wanted = (TRUE, UNKNOWN) if truth is UNKNOWN else (truth,)
        return Because(expr, truth, unit, tuple([reason for reason in reasons if reason.truth in wanted]))

    return explain


class Kept(dict[Value | None, Because]):
    """The reasons of a comparison with an answer, by the answer: there are few, so each is made once."""

    def __init__(self, leaf: Answered | OneOf | Includes, unit: str | None, stem: str) -> None:
        self.leaf, self.unit, self.stem = leaf, unit, stem

    def __missing__(self, value: Value | None) -> Because:
        leaf = self.leaf
        reason = Because(leaf, truth_of(leaf, value), self.unit, stem=self.stem, value=value)
        if not isinstance(value, frozenset):  # of sets of options there are too many to keep
            self[value] = reason
        return reason


def answered(leaf: Answered | OneOf | Includes, unit: str | None, stem: str) -> Explain:
    """A comparison with an answer."""
    kept = Kept(leaf, unit, stem)
    return lambda case: kept[case.answer(stem)]


def truth_of(leaf: Answered | OneOf | Includes, value: Value | None) -> Truth:
    """The truth of a comparison with an answer."""
    if value is None:
        return UNKNOWN
    match leaf:
        case Answered(_, wanted):
            return known(value is wanted)
        case OneOf(_, options):
            return known(value in options)
        case Includes(_, option):
            return known(isinstance(value, frozenset) and option in value)
        case _:
            assert_never(leaf)


def measured(leaf: Compared, unit: str | None, stem: str) -> Explain:
    """A comparison of a number that was measured, not computed."""
    test, limit = TESTS[leaf.op], leaf.limit
    nobody = Because(leaf, UNKNOWN, unit, stem=stem)

    def explain(case: Told) -> Because:
        value = case.answer(stem)
        if value is None:
            return nobody
        extent = measured_extent(value)
        truth = TRUE if isinstance(extent, Interval) and test(extent.least, limit) else FALSE
        return make(Because, (leaf, truth, unit, (), stem, None, extent, ""))

    return explain


def measured_extent(value: Value | None) -> Extent:
    """What an answer says of a number."""
    if value is None or isinstance(value, NotApplicable):
        return value
    assert isinstance(value, int)
    return Interval(value, value)


def computed(leaf: Compared, unit: str | None, stem: str) -> Explain:
    """A comparison of a computed number, with what the number rests on."""

    def explain(case: Told) -> Because:
        number = case.number(stem)
        truth = compare(number.extent, leaf.op, leaf.limit)
        parts = number.surely if truth is TRUE else number.parts
        return Because(leaf, truth, unit, parts, stem, None, number.extent)

    return explain


def concluded(leaf: Concluded, unit: str | None, stem: str) -> Explain:
    """A conclusion of another rule, with its reason."""
    wanted = leaf.wanted

    def explain(case: Told) -> Because:
        reason = case.reasons.get(stem) or case.of_rule(stem)
        truth = case.truths[stem]
        if not wanted and truth is not UNKNOWN:
            truth = TRUE if truth is FALSE else FALSE
        return make(Because, (leaf, truth, unit, (reason,), stem, None, None, ""))

    return explain


def is_known(leaf: Known, unit: str | None, stem: str, tell: Tell) -> Explain:
    """Whether something is known."""
    yes, no = (Because(leaf, truth, unit, stem=stem) for truth in (TRUE, FALSE))
    return lambda case: yes if tell(case, stem) else no


def answer_known(case: Told, stem: str) -> bool:
    return case.answer(stem) is not None


def rule_known(case: Told, stem: str) -> bool:
    return case.truths[stem] is not UNKNOWN


def number_known(case: Told, stem: str) -> bool:
    extent = case.number(stem).extent
    return extent is not None and (isinstance(extent, NotApplicable) or extent.least == extent.most)
