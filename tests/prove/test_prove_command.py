"""What does `dorsiflex prove` say, and can what it prints be used as it stands?"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import z3
from typer.testing import CliRunner

from dorsiflex.apps import proving
from dorsiflex.apps.cli import app
from dorsiflex.catalogue.load import load
from dorsiflex.prove.replay import Replay
from dorsiflex.prove.together import verdicts
from dorsiflex.prove.verdict import Proved, Refuted
from tests.rules.ankle import ROOT

CLAIM = """# yaml-language-server: $schema=../schema/claim.schema.json
id: {id}
title: A sentence that can be disputed
status: draft
owners: {{author: the dorsiflex contributors, reviewer: none yet}}
{body}
rationale: For the tests.
"""
TRUE = "never: {disposition: [emergency], suggests: all}"
FALSE = "never: {suggests: all}"
FORGETFUL = "never_more_when_unknown: {suggests: all}"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def dorsiflex(*arguments: object) -> Ran:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return Ran(done.exit_code, done.stdout, done.stderr)


@pytest.fixture(autouse=True)
def empty_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No proof of an earlier run counts here."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def wrist(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    shutil.copytree(ROOT / "tests" / "foreign" / "wrist", folder)
    (folder / "claims").mkdir()
    return folder


def claims(wrist: Path, **bodies: str) -> None:
    for name, body in bodies.items():
        text = CLAIM.format(id=name, body=body)
        (wrist / "claims" / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_what_is_proved_ends_with_zero(wrist: Path) -> None:
    claims(wrist, sound=TRUE)
    ran = dorsiflex("prove", "--rules", wrist, "--format", "json")
    assert (ran.code, ran.json["claims"]) == (0, [{"id": "sound", "verdict": "proved"}])
    assert ran.json["knowledge"]["digest"] == load(wrist).digest


def test_one_refuted_claim_among_the_proved_does_not_end_with_zero(wrist: Path) -> None:
    claims(wrist, sound=TRUE, untrue=FALSE)
    ran = dorsiflex("prove", "--rules", wrist)
    assert ran.code == 1
    assert "✓ sound" in ran.out and "✗ untrue" in ran.out and "1 proved, 1 refuted" in ran.out


def test_the_intake_that_is_printed_is_a_case_whose_expectation_fails(wrist: Path, tmp_path: Path) -> None:
    claims(wrist, untrue=FALSE)
    [told] = dorsiflex("prove", "untrue", "--rules", wrist, "--format", "json").json["claims"]
    path = tmp_path / "breaks.yaml"
    path.write_text(told["case"], encoding="utf-8")
    ran = dorsiflex("cases", "run", path, "--rules", wrist, "--format", "json")
    assert ran.code == 1
    assert [line["met"] for line in ran.json["cases"][0]["expectations"]] == [False]


def test_the_intake_stands_in_the_text_as_it_can_be_pasted(wrist: Path) -> None:
    claims(wrist, untrue=FALSE)
    [told] = dorsiflex("prove", "untrue", "--rules", wrist, "--format", "json").json["claims"]
    shown = dorsiflex("prove", "untrue", "--rules", wrist).out
    assert [line for line in told["case"].splitlines() if f"    {line}" not in shown.splitlines()] == []


def test_whoever_proves_it_again_meets_the_same_person(wrist: Path) -> None:
    claims(wrist, untrue=FALSE)
    people = set()
    for seed in (0, 7, 2026):
        z3.set_param("smt.random_seed", seed)
        [told] = dorsiflex("prove", "--no-cache", "--rules", wrist, "--format", "json").json["claims"]
        people.add(told["case"])
    z3.set_param("smt.random_seed", 0)
    assert len(people) == 1


def test_what_was_taken_away_is_said(wrist: Path) -> None:
    claims(wrist, forgetful=FORGETFUL)
    [told] = dorsiflex("prove", "--rules", wrist, "--format", "json").json["claims"]
    assert told["verdict"] == "refuted"
    assert len(told["taken_away"]) == 1


def test_a_claim_that_is_not_there_is_bad_input(wrist: Path) -> None:
    claims(wrist, sound=TRUE)
    ran = dorsiflex("prove", "sounds", "--rules", wrist, "--format", "json")
    assert (ran.code, ran.json["problems"][0]["mend"]) == (2, "Did you mean `sound`?")


def test_rules_without_claims_are_not_proved() -> None:
    assert dorsiflex("prove", "--rules", ROOT / "tests" / "foreign" / "wrist").code == 2


def test_a_missing_solver_is_told_and_nothing_is_proved(wrist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claims(wrist, sound=TRUE)
    monkeypatch.setattr(proving, "find_spec", lambda _: None)
    ran = dorsiflex("prove", "--rules", wrist, "--format", "json")
    assert (ran.code, ran.json["problems"][0]["mend"]) == (2, "Install dorsiflex[prove].")


def test_two_processes_come_to_the_same_verdicts_as_one(wrist: Path) -> None:
    claims(wrist, sound=TRUE, untrue=FALSE)
    knowledge = load(wrist, remember=False)
    for processes in (1, 2):
        found = {verdict.claim: verdict for verdict in verdicts(knowledge, list(knowledge.claims), processes)}
        assert found["sound"] == Proved("sound")
        assert isinstance(refuted := found["untrue"], Refuted) and refuted.case is not None
        assert Replay(knowledge, "reference").breaks(knowledge.claims["untrue"], refuted.unit, refuted.case)
