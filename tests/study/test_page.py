"""What docs/study.md shows runs, and leaves what it promises."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dorsiflex.apps.cli import app

PAGE = (Path(__file__).parents[2] / "docs" / "study.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    found = re.search(rf"<!-- {name}: begin -->\n```\w+\n(.*?)```\n<!-- {name}: end -->", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_commands_and_the_python_of_the_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for line in block("commands").splitlines():
        program, *words = shlex.split(line)
        ran = CliRunner().invoke(app, words)
        assert (program, ran.exit_code) == ("dorsiflex", 0), ran.output
    exec(compile(block("python"), "docs/study.md", "exec"), {})
    made = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    assert {"tables/offered.csv", "by-age.svg", "limit.svg", "error.svg.txt", "by-sex.png", "figures/flow.svg"} <= made


def test_every_study_of_the_page_exists_and_every_study_is_on_it() -> None:
    listed = {
        row.split()[0]
        for row in re.findall(r"^\| `([^`]+)` \|", PAGE.split("## The studies")[1].split("##")[0], re.MULTILINE)
    }
    ran = CliRunner().invoke(app, ["study", "--help"])
    known = set(re.findall(r"^  ([a-z]+)  ", ran.stdout, re.MULTILINE))
    assert listed == known
