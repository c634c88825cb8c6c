"""What does each rule conclude for a whole table, by other means? SQL for DuckDB, written from the same rails.

It shares no code with columns.py beyond the names and types of the columns, so that each can hold the other to account.
SQL has three values of its own; a rail has no negation, so null and false both say: not true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

import duckdb
import polars as pl

from dorsiflex.infer.columns import schema_of
from dorsiflex.language.case import Case
from dorsiflex.language.facts import facts_of
from dorsiflex.language.program import Choice, Program, Step, Stratum, Subtraction, Sum, Term
from dorsiflex.language.rails import Enough, Every, Literal, Rail, Some
from dorsiflex.language.truth import Truth
from dorsiflex.language.vocabulary import Kind

OPERATORS = {"==": "=", "!=": "<>"}


def named(attribute: str) -> str:
    """A column; a quotation mark within a name is doubled."""
    return '"' + attribute.replace('"', '""') + '"'


def text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


class SqlWriter:
    """Rails and steps as SQL expressions."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def query(self, stems: Iterable[str]) -> str:
        """One query over the table `given`: a common table for each pass, then the heads that are asked for."""
        last, tables = "given", []
        for place, columns in enumerate(filter(None, self.passes())):
            made = ", ".join(f"{expression} AS {named(name)}" for name, expression in columns.items())
            # Materialised, or each pass would be written out again wherever the next one reads it.
            tables.append(f"pass{place} AS MATERIALIZED (SELECT *, {made} FROM {last})")
            last = f"pass{place}"
        wanted = ", ".join(named(f"{stem}?{end}") for stem in stems for end in ("true", "false"))
        return f"WITH {', '.join(tables)} SELECT {wanted} FROM {last}" if tables else f"SELECT {wanted} FROM given"

    def passes(self) -> Iterator[dict[str, str]]:
        """For each stratum its numbers, those that read one of them in a pass after it, then its heads."""
        for stratum in self.program.strata:
            made: dict[str, str] = {}
            for step in stratum.steps:
                read = {step.of.stem, step.minus.stem} if isinstance(step, Subtraction) else set()
                if any(stem + "?na" in made for stem in read):
                    yield made
                    made = {}
                made |= self.step(step)
            yield made
            yield self.heads(stratum)

    def heads(self, stratum: Stratum) -> dict[str, str]:
        rails = {
            f"{head.stem}?{end}": rail
            for head in stratum.heads
            for end, rail in (("true", head.yes), ("false", head.no))
        }
        return {name: f"COALESCE({self.rail(rail)}, FALSE)" for name, rail in rails.items()}

    def rail(self, rail: Rail) -> str:
        match rail:
            case Literal():
                return self.literal(rail)
            case Every(parts):
                return f"({' AND '.join(map(self.rail, parts))})" if parts else "TRUE"
            case Some(parts):
                return f"({' OR '.join(map(self.rail, parts))})" if parts else "FALSE"
            case Enough(count, parts):
                return f"({' + '.join(f'CASE WHEN {self.rail(part)} THEN 1 ELSE 0 END' for part in parts)} >= {count})"
            case _:
                assert_never(rail)

    def literal(self, literal: Literal) -> str:
        stem, mark, what = literal.attribute.rpartition("?")
        if mark and what == "known":
            return self.known(stem) if literal.value is True else f"(NOT {self.known(stem)})"
        column, value = named(literal.attribute), literal.value
        if isinstance(value, bool):
            return f"({column} = {str(value).upper()})"
        return f"({column} {OPERATORS.get(literal.op, literal.op)} {text(value) if isinstance(value, str) else value})"

    def known(self, stem: str) -> str:
        if stem in self.program.head:
            return f"({named(stem + '?true')} OR {named(stem + '?false')})"
        if stem in self.program.step:
            least, most, na = (named(stem + end) for end in ("?least", "?most", "?na"))
            return f"({na} OR COALESCE({least} = {most}, FALSE))"
        finding = self.program.findings[stem]
        if finding.kind is Kind.SEVERAL_OF:
            return f"({named(f'{stem}/{finding.option_ids[0]}')} IS NOT NULL)"
        if finding.kind is Kind.NUMBER:
            return f"({named(stem)} IS NOT NULL OR {self.na(stem)})"
        return f"({named(stem)} IS NOT NULL)"

    def na(self, stem: str) -> str:
        there = stem in self.program.step or stem in self.program.dependent
        return f"COALESCE({named(stem + '?na')}, FALSE)" if there else "FALSE"

    def step(self, step: Step) -> dict[str, str]:
        match step:
            case Subtraction(_, of, minus):
                least = f"{self.end(of, '?least')} - {self.end(minus, '?most')}"
                most = f"{self.end(of, '?most')} - {self.end(minus, '?least')}"
                na = f"({self.na(of.stem)} OR {self.na(minus.stem)})"
            case Sum(_, items):
                least = " + ".join(points(head, value, surely=value > 0) for head, value in items)
                most = " + ".join(points(head, value, surely=value < 0) for head, value in items)
                na = "FALSE"
            case Choice(_, rows):
                least, most, na = look_up(rows)
            case _:
                assert_never(step)
        return {step.stem + "?least": least, step.stem + "?most": most, step.stem + "?na": na}

    def end(self, term: Term, end: str) -> str:
        return f"{named(term.stem + end if term.interval else term.stem)} * {term.scale}"


