"""Does the first page show what really happens: a rule as it stands, an answer as it is printed, code that runs?"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.repository import ROOT

COMMAND = Path(sys.executable).with_name("dorsiflex")


def shown(part: str, language: str) -> str:
    """The block of that language between `<!-- part: begin -->` and `<!-- part: end -->`."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [between] = re.findall(rf"<!-- {part}: begin -->\n(.*?)<!-- {part}: end -->", readme, flags=re.DOTALL)
    [block] = re.findall(rf"```{language}\n(.*?)```", between, flags=re.DOTALL)
    assert block.strip()
    return str(block)


def printed(*command: str | Path, cwd: Path) -> str:
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    done = subprocess.run([*map(str, command)], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


@pytest.fixture
def visit(tmp_path: Path) -> Path:
    """The case of the page, saved as the page says."""
    path = tmp_path / "visit.yaml"
    path.write_text(shown("example", "yaml"), encoding="utf-8")
    return path


def test_the_rule_on_the_page_is_the_rule_in_its_file() -> None:
    assert shown("rule", "yaml") in (ROOT / "rules" / "gates" / "ottawa-ankle.yaml").read_text(encoding="utf-8")


def test_the_answer_on_the_page_is_printed_for_the_case_on_the_page(visit: Path) -> None:
    assert shown("example", "text").strip() in printed(COMMAND, "assess", visit.name, cwd=visit.parent)


def test_the_python_on_the_page_runs(visit: Path) -> None:
    printed(sys.executable, "-W", "error", "-c", shown("python", "python"), cwd=visit.parent)
