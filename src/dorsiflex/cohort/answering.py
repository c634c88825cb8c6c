"""What does one part of a table become? Answers to the rows that are cases, and what is wrong with the others."""

from __future__ import annotations

import polars as pl

from dorsiflex.cohort.assess import Cohort, Run
from dorsiflex.cohort.inputs import FILE, Tables
from dorsiflex.cohort.places import ANSWERS, REJECTS
from dorsiflex.cohort.source import Part, only_rejects
from dorsiflex.cohort.table_in import REJECTS as REJECTED
from dorsiflex.cohort.table_in import ROW
from dorsiflex.language.knowledge import KnowledgeBase


class Answering:
    """One knowledge base and one header, ready for the parts of a table."""

    def __init__(self, knowledge: KnowledgeBase, tables: Tables) -> None:
        self.knowledge, self.tables = knowledge, tables
        self.cohort = Cohort(knowledge)
        self.header = self.cohort.header(tables.names)
        self.run = Run(self.cohort, self.header)

    def part(self, part: Part) -> dict[str, pl.DataFrame]:
        """The rows of each output."""
        answers, refused = self.run.part(part.table, part.rows)
        rejects = pl.concat([refused, part.rejects]).sort(ROW, maintain_order=True)
        if self.tables.several:
            rejects = rejects.select(ROW, pl.lit(part.file).alias(FILE), *list(REJECTED)[1:])
        return {ANSWERS: answers, REJECTS: rejects}

    def nothing(self) -> dict[str, pl.DataFrame]:
        """The outputs of no rows: their columns."""
        empty = only_rejects(self.tables.names, pl.DataFrame(schema=REJECTED))
        return self.part(empty)
