"""Whoever fills a table can read what each column means, and a sheet that refuses what could not be taken."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import polars as pl
import pytest
from typer.testing import CliRunner

from dorsiflex.apps.cli import app
from dorsiflex.cohort.header import column_of
from tests.cohort.test_batch import done
from tests.infer.knowledge_cases import FOREIGN, Known

WRIST = Known("wrist")
COLUMNS = [column_of(stem) for stem in WRIST.program.findings]


def write(command: str, path: Path) -> str:
    result = CliRunner().invoke(app, [command, "-o", str(path), "--rules", str(FOREIGN / "wrist")])
    assert result.exit_code == (0 if path.exists() else 2), result.output
    return " ".join(result.output.split())


def test_the_codebook_has_every_column_with_its_question_values_and_range(tmp_path: Path):
    write("codebook", tmp_path / "book.csv")
    book = pl.read_csv(tmp_path / "book.csv", infer_schema=False)
    assert book["column"].to_list() == COLUMNS
    rows = {row["column"]: row for row in book.rows(named=True)}
    weeks = rows["left_weeks_since_injury"]
    assert (weeks["unit"], weeks["range"], weeks["step"]) == ("weeks", "0.0 to 2600.0", "0.1")
    assert weeks["only_where"] == "injury_history (an earlier injury)"
    assert rows["sex"]["values"] == "female = female; male = male; other = other"
    assert rows["fever"]["question"] == "Is there a fever?"


def test_the_codebook_is_a_page_too(tmp_path: Path):
    write("codebook", tmp_path / "book.html")
    page = (tmp_path / "book.html").read_text(encoding="utf-8")
    assert all(f"<td>{column}</td>" in page for column in COLUMNS)
    assert "never read as no" in page


def test_the_template_has_lists_and_ranges_and_is_read_back_as_it_is(tmp_path: Path):
    write("template", tmp_path / "blank.xlsx")
    book = openpyxl.load_workbook(tmp_path / "blank.xlsx")
    sheet = book.active
    header = [cell.value for cell in sheet[1]]
    assert header == ["id", *COLUMNS]
    rules = {str(rule.sqref).split("2:")[0]: rule for rule in sheet.data_validations.dataValidation}
    letters = {cell.value: cell.column_letter for cell in sheet[1]}
    assert rules[letters["fever"]].formula1 == '"present,absent,unknown"'
    assert (rules[letters["left_grip_kg"]].formula1, rules[letters["left_grip_kg"]].formula2) == ("0", "100")
    assert rules[letters["fever"]].prompt == "Is there a fever?"
    sheet.append(["a", *[None] * len(COLUMNS)])
    sheet.cell(row=2, column=header.index("fever") + 1, value="absent")
    book.save(tmp_path / "filled.xlsx")
    done(tmp_path / "filled.xlsx", tmp_path / "out.csv")
    assert pl.read_csv(tmp_path / "out.csv")["id"].to_list() == ["a"]


def test_a_list_too_long_for_its_cell_stands_in_the_hidden_sheet():
    from dorsiflex.cohort.vocabulary_book import listed

    lists = openpyxl.Workbook().active
    options = [f"a_rather_long_option_{number}" for number in range(20)]
    assert listed(options, lists, 3) == "lists!$C$1:$C$20"
    assert [cell.value for cell in lists["C"]] == options


@pytest.mark.parametrize(("command", "name"), [("codebook", "book.pdf"), ("template", "blank.csv")])
def test_another_ending_is_told_of(tmp_path: Path, command: str, name: str):
    assert "Use ." in write(command, tmp_path / name)
