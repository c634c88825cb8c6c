"""A file of people becomes a file of answers, whole or not at all, and no row is lost on the way."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pyarrow.parquet as pa_parquet
import pytest
from typer.testing import CliRunner, Result

import dorsiflex
from dorsiflex.apps.cli import app
from dorsiflex.cohort import source_csv as source
from tests.cohort.typed import spoilt, typed_row
from tests.infer.knowledge_cases import FOREIGN, Known

WRIST = Known("wrist")
HEADER = "id,age_years,fever,equipment,site\n"


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    """A table of people, some of them spoilt."""
    rows = [
        spoilt(typed_row(WRIST.random_case(seed), WRIST.program), Random(seed), WRIST.program) for seed in range(300)
    ]
    table = pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))
    path = tmp_path / "cohort.csv"
    table.with_columns(id=pl.format("p{}", pl.int_range(pl.len()))).write_csv(path)
    return path


def batch(table: Path, out: Path, *more: str) -> Result:
    return CliRunner().invoke(app, ["batch", str(table), "-o", str(out), "--rules", str(FOREIGN / "wrist"), *more])


def done(table: Path, out: Path, *more: str) -> Result:
    result = batch(table, out, *more)
    assert result.exit_code == 0, result.output
    return result


def refused(table: Path, tmp_path: Path, *more: str) -> str:
    before = sorted(tmp_path.iterdir())
    result = batch(table, tmp_path / "out.csv", *more)
    assert result.exit_code == 2
    assert sorted(tmp_path.iterdir()) == before, "nothing is left behind"
    return " ".join(result.output.split())


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "in.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(tmp_path: Path, content: str | bytes) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    """Answers, rejects and record of a small CSV file."""
    out = tmp_path / "out.csv"
    result = batch(written(tmp_path, content), out)
    answers = pl.read_csv(out, infer_schema=False).rows(named=True)
    rejects = pl.read_csv(tmp_path / "out.rejects.csv", infer_schema=False).rows(named=True)
    assert result.exit_code == (0 if answers else 2), "a run that answers nobody is no success"
    return answers, rejects, json.loads((tmp_path / "out.csv.run.json").read_text(encoding="utf-8"))


def test_rows_in_are_rows_answered_and_rows_rejected(cohort: Path, tmp_path: Path):
    out = tmp_path / "answers.parquet"
    result = done(cohort, out)
    answers, rejects = pl.read_parquet(out), pl.read_csv(tmp_path / "answers.rejects.csv")
    record = json.loads((tmp_path / "answers.parquet.run.json").read_text(encoding="utf-8"))
    assert sorted([*answers["row"], *set(rejects["row"])]) == list(range(1, 301))
    assert (record["rows"], record["rows_answered"]) == (300, answers.height)
    assert (record["rows_rejected"], record["values_refused"]) == (rejects["row"].n_unique(), rejects.height)
    assert 0 < answers.height < 300
    assert "300 rows in" in result.stderr and "rows rejected" in result.stderr


def test_a_file_and_a_frame_are_answered_alike(cohort: Path, tmp_path: Path):
    done(cohort, tmp_path / "a.parquet")
    answers, rejects = dorsiflex.assess_frame(pl.read_csv(cohort, infer_schema=False), WRIST.knowledge, rejects=True)
    assert pl.read_parquet(tmp_path / "a.parquet").equals(answers)
    pl.read_csv(cohort, infer_schema=False).write_parquet(tmp_path / "cohort.parquet")
    done(tmp_path / "cohort.parquet", tmp_path / "b.csv", "--rejects", str(tmp_path / "b.parquet"))
    assert (tmp_path / "b.csv").read_text(encoding="utf-8") == answers.write_csv()
    assert pl.read_parquet(tmp_path / "b.parquet").equals(rejects)


@pytest.mark.parametrize("name", ["answers.csv", "answers.parquet"])
def test_the_same_run_twice_gives_the_same_bytes(cohort: Path, tmp_path: Path, name: str):
    def run() -> list[bytes]:
        done(cohort, tmp_path / name)
        times = {"started", "seconds"}
        record = json.loads((tmp_path / f"{name}.run.json").read_text(encoding="utf-8"))
        assert times <= record.keys()
        told = json.dumps({key: value for key, value in record.items() if key not in times})
        return [told.encode(), *(path.read_bytes() for path in sorted(tmp_path.glob("answers*[!n]")))]

    first = run()
    assert len(first) == 4, "record, answers, codebook, rejects"
    assert run() == first


def test_a_file_in_many_parts_is_answered_as_in_one(cohort: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    lines = cohort.read_text(encoding="utf-8").splitlines()
    for place in (5, 90, 91, 250):
        lines.insert(place, "too,short")
    ragged = written(tmp_path, "\n".join(lines) + "\n")
    done(ragged, tmp_path / "one.csv")
    monkeypatch.setattr(source, "BLOCK", 20_000)
    done(ragged, tmp_path / "many.csv")
    for end in (".csv", ".rejects.csv"):
        one, many = ((tmp_path / f"{name}{end}").read_text(encoding="utf-8") for name in ("one", "many"))
        assert one == many
    rejects = pl.read_csv(tmp_path / "one.rejects.csv", infer_schema=False).filter(pl.col("value") == "too,short")
    assert rejects["row"].to_list() == ["5", "90", "91", "250"]


def test_the_record_says_which_rules_answered_what(cohort: Path, tmp_path: Path):
    done(cohort, tmp_path / "out.parquet")
    record = json.loads((tmp_path / "out.parquet.run.json").read_text(encoding="utf-8"))
    assert record["knowledge_digest"] == WRIST.knowledge.digest
    assert record["inputs"] == [
        {
            "name": "cohort.csv",
            "sha256": hashlib.sha256(cohort.read_bytes()).hexdigest(),
            "bytes": cohort.stat().st_size,
        }
    ]
    inside = json.loads(pa_parquet.read_schema(tmp_path / "out.parquet").metadata[b"dorsiflex"])
    assert inside.items() <= record.items()


# What came of it is told


def test_a_run_that_answers_nobody_says_so_and_is_no_success(tmp_path: Path):
    """A script that goes on after it would go on with an empty table."""
    result = batch(written(tmp_path, HEADER + "a,x,,,\nb,300,,,\n"), tmp_path / "out.csv")
    told = " ".join(result.stderr.split())
    assert result.exit_code == 2
    assert "nobody was answered All 2 rows were rejected. Each reason stands in" in told
    assert (tmp_path / "out.rejects.csv").read_text(encoding="utf-8").count("\n") == 3, "the reasons are kept"


def test_some_rejected_rows_are_told_and_the_run_is_a_success(tmp_path: Path):
    result = done(written(tmp_path, HEADER + "a,x,,,\nb,30,,,\nc,40,,,\n"), tmp_path / "out.csv")
    assert "1 of 3 rows rejected, each with its reason: " in result.stderr


def test_ids_that_come_again_are_named_with_their_rows_and_every_row_has_its_answer(tmp_path: Path):
    rows = ["a,30,,,x", "b,40,,,x", "a,50,,,x", ",60,,,x", ",70,,,x", "b,80,,,x", "b,x,,,x"]
    result = done(written(tmp_path, HEADER + "\n".join(rows) + "\n"), tmp_path / "out.csv")
    said = "Rows that repeat an id: 3; each row has its own answer. The first: a: row 1, row 3; b: row 2, row 6, row 7"
    assert said in result.stderr
    assert pl.read_csv(tmp_path / "out.csv")["row"].to_list() == [1, 2, 3, 4, 5, 6]
    record = json.loads((tmp_path / "out.csv.run.json").read_text(encoding="utf-8"))
    assert record["repeated_ids"] == {"rows": 3, "first": ["a: row 1, row 3", "b: row 2, row 6, row 7"]}


def test_an_id_that_comes_again_in_another_part_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(source, "BLOCK", 500)
    rows = "".join(f"p{number},30,,,x\n" for number in range(200))
    result = done(written(tmp_path, HEADER + rows + "p7,30,,,x\n"), tmp_path / "out.csv")
    assert "Rows that repeat an id: 1; each row has its own answer. The first: p7: row 8, row 201" in result.stderr


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        (["Anna Muster", "Müller, Jörg", "Ana-María López", "x9"], "names of persons"),
        (["03.04.1961", "12/11/1980", "1970-02-03", "Muster 1.2.1950"], "dates, perhaps of birth"),
        (["p1", "p2", "2024-17", "Nord 7"], ""),
        (["1961", "17", "18", "Anna"], ""),
    ],
)
def test_ids_that_look_like_names_or_birth_dates_are_warned_of_and_nothing_is_refused(
    tmp_path: Path, ids: list[str], said: str
):
    table = HEADER + "".join(f'"{one}",30,,,x\n' for one in ids)
    result = done(written(tmp_path, table), tmp_path / "out.csv", "--quality", str(tmp_path / "q.txt"))
    quality = (tmp_path / "q.txt").read_text(encoding="utf-8")
    assert (f"the ids look like {said}, and every output carries them" in result.stderr) == bool(said)
    assert (f"They look like {said}, and every output carries them" in quality) == bool(said)
    assert pl.read_csv(tmp_path / "out.csv", infer_schema=False)["id"].to_list() == ids


def test_ids_are_written_as_they_are_and_those_a_spreadsheet_would_calculate_are_counted(tmp_path: Path):
    """A changed id would no longer find its person; a spreadsheet can be told to take a column as text."""
    ids = ["=cmd()", "+x", "-y", "@z", "-7", "p1"]
    table = written(tmp_path, HEADER + "".join(f"{one},30,,,x\n" for one in ids))
    done(table, tmp_path / "out.csv", "--quality", str(tmp_path / "q.txt"))
    assert pl.read_csv(tmp_path / "out.csv", infer_schema=False)["id"].to_list() == ids
    told = "Ids that a spreadsheet may take for formulas (=, +, -, @): 4; they are written as they are"
    assert told in (tmp_path / "q.txt").read_text(encoding="utf-8")


# Malformed files


def test_a_row_of_the_wrong_length_is_rejected_and_the_others_keep_their_numbers(tmp_path: Path):
    answers, rejects, record = read(tmp_path, HEADER + "a,30,yes,,x\n\nb,40\nc,50,no,,y\nd,60,no,,z,1\n")
    assert [(row["row"], row["id"], row["site"]) for row in answers] == [("1", "a", "x"), ("3", "c", "y")]
    assert [(row["row"], row["value"], row["why"]) for row in rejects] == [
        ("2", "b,40", "It has 2 values, and the header 5 columns."),
        ("4", "d,60,no,,z,1", "It has 6 values, and the header 5 columns."),
    ]
    assert (record["rows"], record["rows_answered"], record["rows_rejected"]) == (4, 2, 2)


def test_decimal_commas_thousand_separators_and_units_are_told_and_not_guessed(tmp_path: Path):
    _, rejects, _ = read(tmp_path, HEADER + 'a,"30,5",,,\nb,"1,000",,,\nc,30 years,,,\nd,3e1,,,\n')
    assert [(row["id"], row["column"], row["value"]) for row in rejects] == [
        ("a", "age_years", "30,5"),
        ("b", "age_years", "1,000"),
        ("c", "age_years", "30 years"),
        ("d", "age_years", "3e1"),
    ]


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path):
    plain = HEADER + "a,30,yes,belt;band,x\nb,40,no,[],\n"
    wanted = read(tmp_path, plain)[:2]
    assert wanted[0][0]["id"] == "a"
    assert read(tmp_path, b"\xef\xbb\xbf" + plain.encode())[:2] == wanted
    assert read(tmp_path, plain.replace("\n", "\r\n"))[:2] == wanted
    assert read(tmp_path, plain.rstrip("\n"))[:2] == wanted


@pytest.mark.parametrize("content", ["age_years\n1\n", "age_years\n1", "age_years\r\n1"])
def test_the_smallest_table_has_its_row(tmp_path: Path, content: str):
    assert len(read(tmp_path, content)[0]) == 1


@pytest.mark.parametrize("content", [HEADER, HEADER.rstrip("\n"), "\ufeff" + HEADER, HEADER + "\n\n"])
def test_a_header_without_rows_gives_an_answer_without_rows(tmp_path: Path, content: str):
    answers, rejects, record = read(tmp_path, content)
    assert (answers, rejects, record["rows"]) == ([], [], 0)
    assert "disposition" in (tmp_path / "out.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ((HEADER + "a,30,yes,,Zürich\n").encode("latin-1"), "UTF-8"),
        ("Größe,age_years\n".encode("latin-1"), "UTF-8"),
        ((HEADER + "a,30,yes,,x\n").encode("utf-16"), "UTF-8"),
        (HEADER + 'a,30,yes,,"x\nb,40,no,,y\n', "It is never closed"),
        (HEADER.replace(",", ";") + "a;30;yes;;x\n", "separate them with commas"),
        (HEADER.replace(",", "\t"), "separate them with commas"),
        ("", "No column is a finding"),
        ("\n\n", "No column is a finding"),
        ("id,age_years,age_years\n1,2,3\n", "2 columns have this name"),
        ("age_years,disposition\n1,treat\n", "The answer has a column of this name"),
    ],
)
def test_a_file_that_cannot_be_read_as_meant_is_told_of_and_nothing_is_written(
    tmp_path: Path, content: str | bytes, told: str
):
    assert told in refused(written(tmp_path, content), tmp_path)


def test_a_line_that_never_ends_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(source, "BLOCK", 1000)
    assert "one line for each row" in refused(written(tmp_path, HEADER + "a,30,yes,," + "x" * 5000), tmp_path)


def test_a_file_that_is_not_there_or_not_a_table_is_told_of(tmp_path: Path):
    assert "No such file" in refused(tmp_path / "none.csv", tmp_path)
    (tmp_path / "false.parquet").write_bytes(b"PAR1 not really")
    assert "whole" in refused(tmp_path / "false.parquet", tmp_path)
    (tmp_path / "table.xyz").write_text("age_years\n1\n", encoding="utf-8")
    assert "Use one of .csv" in refused(tmp_path / "table.xyz", tmp_path)


def test_no_file_is_written_over_another(cohort: Path, tmp_path: Path):
    before = cohort.read_bytes()
    result = batch(cohort, cohort)
    assert (result.exit_code, cohort.read_bytes()) == (2, before)
    assert "take the place of" in refused(cohort, tmp_path, "--rejects", str(tmp_path / "out.csv"))


def test_a_run_that_fails_half_way_leaves_the_answers_of_the_last_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    good = HEADER + "".join(f"p{number},30,yes,,x\n" for number in range(200))
    read(tmp_path, good)
    before = {path.name: path.read_bytes() for path in tmp_path.glob("out*")}
    monkeypatch.setattr(source, "BLOCK", 500)
    result = batch(written(tmp_path, good.encode() + b"q,30,yes,,\xe9\n"), tmp_path / "out.csv")
    assert result.exit_code == 2
    assert {path.name: path.read_bytes() for path in tmp_path.glob("out*")} == before
    assert list(tmp_path.glob(".*")) == []


def test_a_column_that_may_be_misspelt_is_named(tmp_path: Path):
    result = done(written(tmp_path, "age_years,left_symptomatik\n30,yes\n"), tmp_path / "out.csv")
    assert "`left_symptomatik` is carried through; was `left_symptomatic` meant?" in result.stderr


def test_lists_cannot_be_carried_into_csv(tmp_path: Path):
    pl.DataFrame({"age_years": [30], "visits": [[1, 2]]}).write_parquet(tmp_path / "in.parquet")
    assert "lists, which CSV cannot" in refused(tmp_path / "in.parquet", tmp_path)
    done(tmp_path / "in.parquet", tmp_path / "out.parquet")
    assert pl.read_parquet(tmp_path / "out.parquet")["visits"].to_list() == [[1, 2]]


def test_a_run_is_told_of_on_a_terminal_and_quiet_where_it_is_piped(cohort: Path, tmp_path: Path):
    """A terminal sees rows, rate and time left; a log only what came of it."""
    command = [sys.executable, "-m", "dorsiflex.apps.cli", "batch", str(cohort), "-o", str(tmp_path / "out.csv")]
    command += ["--rules", str(FOREIGN / "wrist")]
    piped = subprocess.run(command, capture_output=True, check=True)
    assert piped.stdout == b"" and b"a second" not in piped.stderr and b"300 rows in" in piped.stderr
    reader, writer = pty.openpty()
    shown = subprocess.Popen(command, stderr=writer, stdout=subprocess.DEVNULL)
    os.close(writer)
    seen = b""
    with suppress(OSError):  # how Linux says that nobody writes to the terminal any more
        while block := os.read(reader, 4096):
            seen += block
    os.close(reader)
    assert shown.wait() == 0 and b"300 rows," in seen and b"a second" in seen


@pytest.mark.parametrize("output", [".", "/"])
def test_an_output_without_a_name_is_told(tmp_path: Path, output: str):
    (tmp_path / "in.csv").write_text("id\na\n", encoding="utf-8")
    told = batch(tmp_path / "in.csv", Path(output))
    assert told.exit_code == 2
    assert "Add the name of the file" in " ".join(told.output.split())


def test_a_row_of_the_wrong_length_in_another_encoding_is_told_with_its_line(tmp_path: Path):
    (tmp_path / "in.csv").write_bytes(HEADER.encode() + "a,30,yes,,Süd,more\n".encode("latin-1"))
    told = batch(tmp_path / "in.csv", tmp_path / "out.csv")
    assert told.exit_code == 2
    assert "in.csv:2" in told.output
    assert "are not UTF-8" in told.output
