"""What is asked of a run, and where does it write?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dorsiflex.cohort.inputs import Input
from dorsiflex.cohort.work import OUTPUTS
from dorsiflex.errors import BadInput, Problem

ANSWERS, REJECTS = "answers", "rejects"


@dataclass(frozen=True)
class Job:
    """What a run reads and writes, as it was asked for."""

    tables: tuple[str, ...]
    answers: Path
    rejects: Path | None = None
    sheet: str | None = None
    mapping: Path | None = None

    @property
    def main(self) -> Path:
        """The output that the others stand beside."""
        return self.answers

    @property
    def record(self) -> Path:
        return self.main.with_name(f"{self.main.name}.run.json")

    @property
    def outputs(self) -> dict[str, Path]:
        """The tables that grow with the run."""
        return {
            REJECTS: self.rejects or self.main.with_name(f"{self.main.stem}.rejects.csv"),
            ANSWERS: self.answers,
        }

    def check(self, inputs: Sequence[Input]) -> None:
        """Refuse endings that cannot be written, and to write one file over another. Raises `BadInput`."""
        tables = {name: path for name, path in self.outputs.items() if path.suffix.lower() not in OUTPUTS}
        problems = [wrong_ending(path) for path in tables.values()]
        seen: dict[Path, str] = {one.path.resolve(): f"the table {one.name}" for one in inputs}
        for what, path in {**self.outputs, "record": self.record}.items():
            other = seen.setdefault(path.resolve(), f"the {what}")
            if other != f"the {what}":
                why = f"The {what} would take the place of {other}."
                problems.append(Problem(str(path), f"the {what}", why, "Name another file."))
        if problems:
            raise BadInput(problems)


def wrong_ending(path: Path) -> Problem:
    listed = ", ".join(OUTPUTS)
    why = "Answers are not written in this format."
    return Problem(str(path), f"the ending `{path.suffix}`", why, f"Use one of {listed}.")


def names_in(outputs: Mapping[str, Path]) -> dict[str, str]:
    """The names of files, for a record that knows no folder."""
    return {name: path.name for name, path in outputs.items()}
