"""The studies from a terminal: from nothing to a table and a picture."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from dorsiflex.apps.cli import app
from tests.study.people import FOREIGN, people

RULES = ("--rules", str(FOREIGN / "wrist"))


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words), *RULES])


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    path = tmp_path / "cohort.csv"
    people({"decided": "treat"}, {"decided": "treat", "fever": "present"}).write_csv(path)
    return path


def test_a_row_that_cannot_be_split_stops_a_study_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_text("id,age_years\np1,40\np2,50,60\n", encoding="utf-8")
    ran = run("study", "groups", path, "--by", "age_years")
    assert ran.exit_code == 2
    assert "row 2: a broken row" in " ".join(ran.output.split())


def test_from_a_synthetic_cohort_to_its_pictures(tmp_path: Path) -> None:
    drawn = run("synth", 60, "--seed", 4, "-o", tmp_path / "people.csv", "--missing", "random")
    assert drawn.exit_code == 0, drawn.output
    assert pl.read_csv(tmp_path / "people.csv")["synthetic"].all()
    shown = run("study", "figures", tmp_path / "people.csv", "-o", tmp_path / "figures")
    assert shown.exit_code == 0, shown.output
    names = {path.name for path in (tmp_path / "figures").iterdir()}
    assert {"flow.svg", "flow.png", "flow.svg.txt", "dispositions.svg", "patterns.png", "asymmetry.svg"} <= names


@pytest.mark.parametrize(
    "words",
    [
        ("agreement", "--clinician", "decided"),
        ("sweep", "stiff", "extension_deg", "35", "45"),
        ("tornado", "--limit", "stiff:extension_deg", "--by", "3"),
        ("error", "--draws", "3"),
        ("missing", "--share", "0.5", "--how", "section"),
        ("groups", "--by", "age_years", "--band", "50"),
        ("compare", "--before", str(FOREIGN / "wrist")),
    ],
    ids=lambda words: words[0],
)
def test_each_study_prints_its_tables_and_writes_them_and_its_picture(
    words: tuple[str, ...], cohort: Path, tmp_path: Path
) -> None:
    name, *options = words
    ran = run("study", name, cohort, *options, "--tables", tmp_path / "tables", "--figure", tmp_path / "figure.svg")
    assert ran.exit_code == 0, ran.output
    tables = list((tmp_path / "tables").glob("*.csv"))
    assert tables
    assert all(path.stem.replace("_", " ") in ran.stdout for path in tables)
    assert (tmp_path / "figure.svg").read_text(encoding="utf-8").count("<desc>") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("study", "groups", "nowhere.csv", "--by", "sex"), "nowhere.csv"),
        (("study", "groups", "people.xls", "--by", "sex"), "No table of this kind is read"),
        (("synth", "5", "-o", "people.xls"), "written as CSV or Parquet"),
        (("synth", "5", "-o", "people.csv", "--missing", "some"), "no such pattern"),
        (("synth", "5", "-o", "people.csv", "--missing", "section"), "does not say"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[1],
)
def test_what_cannot_be_done_is_told(
    words: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*words)
    assert ran.exit_code == 2
    assert said in " ".join(ran.output.split())
    assert list(tmp_path.iterdir()) == []
