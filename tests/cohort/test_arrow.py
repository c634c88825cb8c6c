"""A worker answers a batch as the table is answered, says why where it cannot, and never by other rules."""

from __future__ import annotations

import pickle
from functools import cache
from pathlib import Path
from shutil import copytree

import polars as pl
import pyarrow as pa
import pytest

import dorsiflex
from dorsiflex.cohort.arrow import REJECTED, Rules, answer_schema, assess_arrow, gathered
from dorsiflex.cohort.assess import CHUNK
from dorsiflex.errors import BadInput, EngineFault, EnginesDisagree
from tests.cohort.typed import typed_row
from tests.infer.knowledge_cases import FOREIGN, Known

WRIST = Known("wrist")
FOLDER = FOREIGN / "wrist"


@cache
def people(count: int = 200) -> pl.DataFrame:
    rows = [typed_row(WRIST.random_case(seed), WRIST.program) for seed in range(count)]
    return pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String)).with_columns(site=pl.lit("north"))


def test_a_batch_is_answered_as_the_table_is():
    wanted = dorsiflex.assess_frame(people(), WRIST.knowledge).drop("row")
    answers = pl.DataFrame(pl.from_arrow(assess_arrow(people().to_arrow(), FOLDER)))
    assert answers.drop(REJECTED).columns == wanted.columns
    assert answers.drop(REJECTED).equals(wanted.with_columns(pl.col(pl.Enum).cast(pl.String)))
    assert answers[REJECTED].null_count() == answers.height


def test_the_answer_is_of_the_kind_and_schema_that_were_told_beforehand():
    table = people().to_arrow(compat_level=pl.CompatLevel.oldest())
    [batch] = table.combine_chunks().to_batches()
    for given in (table, batch, table.slice(0, 0), batch.slice(0, 0), batch.slice(3, 1)):
        answers = assess_arrow(given, FOLDER)
        assert type(answers) is type(given)
        assert answers.schema == answer_schema(given.schema, FOLDER)
        assert answers.num_rows == given.num_rows


def test_rows_keep_their_order_and_a_rejected_one_says_why_in_its_place():
    table = pa.table({"age_years": pa.array([30, 999, 40]), "visit": pa.array([1, 2, 3], pa.int16())})
    answers = assess_arrow(table, FOLDER).to_pylist()
    assert [row["visit"] for row in answers] == [1, 2, 3]
    assert [row["disposition"] is None for row in answers] == [False, True, False]
    assert [row[REJECTED] is None for row in answers] == [True, False, True]
    assert answers[1][REJECTED].startswith("age_years: 999. It lies outside the range")


def test_columns_that_cannot_be_read_are_refused_before_any_row():
    twice = pa.table([pa.array([1]), pa.array([2])], names=["age_years", "age_years"])
    for table in (twice, pa.table({"other": [1]}), pa.table({"age_years": [1], REJECTED: ["x"]})):
        with pytest.raises(BadInput, match="the header"):
            answer_schema(table.schema, FOLDER)
        with pytest.raises(BadInput, match="the header"):
            assess_arrow(table, FOLDER)


def test_a_worker_with_other_rules_answers_nothing(tmp_path: Path):
    folder = copytree(FOLDER, tmp_path / "rules")
    given = pickle.loads(pickle.dumps(Rules.of(folder)))
    table = pa.table({"age_years": [30]})
    assert assess_arrow(table, given).num_rows == 1
    page = folder / "knowledge.yaml"
    page.write_text(page.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    with pytest.raises(EngineFault, match="not those of the machine that gave the work"):
        assess_arrow(pa.table({"age_years": [30], "new": [1]}), given)


def test_a_problem_found_by_another_process_arrives_whole():
    with pytest.raises(BadInput) as caught:
        answer_schema(pa.schema([("other", pa.string())]), FOLDER)
    for error in (caught.value, EnginesDisagree(["this", "that"])):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_small_batches_are_gathered_and_none_is_lost():
    batches = [pa.record_batch({"n": [n] * 10_000}) for n in range(15)]
    tables = list(gathered(iter(batches)))
    assert pa.concat_tables(tables) == pa.Table.from_batches(batches)
    assert all(table.num_rows >= CHUNK for table in tables[:-1])
    assert list(gathered([])) == []
