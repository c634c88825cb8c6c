from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dorsiflex.apps.cli import app
from tests.apps.people import WRIST


@dataclass(frozen=True)
class Ran:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or leaves anything in the cache of whoever runs it; all tests share one, to be fast."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("FORCE_COLOR", raising=False)


@pytest.fixture
def run() -> Run:
    """Run the command line in this process."""

    def invoke(*words: str | Path, stdin: bytes | str | None = None) -> Ran:
        result = CliRunner().invoke(app, [str(word) for word in words], input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return invoke


@pytest.fixture
def assess(run: Run, tmp_path: Path) -> Run:
    """Assess an intake, as bytes, text or a mapping, by the rules of the wrist."""

    def invoke(intake: bytes | str | dict[str, Any], *words: str) -> Ran:
        path = tmp_path / "visit.yaml"
        text = json.dumps(intake) if isinstance(intake, dict) else intake
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return run("assess", path, "--rules", WRIST, *words)

    return invoke
