"""What does each rule conclude for a whole table? Polars expressions made from the rails, one pass for each stratum.

A table has one row a case and one column an attribute (`program.py` names them); null is not known. A rail has no
negation, so in Polars' own logic null and false both say: not true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import and_, or_
from typing import Any, assert_never

import polars as pl

from dorsiflex.language.facts import NO_CHOICE, Facts
from dorsiflex.language.program import Choice, Program, Step, Stratum, Subtraction, Sum, Term
from dorsiflex.language.rails import Enough, Every, Literal, Rail, Some, option_of
from dorsiflex.language.truth import Truth
from dorsiflex.language.vocabulary import Finding, Kind

STEPS = pl.Int64  # a number is a whole count of its steps
NOBODY, ALL = pl.lit(False), pl.lit(True)


def every(parts: Iterable[pl.Expr]) -> pl.Expr:
    listed = list(parts)
    return reduce(and_, listed) if listed else ALL


def some(parts: Iterable[pl.Expr]) -> pl.Expr:
    listed = list(parts)
    return reduce(or_, listed) if listed else NOBODY


def attributes_of(stem: str, finding: Finding, *, dependent: bool) -> dict[str, Any]:
    """The columns of one finding, with their types."""
    match finding.kind:
        case Kind.YES_NO:
            return {stem: pl.Boolean}
        case Kind.CHOICE:
            return {stem: pl.Enum([*finding.option_ids, NO_CHOICE])}
        case Kind.SEVERAL_OF:
            return {option_of(stem, option): pl.Boolean for option in finding.option_ids}
        case Kind.NUMBER:
            return {stem: STEPS, stem + "?na": pl.Boolean} if dependent else {stem: STEPS}
        case _:
            assert_never(finding.kind)


def schema_of(program: Program) -> dict[str, Any]:
    """Every column that an engine is given, with its type."""
    schema: dict[str, Any] = {unit + "?recorded": pl.Boolean for unit in program.units}
    for stem, finding in program.findings.items():
        schema |= attributes_of(stem, finding, dependent=stem in program.dependent)
    return schema


class RailWriter:
    """Rails and steps as expressions over the columns of a table."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def rail(self, rail: Rail) -> pl.Expr:
        match rail:
            case Literal():
                return self.literal(rail)
            case Every(parts):
                return every(map(self.rail, parts))
            case Some(parts):
                return some(map(self.rail, parts))
            case Enough(count, parts):
                return pl.sum_horizontal(surely_true(self.rail(part)).cast(pl.Int16) for part in parts) >= count
            case _:
                assert_never(rail)

    def literal(self, literal: Literal) -> pl.Expr:
        stem, mark, what = literal.attribute.rpartition("?")
        if mark and what == "known":
            return self.known(stem) if literal.value is True else ~self.known(stem)
        column = pl.col(literal.attribute)
        if isinstance(literal.value, bool):
            return column if literal.value is (literal.op == "==") else ~column
        return compared(column, literal.op, literal.value)

    def known(self, stem: str) -> pl.Expr:
        """Whether a head is settled, a number exact, a finding recorded or settled by its parent; never null."""
        if stem in self.program.head:
            return pl.col(stem + "?true") | pl.col(stem + "?false")
        if stem in self.program.step:
            least, most = pl.col(stem + "?least"), pl.col(stem + "?most")
            return pl.col(stem + "?na") | surely_true(least == most)
        attributes = attributes_of(stem, self.program.findings[stem], dependent=stem in self.program.dependent)
        there = pl.col(next(iter(attributes))).is_not_null()
        return there | surely_true(pl.col(stem + "?na")) if stem + "?na" in attributes else there

    def step(self, step: Step) -> list[pl.Expr]:
        """The three columns of a computed number: its ends, null where open, and where it is not applicable."""
        match step:
            case Subtraction(_, of, minus):
                (of_least, of_most), (minus_least, minus_most) = self.ends(of), self.ends(minus)
                least, most = of_least - minus_most, of_most - minus_least
                na = self.na(of) | self.na(minus)
            case Sum(_, items):
                (least, most), na = add_up(items), NOBODY
            case Choice(_, rows):
                least, most, na = look_up(rows)
            case _:
                assert_never(step)
        stem = step.stem
        return [least.alias(stem + "?least"), most.alias(stem + "?most"), na.alias(stem + "?na")]

    def ends(self, term: Term) -> tuple[pl.Expr, pl.Expr]:
        marks = ("?least", "?most") if term.interval else ("", "")
        least, most = (pl.col(term.stem + mark) * term.scale for mark in marks)
        return least, most

    def na(self, term: Term) -> pl.Expr:
        there = term.interval or term.stem in self.program.dependent
        return surely_true(pl.col(term.stem + "?na")) if there else NOBODY


