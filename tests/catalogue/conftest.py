from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from dorsiflex.catalogue.load import load
from dorsiflex.errors import FaultyKnowledge, Problem

FOREIGN = Path(__file__).parents[1] / "foreign"


@dataclass(frozen=True)
class Copy:
    """A copy of a sound knowledge base, to be broken one line at a time."""

    folder: Path

    def edit(self, name: str, old: str, new: str) -> Copy:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return self

    def write(self, name: str, text: str) -> Copy:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return self

    def problems(self) -> tuple[Problem, ...]:
        with pytest.raises(FaultyKnowledge) as caught:
            load(self.folder, remember=False)
        return caught.value.problems

    def problem(self, wanted: str) -> Problem:
        """The one problem that says `wanted`; every part of it is there."""
        found = [problem for problem in self.problems() if wanted in str(problem)]
        assert len(found) == 1, [str(problem) for problem in self.problems()]
        assert found[0].where
        assert found[0].why.endswith((".", "?"))
        assert found[0].mend.endswith((".", "?", "`"))
        return found[0]


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[str], Copy]:
    def copied(name: str) -> Copy:
        shutil.copytree(FOREIGN / name, tmp_path / name)
        return Copy(tmp_path / name)

    return copied


@pytest.fixture
def wrist(copy_of: Callable[[str], Copy]) -> Copy:
    return copy_of("wrist")
