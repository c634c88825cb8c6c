"""What do the rules conclude for many cases at once, part by part? One column a case, every conclusion kept.

Any rail can be read off a sheet, also of a condition that no rule has. A changed rule is concluded anew together with
what reads it, and the rest is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import assert_never

from dorsiflex.infer.bit_columns import (
    Columns,
    Spans,
    add_up,
    look_up,
    rail_columns,
    spans_reader,
    subtract,
)
from dorsiflex.language.case import Case
from dorsiflex.language.facts import facts_of
from dorsiflex.language.program import Choice, Head, Program, Step, Subtraction, Sum, Term
from dorsiflex.language.rails import Rail, Scalar, literals

Part = Step | Head


class Order:
    """The parts of a program in an order that can be computed, and what reads what."""

    def __init__(self, program: Program) -> None:
        self.parts = {part.stem: part for stratum in program.strata for part in (*stratum.steps, *stratum.heads)}
        self.place = {stem: place for place, stem in enumerate(self.parts)}
        self.readers: dict[str, set[str]] = defaultdict(set)
        for stem, part in self.parts.items():
            for read in reads(part):
                self.readers[read].add(stem)

    def behind(self, changed: Iterable[str]) -> list[str]:
        """What is changed, and everything that reads it, in order."""
        found: set[str] = set()
        waiting = list(changed)
        while waiting:
            stem = waiting.pop()
            if stem not in found:
                found.add(stem)
                waiting += self.readers[stem]
        return sorted(found, key=self.place.__getitem__)


def reads(part: Part) -> set[str]:
    """The stems that a head or a number reads."""
    match part:
        case Head(_, yes, no):
            stems = {literal.attribute for rail in (yes, no) for literal in literals(rail)}
            return {stem.partition("?")[0] for stem in stems}
        case Subtraction(_, of, minus):
            return {of.stem, minus.stem}
        case Sum(_, pairs) | Choice(_, pairs):
            return {head for head, _ in pairs}
        case _:
            assert_never(part)


@dataclass
class Sheet:
    """Cases in columns, with the truth of every head and the interval of every number."""

    columns: Columns
    masks: dict[str, tuple[int, int]] = field(default_factory=dict)
    spans: dict[str, Spans] = field(default_factory=dict)

    def where(self, rail: Rail) -> int:
        """The columns where a rail holds."""
        return rail_columns(rail, self.columns)

    def with_parts(self, parts: Iterable[Part]) -> Sheet:
        """The same cases with some parts computed anew, in this order."""
        sheet = Sheet(Columns(self.columns.count, dict(self.columns.values)), dict(self.masks), dict(self.spans))
        for part in parts:
            if isinstance(part, Head):
                sheet.add_head(part)
            else:
                sheet.add_number(part.stem, sheet.number(part))
        return sheet

    def add_head(self, head: Head) -> None:
        yes, no = self.where(head.yes), self.where(head.no)
        self.masks[head.stem] = (yes, no)
        self.put(head.stem + "?true", {True: yes})
        self.put(head.stem + "?false", {True: no})
        self.put(head.stem + "?known", {True: yes | no, False: self.columns.all & ~(yes | no)})

    def add_number(self, stem: str, spans: Spans) -> None:
        self.spans[stem] = spans
        for place, end in enumerate(("?least", "?most")):
            values: dict[Scalar, int] = {}
            for span, mask in spans.spans.items():
                values[span[place]] = values.get(span[place], 0) | mask
            self.put(stem + end, values)
        exact = spans.exact()
        self.put(stem + "?na", {True: spans.na})
        self.put(stem + "?known", {True: exact, False: self.columns.all & ~exact})

    def put(self, attribute: str, values: dict[Scalar, int]) -> None:
        self.columns.values[attribute] = values

    def number(self, step: Step) -> Spans:
        match step:
            case Subtraction(_, of, minus):
                scales = (of.scale, minus.scale)
                return subtract(self.operand(of), self.operand(minus), scales, self.columns.all)
            case Sum(_, pairs):
                return add_up(self.rows(pairs), self.columns.all)
            case Choice(_, pairs):
                return look_up(self.rows(pairs), self.columns.all)
            case _:
                assert_never(step)

    def operand(self, term: Term) -> Spans:
        return self.spans[term.stem] if term.interval else spans_reader(self.columns)(term.stem)

    def rows(self, pairs: Iterable[tuple[str, int]]) -> list[tuple[int, int, int]]:
        return [(*self.masks[head], value) for head, value in pairs]


def columns_of(cases: Sequence[Case], program: Program) -> Columns:
    """The facts of each case as one column."""
    values: dict[str, dict[Scalar, int]] = defaultdict(lambda: defaultdict(int))
    for place, case in enumerate(cases):
        for attribute, value in facts_of(case, program).items():
            values[attribute][value] |= 1 << place
    return Columns(len(cases), {attribute: dict(masks) for attribute, masks in values.items()})


@dataclass(frozen=True)
class Tabled:
    """A program and the sheet of some cases."""

    program: Program
    cases: tuple[Case, ...]

    @cached_property
    def order(self) -> Order:
        return Order(self.program)

    @cached_property
    def sheet(self) -> Sheet:
        return Sheet(columns_of(self.cases, self.program)).with_parts(self.order.parts.values())

    def changed(self, parts: Mapping[str, Part]) -> tuple[Sheet, list[str]]:
        """The sheet with some parts exchanged, and the stems that were computed anew."""
        behind = self.order.behind(parts)
        return self.sheet.with_parts(parts.get(stem, self.order.parts[stem]) for stem in behind), behind
