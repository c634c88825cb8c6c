"""What do `dorsiflex coverage` and `dorsiflex mutants` say, and can what they print be used?"""

from __future__ import annotations

from pathlib import Path

import pytest

from dorsiflex.apps import coverage_runner
from tests.prove.test_prove_command import dorsiflex
from tests.prove.tried import WRIST


def test_a_rule_is_told_in_its_own_words_with_what_is_not_shown_and_a_row() -> None:
    ran = dorsiflex("coverage", "chest-pain", "--rules", WRIST)
    assert ran.code == 1
    assert "✗ chest-pain: New chest pain or a fever stops everything" in ran.out
    assert "“fever” alone turns the rule where it is so." in " ".join(ran.out.split())
    assert "expect: fires" in ran.out


def test_the_counts_of_each_rule_can_stand_on_its_page(tmp_path: Path) -> None:
    path = tmp_path / "found" / "coverage.json"
    assert dorsiflex("coverage", "--rules", WRIST, "--format", "json", "-o", path).code == 1
    ran = dorsiflex("site", "-o", tmp_path / "site", "--rules", WRIST, "--coverage", path)
    assert ran.code == 0, ran.err
    page = (tmp_path / "site" / "gates" / "chest-pain.html").read_text(encoding="utf-8")
    assert "<dt>conditions shown</dt><dd>0</dd>" in page


def test_the_data_tell_what_is_missing_and_what_is_impossible() -> None:
    told = dorsiflex("coverage", "chest-pain", "--rules", WRIST, "--format", "json").json
    assert told["totals"]["gates"]["conditions"] == {"shown": 0, "of": 2}
    assert [(one["condition"], one["aspect"]) for one in told["missing"]] == [(1, "so"), (2, "so")]
    assert told["impossible"] == []


def test_the_page_says_it_all_without_a_server(tmp_path: Path) -> None:
    path = tmp_path / "coverage.html"
    dorsiflex("coverage", "--rules", WRIST, "--format", "html", "-o", path)
    page = path.read_text(encoding="utf-8")
    assert "alone turns the rule where it is so." in page and "This row would show it" in page
    assert "<script" not in page and "http" not in page


def test_a_rule_that_is_not_there_is_bad_input() -> None:
    ran = dorsiflex("coverage", "chest-pains", "--rules", WRIST, "--format", "json")
    assert (ran.code, ran.json["problems"][0]["mend"]) == (2, "Did you mean `chest-pain`?")


def test_a_slip_that_nothing_sees_is_told_and_does_not_end_with_zero() -> None:
    ran = dorsiflex("mutants", "chest-pain", "--rules", WRIST)
    assert ran.code == 1
    assert "✗ chest-pain: withholds nothing" in ran.out and "would be seen with:" in ran.out


def test_the_slips_of_one_score_are_told_as_data() -> None:
    told = dorsiflex("mutants", "clot_score", "--rules", WRIST, "--format", "json").json
    assert told["slips"] == told["totals"]["together"]["slips"] > len(told["survivors"])


def test_cases_that_are_not_there_are_bad_input(tmp_path: Path) -> None:
    ran = dorsiflex("coverage", "--rules", WRIST, "--cases", tmp_path / "none", "--format", "json")
    assert (ran.code, ran.json["problems"][0]["found"]) == (2, "no such folder")


def test_a_missing_solver_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage_runner, "find_spec", lambda _: None)
    ran = dorsiflex("coverage", "--rules", WRIST, "--format", "json")
    assert (ran.code, ran.json["problems"][0]["mend"]) == (2, "Install dorsiflex[prove].")
