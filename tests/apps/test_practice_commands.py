"""Can an educator lay a class out and print worksheets from a terminal?"""

from __future__ import annotations

import re
from pathlib import Path

from dorsiflex.apps.practice.progress import written
from dorsiflex.catalogue.load import load
from tests.apps.conftest import Run
from tests.apps.people import WRIST
from tests.apps.test_practice import DAY, Did
from tests.web.practising import BOTH, CHEST, STIFF


def learners(folder: Path) -> list[Path]:
    knowledge = load(WRIST)
    paths = []
    for label, met in (("seat 1", "missed"), ("seat 2", "met")):
        paths.append(folder / f"{label}.json")
        paths[-1].write_text(written(label, DAY, [Did("s", "a", {"clot": met})], knowledge), encoding="utf-8")
    return paths


def test_a_class_is_laid_out_in_80_columns(run: Run, tmp_path: Path) -> None:
    ran = run("practice", "overview", *learners(tmp_path), "--rules", WRIST)
    assert ran.code == 0
    assert "seat 1: 1 attempt at 1 case" in ran.out
    assert re.search(r"^clot +1 +0 +1 +seat 1 *$", ran.out, re.MULTILINE)
    assert max(map(len, ran.out.splitlines())) <= 80


def test_a_class_as_json_names_who_missed_what(run: Run, tmp_path: Path) -> None:
    [row] = run("practice", "overview", *learners(tmp_path), "--rules", WRIST, "--format", "json").json["rules"]
    assert (row["id"], row["missed_by"], row["learners"]["seat 1"]["missed"]) == ("clot", 1, 1)


def test_every_file_that_cannot_be_read_is_told(run: Run, tmp_path: Path) -> None:
    ran = run("practice", "overview", tmp_path / "none.json", tmp_path, "--rules", WRIST)
    assert ran.code == 2
    assert "none.json" in ran.err
    assert "a folder" in ran.err


def test_a_worksheet_is_one_file_with_the_answers_last(run: Run, tmp_path: Path) -> None:
    for number, text in enumerate((STIFF, CHEST, BOTH)):
        (tmp_path / f"{number}.yaml").write_text(text, encoding="utf-8")
    ran = run("practice", "worksheet", tmp_path, "-o", tmp_path / "sheet.html", "--rules", WRIST)
    assert (ran.code, "3 cases" in ran.out) == (0, True)
    page = (tmp_path / "sheet.html").read_text(encoding="utf-8")
    assert "src=" not in page
    assert "<link" not in page
    cases, answers = page.split('id="answers-title"')
    assert "Both wrists are stiff" not in cases and "constructed-design" not in cases
    assert "Both wrists are stiff" in answers and "constructed-design" in answers


def test_a_faulty_case_makes_no_worksheet(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(STIFF.replace("50", "500"), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(CHEST.replace("story", "tale"), encoding="utf-8")
    ran = run("practice", "worksheet", tmp_path, "-o", tmp_path / "sheet.html", "--rules", WRIST)
    assert (ran.code, (tmp_path / "sheet.html").exists()) == (2, False)
    assert "a.yaml:5" in ran.err
    assert "b.yaml" in ran.err
