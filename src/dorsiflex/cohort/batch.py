"""How do files of people become files of answers? Part by part, with rejects and a record of the run beside them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time
from typing import Any

import polars as pl

from dorsiflex.cohort.ahead import ahead, behind
from dorsiflex.cohort.answering import Answering, open_tables
from dorsiflex.cohort.growth import Output, told_where
from dorsiflex.cohort.header import ID
from dorsiflex.cohort.ids import Ids
from dorsiflex.cohort.inputs import Tables, find_inputs
from dorsiflex.cohort.places import ANSWERS, REASONS, REJECTS, Job
from dorsiflex.cohort.quality import measure
from dorsiflex.cohort.quality_report import write_report
from dorsiflex.cohort.record import origin, record_of, times_of
from dorsiflex.cohort.source import Part
from dorsiflex.cohort.table_in import ROW, legible
from dorsiflex.cohort.work import Work, put
from dorsiflex.errors import EngineFault
from dorsiflex.language.knowledge import KnowledgeBase

Told = Callable[[int, float], None]  # rows so far, and the share that has been read


@dataclass
class Counts:
    """Rows in are rows answered and rows rejected."""

    rows: int = 0
    rows_answered: int = 0
    rows_rejected: int = 0
    values_refused: int = 0
    rows_explained: int = 0
    ids_explained: list[str] = field(default_factory=list)

    def add(self, part: Part, answers: pl.DataFrame, rejects: pl.DataFrame) -> None:
        """Count a part. Raises `EngineFault` where a row of it is neither answered nor rejected, or both."""
        given = pl.concat([part.rows, part.rejects[ROW].unique()]).sort()
        told = pl.concat([answers[ROW], rejects[ROW].unique()]).sort()
        if not given.equals(told):
            raise EngineFault("A row was lost or told twice, so nothing is written.")
        self.rows += len(given)
        self.rows_answered += answers.height
        self.rows_rejected += len(told) - answers.height
        self.values_refused += rejects.height

    def explain(self, reasons: Sequence[dict[str, Any]], wanted: Collection[str]) -> None:
        """Count the reasons, and remember which of the wanted rows are among them."""
        self.rows_explained += len(reasons)
        self.ids_explained += [key for one in reasons if (key := str(one.get(ID, one[ROW]))) in wanted]


def assess_file(job: Job, knowledge: KnowledgeBase, told: Told | None = None) -> dict[str, Any]:
    """Assess files; returns the record of the run. Raises `BadInput`, and then leaves nothing behind."""
    started = time()
    with TemporaryDirectory() as spool, told_where(job.main):
        inputs = find_inputs(job.tables, Path(spool))
        job.check(inputs)
        tables = open_tables(inputs, job)
        answering = Answering(knowledge, tables, job)
        about = origin(job, tables, answering)
        if job.quality is not None:
            write_report(measure(answering, job.site), job.quality)
        work = Work(job.main, about)
        with work.open(job.outputs) as outputs:
            ids = Ids(answering)
            counts = fill(tables, answering, work, outputs, ids, told)
            made = {**about, **asdict(counts)}
            text = {"dorsiflex": json.dumps(made, sort_keys=True, ensure_ascii=False)}
            record = {**record_of(made, answering, ids), **times_of(started)}
            books = dict(answering.codebooks(outputs))
            places = [(outputs[name].finish(text), path) for name, path in job.outputs.items()]
            places += [(work.write(f"{name}.codebook", book), job.codebooks[name]) for name, book in books.items()]
            places.append((work.write("record", json.dumps(record, indent=2, ensure_ascii=False) + "\n"), job.record))
            put(places)
    return record


def fill(
    tables: Tables, answering: Answering, work: Work, outputs: Mapping[str, Output], ids: Ids, told: Told | None
) -> Counts:
    """Every part of the tables, to its answers and rejects; the parts that were kept are not done again."""
    counts = Counts(**work.kept[-1]["run"]) if work.kept else Counts()
    place = -1
    with behind() as writing:
        for place, part in enumerate(ahead(tables.parts())):
            ids.add(part)
            if place >= len(work.kept):
                made = answering.part(part)
                made[REJECTS] = legible(made[REJECTS])
                counts.add(part, made[ANSWERS], made[REJECTS])
                counts.explain(made.get(REASONS, ()), answering.chosen.ids)
                writing.do(partial(grow, outputs, made, work, asdict(counts)))
            if told is not None:
                told(counts.rows, tables.share())
    if place < 0:
        add(outputs, answering.nothing())
    return counts


def grow(outputs: Mapping[str, Output], made: Mapping[str, Any], work: Work, counts: dict[str, Any]) -> None:
    """A part is written, and kept."""
    add(outputs, made)
    work.keep(counts)


def add(outputs: Mapping[str, Output], made: Mapping[str, Any]) -> None:
    for name, output in outputs.items():
        output.add(made[name])
