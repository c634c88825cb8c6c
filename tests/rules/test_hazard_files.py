"""Is a faulty hazard told to its author as any other faulty file is?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dorsiflex.catalogue.load import load
from dorsiflex.errors import FaultyKnowledge
from tests.rules.ankle import ROOT

GOOD = """# yaml-language-server: $schema=../schema/hazard.schema.json
id: missed-clot
status: draft
owners: {author: the dorsiflex contributors, reviewer: none yet}
hazard: A clot is treated as a stiff wrist.
cause: Nobody asked.
harm: Embolism.
control: [clot]
case: [some-case]
claim: none yet
residual: A silent clot.
"""


@pytest.fixture
def wrist(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    shutil.copytree(ROOT / "tests" / "foreign" / "wrist", folder)
    (folder / "hazards").mkdir()
    return folder


def problems(wrist: Path, text: str, name: str = "missed-clot") -> list[str]:
    (wrist / "hazards" / f"{name}.yaml").write_text(text, encoding="utf-8")
    try:
        load(wrist, remember=False)
    except FaultyKnowledge as faulty:
        return [f"{problem.where}: {problem.found}" for problem in faulty.problems]
    return []


def test_a_hazard_is_read_with_its_controls(wrist: Path) -> None:
    assert problems(wrist, GOOD) == []
    hazard = load(wrist, remember=False).hazards["missed-clot"]
    assert (hazard.controls, hazard.cases, hazard.claims) == (("clot",), ("some-case",), ("none yet",))


def test_a_control_that_is_no_gate_is_refused_on_its_line(wrist: Path) -> None:
    assert problems(wrist, GOOD.replace("[clot]", "[clott]")) == ["hazards/missed-clot.yaml:8: `clott`"]


def test_a_hazard_without_any_control_is_refused(wrist: Path) -> None:
    [found] = problems(wrist, GOOD.replace("control: [clot]\n", ""))
    assert "without a control" in found


def test_a_hazard_that_nothing_shows_is_refused(wrist: Path) -> None:
    [found] = problems(wrist, GOOD.replace("case: [some-case]\n", ""))
    assert "that nothing shows" in found


def test_a_hazard_is_found_by_its_file(wrist: Path) -> None:
    assert problems(wrist, GOOD, "another-name") == ["hazards/another-name.yaml:2: `id: missed-clot`"]


def test_a_key_that_no_hazard_has_is_refused(wrist: Path) -> None:
    [found] = problems(wrist, GOOD + "severity: high\n")
    assert "severity" in found
