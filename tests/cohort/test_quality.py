"""The report on a table says what is wrong with it before anybody believes an answer."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from dorsiflex.apps.cli import app
from tests.cohort.test_batch import done
from tests.infer.knowledge_cases import FOREIGN

HEADER = "id,age_years,fever,left_injury_history,left_acute_injury,left_weeks_since_injury,left_extension_deg,site\n"
ROWS = [
    "a,30,yes,yes,yes,4,60,North",
    "b,,not examined,,,,,North",
    "b,200,,no,yes,,,South",
    "c,30,yes,yes,yes,4,60,North",
    "d,x,,,,30000,9999,South",
]


def report_of(tmp_path: Path, content: str, *options: str) -> dict[str, Any]:
    (tmp_path / "in.csv").write_text(content, encoding="utf-8")
    result = quality(tmp_path / "in.csv", "-o", str(tmp_path / "q.json"), *options)
    assert result.exit_code == 0, result.output
    return json.loads((tmp_path / "q.json").read_text(encoding="utf-8"))


def quality(table: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["quality", str(table), "--rules", str(FOREIGN / "wrist"), *options])


def columns(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {column["finding"]: column for column in report["columns"]}


def test_empty_not_asked_and_asked_but_unknown_are_counted_apart(tmp_path: Path):
    (tmp_path / "map.yaml").write_text(
        "columns: {fever: {is: fever, missing: {'-8': not_asked, '-9': unknown}}}\n", encoding="utf-8"
    )
    table = "id,fever\na,yes\nb,\nc,-8\nd,-9\ne,-9\nf,not examined\n"
    fever = columns(report_of(tmp_path, table, "--mapping", str(tmp_path / "map.yaml")))["fever"]
    told = {key: fever[key] for key in ("recorded", "empty", "not_asked", "asked_unknown", "unknown_share")}
    assert told == {"recorded": 1, "empty": 1, "not_asked": 2, "asked_unknown": 2, "unknown_share": 0.8333}


def test_values_out_of_range_contradictions_and_what_cannot_be_taken_are_counted(tmp_path: Path):
    found = columns(report_of(tmp_path, HEADER + "\n".join(ROWS) + "\n"))
    assert (found["age_years"]["refused"], found["age_years"]["out_of_range"]) == (2, 1)
    assert found["left_acute_injury"]["contradictions"] == 1
    assert found["left_extension_deg"]["out_of_range"] == 1
    assert found["fever"]["refused"] == 0, "not examined is a way of not knowing"


def test_repeated_ids_and_rows_are_named(tmp_path: Path):
    report = report_of(tmp_path, HEADER + "\n".join(ROWS) + "\n")
    assert report["duplicate_ids"] == {"rows": 1, "first": ["b: row 2, row 3"]}
    assert report["duplicate_rows"] == {"rows": 1, "first": ["row 1, row 4"]}, "the same answers under another id"


def test_a_value_that_another_unit_would_explain_is_suspicious(tmp_path: Path):
    """30000 days are 4286 weeks, which no scale holds; 10000 days are 1429."""
    report = report_of(tmp_path, "left_weeks_since_injury\n4\n10000\n30000\n")
    [found] = report["suspicious_units"]
    assert (found["column"], found["unit"], found["values"]) == ("left_weeks_since_injury", "days", 1)


def test_a_site_that_typed_days_into_weeks_is_found_although_each_value_is_possible(tmp_path: Path):
    rows = [f"{4 + number % 3},North\n{28 + number % 5},South\n" for number in range(20)]
    report = report_of(tmp_path, "left_weeks_since_injury,clinic\n" + "".join(rows), "--site", "clinic")
    [found] = report["suspicious_units"]
    assert (found["site"], found["unit"], found["values"]) == ("South", "days", 20)
    assert found["why"] == "Its median is 30, elsewhere it is 5 weeks."
    assert {site["site"]: site["rows"] for site in report["sites"]} == {"North": 20, "South": 20}


def test_what_is_not_known_is_told_by_site(tmp_path: Path):
    report = report_of(tmp_path, HEADER + "\n".join(ROWS) + "\n", "--site", "site")
    shares = {site["site"]: site["unknown"]["fever"] for site in report["sites"]}
    assert shares == {"North": 0.3333, "South": 1.0}


def test_a_column_that_is_no_site_is_told_of(tmp_path: Path):
    (tmp_path / "in.csv").write_text("age_years,id\n" + "".join(f"30,p{n}\n" for n in range(300)), encoding="utf-8")
    for name, said in (("id", "More than 200 different sites"), ("clinic", "no such column")):
        result = quality(tmp_path / "in.csv", "--site", name)
        assert result.exit_code == 2 and said in " ".join(result.output.split())


class Page(HTMLParser):
    """The texts of a page, and the names of its pictures."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.pictures: list[str | None] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "svg":
            assert dict(attrs)["role"] == "img"
            self.pictures.append(dict(attrs)["aria-label"])
        assert tag not in ("script", "link", "img"), "the page needs no other file"

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_page_has_a_picture_with_its_meaning_in_words_and_every_column(tmp_path: Path):
    table = HEADER.replace("site", "<b>site</b>") + "\n".join(ROWS) + "\n"
    (tmp_path / "in.csv").write_text(table, encoding="utf-8")
    assert quality(tmp_path / "in.csv", "-o", str(tmp_path / "q.html"), "--site", "<b>site</b>").exit_code == 0
    page = Page((tmp_path / "q.html").read_text(encoding="utf-8"))
    [picture] = page.pictures
    assert picture is not None and "share of rows" in picture
    assert {"left_acute_injury", "asked, unknown", "North"} <= set(page.texts)


def test_the_report_is_text_where_nothing_else_is_said(tmp_path: Path):
    (tmp_path / "in.csv").write_text(HEADER + "\n".join(ROWS) + "\n", encoding="utf-8")
    text = quality(tmp_path / "in.csv").stdout
    assert "Rows: 5\n" in text and "Rows that repeat an id: 1 (b: row 2, row 3)" in text
    [line] = [line for line in text.splitlines() if line.startswith("age_years")]
    assert line.split() == ["age_years", "4", "0", "0", "1", "2", "1", "0"]


def test_batch_writes_the_report_before_the_answers_and_says_what_is_assumed(tmp_path: Path):
    (tmp_path / "in.csv").write_text(HEADER + "\n".join(ROWS) + "\n", encoding="utf-8")
    (tmp_path / "map.yaml").write_text(
        "columns: {age_years: age_years}\nassume: {chest_pain: absent}\n", encoding="utf-8"
    )
    done(
        tmp_path / "in.csv",
        tmp_path / "out.csv",
        "--quality",
        str(tmp_path / "q.txt"),
        "--mapping",
        str(tmp_path / "map.yaml"),
    )
    text = (tmp_path / "q.txt").read_text(encoding="utf-8")
    assert "ASSUMED for all 5 rows, asked of nobody: chest_pain: absent. Gates that read it: chest-pain." in text
    assert (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("name", ["q.docx", "in.csv"])
def test_a_report_is_not_written_in_another_form_or_over_the_table(tmp_path: Path, name: str):
    (tmp_path / "in.csv").write_text("age_years\n30\n", encoding="utf-8")
    result = quality(tmp_path / "in.csv", "-o", str(tmp_path / name))
    assert result.exit_code == 2 and "Use .html, .txt or .json" in " ".join(result.output.split())
