"""What does one part of a table become? Answers to the rows that are cases, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from dorsiflex.cohort.assess import Cohort, Run
from dorsiflex.cohort.assumed import gates_of, warnings_of
from dorsiflex.cohort.chosen import Chosen
from dorsiflex.cohort.growth import Output
from dorsiflex.cohort.header import ID
from dorsiflex.cohort.inputs import FILE, FORMATS, Input, Tables
from dorsiflex.cohort.mapping import Recoded, Recoding, recode
from dorsiflex.cohort.mapping_rejects import originals
from dorsiflex.cohort.places import ANSWERS, LONG, REASONS, REJECTS, Job
from dorsiflex.cohort.source import Part, only_rejects
from dorsiflex.cohort.table_in import REJECTS as REJECTED
from dorsiflex.cohort.table_in import ROW
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase

if TYPE_CHECKING:
    from dorsiflex.cohort.long import Long
    from dorsiflex.cohort.redcap_visits import Visits
    from dorsiflex.cohort.row_case import RowCases

ASSUMED = "assumed"
CARRIED_DOWN = "carried down"


def open_tables(inputs: Sequence[Input], job: Job) -> Tables:
    """The tables of a job, with the delimiter that its mapping declares. Raises `BadInput`."""
    from dorsiflex.cohort.mapping_file import delimiter_of

    csv = all(FORMATS[one.path.suffix.lower()] == "CSV" for one in inputs)
    return Tables(inputs, job.sheet, delimiter_of(job.mapping, csv=csv))


class Answering:
    """One knowledge base and one header, ready for the parts of a table."""

    def __init__(self, knowledge: KnowledgeBase, tables: Tables, job: Job) -> None:
        self.knowledge, self.tables, self.job = knowledge, tables, job
        self.cohort = Cohort(knowledge)
        self.visits: Visits | None = None
        self.recoding = self.read_columns()
        names = tables.names if self.recoding is None else self.recoding.names(tables.names)
        self.header = self.cohort.header(names)
        if self.recoding is None:
            tables.read_as_categories(self.header.findings)
        if self.assumptions and ASSUMED in tables.names:
            why = "The answers have a column of this name, for what is assumed."
            raise BadInput([Problem("the header", f"`{ASSUMED}`", why, "Rename the column.")])
        self.run = Run(self.cohort, self.header)
        if self.visits is not None and job.carry_down:
            self.visits.look(self.answered)
        self.chosen = Chosen(job.explain)
        self.assumed = "; ".join(f"{name}: {answer}" for name, answer in self.assumptions.items())

    def read_columns(self) -> Recoding | None:
        """What the columns and rows mean, where that is said. Raises `BadInput`."""
        from dorsiflex.cohort.redcap_export import export_recoding, open_export
        from dorsiflex.cohort.redcap_visits import Visits, looks_exported

        job = self.job
        if job.come_from is None:
            if job.carry_down:
                why = "Only exports of REDCap have base rows."
                raise BadInput([Problem("--carry-down", "no export", why, "Add --from redcap, or leave it out.")])
            if looks_exported(self.tables.names):
                why = "Its rows are visits and forms, and each would be taken for a person."
                mend = "Add --from redcap. If it is none, give it a column `id`."
                raise BadInput([Problem("the header", "an export of REDCap", why, mend)])
            return self.read_mapping(job.mapping)
        open_export(self.tables)
        said = self.read_mapping(job.mapping)
        recoding = export_recoding(self.tables.names, said, self.knowledge, self.cohort.program)
        self.visits = Visits(self.tables, recoding, down=job.carry_down)
        return recoding

    def read_mapping(self, path: Path | None) -> Recoding | None:
        """What the columns mean, where a file says so. Raises `BadInput`."""
        if path is None:
            return None
        from dorsiflex.cohort.mapping_file import read_mapping

        vocabulary, program = self.knowledge.vocabulary, self.cohort.program
        return read_mapping(path, self.tables.names, vocabulary, program)

    @property
    def assumptions(self) -> Mapping[str, str]:
        """What is taken to hold for everybody."""
        assumed = {} if self.recoding is None else dict(self.recoding.assumed)
        assumed |= {name: text for name, (text, _) in self.readings.items()}
        if self.visits is not None and self.visits.carried:
            assumed[CARRIED_DOWN] = self.visits.rule
        return assumed

    @cached_property
    def assumed_gates(self) -> dict[str, list[str]]:
        """The gates that read each assumption."""
        gates = gates_of(self.assumptions, self.knowledge, self.cohort.program)
        about = {name: columns for name, (_, columns) in self.readings.items()}
        if self.visits is not None and self.visits.carried:
            about[CARRIED_DOWN] = tuple(self.visits.carried)
        for name, columns in about.items():
            read = gates_of(columns, self.knowledge, self.cohort.program)
            gates[name] = sorted({gate for each in read.values() for gate in each})
        return gates

    @property
    def readings(self) -> Mapping[str, tuple[str, tuple[str, ...]]]:
        """What is assumed of boxes, and of which columns."""
        return {} if self.recoding is None else self.recoding.readings

    def part(self, part: Part) -> dict[str, Any]:
        """The rows of each output."""
        recoded = None if self.recoding is None else recode(part.table, self.recoding)
        answers, refused = self.assess(part, recoded)
        more = self.more(part.table if recoded is None else recoded.table, part.rows, answers)
        rejects = pl.concat([refused, part.rejects]).sort(ROW, maintain_order=True)
        if self.tables.several:
            rejects = rejects.select(ROW, pl.lit(part.file).alias(FILE), *list(REJECTED)[1:])
        return {ANSWERS: self.noted(more.pop(ANSWERS, answers)), REJECTS: rejects, **more}

    def noted(self, told: pl.DataFrame) -> pl.DataFrame:
        """With a column of what is assumed, where anything is."""
        return told.insert_column(1, pl.lit(self.assumed).alias(ASSUMED)) if self.assumed else told

    def more(self, table: pl.DataFrame, rows: pl.Series, answers: pl.DataFrame) -> dict[str, Any]:
        """What is told beside the wide answers; it reads the answered rows again."""
        job = self.job
        if not (job.long or job.ask or job.explain):
            return {}
        told: dict[str, Any] = {}
        recorded, _ = self.run.reader.recorded(table.filter(rows.is_in(answers[ROW].implode())))
        if job.long:
            keys = [ROW, *(name for name in (FILE, ID) if name in answers.columns)]
            told[LONG] = self.noted(self.long.suggestions(recorded, answers.select(keys)))
        if job.ask:
            told[ANSWERS] = answers.with_columns(self.cases.asks(recorded, answers))
        if job.explain:
            chosen = self.chosen.rows(answers)
            told[REASONS] = self.cases.reasons(recorded.filter(chosen), answers.filter(chosen))
        return told

    @cached_property
    def long(self) -> Long:
        from dorsiflex.cohort.long import Long

        return Long(self.cohort.wide, self.run.reader.settling)

    @cached_property
    def cases(self) -> RowCases:
        from dorsiflex.cohort.row_case import RowCases

        return RowCases(self.knowledge, self.cohort.program)

    def assess(self, part: Part, recoded: Recoded | None) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Answers and rejects of the rows that have all columns."""
        if self.recoding is None or recoded is None:
            return self.run.part(part.table, part.rows)
        answers, refused = self.run.part(recoded.table, part.rows)
        refused = originals(refused, part.table, part.rows, self.recoding)
        rejects = pl.concat([self.unknown_codes(recoded, part), refused]).sort(ROW, maintain_order=True)
        return answers.filter(~pl.col(ROW).is_in(rejects[ROW].implode())), rejects

    def answered(self, part: Part) -> pl.Series:
        """The numbers of the rows that have an answer."""
        assert self.recoding is not None
        return self.assess(part, recode(part.table, self.recoding))[0][ROW]

    def unknown_codes(self, recoded: Recoded, part: Part) -> pl.DataFrame:
        """The cells that the mapping refuses, as rejects."""
        places = recoded.refused["place"]
        empty = pl.repeat(None, part.table.height, dtype=pl.String, eager=True)
        ids = recoded.table[ID].cast(pl.String) if ID in recoded.table.columns else empty
        told = recoded.refused.with_columns(part.rows.gather(places).alias(ROW), ids.gather(places).alias(ID))
        return told.select(pl.col(name).cast(dtype) for name, dtype in REJECTED.items())

    def codebooks(self, outputs: Mapping[str, Output]) -> Iterator[tuple[str, str]]:
        """What the columns of each table of answers mean; files with labels are told too."""
        from dorsiflex.cohort.codebook import Codebook, codebook_csv
        from dorsiflex.cohort.labelled import LabelledOutput, short_names

        told = " ".join(warnings_of(self.assumptions, self.assumed_gates))
        book = Codebook(self.knowledge, self.cohort.wide.decider, told)
        for name, columns in self.columns.items():
            if name in outputs:
                entries = book.of(columns)
                output = outputs[name]
                if isinstance(output, LabelledOutput):
                    output.entries = entries
                names = short_names(columns, output.path.suffix.lower())
                yield name, codebook_csv([replace(entry, column=names[entry.column]) for entry in entries])

    @cached_property
    def columns(self) -> dict[str, list[str]]:
        """The columns of the tables of answers."""
        made = self.nothing()
        return {name: made[name].columns for name in (ANSWERS, LONG) if name in made}

    def nothing(self) -> dict[str, Any]:
        """The outputs of no rows: their columns."""
        empty = only_rejects(self.tables.names, pl.DataFrame(schema=REJECTED))
        return self.part(empty)
