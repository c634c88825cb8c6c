"""Which ways go through a whole table, ours and DuckDB's? Each is a function without arguments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
import pyarrow.parquet as pa_parquet

from dorsiflex.cohort.assess import CHUNK, Cohort, Run
from dorsiflex.cohort.batch import assess_file
from dorsiflex.cohort.growth_parquet import ParquetOutput
from dorsiflex.cohort.inputs import TEXT
from dorsiflex.cohort.places import Job
from dorsiflex.cohort.source import numbers
from dorsiflex.cohort.source_arrow import ParquetSource
from dorsiflex.infer.bit_columns import Columns
from dorsiflex.infer.packed import PackedTable
from dorsiflex.language.knowledge import KnowledgeBase
from tests.bench.batch_made import Crowd
from tests.bench.made_knowledge import made_knowledge

Way = Callable[[], object]

READ, COPY, READ_CSV = "DuckDB reads", "DuckDB copies", "DuckDB reads the CSV"
RULES, RULES_MORE = "all rules, in memory", "ten times the rules, in memory"
ANSWERS = "judged and answered, in memory"
READ_ALONE, WRITE_ALONE = "the Parquet is read, nothing else", "its answers are written, nothing else"
WRITE_POLARS = "Polars writes the same answers"
BATCH, BATCH_CSV, BATCH_ASK = "Parquet to answers in Parquet", "CSV to answers in Parquet", "the same with ask lists"


@dataclass(frozen=True)
class Files:
    """Where a measurement reads and writes, and how many rows there are."""

    parquet: Path
    csv: Path
    few: Path
    out: Path
    rows: int
    csv_rows: int
    few_rows: int

    @staticmethod
    def make(crowd: Crowd, folder: Path, rows: int) -> Files:
        """Write them: the CSV holds a fifth of the rows, the one for ask lists only some."""
        files = Files(
            folder / "people.parquet", folder / "people.csv", folder / "few.parquet", folder / "out",
            rows, max(rows // 5, 1), min(rows, 40),
        )  # fmt: skip
        crowd.write(files.parquet, rows)
        table = pl.scan_parquet(files.parquet)
        table.head(files.csv_rows).collect().write_csv(files.csv)
        table.head(files.few_rows).collect().write_parquet(files.few)
        files.out.mkdir()
        return files


def duckdb_ways(files: Files) -> dict[str, Way]:
    """All columns of the same files, by DuckDB with as many threads as there are cores."""
    database = duckdb.connect()
    names = pa_parquet.read_schema(files.parquet).names
    greatest = ", ".join(f'max("{name}")' for name in names)
    copied = files.out / "copied.parquet"
    return {
        READ: lambda: database.execute(f"SELECT {greatest} FROM '{files.parquet}'").fetchall(),
        COPY: lambda: database.execute(
            f"COPY (SELECT * FROM '{files.parquet}') TO '{copied}' (FORMAT parquet)"
        ).fetchall(),
        READ_CSV: lambda: database.execute(f"SELECT {greatest} FROM '{files.csv}'").fetchall(),
    }


def batch_ways(files: Files, knowledge: KnowledgeBase) -> dict[str, Way]:
    """`dorsiflex batch` as it is called."""
    return {
        BATCH: lambda: batch(files.parquet, files.out, knowledge),
        BATCH_CSV: lambda: batch(files.csv, files.out, knowledge),
        BATCH_ASK: lambda: batch(files.few, files.out, knowledge, ask=True),
    }


def batch(table: Path, out: Path, knowledge: KnowledgeBase, *, ask: bool = False) -> None:
    assess_file(Job((str(table),), out / f"{table.stem}.answers.parquet", ask=ask), knowledge)


def floor_ways(files: Files, knowledge: KnowledgeBase) -> dict[str, Way]:
    """What no engine gets round: all columns into memory, and all columns of the answers out of it."""
    cohort = Cohort(knowledge)
    run = Run(cohort, cohort.header(pa_parquet.read_schema(files.parquet).names))
    given = pl.read_parquet(files.parquet, n_rows=files.csv_rows)
    answers, _ = run.part(given, numbers(1, given.height))
    return {
        READ_ALONE: lambda: read(files.parquet, list(run.reader.header.findings)),
        WRITE_ALONE: lambda: written(answers, files.out / "alone.parquet"),
        WRITE_POLARS: lambda: answers.write_parquet(files.out / "polars.parquet", compression_level=1),
    }


def read(table: Path, findings: list[str]) -> None:
    source = ParquetSource(table, table.name)
    source.coded = [name for name, kind in source.types.items() if name in findings and kind in TEXT]
    for _ in source.parts():
        pass


def written(answers: pl.DataFrame, path: Path) -> None:
    output = ParquetOutput(path, path)
    for at in range(0, answers.height, CHUNK):
        output.add(answers.slice(at, CHUNK))
    output.finish({})


def memory_ways(files: Files, knowledge: KnowledgeBase, times: int = 10) -> dict[str, Way]:
    """Without any file: the rules alone, and from typed columns to answers."""
    cohort = Cohort(knowledge)
    run = Run(cohort, cohort.header(pa_parquet.read_schema(files.parquet).names))
    given = pl.read_parquet(files.parquet, n_rows=files.csv_rows)
    rows = numbers(1, given.height)
    parts = [(given.slice(at, CHUNK), rows.slice(at, CHUNK)) for at in range(0, given.height, CHUNK)]
    settled = [run.reader.settling.settle(run.reader.recorded(table)[0]) for table, _ in parts]
    small, large = (made_settled(len(knowledge.rules) * more, files.csv_rows) for more in (1, times))
    return {
        RULES: lambda: [concluded(cohort, part) for part in settled],
        ANSWERS: lambda: [run.part(*part) for part in parts],
        **{f"made-up rules, {name}": lambda each=each: [concluded(each[0], part) for part in each[1]]  # type: ignore[misc]
           for name, each in (("as many", small), (RULES_MORE, large))},
    }  # fmt: skip


def made_settled(rules: int, rows: int) -> tuple[Cohort, list[pl.DataFrame]]:
    """So many made-up rules with people for them."""
    cohort = Cohort(made_knowledge(rules))
    crowd = Crowd(cohort.knowledge, cohort.program)
    counts = [min(CHUNK, rows - at) for at in range(0, rows, CHUNK)]
    return cohort, [crowd.settling.settle(crowd.recorded(count)) for count in counts]


def concluded(cohort: Cohort, settled: pl.DataFrame) -> object:
    """Every rule and every decision, as masks."""
    table = PackedTable(settled, cohort.program)
    truths = cohort.wide.engine.conclude(table)
    columns = Columns(table.count, dict(cohort.wide.assessing(table)))
    sides = cohort.wide.deciding.decide(truths, columns)
    return cohort.wide.deciding.person(sides, truths, table.every)
