"""What a study stands on is said beneath every table and picture: rows, people, what is lost, assumed, invented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from dorsiflex import study
from dorsiflex.apps.cli import app
from dorsiflex.cohort.work import locked
from dorsiflex.errors import BadInput
from dorsiflex.study.basis import count
from dorsiflex.study.table import Table, read_table
from tests.study.people import FIRM, FOREIGN, WRIST, people

# Two people, the first seen twice: with 30 degrees, and later with 60; the second's age cannot be.
VISITS = people({}, {"left_extension_deg": 60}, {}, {"age_years": 500}).with_columns(
    pl.Series("record", ["A", "A", "B", "C"])
)


def basis(frame: Any) -> str:
    return study.groups(frame, "sex", knowledge=WRIST).basis.line


def test_visits_are_not_called_people_and_their_intervals_are_told_to_be_too_sure() -> None:
    line = basis(VISITS)
    assert line.startswith("3 visits of 2 people; intervals take visits as independent. Of 4 rows, 1 rejected.")
    assert "3 visits of 2 people" in study.dispositions(VISITS, knowledge=WRIST).title


def test_the_same_table_twice_is_not_twice_the_people() -> None:
    assert basis(pl.concat([people({}, {})] * 2)).startswith("4 rows of 2 people; intervals take rows as independent.")


def test_one_row_of_each_record_can_be_studied_the_first_or_the_last() -> None:
    """The first of A is stiff and so offered the glide, the last is not; B is."""
    for which, offered in (("first", 2), ("last", 1)):
        result = study.groups(Table(VISITS, one_per_record=which), "sex", knowledge=WRIST)
        assert result.offered[["n", "offered"]].to_numpy().tolist() == [[2, offered]]
        assert result.basis.line.startswith("2 people. One row a record: 1 other row left out. Of 4 rows, 1 rejected.")


def test_the_last_row_of_a_record_is_the_last_that_can_be_answered() -> None:
    cohort = people({}, {"age_years": 500}).with_columns(record=pl.lit("A"))
    assert basis(Table(cohort, one_per_record="last")).startswith("1 person. Of 2 rows, 1 rejected.")


def test_without_a_record_no_row_can_stand_for_one() -> None:
    with pytest.raises(BadInput, match="names no record"):
        basis(Table(VISITS.drop("record", "id"), one_per_record="first"))
    assert "No id: each row is taken for a person." in basis(VISITS.drop("record", "id"))


def test_what_is_assumed_and_what_is_synthetic_is_said_with_the_rules() -> None:
    line = basis(people({}).with_columns(assumed=pl.lit("fever: absent"), synthetic=pl.lit(value=True)))
    assert "Assumed: fever: absent. Synthetic: no row is a person. Rules: " in line
    assert WRIST.digest.removeprefix("sha256:")[:12] in line


def test_one_is_a_person() -> None:
    assert [count(1, "people"), count(2, "people"), count(1, "visits")] == ["1 person", "2 people", "1 visit"]


def test_the_line_stands_in_the_picture_its_words_the_table_and_on_the_screen(tmp_path: Path) -> None:
    result = study.groups(VISITS, "sex", knowledge=WRIST)
    line = result.basis.line
    picture = result.figure()
    assert " ".join(line.split()) in " ".join(result.text().split()) and line in result._repr_html_()
    assert picture.alt.endswith(line)
    assert "intervals take visits as independent" in picture.svg().decode().split("</desc>")[1]
    result.save(tmp_path)
    assert line in (tmp_path / "notes.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["flow", "dispositions", "patterns", "asymmetry"])
def test_each_picture_of_a_cohort_says_what_it_stands_on(name: str) -> None:
    assert getattr(study, name)(VISITS, knowledge=WRIST).alt.endswith(basis(VISITS))


@pytest.fixture
def applied(tmp_path: Path) -> Path:
    """A REDCap export of two records, mapped: three visits, of which one cannot be, and a form of other questions."""
    said = {name: str(value) for name, value in FIRM.items() if name != "fever"}
    head = ["record_id", "redcap_event_name", "redcap_repeat_instance", *said, "note"]
    rows = [
        ["A", "visit", "1", *said.values(), ""],
        ["A", "visit", "2", *said.values(), ""],
        ["B", "visit", "1", *(said | {"age_years": "400"}).values(), ""],
        ["B", "form", "", *[""] * len(said), "said"],
    ]
    (tmp_path / "in.csv").write_text("\n".join(",".join(row) for row in [head, *rows]) + "\n", encoding="utf-8")
    (tmp_path / "m.yaml").write_text("columns: {sex: sex}\nassume: {fever: absent}\n", encoding="utf-8")
    words = ["map", "apply", str(tmp_path / "in.csv"), "--from", "redcap", "--mapping", str(tmp_path / "m.yaml")]
    ran = CliRunner().invoke(app, [*words, "-o", str(tmp_path / "out.parquet"), "--rules", str(FOREIGN / "wrist")])
    assert ran.exit_code == 0, ran.output
    return tmp_path / "out.parquet"


def test_a_study_tells_what_was_lost_before_it_began(applied: Path) -> None:
    line = study.flow(read_table(applied), knowledge=WRIST).alt
    assert "4 rows in the table, 1 set aside, not at fault, 1 rejected, 2 answered" in line
    assert "2 visits of 1 person; intervals take visits as independent. Of 4 rows, 1 set aside and 1 rejected." in line
    assert "Assumed: fever: absent." in line


def test_the_terminal_can_study_one_row_of_each_record(applied: Path) -> None:
    words = ["study", "groups", str(applied), "--by", "sex", "--rules", str(FOREIGN / "wrist")]
    ran = CliRunner().invoke(app, [*words, "--one-per-record", "first"])
    assert ran.exit_code == 0, ran.output
    assert "1 person. One row a record: 1 other row left out." in " ".join(ran.stdout.split())


def test_a_mapped_synthetic_table_stays_synthetic(tmp_path: Path) -> None:
    """Though its column `synthetic` is taken away, its file still declares it."""
    rules = ["--rules", str(FOREIGN / "wrist")]
    (tmp_path / "m.yaml").write_text("columns: {age_years: age_years}\n", encoding="utf-8")
    for words in (
        ["synth", "20", "-o", str(tmp_path / "s.parquet")],
        [
            "map",
            "apply",
            str(tmp_path / "s.parquet"),
            "--mapping",
            str(tmp_path / "m.yaml"),
            "-o",
            str(tmp_path / "t.parquet"),
        ],
    ):
        ran = CliRunner().invoke(app, [*words, *rules])
        assert ran.exit_code == 0, ran.output
    table = read_table(tmp_path / "t.parquet")
    assert "Synthetic: no row is a person." in basis(Table(table.frame.drop("synthetic"), table.about))


@pytest.mark.parametrize(("by", "bands", "said"), [("sex", [9], "Bands cut numbers"), ("id", [9], "Bands cut numbers")])
def test_words_cannot_be_cut_into_bands(by: str, bands: list[float], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        study.groups(VISITS, by, bands=bands, knowledge=WRIST)


def test_a_band_given_twice_is_one_band() -> None:
    table = study.groups(VISITS, "left_extension_deg", bands=[50, 50, 20], knowledge=WRIST).offered
    assert table[["group", "n"]].to_numpy().tolist() == [["20 to below 50", 2], ["50 and above", 1]]


def test_two_at_once_do_not_write_one_table(tmp_path: Path) -> None:
    """The second is told so, and writes nothing."""
    (tmp_path / "in.csv").write_text("id,alter,sex\na,30,female\n", encoding="utf-8")
    (tmp_path / "m.yaml").write_text("columns: {alter: age_years}\n", encoding="utf-8")
    words = ["map", "apply", str(tmp_path / "in.csv"), "--mapping", str(tmp_path / "m.yaml")]
    words += ["-o", str(tmp_path / "out.csv"), "--rules", str(FOREIGN / "wrist")]
    with locked(tmp_path / ".out.apply"):
        ran = CliRunner().invoke(app, words)
    assert ran.exit_code == 2 and "Another run writes it at this moment" in " ".join(ran.output.split())
    assert not (tmp_path / "out.csv").exists()
    assert CliRunner().invoke(app, words).exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv", "m.yaml", "out.csv", "out.rejects.csv"}


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_synthetic_cohort_takes_the_place_of_no_table_but_a_synthetic_one(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"cohort.{ending}"
    theirs = people({})
    theirs.write_csv(path) if ending == "csv" else theirs.write_parquet(path)
    before = path.read_bytes()
    words = ["synth", "5", "-o", str(path), "--rules", str(FOREIGN / "wrist")]
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == 2 and "does not declare itself synthetic" in " ".join(ran.output.split())
    assert path.read_bytes() == before
    path.unlink()
    assert [CliRunner().invoke(app, words).exit_code for _ in range(2)] == [0, 0]
