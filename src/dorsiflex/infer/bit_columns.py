"""How are many cases held at once? One bit per case: which columns have which value, and arithmetic over them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, assert_never

from dorsiflex.language.facts import NO_CHOICE, Facts
from dorsiflex.language.program import Dependent, Program
from dorsiflex.language.rails import Enough, Every, Literal, Rail, Scalar, Some, option_of
from dorsiflex.language.vocabulary import Kind

TESTS: dict[str, Callable[[int, int], bool]] = {
    "<": int.__lt__,
    "<=": int.__le__,
    ">": int.__gt__,
    ">=": int.__ge__,
}


@dataclass
class Columns:
    """`count` cases: for each attribute, the columns of each value. Columns under no value: not known."""

    count: int
    values: dict[str, dict[Scalar, int]] = field(default_factory=dict)

    @property
    def all(self) -> int:
        return (1 << self.count) - 1

    @classmethod
    def alike(cls, facts: Facts, count: int) -> Columns:
        """Columns that all say what `facts` say."""
        every = (1 << count) - 1
        return cls(count, {attribute: {value: every} for attribute, value in facts.items()})

    def where(self, literal: Literal) -> int:
        """The columns where a comparison surely holds."""
        values = self.values.get(literal.attribute)
        return holding(values, literal.op, literal.value) if values else 0

    def put(self, attribute: str, value: Scalar, mask: int) -> None:
        """Let an attribute have a value in some columns, whatever it was there."""
        # A new dictionary each time: columns made from others share what they do not change.
        values = {other: kept & ~mask for other, kept in self.values.get(attribute, {}).items()}
        values[value] = values.get(value, 0) | mask
        self.values[attribute] = values


def holding(values: dict[Scalar, int], op: str, limit: Scalar) -> int:
    """The columns of an attribute where it compares so."""
    if op == "==":
        return values.get(limit, 0)
    together = 0
    if op == "!=":
        for value, mask in values.items():
            if value != limit:
                together |= mask
        return together
    test, number = TESTS[op], int(limit)
    for value, mask in values.items():
        if test(int(value), number):
            together |= mask
    return together


def union(masks: Iterable[int]) -> int:
    """All columns of some masks."""
    together = 0
    for mask in masks:
        together |= mask
    return together


@dataclass(frozen=True)
class Spans:
    """A computed number over columns: which columns have which interval, and where it is not applicable."""

    spans: dict[tuple[int, int], int]
    na: int

    def at(self, end: int, op: str, limit: int) -> int:
        """The columns where one end of the interval compares so."""
        test = TESTS[op]
        return union(mask for span, mask in self.spans.items() if test(span[end], limit))

    def exact(self) -> int:
        """The columns where the number is known exactly, or not applicable."""
        return self.na | union(mask for (least, most), mask in self.spans.items() if least == most)


def subtract(of: Spans, minus: Spans, scales: tuple[int, int], every: int) -> Spans:
    """One number less another, column by column."""
    na = of.na | minus.na
    spans: dict[tuple[int, int], int] = {}
    for (low, high), mask in of.spans.items():
        for (least, most), other in minus.spans.items():
            both = mask & other & ~na & every
            if both:
                span = (low * scales[0] - most * scales[1], high * scales[0] - least * scales[1])
                spans[span] = spans.get(span, 0) | both
    return Spans(spans, na)


def add_up(items: Iterable[tuple[int, int, int]], every: int) -> Spans:
    """A score: (columns where the item holds, where it does not, points)."""
    spans = {(0, 0): every}
    for yes, no, points in items:
        grown: dict[tuple[int, int], int] = {}
        open_ = every & ~yes & ~no
        low, high = min(points, 0), max(points, 0)
        for (least, most), mask in spans.items():
            for columns, down, up in ((mask & yes, points, points), (mask & no, 0, 0), (mask & open_, low, high)):
                if columns:
                    span = (least + down, most + up)
                    grown[span] = grown.get(span, 0) | columns
        spans = grown
    return Spans(spans, 0)


def look_up(rows: Iterable[tuple[int, int, int]], every: int) -> Spans:
    """A table: (columns where the row is true, where it is false, value), in order; the first true row decides."""
    undecided: dict[tuple[int, int] | None, int] = {None: every}
    spans: dict[tuple[int, int], int] = {}
    for yes, no, value in rows:
        after: dict[tuple[int, int] | None, int] = {}
        for span, mask in undecided.items():
            wider = (value, value) if span is None else (min(span[0], value), max(span[1], value))
            if hit := mask & yes:
                spans[wider] = spans.get(wider, 0) | hit
            if maybe := mask & ~yes & ~no:
                after[wider] = after.get(wider, 0) | maybe
            if miss := mask & no:
                after[span] = after.get(span, 0) | miss
        undecided = after
    return Spans(spans, undecided.get(None, 0))


def enough(count: int, masks: tuple[int, ...], every: int) -> int:
    """The columns that lie in at least `count` of the masks."""
    reached = [every] + [0] * count
    for mask in masks:
        for so_many in range(count, 0, -1):
            reached[so_many] |= reached[so_many - 1] & mask
    return reached[count]


def spans_reader(columns: Columns) -> Callable[[str], Spans]:
    """Measured numbers as spans."""

    def spans_of(stem: str) -> Spans:
        values: Mapping[Scalar, int] = columns.values.get(stem, {})
        spans = {(int(value), int(value)): mask for value, mask in values.items()}
        return Spans(spans, columns.values.get(stem + "?na", {}).get(True, 0))

    return spans_of


def settle_dependents(columns: Columns, program: Program, recorded: Container[str] = ()) -> int:
    """Fill in what counts as absent or not applicable; returns the columns that contradict a recorded answer."""
    contradicted = 0
    for dependent in program.dependents:
        irrelevant = rail_columns(dependent.irrelevant, columns)
        if irrelevant:
            if dependent.stem in recorded:
                contradicted |= irrelevant & positive(columns, dependent)
            blank(columns, dependent, irrelevant)
    return contradicted


def positive(columns: Columns, dependent: Dependent) -> int:
    """The columns where a dependent is positively answered."""
    finding, stem = dependent.finding, dependent.stem
    if finding.kind is Kind.YES_NO:
        return columns.values.get(stem, {}).get(True, 0)
    if finding.kind is Kind.SEVERAL_OF:
        options = [option for option in finding.option_ids if option not in finding.negative]
        return union(columns.values.get(option_of(stem, option), {}).get(True, 0) for option in options)
    no_answers = finding.negative | {NO_CHOICE}
    below = finding.negative_below
    return union(
        mask
        for value, mask in columns.values.get(stem, {}).items()
        if value not in no_answers and not (below is not None and isinstance(value, int) and value < below)
    )


def blank(columns: Columns, dependent: Dependent, mask: int) -> None:
    """Let a dependent count as absent, or not applicable, in some columns."""
    finding, stem = dependent.finding, dependent.stem
    if finding.kind is Kind.YES_NO:
        columns.put(stem, False, mask)
    elif finding.kind is Kind.SEVERAL_OF:
        for option in finding.option_ids:
            columns.put(option_of(stem, option), False, mask)
    elif finding.kind is Kind.CHOICE:
        columns.put(stem, NO_CHOICE, mask)
    else:
        columns.values[stem] = {value: kept & ~mask for value, kept in columns.values.get(stem, {}).items()}
        columns.put(stem + "?na", True, mask)
    if stem + "?known" in columns.values:
        columns.put(stem + "?known", True, mask)


class Cases(Protocol):
    """Cases held at once, in whatever way: a mask of all, and of those where a comparison surely holds."""

    @property
    def all(self) -> int: ...

    def where(self, literal: Literal) -> int: ...


def rail_columns(rail: Rail, columns: Cases) -> int:
    """The columns where a rail over findings holds."""
    match rail:
        case Literal():
            return columns.where(rail)
        case Every(parts):
            every = columns.all
            for part in parts:
                every &= rail_columns(part, columns)
            return every
        case Some(parts):
            return union(rail_columns(part, columns) for part in parts)
        case Enough(count, parts):
            return enough(count, tuple(rail_columns(part, columns) for part in parts), columns.all)
        case _:
            assert_never(rail)
