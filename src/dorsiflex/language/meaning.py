"""What is the truth of a condition? The meaning of the language, one case for each word, written to be read.

Every engine, and everything that explains an answer, is held to this page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, assert_never

from dorsiflex.language.expression import (
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    Compared,
    Concluded,
    Expression,
    Includes,
    Known,
    NoneOf,
    OneOf,
    Op,
    Side,
)
from dorsiflex.language.truth import Truth, all_true, any_true, known, opposite
from dorsiflex.language.vocabulary import Difference, Score, Table


@dataclass(frozen=True)
class NotApplicable:
    """The answer to a question that does not arise, because what makes it relevant is absent."""


NOT_APPLICABLE = NotApplicable()
Value = bool | int | str | frozenset[str] | NotApplicable


@dataclass(frozen=True)
class Interval:
    """All that is known of a number, in whole steps: it is at least `least` and at most `most`."""

    least: int
    most: int


Extent = Interval | NotApplicable | None


class Reading(Protocol):
    """What a condition may ask of a case, seen from one side. None means not known."""

    def answer(self, finding: str, side: Side) -> Value | None:
        """The recorded answer."""

    def extent(self, number: str, side: Side) -> Extent:
        """What is known of a number, whether measured, computed or scored."""

    def conclusion(self, rule: str, side: Side) -> Truth:
        """What another rule concludes."""

    def is_known(self, name: str, side: Side) -> bool:
        """Whether a finding is recorded (or settled by its parent), a number exact, a rule settled."""


def evaluate(expr: Expression, reading: Reading) -> Truth:
    """The truth of `expr` in strong Kleene logic."""
    match expr:
        case AllOf(parts):
            return all_true(evaluate(part, reading) for part in parts)
        case AnyOf(parts):
            return any_true(evaluate(part, reading) for part in parts)
        case NoneOf(parts):
            return opposite(any_true(evaluate(part, reading) for part in parts))
        case AtLeast(count, parts):
            return at_least(count, [evaluate(part, reading) for part in parts])
        case Answered(name, wanted, side):
            value = reading.answer(name, side)
            return Truth.UNKNOWN if value is None else known(value is wanted)
        case OneOf(name, options, side):
            value = reading.answer(name, side)
            return Truth.UNKNOWN if value is None else known(value in options)
        case Includes(name, option, side):
            value = reading.answer(name, side)
            return Truth.UNKNOWN if value is None else known(isinstance(value, frozenset) and option in value)
        case Compared(name, op, limit, side):
            return compare(reading.extent(name, side), op, limit)
        case Known(name, side):
            return known(reading.is_known(name, side))
        case Concluded(rule, wanted, side):
            truth = reading.conclusion(rule, side)
            return truth if wanted else opposite(truth)
        case _:
            assert_never(expr)


def at_least(count: int, truths: list[Truth]) -> Truth:
    """True once enough parts are true, false once too many are false."""
    if truths.count(Truth.TRUE) >= count:
        return Truth.TRUE
    return Truth.FALSE if len(truths) - truths.count(Truth.FALSE) < count else Truth.UNKNOWN


def compare(extent: Extent, op: Op, limit: int) -> Truth:
    """True or false only where it is so for every value the number may still have; not applicable is false."""
    if extent is None:
        return Truth.UNKNOWN
    if isinstance(extent, NotApplicable):
        return Truth.FALSE
    verdicts = {holds(value, op, limit) for value in (extent.least, extent.most)}
    return known(verdicts.pop()) if len(verdicts) == 1 else Truth.UNKNOWN


def holds(value: int, op: Op, limit: int) -> bool:
    """One comparison of whole steps."""
    match op:
        case Op.BELOW:
            return value < limit
        case Op.AT_MOST:
            return value <= limit
        case Op.ABOVE:
            return value > limit
        case Op.AT_LEAST:
            return value >= limit
        case _:
            assert_never(op)


def difference(of: Extent, minus: Extent) -> Extent:
    """One number less another, both in the same steps."""
    if isinstance(of, NotApplicable) or isinstance(minus, NotApplicable):
        return NOT_APPLICABLE
    if of is None or minus is None:
        return None
    return Interval(of.least - minus.most, of.most - minus.least)


def score(items: Iterable[tuple[Truth, int]]) -> Interval:
    """The points of the items that hold; while an item is not known, both with and without it."""
    least = most = 0
    for truth, points in items:
        if truth is Truth.TRUE:
            least, most = least + points, most + points
        elif truth is Truth.UNKNOWN:
            least, most = least + min(points, 0), most + max(points, 0)
    return Interval(least, most)


def look_up(rows: Iterable[tuple[Truth, int]]) -> Extent:
    """The value of the first true row, or an interval with the rows before it that may be; of none: not applicable."""
    possible: list[int] = []
    for truth, value in rows:
        if truth is not Truth.FALSE:
            possible.append(value)
        if truth is Truth.TRUE:
            return Interval(min(possible), max(possible))
    return None if possible else NOT_APPLICABLE


def compute(made: Difference | Table | Score, reading: Reading, scales: tuple[int, int] = (1, 1)) -> Extent:
    """A computed number from a reading; `scales` bring the operands of a difference to its own steps."""
    match made:
        case Difference(of, minus):
            parts = (
                rescale(reading.extent(operand.name, Side.OTHER if operand.other else Side.THIS), scale)
                for operand, scale in zip((of, minus), scales, strict=True)
            )
            return difference(*parts)
        case Table(rows):
            return look_up((evaluate(row.when, reading), row.value) for row in rows)
        case Score(items):
            return score((evaluate(item.when, reading), item.points) for item in items)
        case _:
            assert_never(made)


def rescale(extent: Extent, scale: int) -> Extent:
    """The same number in finer steps."""
    return Interval(extent.least * scale, extent.most * scale) if isinstance(extent, Interval) else extent
