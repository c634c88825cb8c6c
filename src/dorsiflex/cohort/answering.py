"""What does one part of a table become? Answers to the rows that are cases, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from dorsiflex.cohort.assess import Cohort, Run
from dorsiflex.cohort.header import ID
from dorsiflex.cohort.inputs import FILE, Tables
from dorsiflex.cohort.mapping import Recoded, Recoding, originals, recode
from dorsiflex.cohort.places import ANSWERS, REJECTS
from dorsiflex.cohort.source import Part, only_rejects
from dorsiflex.cohort.table_in import REJECTS as REJECTED
from dorsiflex.cohort.table_in import ROW
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase

ASSUMED = "assumed"


class Answering:
    """One knowledge base and one header, ready for the parts of a table."""

    def __init__(self, knowledge: KnowledgeBase, tables: Tables, mapping: Path | None = None) -> None:
        self.knowledge, self.tables = knowledge, tables
        self.cohort = Cohort(knowledge)
        self.recoding = self.read_mapping(mapping)
        names = tables.names if self.recoding is None else self.recoding.names(tables.names)
        self.header = self.cohort.header(names)
        self.run = Run(self.cohort, self.header)
        self.assumed = "; ".join(f"{name}: {answer}" for name, answer in self.assumptions.items())

    def read_mapping(self, path: Path | None) -> Recoding | None:
        """What the columns mean, where a file says so. Raises `BadInput`."""
        if path is None:
            return None
        from dorsiflex.cohort.mapping_file import read_mapping

        vocabulary, program = self.knowledge.vocabulary, self.cohort.program
        recoding = read_mapping(path, self.tables.names, vocabulary, program)
        if recoding.assumed and ASSUMED in self.tables.names:
            why = "The answers have a column of this name, for what the mapping assumes."
            raise BadInput([Problem("the header", f"`{ASSUMED}`", why, "Rename the column.")])
        return recoding

    @property
    def assumptions(self) -> Mapping[str, str]:
        """What is taken to hold for everybody."""
        return {} if self.recoding is None else self.recoding.assumed

    def part(self, part: Part) -> dict[str, pl.DataFrame]:
        """The rows of each output."""
        answers, refused = self.assess(part)
        if self.assumed:
            answers = answers.insert_column(1, pl.lit(self.assumed).alias(ASSUMED))
        rejects = pl.concat([refused, part.rejects]).sort(ROW, maintain_order=True)
        if self.tables.several:
            rejects = rejects.select(ROW, pl.lit(part.file).alias(FILE), *list(REJECTED)[1:])
        return {ANSWERS: answers, REJECTS: rejects}

    def assess(self, part: Part) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Answers and rejects of the rows that have all columns."""
        if self.recoding is None:
            return self.run.part(part.table, part.rows)
        recoded = recode(part.table, self.recoding)
        answers, refused = self.run.part(recoded.table, part.rows)
        refused = originals(refused, part.table, part.rows, self.recoding)
        rejects = pl.concat([self.unknown_codes(recoded, part), refused]).sort(ROW, maintain_order=True)
        return answers.filter(~pl.col(ROW).is_in(rejects[ROW].implode())), rejects

    def unknown_codes(self, recoded: Recoded, part: Part) -> pl.DataFrame:
        """The cells that the mapping refuses, as rejects."""
        places = recoded.refused["place"]
        empty = pl.repeat(None, part.table.height, dtype=pl.String, eager=True)
        ids = recoded.table[ID].cast(pl.String) if ID in recoded.table.columns else empty
        told = recoded.refused.with_columns(part.rows.gather(places).alias(ROW), ids.gather(places).alias(ID))
        return told.select(pl.col(name).cast(dtype) for name, dtype in REJECTED.items())

    def nothing(self) -> dict[str, pl.DataFrame]:
        """The outputs of no rows: their columns."""
        empty = only_rejects(self.tables.names, pl.DataFrame(schema=REJECTED))
        return self.part(empty)
