"""How does a file of people become a file of answers? Part by part, with rejects and a record of the run beside it."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from dorsiflex import __version__
from dorsiflex.cohort.assess import Cohort, Run
from dorsiflex.cohort.header import Header
from dorsiflex.cohort.sink import Sink, Whole, growing, told_where
from dorsiflex.cohort.source import Fingerprint, Source, fingerprint, open_source
from dorsiflex.cohort.table_in import REJECTS, ROW
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase


@dataclass(frozen=True)
class Places:
    """Where a run reads and writes."""

    table: Path
    answers: Path
    rejects: Path
    record: Path

    @staticmethod
    def of(table: Path, answers: Path, rejects: Path | None) -> Places:
        """The rejects and the record stand beside the answers where nothing else is said."""
        beside = rejects or answers.with_name(f"{answers.stem}.rejects.csv")
        return Places(table, answers, beside, answers.with_name(f"{answers.name}.run.json"))

    def check(self) -> None:
        """Refuse to write one file over another."""
        names = {
            "the table": self.table,
            "the answers": self.answers,
            "the rejects": self.rejects,
            "the record": self.record,
        }
        seen: dict[Path, str] = {}
        for what, path in names.items():
            other = seen.setdefault(path.resolve(), what)
            if other != what:
                raise BadInput([Problem(str(path), what, f"It would take the place of {other}.", "Name another file.")])


@dataclass
class Counts:
    """Rows in are rows answered and rows rejected."""

    rows: int = 0
    answered: int = 0
    rejected: int = 0
    refused_values: int = 0

    def add(self, answers: pl.DataFrame, rejects: pl.DataFrame) -> None:
        rejected = rejects[ROW].n_unique()
        self.rows += answers.height + rejected
        self.answered += answers.height
        self.rejected += rejected
        self.refused_values += rejects.height


def assess_file(places: Places, knowledge: KnowledgeBase) -> dict[str, Any]:
    """Assess a file; returns the record of the run. Raises `BadInput`, and then leaves nothing behind."""
    places.check()
    with told_where(places.table):
        print_of = fingerprint(places.table)
        source = open_source(places.table, print_of)
        cohort = Cohort(knowledge)
        header = cohort.header(source.names)
        about = {"dorsiflex": json.dumps(origin(knowledge, print_of), sort_keys=True)}
        answers, rejects = Sink(places.answers, about), Sink(places.rejects, about)
        with Whole([rejects, answers]):
            counts = fill(source, Run(cohort, header), answers, rejects)
            record = record_of(places, knowledge, print_of, header, counts)
            write_record(places.record, record)
    return record


def fill(source: Source, run: Run, answers: Sink, rejects: Sink) -> Counts:
    """Every part of the table, to its answers and rejects."""
    counts = Counts()
    for table, rows in source.parts():
        told, refused = run.part(table, rows)
        counts.add(told, refused)
        answers.add(told)
        rejects.add(refused)
    broken = source.broken()
    if not answers.started:
        empty = pl.DataFrame(schema=dict.fromkeys(source.names, pl.String))
        answers.add(run.part(empty, pl.Series(ROW, dtype=pl.UInt64))[0])
    counts.add(pl.DataFrame(), broken)
    rejects.add(pl.DataFrame(schema=REJECTS) if broken.is_empty() else broken)
    return counts


def origin(knowledge: KnowledgeBase, print_of: Fingerprint) -> dict[str, str]:
    """What the answers follow from; it stands in every Parquet file."""
    return {
        "dorsiflex": __version__,
        "knowledge": knowledge.settings.name,
        "knowledge_version": knowledge.settings.version,
        "knowledge_digest": knowledge.digest,
        "input_sha256": print_of.sha256,
    }


def record_of(
    places: Places, knowledge: KnowledgeBase, print_of: Fingerprint, header: Header, counts: Counts
) -> dict[str, Any]:
    """What was done, from what, with what; no time and no folder, so that the same run leaves the same record."""
    return {
        **origin(knowledge, print_of),
        "engine": f"polars {pl.__version__}",
        "python": platform.python_version(),
        "input": places.table.name,
        "input_bytes": print_of.bytes,
        "answers": places.answers.name,
        "rejects": places.rejects.name,
        "rows": counts.rows,
        "rows_answered": counts.answered,
        "rows_rejected": counts.rejected,
        "values_refused": counts.refused_values,
        "findings": len(header.findings),
        "carried_through": list(header.carried),
        "perhaps_misspelt": dict(header.doubtful),
    }


def write_record(path: Path, record: dict[str, Any]) -> None:
    """Write the record, whole or not at all."""
    beside = growing(path)
    beside.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    beside.replace(path)
