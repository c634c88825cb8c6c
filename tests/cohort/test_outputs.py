"""What is written of each row says what `dorsiflex assess` says of that person, and explains itself."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pa_parquet
import pyreadstat
import pytest

from dorsiflex.cohort.batch import assess_file
from dorsiflex.cohort.chosen import Chosen
from dorsiflex.cohort.header import column_of
from dorsiflex.cohort.places import Job
from dorsiflex.errors import BadInput
from dorsiflex.explain.answer import Answer
from dorsiflex.language.case import Case
from dorsiflex.present.as_json import as_json
from dorsiflex.ready import assessor_for
from dorsiflex.validate.case import settle
from tests.cohort.test_batch import HEADER, batch, done, written
from tests.cohort.typed import typed_row
from tests.infer.knowledge_cases import FOREIGN, Known

WRIST = Known("wrist")
ANKLE = Known(str(Path(__file__).parents[2] / "rules"))


@cache
def cases(known: Known, count: int) -> tuple[Case, ...]:
    """Cases that do not contradict themselves, many of them measured near a limit."""
    return tuple(known.random_case(seed) for seed in range(count))


@cache
def answers(known: Known, count: int) -> tuple[Answer, ...]:
    return tuple(assessor_for(known.knowledge).assess_case(case) for case in cases(known, count))


def table(known: Known, count: int, path: Path) -> Path:
    rows = [typed_row(case, known.program) for case in cases(known, count)]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))
    frame.with_columns(id=pl.format("p{}", pl.int_range(1, pl.len() + 1))).write_csv(path)
    return path


def told(answer: Answer) -> list[dict[str, Any]]:
    """The lines of the long table for one answer."""
    lines = []
    for side in answer.sides.values():
        for item in side.suggestions:
            stability = item.stability
            lines.append(
                {
                    "side": side.unit,
                    "rank": item.rank,
                    "technique": item.id,
                    "category": item.technique.category,
                    "rules": ";".join(rule.id for rule in item.rules),
                    "lacking": "; ".join(item.lacking) or None,
                    "stable": stability.stable if stability is not None and stability.tried else None,
                }
            )
    return lines


@pytest.mark.parametrize(("known", "count"), [(WRIST, 400), (ANKLE, 6)], ids=["wrist", "ankle"])
def test_every_suggestion_of_the_long_table_is_the_one_of_that_person(known: Known, count: int, tmp_path: Path):
    job = Job((str(table(known, count, tmp_path / "in.csv")),), None, long=tmp_path / "long.parquet")
    record = assess_file(job, known.knowledge)
    assert record["rows_answered"] == count
    found = pl.read_parquet(tmp_path / "long.parquet")
    by_row: dict[int, list[dict[str, Any]]] = {row: [] for row in range(1, count + 1)}
    for line in found.drop("id").rows(named=True):
        by_row[line.pop("row")].append(line)
    wanted = dict(enumerate(map(told, answers(known, count)), 1))
    assert by_row == wanted
    stable = {line["stable"] for lines in wanted.values() for line in lines}
    assert stable >= ({True, None} if known is WRIST else {True})


def test_a_number_near_a_limit_makes_its_suggestions_unstable(tmp_path: Path):
    """Every measure from 0 to 90 degrees in one person to whom something is suggested by it: as for one person."""
    case, stem = next(
        (case, stem)
        for case, answer in zip(cases(WRIST, 400), answers(WRIST, 400), strict=True)
        for side in answer.sides.values()
        for item in side.suggestions
        if item.technique.category != "advice" and item.stability is not None
        for stem in item.stability.tried
        if stem.startswith(side.unit)
    )
    people = [dict(case.recorded) | {stem: degrees} for degrees in range(91)]
    settled = [Case(one, settle(one, WRIST.knowledge)[0]) for one in people]
    rows = [typed_row(one, WRIST.program) for one in settled]
    pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String)).write_csv(tmp_path / "in.csv")
    assess_file(Job((str(tmp_path / "in.csv"),), None, long=tmp_path / "long.parquet"), WRIST.knowledge)
    found = pl.read_parquet(tmp_path / "long.parquet").select("row", "technique", "stable").rows()
    assessor = assessor_for(WRIST.knowledge)
    wanted = [
        (row, line["technique"], line["stable"])
        for row, one in enumerate(settled, 1)
        for line in told(assessor.assess_case(one))
    ]
    assert found == wanted
    assert {stable for _, _, stable in wanted} == {True, False}


def test_the_ask_list_of_a_row_is_that_of_the_person(tmp_path: Path):
    job = Job((str(table(WRIST, 60, tmp_path / "in.csv")),), tmp_path / "out.parquet", ask=True)
    assess_file(job, WRIST.knowledge)
    wanted = [";".join(map(column_of, answer.ask)) or None for answer in answers(WRIST, 60)]
    assert any(wanted)
    assert pl.read_parquet(tmp_path / "out.parquet")["ask"].to_list() == wanted


def test_the_reasons_of_a_row_are_those_of_the_person_and_a_missing_id_is_named(tmp_path: Path):
    source = table(WRIST, 60, tmp_path / "in.csv")
    result = done(source, tmp_path / "out.csv", "--explain", "p7", "--explain", "p99", "--explain", "0.1")
    lines = (tmp_path / "out.reasons.jsonl").read_text(encoding="utf-8").splitlines()
    found = {line["id"]: line for line in map(json.loads, lines)}
    assert found["p7"]["row"] == 7
    wanted = as_json(answers(WRIST, 60)[6], WRIST.knowledge)
    assert found["p7"]["answer"] == json.loads(json.dumps({**wanted, "id": "p7"}))
    assert "No reasons for `p99`" in result.stderr
    assert 2 < len(found) < 20


def test_a_share_chooses_the_same_rows_each_time_wherever_they_stand():
    frame = pl.DataFrame({"row": range(20_000), "id": [f"p{number}" for number in range(20_000)]})
    chosen = frame.filter(Chosen(["0.01"]).rows(frame))
    assert 120 < chosen.height < 280
    later = frame.slice(10_000)
    assert later.filter(Chosen([".01"]).rows(later)).equals(chosen.filter(pl.col("row") >= 10_000))
    with pytest.raises(BadInput, match="One share is enough"):
        Chosen(["0.1", "0.2"])


def test_without_ids_a_row_is_explained_by_its_number(tmp_path: Path):
    done(written(tmp_path, "age_years\n30\n40\n"), tmp_path / "out.csv", "--explain", "2")
    [line] = (tmp_path / "out.reasons.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["row"] == 2


def test_an_output_is_asked_for(tmp_path: Path):
    from typer.testing import CliRunner

    from dorsiflex.apps.cli import app

    source = written(tmp_path, HEADER + "a,30,yes,,x\n")
    for options, said in ((["--ask", "--long", str(tmp_path / "l.csv")], "Add -o FILE."), ([], "Nothing would be")):
        result = CliRunner().invoke(app, ["batch", str(source), "--rules", str(FOREIGN / "wrist"), *options])
        assert result.exit_code == 2 and said in " ".join(result.output.split())


# Codebooks and labels


@pytest.mark.parametrize("known", [WRIST, ANKLE], ids=["wrist", "ankle"])
def test_the_codebook_explains_every_column_with_its_values_and_rule(known: Known, tmp_path: Path):
    source = written(tmp_path, "id,age_years,site\na,30,x\n")
    job = Job((str(source),), tmp_path / "out.csv", long=tmp_path / "long.csv", ask=True)
    assess_file(job, known.knowledge)
    for name in ("out.csv", "long.csv"):
        book = pl.read_csv(tmp_path / f"{name}.codebook.csv", infer_schema=False)
        assert book["column"].to_list() == pl.read_csv(tmp_path / name, n_rows=0).columns
        carried = book.filter(pl.col("meaning").str.starts_with("Carried through from"))["column"].to_list()
        assert carried == (["site"] if name == "out.csv" else [])
    book = pl.read_csv(tmp_path / "out.csv.codebook.csv", infer_schema=False)
    rules = book.filter(pl.col("column").str.contains("_(gate|pattern)_|^(gate|pattern)_"))
    assert rules.height and rules["rule"].null_count() == 0
    assert all(value.startswith("true = it holds; false") for value in rules["values"])


@pytest.mark.parametrize(("ending", "read"), [("dta", pyreadstat.read_dta), ("sav", pyreadstat.read_sav)])
def test_stata_and_spss_files_have_labels_and_the_same_answers(tmp_path: Path, ending: str, read: Any):
    source = table(ANKLE, 12, tmp_path / "in.csv")
    outs = [tmp_path / name / f"out.{end}" for name, end in (("a", ending), ("b", ending), ("c", "parquet"))]
    for out in outs:
        out.parent.mkdir()
        assess_file(Job((str(source),), out), ANKLE.knowledge)
    coded, about = read(outs[0])
    wide = pl.read_parquet(outs[2])
    book = pl.read_csv(outs[0].with_name(f"out.{ending}.codebook.csv"), infer_schema=False)
    assert list(coded.columns) == book["column"].to_list()
    assert max(map(len, coded.columns)) <= (28 if ending == "dta" else 64)
    for ours, theirs in zip(wide.columns, coded.columns, strict=True):
        assert about.column_names_to_labels[theirs].startswith(ours[:70])
        if wide[ours].dtype == pl.Boolean:
            assert (coded[theirs] == 1).tolist() == wide[ours].to_list()
        elif isinstance(wide[ours].dtype, pl.Enum):
            labels = about.variable_value_labels[theirs]
            words = [labels[value].partition(":")[0] if value == value else None for value in coded[theirs]]
            assert words == wide[ours].to_list()
    assert outs[0].read_bytes() == outs[1].read_bytes(), "no time in it"


@pytest.mark.parametrize("ending", ["dta", "sav", "parquet", "csv"])
def test_of_no_rows_every_output_has_its_columns(tmp_path: Path, ending: str):
    source = written(tmp_path, "id,age_years\n")
    job = Job((str(source),), tmp_path / f"wide.{ending}", long=tmp_path / f"long.{ending}")
    assert assess_file(job, WRIST.knowledge)["rows"] == 0
    for name, column in (("wide", "disposition"), ("long", "technique")):
        assert (tmp_path / f"{name}.{ending}").stat().st_size
        book = pl.read_csv(tmp_path / f"{name}.{ending}.codebook.csv", infer_schema=False)
        assert column in book["column"].to_list()


def test_what_a_labelled_file_cannot_hold_is_told(tmp_path: Path):
    pl.DataFrame({"age_years": [30], "visits": [[1, 2]]}).write_parquet(tmp_path / "in.parquet")
    result = batch(tmp_path / "in.parquet", tmp_path / "out.sav")
    assert result.exit_code == 2 and "lists, which Stata and SPSS cannot" in " ".join(result.output.split())


@pytest.mark.parametrize(("ending", "read"), [("dta", pyreadstat.read_dta), ("sav", pyreadstat.read_sav)])
def test_what_stata_and_spss_have_no_name_or_number_for_is_carried_through_all_the_same(
    tmp_path: Path, ending: str, read: Any
):
    """An id of 19 digits is another one as a float; `long` and `if` are words of their languages."""
    ids = [2**63 - 1, 2**53 + 1]
    table = pl.DataFrame(
        {"id": ids, "age_years": [30, 31], "long": [1, 2], "if": ["x", "a\0b"], "str7": [1.5, float("inf")], "": [3, 4]}
    )
    table.write_parquet(tmp_path / "in.parquet")
    done(tmp_path / "in.parquet", tmp_path / f"out.{ending}")
    found, about = read(tmp_path / f"out.{ending}")
    assert found["id"].tolist() == [str(one) for one in ids]
    book = pl.read_csv(tmp_path / f"out.{ending}.codebook.csv", infer_schema=False)["column"].to_list()
    assert list(found.columns) == book and not {"long", "if", "str7"} & set(book)
    held = {about.column_names_to_labels[name].partition(":")[0]: found[name].tolist() for name in found.columns}
    assert held["long"] == [1, 2] and held["if"] == ["x", "a\\x00b"] and held["str7"] == ["1.5", "inf"]


@pytest.mark.parametrize("ending", ["csv", "sav"])
def test_spans_of_time_are_told_of(tmp_path: Path, ending: str):
    pl.DataFrame({"age_years": [30], "stay": [timedelta(days=3)]}).write_parquet(tmp_path / "in.parquet")
    result = batch(tmp_path / "in.parquet", tmp_path / f"out.{ending}")
    assert result.exit_code == 2 and "`stay` It holds spans of time" in " ".join(result.output.split())


def test_a_column_without_a_name_is_carried_through_from_parquet_too(tmp_path: Path):
    pl.DataFrame({"age_years": [30], "": ["x"]}).write_parquet(tmp_path / "in.parquet")
    done(tmp_path / "in.parquet", tmp_path / "out.parquet")
    assert pa_parquet.read_table(tmp_path / "out.parquet")[""].to_pylist() == ["x"]
