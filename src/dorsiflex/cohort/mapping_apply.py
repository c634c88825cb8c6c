"""What does a table say in our words? Its rows that can be answered, under our names and answers; the others beside it.

Studies read such a table. What is assumed stands in its column `assumed`, as it does in answers; the record of a row,
where an export has several rows of one, in `record`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

import polars as pl

from dorsiflex.cohort.about import RECORD, About, about_rows, declared_synthetic
from dorsiflex.cohort.answering import Answering, open_tables
from dorsiflex.cohort.assumed import warnings_of
from dorsiflex.cohort.destination import check_files
from dorsiflex.cohort.inputs import FILE, find_inputs
from dorsiflex.cohort.mapping import recode
from dorsiflex.cohort.places import ANSWERS, REJECTS, Job
from dorsiflex.cohort.table_in import ROW, legible
from dorsiflex.cohort.work import locked
from dorsiflex.errors import BadInput, EngineFault, Problem
from dorsiflex.language.knowledge import KnowledgeBase

ENDINGS = (".csv", ".parquet")


@dataclass(frozen=True)
class Applied:
    """What became of the rows that came; where those not taken are told of; what is assumed."""

    about: About
    taken: int
    rejects: Path
    assumed: tuple[str, ...]


def apply_mapping(job: Job, output: Path, knowledge: KnowledgeBase) -> Applied:
    """Write a table in our words, and its rejects. Raises `BadInput`."""
    if output.suffix.lower() not in ENDINGS:
        why = "A table in our words is not written in this format."
        raise BadInput([Problem(str(output), f"the ending `{output.suffix}`", why, f"Use {' or '.join(ENDINGS)}.")])
    if job.mapping is None and job.come_from is None:
        why = "Nothing says what its columns mean."
        raise BadInput([Problem("the command", "no mapping", why, "Add --mapping FILE, --from redcap, or both.")])
    check_files(output)
    held = output.with_name(f".{output.stem}.apply")
    with locked(held):
        try:
            return applied(job, output, knowledge)
        finally:
            rmtree(held)


def applied(job: Job, output: Path, knowledge: KnowledgeBase) -> Applied:
    """The same, by the only one who writes there."""
    rejects_to = output.with_name(f"{output.stem}.rejects.csv")
    with TemporaryDirectory() as spool:
        inputs = find_inputs(job.tables, Path(spool))
        if output.resolve() in {one.path.resolve() for one in inputs}:
            why = "It would take the place of the table that is read."
            raise BadInput([Problem(str(output), "the table itself", why, "Name another file.")])
        answering = Answering(knowledge, open_tables(inputs, job), job)
        table, rejects = in_our_words(answering)
        about = about_rows(table.height, rejects, synthetic=declared_synthetic(inputs))
    assumed = warnings_of(answering.assumptions, answering.assumed_gates)
    write(table, output, about)
    write(rejects, rejects_to)
    return Applied(about, table.height, rejects_to, tuple(assumed))


def in_our_words(answering: Answering) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that can be answered, and why the others cannot. Raises `EngineFault` where one is neither or both."""
    tables, rejects = [], []
    for part in answering.tables.parts():
        told = answering.part(part)
        assert answering.recoding is not None
        words = recode(part.table, answering.recoding).table
        words = with_record(words, part.table, answering).filter(part.rows.is_in(told[ANSWERS][ROW].implode()))
        if words.height + told[REJECTS][ROW].n_unique() != part.table.height + part.rejects[ROW].n_unique():
            raise EngineFault("A row was lost or told twice, so nothing is written.")
        tables.append(answering.noted(words))
        rejects.append(legible(told[REJECTS]))
    if not tables:
        why = "There is a header and nothing else."
        raise BadInput([Problem(answering.tables.inputs[0].name, "no rows", why, "Give a table with rows.")])
    return pl.concat(tables), pl.concat(rejects)


def with_record(words: pl.DataFrame, theirs: pl.DataFrame, answering: Answering) -> pl.DataFrame:
    """With a column that names the record of each row, where an export has several rows of one. Raises `BadInput`."""
    if answering.job.come_from is None:
        return words
    tables = answering.tables
    key = tables.columns[0]
    if RECORD in words.columns and key != RECORD:
        why = "This column names the record of a row."
        raise BadInput([Problem("the header", f"`{RECORD}`", why, "Rename the column.")])
    parts = [theirs[name].cast(pl.String) for name in ([FILE] if tables.several else []) + [key]]
    record = pl.select(pl.concat_str(parts, separator="/").alias(RECORD)).to_series()
    return words.drop(RECORD, strict=False).insert_column(1, record)


def write(table: pl.DataFrame, path: Path, about: About | None = None) -> None:
    """The whole file or none."""
    part = path.with_name(f".{path.name}.part")
    if path.suffix.lower() == ".parquet":
        table.write_parquet(part, metadata=None if about is None else about.metadata())
    else:
        table.write_csv(part)
    part.replace(path)
