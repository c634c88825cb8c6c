"""Two worker processes, of Dask and of Spark, say of every cell what the reference says."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from distributed import LocalCluster
from typer.testing import CliRunner

from dorsiflex.apps.cli import app
from dorsiflex.cohort.arrow import REJECTED
from dorsiflex.cohort.cluster import Here, assess_parts
from dorsiflex.errors import BadInput
from tests.cohort.crowd import Crowd, crowd, crowds
from tests.cohort.told import differing
from tests.infer.knowledge_cases import FOREIGN

WRIST = FOREIGN / "wrist"
TEN_THOUSAND = 10_000
MILLION = 1_000_000
pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas >= 3:FutureWarning")


def in_files(given: pl.DataFrame, folder: Path, count: int = 4) -> Path:
    folder.mkdir()
    each = -(-given.height // count)
    for place in range(count):
        given.slice(place * each, each).write_parquet(folder / f"part-{place}.parquet")
    return folder


def answers_in(folder: Path) -> pl.DataFrame:
    return pl.concat([pl.read_parquet(path) for path in sorted(folder.glob("*.parquet"))])


# Dask


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        memory_limit="1GB",
        env={"POLARS_MAX_THREADS": "1"},
    ) as cluster:
        assert len(cluster.workers) == 2
        yield cluster.scheduler_address


def by_dask(some: Crowd, folder: Path, scheduler: str) -> pl.DataFrame:
    folder.mkdir()
    parts = in_files(some.given, folder / "in")
    records = assess_parts([str(parts)], folder / "out", WRIST, scheduler)
    assert [record["rows_answered"] for record in records] == [some.given.height // 4] * 4
    return answers_in(folder / "out")


def test_dask_answers_ten_thousand_half_filled_rows_as_the_reference_does(scheduler: str, tmp_path: Path):
    some = crowd("wrist", TEN_THOUSAND)
    assert list(differing(by_dask(some, tmp_path / "once", scheduler), some.wanted)) == []


def test_a_file_that_cannot_be_read_stops_the_run_and_says_which(scheduler: str, tmp_path: Path):
    pl.DataFrame({"age_years": [30]}).write_parquet(tmp_path / "good.parquet")
    (tmp_path / "torn.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(BadInput, match=r"torn\.parquet"):
        assess_parts([str(tmp_path)], tmp_path / "out", WRIST, scheduler)


def test_two_files_of_one_name_are_refused_before_anything_is_done(tmp_path: Path):
    for name in ("north", "south"):
        (tmp_path / name).mkdir()
        pl.DataFrame({"age_years": [30]}).write_parquet(tmp_path / name / "people.parquet")
    with pytest.raises(BadInput, match="Rename one of them"):
        assess_parts([str(tmp_path / "*" / "*.parquet")], tmp_path / "out", WRIST)
    assert not (tmp_path / "out").exists()


def test_without_a_scheduler_two_processes_of_this_machine_do_it(tmp_path: Path):
    some = crowd("wrist", TEN_THOUSAND)
    seen: list[tuple[int, float]] = []
    parts = in_files(some.given.head(200), tmp_path / "in")
    here = Here(workers=2, memory="1GB")
    records = assess_parts([str(parts)], tmp_path / "out", WRIST, here, lambda *told: seen.append(told))
    assert seen[-1] == (200, 1.0)
    assert [record["outputs"]["answers"] for record in records] == [f"part-{place}.parquet" for place in range(4)]
    assert list(differing(answers_in(tmp_path / "out"), some.wanted.head(200))) == []


@pytest.mark.soak
def test_dask_answers_a_million_half_filled_rows_as_the_reference_does(scheduler: str, tmp_path: Path):
    for place, some in enumerate(crowds("wrist", MILLION)):
        assert list(differing(by_dask(some, tmp_path / str(place), scheduler), some.wanted)) == []


# Spark


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    made = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "1g")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.executorEnv.POLARS_MAX_THREADS", "1")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    made.sparkContext.setLogLevel("ERROR")
    yield made
    made.stop()


def by_spark(some: Crowd, folder: Path, session: Any) -> pl.DataFrame:
    from dorsiflex import spark

    folder.mkdir()
    some.given.with_row_index("place").write_parquet(folder / "in.parquet")
    frame = session.read.parquet(str(folder / "in.parquet")).repartition(2)
    told = pl.DataFrame(pl.from_arrow(spark.assess(frame, WRIST).toArrow()))
    assert told[REJECTED].null_count() == told.height
    return told.sort("place")


def test_spark_answers_ten_thousand_half_filled_rows_as_the_reference_does(session: Any, tmp_path: Path):
    some = crowd("wrist", TEN_THOUSAND)
    assert list(differing(by_spark(some, tmp_path / "once", session), some.wanted)) == []


def test_spark_carries_other_columns_through_and_says_why_a_row_is_rejected(session: Any):
    from dorsiflex import spark

    rows = [(1, 30, "north"), (2, 999, None), (3, None, "south")]
    answers = spark.assess(session.createDataFrame(rows, "visit int, age_years int, site string"), WRIST)
    assert [answers.schema[name].simpleString() for name in ("visit", "site")] == ["visit:int", "site:string"]
    told = sorted(answers.collect(), key=lambda row: row.visit)
    assert [(row.visit, row.site) for row in told] == [(1, "north"), (2, None), (3, "south")]
    assert [row.rejected is None for row in told] == [True, False, True]
    assert [row.disposition is None for row in told] == [False, True, False]


def test_spark_refuses_columns_before_it_starts(session: Any):
    from dorsiflex import spark

    with pytest.raises(BadInput, match="the header"):
        spark.assess(session.createDataFrame([(1,)], "other int"), WRIST)


@pytest.mark.soak
def test_spark_answers_a_million_half_filled_rows_as_the_reference_does(session: Any, tmp_path: Path):
    for place, some in enumerate(crowds("wrist", MILLION, 100_000)):
        assert list(differing(by_spark(some, tmp_path / str(place), session), some.wanted)) == []


def test_an_empty_arrow_table_is_no_rows_in_either(session: Any):
    from dorsiflex import spark

    empty = session.createDataFrame([], "age_years int")
    assert spark.assess(empty, WRIST).toArrow().num_rows == 0
    assert isinstance(spark.assess(empty, WRIST).toArrow(), pa.Table)


def test_the_command_writes_a_file_of_answers_for_each_file_and_counts_them_together(scheduler: str, tmp_path: Path):
    some = crowd("wrist", TEN_THOUSAND)
    parts = in_files(some.given.head(400), tmp_path / "in")
    pl.DataFrame({"age_years": [30, 999]}).write_parquet(parts / "part-9.parquet")
    given = ["batch", str(parts), "--rules", str(WRIST), "--engine", "dask", "--scheduler", scheduler]
    result = CliRunner().invoke(app, [*given, "-o", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert "5 files, 402 rows in, 401 answered" in result.output
    assert "1 of 402 rows rejected" in result.output
    assert list(differing(answers_in(tmp_path / "out").head(400), some.wanted.head(400))) == []
    refused = CliRunner().invoke(app, [*given, "-o", str(tmp_path / "out.parquet")])
    assert (refused.exit_code, "Name a folder" in refused.output) == (2, True)
