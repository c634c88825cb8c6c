"""What is answered for a table? Rows in are rows answered and rows rejected, and nothing in between."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import polars as pl

from dorsiflex.cohort.frames import names_of, to_polars
from dorsiflex.cohort.header import Header, read_header
from dorsiflex.cohort.table_in import ROW, TableReader
from dorsiflex.cohort.wide import Wide
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.grounding import build_program
from dorsiflex.language.knowledge import KnowledgeBase

# Rows assessed at a time: few enough for the memory of a small machine, enough that starting costs nothing.
CHUNK = 65_536
TOLD = 20


class Cohort:
    """A knowledge base, ready for tables."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self.knowledge = knowledge
        self.program = build_program(knowledge)
        self.wide = Wide(knowledge, self.program)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns of every answer."""
        return (ROW, *self.wide.columns)

    def header(self, names: Sequence[str]) -> Header:
        """The columns of a table, sorted. Raises `BadInput`."""
        return read_header(names, self.knowledge, self.program, self.names)


class Run:
    """One table, in as many parts as it comes."""

    def __init__(self, cohort: Cohort, header: Header) -> None:
        self.cohort = cohort
        self.reader = TableReader(header, cohort.knowledge, cohort.program)

    def part(self, table: pl.DataFrame, rows: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The answers to a part of the table, and the rejects; `rows` are the numbers of its rows."""
        read = self.reader.read(table, rows)
        return pl.concat([read.carried, self.cohort.wide.answers(read.settled)], how="horizontal"), read.rejects


def assess_frame(frame: Any, knowledge: KnowledgeBase, *, rejects: bool) -> Any:
    """The answers to a frame, one row for each of its rows, in a frame of the same library.

    With `rejects`, a pair: the answers to the rows that can be answered, and what is wrong with the others.
    Raises `BadInput` for columns that cannot be read, and without `rejects` also where any row cannot.
    """
    names = names_of(frame)
    cohort = Cohort(knowledge)
    header = cohort.header(names)
    table, back = to_polars(frame)
    run = Run(cohort, header)
    numbers = pl.int_range(1, table.height + 1, dtype=pl.UInt64, eager=True)
    parts = [
        run.part(table.slice(start, CHUNK), numbers.slice(start, CHUNK))
        for start in range(0, max(table.height, 1), CHUNK)
    ]
    answers, refused = (pl.concat(each) for each in zip(*parts, strict=True))
    if refused.height and not rejects:
        raise BadInput(problems_of(refused))
    told = back(answers, answers[ROW].to_list())
    return (told, back(refused, refused[ROW].to_list())) if rejects else told


def problems_of(refused: pl.DataFrame) -> list[Problem]:
    """The first of the rejects as problems, and how many more there are."""
    problems = [
        Problem(f"row {row}", f"`{column}: {value}`", why, mend)
        for row, _, column, value, why, mend in refused.head(TOLD).iter_rows()
    ]
    if refused.height > TOLD:
        more = f"{refused.height - TOLD} more values"
        mend = "Ask for the rejects to see them all: assess_frame(frame, rejects=True)."
        problems.append(Problem("further rows", more, "They cannot be taken either.", mend))
    return problems