def points(head: str, value: int, *, surely: bool) -> str:
    """The points of an item where it surely holds; or, where that is the further end, wherever it may hold."""
    yes, no = named(head + "?true"), named(head + "?false")
    return f"(CASE WHEN {yes} THEN {value} ELSE 0 END)" if surely else f"(CASE WHEN {no} THEN 0 ELSE {value} END)"


def look_up(rows: tuple[tuple[str, int], ...]) -> tuple[str, str, str]:
    """Row by row: the first true one closes the list of the values that are possible, and without one it stays open."""
    yes, no = ([named(head + end) for head, _ in rows] for end in ("?true", "?false"))
    lists = []
    for place in range(len(rows)):
        possible = ", ".join(f"CASE WHEN NOT {no[at]} THEN {rows[at][1]} END" for at in range(place + 1))
        lists.append(f"WHEN {yes[place]} THEN [{possible}]")
    possible = f"(CASE {' '.join(lists)} END)"
    return f"list_min({possible})", f"list_max({possible})", f"({' AND '.join(no)})"


def stems_read(program: Program) -> set[str]:
    """The findings and numbers of which more than one column may be read."""
    steps = [step for step in program.step.values() if isinstance(step, Subtraction)]
    return {term.stem for step in steps for term in (step.of, step.minus)} | program.known_wanted


class SqlEngine:
    """A program as one query."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.schema = schema_of(program)
        self.stems = (*program.rules, *program.needs)
        self.query = SqlWriter(program).query(self.stems)
        self.database = duckdb.connect(":memory:")
        self.stems_read = stems_read(program)

    def close(self) -> None:
        self.database.close()

    def conclude_table(self, table: pl.DataFrame) -> pl.DataFrame:
        """For each row of settled answers two columns for each rule and need: surely true, surely false."""
        # Only what is read, for every column costs each pass its part of the planning; the first one counts the rows.
        read = [name for place, name in enumerate(table.columns) if place == 0 or self.is_read(name)]
        texts = table.select(read).with_columns(pl.col(pl.Enum).cast(pl.String))
        given = texts.to_arrow(compat_level=pl.CompatLevel.oldest())
        self.database.register("given", given)
        told = self.database.sql(self.query).to_arrow_table()
        self.database.unregister("given")
        return pl.DataFrame(pl.from_arrow(told))

    def is_read(self, attribute: str) -> bool:
        stem = attribute.partition("?")[0].partition("/")[0]
        return attribute in self.program.attributes or stem in self.stems_read

    def conclude(self, case: Case) -> dict[str, Truth]:
        """The truth of every rule and need of one case, through a table of one row."""
        facts = facts_of(case, self.program)
        row = {attribute: [facts.get(attribute)] for attribute in self.schema}
        if not self.stems:
            return {}
        pairs = iter(self.conclude_table(pl.DataFrame(row, schema=self.schema)).row(0))
        return {
            stem: Truth.TRUE if yes else Truth.FALSE if no else Truth.UNKNOWN
            for stem, yes, no in zip(self.stems, pairs, pairs, strict=True)
        }