def surely_true(rail: pl.Expr) -> pl.Expr:
    """A comparison of what is not there is not true."""
    return rail.fill_null(False)


def compared(column: pl.Expr, op: str, value: int | str) -> pl.Expr:
    match op:
        case "==":
            return column == value
        case "!=":
            return column != value
        case "<":
            return column < value
        case "<=":
            return column <= value
        case ">":
            return column > value
        case _:
            return column >= value


def add_up(items: tuple[tuple[str, int], ...]) -> tuple[pl.Expr, pl.Expr]:
    """The least and the most points: an open item counts where it brings the end further out."""
    surely = [(pl.col(head + "?true").cast(STEPS) * points, points) for head, points in items]
    maybe = [((~pl.col(head + "?false")).cast(STEPS) * points, points) for head, points in items]
    least = [yes if points > 0 else may for (yes, points), (may, _) in zip(surely, maybe, strict=True)]
    most = [may if points > 0 else yes for (yes, points), (may, _) in zip(surely, maybe, strict=True)]
    return pl.sum_horizontal(least), pl.sum_horizontal(most)


def look_up(rows: tuple[tuple[str, int], ...]) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """The rows that may still be it, as far as the first true one; without a true one it stays open."""
    possible = []
    true_before: pl.Expr = NOBODY
    for head, value in rows:
        here = ~pl.col(head + "?false") & ~true_before
        possible.append(pl.when(here).then(pl.lit(value, dtype=STEPS)))
        true_before = true_before | pl.col(head + "?true")
    na = every(pl.col(head + "?false") for head, _ in rows)
    return (
        pl.when(true_before).then(pl.min_horizontal(possible)),
        pl.when(true_before).then(pl.max_horizontal(possible)),
        na,
    )


class ColumnsEngine:
    """A program as passes over a table."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.schema = schema_of(program)
        writer = RailWriter(program)
        self.passes = [columns for stratum in program.strata for columns in passes_of(stratum, writer)]

    def conclude(self, table: pl.DataFrame) -> pl.DataFrame:
        """The table of settled answers with two more columns for each head: surely true, surely false."""
        for columns in self.passes:
            table = table.with_columns(columns)
        return table

    def conclude_facts(self, facts: Facts) -> dict[str, Truth]:
        """The truth of every rule and need of one case, through a table of one row."""
        # A column of its own: a program that reads no attribute would otherwise make a table without rows.
        row = {"?row": [True], **{attribute: [facts.get(attribute)] for attribute in self.schema}}
        table = self.conclude(pl.DataFrame(row, schema={"?row": pl.Boolean, **self.schema}))
        stems = (*self.program.rules, *self.program.needs)
        columns = [f"{stem}?{end}" for stem in stems for end in ("true", "false")]
        pairs = iter(table.row(0, named=True)[column] for column in columns)
        return {
            stem: Truth.TRUE if yes else Truth.FALSE if no else Truth.UNKNOWN
            for stem, yes, no in zip(stems, pairs, pairs, strict=True)
        }


def passes_of(stratum: Stratum, writer: RailWriter) -> Iterator[list[pl.Expr]]:
    """A stratum's numbers, those that read others after them; then all its heads at once."""
    made: dict[str, list[pl.Expr]] = {}
    for step in stratum.steps:
        if isinstance(step, Subtraction) and {step.of.stem, step.minus.stem} & made.keys():
            yield [column for columns in made.values() for column in columns]
            made = {}
        made[step.stem] = writer.step(step)
    yield [column for columns in made.values() for column in columns]
    yield [
        surely_true(writer.rail(rail)).alias(f"{head.stem}?{end}")
        for head in stratum.heads
        for end, rail in (("true", head.yes), ("false", head.no))
    ]
