"""A plain `assess` goes past Typer to be fast: it must answer, refuse and end just as it does through Typer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dorsiflex.apps.cli import Form, one_person
from tests.apps.conftest import Run

VOICE = sorted((Path(__file__).parents[2] / "cases" / "voices").glob("*.yaml"))[0]
PROGRAM = "import sys; from dorsiflex.apps.cli import main; sys.argv[0] = 'dorsiflex'; main()"


@pytest.mark.parametrize(
    "words",
    [
        ["assess", str(VOICE)],
        ["assess", str(VOICE), "--format", "json"],
        ["assess", "--format", "soap", str(VOICE)],
        ["assess", "nowhere.yaml"],
        ["assess", "nowhere.yaml", "--format", "json"],
    ],
)
def test_it_says_and_ends_the_same_with_and_without_typer(run: Run, words: list[str]) -> None:
    assert one_person(words) is not None
    through_typer = run(*words)
    direct = subprocess.run([sys.executable, "-c", PROGRAM, *words], capture_output=True, text=True, check=False)
    assert (direct.returncode, direct.stdout, direct.stderr) == (
        through_typer.code,
        through_typer.out,
        through_typer.err,
    )


def test_standard_input_is_a_file_too() -> None:
    assert one_person(["assess", "-"]) == ("-", Form.TEXT)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--version"],
        ["assess"],
        ["assess", "--help"],
        ["assess", ""],
        ["assess", "visit.yaml", "--format", "poem"],
        ["assess", "visit.yaml", "--format"],
        ["assess", "visit.yaml", "other.yaml"],
        ["assess", "visit.yaml", "--rules", "rules"],
        ["check", "rules"],
    ],
)
def test_whatever_else_is_typed_is_left_to_typer(words: list[str]) -> None:
    assert one_person(words) is None
