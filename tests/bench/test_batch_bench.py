"""Does the bench of whole tables measure what it says, on something tiny? No time is asserted."""

from __future__ import annotations

from pathlib import Path

import polars as pl

import dorsiflex
from tests.bench import batch_ways as ways
from tests.bench.batch import in_turn, summary
from tests.bench.batch_made import Crowd
from tests.bench.batch_page import MADE, MADE_MORE, page, ratio
from tests.bench.batch_plot import growth
from tests.bench.results import machine
from tests.infer.knowledge_cases import Known

WRIST = Known("wrist")


def people(count: int) -> pl.DataFrame:
    return Crowd(WRIST.knowledge, WRIST.program).table(count)


def test_the_same_seed_makes_the_same_people_and_none_is_rejected():
    assert people(500).equals(people(500))
    assert dorsiflex.assess_frame(people(500), WRIST.knowledge).height == 500


def test_a_quarter_to_half_of_the_questions_of_each_are_unanswered():
    table = people(2_000)
    asked = table.height * table.width
    assert 0.25 < sum(table.null_count().row(0)) / asked < 0.5


def test_every_way_is_timed_in_turn_and_told(tmp_path: Path):
    files = ways.Files.make(Crowd(WRIST.knowledge, WRIST.program), tmp_path, 100)
    every = {**ways.duckdb_ways(files), **ways.memory_ways(files, WRIST.knowledge, 2)}
    every |= ways.batch_ways(files, WRIST.knowledge) | ways.floor_ways(files, WRIST.knowledge)
    found = {
        "date": "never", "machine": machine(), "versions": {"polars": pl.__version__}, "rows": files.rows,
        "csv_rows": files.csv_rows, "few_rows": files.few_rows, "bytes": 1, "rounds": 2, "rules": 1,
        "seconds": summary(in_turn(every, 2, lambda _: None)),
        "growth": [{"rows": 10, "seconds": 1.0, "mib": 10.0}, {"rows": 10_000_000, "seconds": 9.0, "mib": 99.0}],
    }  # fmt: skip
    assert {MADE, MADE_MORE, ways.RULES, ways.BATCH_ASK} <= found["seconds"].keys()
    assert ratio(found, ways.READ, ways.READ) == 1
    assert "| DuckDB reads | 100 |" in page(found) and "< 4 GiB" in page(found)
    growth(found, tmp_path / "growth.svg")
    assert (tmp_path / "growth.svg").read_text(encoding="utf-8").count("<svg") == 1


def test_a_ratio_is_the_median_over_the_rounds_for_as_many_rows():
    seconds = {ways.READ: {"clock": [1.0, 2.0, 4.0]}, ways.RULES: {"clock": [0.5, 0.5, 0.5]}}
    found = {"rows": 1000, "csv_rows": 200, "few_rows": 1, "seconds": seconds}
    assert ratio(found, ways.RULES, ways.READ) == 0.25 * 5
