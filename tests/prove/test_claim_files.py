"""Is a faulty claim told to its author as any other faulty file is?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dorsiflex.catalogue.load import load
from dorsiflex.errors import FaultyKnowledge
from dorsiflex.language.claim import Never, Where
from dorsiflex.language.expression import Compared, Op
from tests.rules.ankle import ROOT

GOOD = """# yaml-language-server: $schema=../schema/claim.schema.json
id: adults-only
title: Under 18 nothing is suggested
status: draft
owners: {author: the dorsiflex contributors, reviewer: none yet}
never:
  unless: {age_years: {at_least: 18}}
  suggests: all
rationale: The trials were done in adults.
"""


@pytest.fixture
def wrist(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    shutil.copytree(ROOT / "tests" / "foreign" / "wrist", folder)
    (folder / "claims").mkdir()
    return folder


def problems(wrist: Path, text: str) -> list[str]:
    (wrist / "claims" / "adults-only.yaml").write_text(text, encoding="utf-8")
    try:
        load(wrist, remember=False)
    except FaultyKnowledge as faulty:
        return [f"{problem.where}: {problem.found} {problem.why}" for problem in faulty.problems]
    return []


def test_a_claim_is_read_in_the_words_of_the_rules(wrist: Path) -> None:
    assert problems(wrist, GOOD) == []
    body = load(wrist, remember=False).claims["adults-only"].body
    assert body == Never(Where(unless=Compared("age_years", Op.AT_LEAST, 18)), ("all",))


def test_a_claim_changes_the_digest(wrist: Path) -> None:
    before = load(wrist, remember=False).digest
    assert problems(wrist, GOOD) == []
    assert load(wrist, remember=False).digest != before


@pytest.mark.parametrize(
    ("said", "instead", "where"),
    [
        ("age_years: {at_least: 18}", "age_yaers: {at_least: 18}", "claims/adults-only.yaml:7: `age_yaers`"),
        ("suggests: all", "suggests: [no-such-thing]", "claims/adults-only.yaml:8: `no-such-thing`"),
        ("suggests: all", "suggests: {answer_to: age_years}", "claims/adults-only.yaml:8: `age_years` No choice"),
        ("suggests: all", "suggests: all\n  disposition: [tomorrow]", "claims/adults-only.yaml:9: `tomorrow`"),
        ("rationale:", "hazards: [no-such-hazard]\nrationale:", "claims/adults-only.yaml:9: `no-such-hazard`"),
        ("id: adults-only", "id: grown-ups-only", "claims/adults-only.yaml:2: `id: grown-ups-only`"),
        (
            "rationale:",
            "exactly_one: disposition\nrationale:",
            "claims/adults-only.yaml:2: this part A claim says just",
        ),
    ],
)
def test_what_a_claim_names_must_exist(wrist: Path, said: str, instead: str, where: str) -> None:
    [found] = problems(wrist, GOOD.replace(said, instead))
    assert found.startswith(where)


def test_a_hazard_that_names_a_claim_which_is_not_there_is_refused(wrist: Path) -> None:
    (wrist / "hazards").mkdir()
    shutil.copy(ROOT / "rules" / "hazards" / "child-treated-as-adult.yaml", wrist / "hazards")
    found = problems(wrist, GOOD)
    assert [line for line in found if "`under-16-no-technique` No claim has this id" in line] != []
