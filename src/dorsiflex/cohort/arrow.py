"""What does a worker of a cluster answer? One Arrow batch in, one out, a row for each row, with nothing remembered.

A row that cannot be taken is answered by nothing, and `rejected` says why: a worker has no other place for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from dorsiflex.catalogue.load import load
from dorsiflex.cohort.assess import CHUNK, Cohort, Run
from dorsiflex.cohort.table_in import ROW
from dorsiflex.errors import BadInput, EngineFault, Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.ready import packaged

REJECTED = "rejected"
OLDEST = pl.CompatLevel.oldest()


@dataclass(frozen=True)
class Rules:
    """Which rules answer: a folder that every worker can read, or the packaged ones; and what they were."""

    folder: str | None
    digest: str

    @staticmethod
    def of(folder: Path | str | None) -> Rules:
        """The rules in a folder. Raises `FaultyKnowledge`."""
        return Rules(None if folder is None else str(folder), loaded(folder).digest)

    def load(self) -> KnowledgeBase:
        """The very same rules, wherever this runs. Raises `EngineFault`."""
        knowledge = loaded(self.folder)
        if knowledge.digest != self.digest:
            place = "the package" if self.folder is None else self.folder
            raise EngineFault(f"The rules in {place} are not those of the machine that gave the work.")
        return knowledge


def loaded(folder: Path | str | None) -> KnowledgeBase:
    return packaged() if folder is None else load(folder)


@dataclass(frozen=True)
class Shipped:
    """What stays the same for every batch of the same columns; each process keeps it."""

    run: Run
    carried: tuple[str, ...]
    told: dict[str, Any]

    @staticmethod
    @lru_cache(maxsize=8)
    def of(rules: Rules, names: tuple[str, ...]) -> Shipped:
        """Raises `BadInput` for columns that cannot be read."""
        cohort = Cohort(rules.load())
        header = cohort.header(names)
        if REJECTED in header.carried:
            why = "The answer has a column of this name."
            raise BadInput([Problem("the header", f"`{REJECTED}`", why, "Rename the column.")])
        run = Run(cohort, replace(header, carried=()))
        nobody = pl.DataFrame(schema=dict.fromkeys(header.findings, pl.String))
        answers, _ = run.part(nobody, pl.Series(ROW, dtype=pl.UInt64))
        types = {name: pa.bool_() if dtype == pl.Boolean else pa.string() for name, dtype in answers.schema.items()}
        return Shipped(run, header.carried, {**types, REJECTED: pa.string()} | {ROW: pa.uint64()})

    def schema(self, given: Any) -> Any:
        """The columns of the answers: those carried through, then what is told."""
        told = [pa.field(name, dtype) for name, dtype in self.told.items() if name != ROW]
        return pa.schema([*(given.field(name) for name in self.carried), *told])

    def answer(self, table: Any) -> Any:
        """Some rows, answered or rejected, in their order."""
        rows = pl.int_range(table.num_rows, dtype=pl.UInt64, eager=True).alias(ROW)
        findings = pl.DataFrame(pl.from_arrow(table.select(list(self.run.reader.header.findings))))
        answers, rejects = self.run.part(findings, rows)
        fault = pl.format("{}: {}. {}", "column", "value", "why")
        refused = rejects.group_by(ROW).agg(fault.str.join(" ").alias(REJECTED))
        whole = rows.to_frame().join(answers, on=ROW, how="left").join(refused, on=ROW, how="left").sort(ROW)
        told = whole.drop(ROW).with_columns(pl.col(pl.Enum).cast(pl.String)).to_arrow(compat_level=OLDEST)
        schema = self.schema(table.schema)
        columns = [*(table[name] for name in self.carried), *told.columns]
        return pa.Table.from_arrays([c.cast(f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


def assess_arrow(batch: Any, rules: Path | str | Rules | None = None) -> Any:
    """The answers to a record batch or table of Arrow, in one of the same kind: its rows, in their order.

    Columns that are no findings are carried through; the others give way to the answers. Raises `BadInput` for columns
    that cannot be read; a row that cannot be taken has nothing but what is carried through, and `rejected`.
    """
    shipped = Shipped.of(rules if isinstance(rules, Rules) else Rules.of(rules), tuple(batch.schema.names))
    given = batch if isinstance(batch, pa.Table) else pa.Table.from_batches([batch])
    parts = [shipped.answer(given.slice(start, CHUNK)) for start in range(0, max(given.num_rows, 1), CHUNK)]
    answers = pa.concat_tables(parts)
    if isinstance(batch, pa.Table):
        return answers
    return pa.RecordBatch.from_arrays([one_array(column) for column in answers.columns], schema=answers.schema)


def answer_schema(given: Any, rules: Path | str | Rules | None = None) -> Any:
    """The columns of the answers to such a table, before any row is seen. Raises `BadInput`."""
    which = rules if isinstance(rules, Rules) else Rules.of(rules)
    return Shipped.of(which, tuple(given.names)).schema(given)


def one_array(column: Any) -> Any:
    whole = column.combine_chunks()
    return whole if isinstance(whole, pa.Array) else whole.chunk(0)


def gathered(batches: Iterable[Any]) -> Iterator[Any]:
    """Small batches together as tables of some size: each table costs the same however few rows it has."""
    held: list[Any] = []
    for batch in batches:
        held.append(batch)
        if sum(one.num_rows for one in held) >= CHUNK:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)
