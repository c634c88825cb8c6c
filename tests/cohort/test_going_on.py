"""A run that is killed goes on where it was, and ends with the bytes of a run that nobody disturbed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import polars as pl
import pytest

from dorsiflex.cohort.batch import assess_file
from dorsiflex.cohort.places import Job
from dorsiflex.cohort.work import Work
from tests.cohort.typed import spoilt, typed_row
from tests.infer.knowledge_cases import FOREIGN, Known

WRIST = Known("wrist")
# Runs the job, and kills itself at a moment: (where, after how many parts).
KILLED = """
import os, signal, sys
from pathlib import Path
import dorsiflex
from dorsiflex.cohort import batch, source_csv, work
from dorsiflex.cohort.places import Job

source_csv.BLOCK, source_csv.TOGETHER = 20_000, 1
table, out, rules, where, after = sys.argv[1:]
keep, parts = work.Work.keep, 0

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def keep_and_die(self, more):
    global parts
    parts += 1
    if parts == int(after):
        if where == "before":
            die()
        keep(self, more)
        if where == "torn":
            self.journal.write('{"answers": {"by')
            self.journal.flush()
        if where != "end":
            die()
    else:
        keep(self, more)

work.Work.keep = keep_and_die
if where == "end":
    def put_one_and_die(made):
        put(made[:1])
        die()
    put, batch.put = batch.put, put_one_and_die
batch.assess_file(Job((table,), Path(out)), dorsiflex.load(rules))
"""


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table of about ten parts."""
    rows = [
        spoilt(typed_row(WRIST.random_case(seed), WRIST.program), Random(seed), WRIST.program) for seed in range(1200)
    ]
    path = tmp_path_factory.mktemp("cohort") / "cohort.csv"
    pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String)).write_csv(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[700:700] = ["too,short"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def killed(cohort: Path, out: Path, where: str, after: int) -> None:
    arguments = [str(cohort), str(out), str(FOREIGN / "wrist"), where, str(after)]
    ended = subprocess.run([sys.executable, "-c", KILLED, *arguments], capture_output=True, text=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr


def ran(cohort: Path, out: Path) -> tuple[dict[str, bytes], list[int]]:
    """The bytes of every output, and which parts were done in this run."""
    done: list[int] = []
    keep = Work.keep

    def noted(self: Work, more: dict[str, int]) -> None:
        done.append(more["rows"])
        keep(self, more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dorsiflex.cohort.source_csv.BLOCK", 20_000)
        patch.setattr("dorsiflex.cohort.source_csv.TOGETHER", 1)
        patch.setattr(Work, "keep", noted)
        assess_file(Job((str(cohort),), out), WRIST.knowledge)
    made = {path.name: path.read_bytes() for path in out.parent.iterdir() if not path.name.endswith(".run.json")}
    return made, done


@pytest.mark.parametrize(
    ("name", "where", "after"),
    [("out.parquet", "before", 4), ("out.parquet", "end", 4), ("out.csv", "before", 1), ("out.csv", "torn", 4)],
)
def test_a_killed_run_goes_on_and_ends_like_an_undisturbed_one(
    cohort: Path, tmp_path: Path, name: str, where: str, after: int
):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    wanted, every = ran(cohort, tmp_path / "a" / name)
    killed(cohort, tmp_path / "b" / name, where, after)
    assert not (tmp_path / "b" / name).exists(), "whole or not at all"
    found, done = ran(cohort, tmp_path / "b" / name)
    assert len(every) > 6
    assert found == wanted
    if where != "end":
        assert done == every[after - (where == "before") :], "no finished part twice"


def test_kept_parts_of_other_rows_rules_or_a_spoilt_folder_are_not_used(cohort: Path, tmp_path: Path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    out = tmp_path / "b" / "out.csv"
    changed = tmp_path / "cohort.csv"
    changed.write_bytes(cohort.read_bytes())
    killed(changed, out, "torn", 3)
    changed.write_text(cohort.read_text(encoding="utf-8") + "too,short,too\n", encoding="utf-8")
    wanted, every = ran(changed, tmp_path / "a" / "out.csv")
    assert ran(changed, out) == (wanted, every)
    killed(changed, out, "torn", 3)
    grown = out.parent / ".out.csv.work" / "answers.csv"
    grown.write_bytes(b"x" + grown.read_bytes()[1:])
    assert ran(changed, out) == (wanted, every)


def test_two_runs_do_not_write_the_same_output_at_once(cohort: Path, tmp_path: Path):
    from dorsiflex.errors import BadInput

    out = tmp_path / "out.csv"
    with (
        Work(out, {}).open({"answers": out}),
        pytest.raises(BadInput, match="Another run writes it"),
    ):
        assess_file(Job((str(cohort),), out), WRIST.knowledge)


def test_parquet_that_grew_in_parts_is_read_by_other_programs(
    cohort: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    import duckdb
    import pandas as pd
    import pyarrow.parquet as pa_parquet

    out = tmp_path / "out.parquet"
    monkeypatch.setattr("dorsiflex.cohort.source_csv.BLOCK", 20_000)
    monkeypatch.setattr("dorsiflex.cohort.source_csv.TOGETHER", 1)
    record = assess_file(Job((str(cohort),), out), WRIST.knowledge)
    assess_file(Job((str(cohort),), tmp_path / "out.csv"), WRIST.knowledge)
    file = pa_parquet.ParquetFile(out)
    assert file.metadata.num_row_groups > 3
    told = pl.read_csv(tmp_path / "out.csv", infer_schema=False)
    assert pl.read_parquet(out).cast(pl.String).equals(told), "each part holds its own rows"
    assert file.metadata.num_rows == record["rows_answered"]
    inside = json.loads(file.schema_arrow.metadata[b"dorsiflex"])
    assert inside["rows"] == record["rows"] == 1201
    assert inside["inputs"] == record["inputs"] and "seconds" not in inside
    counted = "select count(*), count(distinct row), max(disposition) from read_parquet($1)"
    [(count, distinct, worst)] = duckdb.execute(counted, [str(out)]).fetchall()
    frame = pl.read_parquet(out)
    assert (count, distinct) == (frame.height, frame.height)
    assert worst == frame["disposition"].cast(pl.String).max()
    assert pd.read_parquet(out)["disposition"].tolist() == frame["disposition"].to_list()


@pytest.mark.soak
def test_a_million_rows_killed_half_way_end_as_undisturbed(cohort: Path, tmp_path: Path):
    few = pl.read_csv(cohort, infer_schema=False, truncate_ragged_lines=True)
    many = pl.concat([few] * (1_000_000 // few.height + 1)).head(1_000_000)
    many.write_parquet(tmp_path / "million.parquet")
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    wanted, every = ran(tmp_path / "million.parquet", tmp_path / "a" / "out.parquet")
    killed(tmp_path / "million.parquet", tmp_path / "b" / "out.parquet", "before", 8)
    found, done = ran(tmp_path / "million.parquet", tmp_path / "b" / "out.parquet")
    assert (found, done) == (wanted, every[7:])
