"""What is asked of a run, and where does it write?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dorsiflex.cohort.destination import no_place
from dorsiflex.cohort.inputs import Input
from dorsiflex.cohort.quality_report import check_ending
from dorsiflex.errors import BadInput, Problem

ANSWERS, LONG, REJECTS, REASONS = "answers", "long", "rejects", "reasons"
WRITTEN = (".csv", ".parquet", ".dta", ".sav")


@dataclass(frozen=True)
class Job:
    """What a run reads and writes, as it was asked for: wide answers, long ones, or both."""

    tables: tuple[str, ...]
    answers: Path | None
    long: Path | None = None
    rejects: Path | None = None
    sheet: str | None = None
    mapping: Path | None = None
    ask: bool = False
    explain: tuple[str, ...] = ()
    quality: Path | None = None
    site: str | None = None
    come_from: str | None = None
    carry_down: bool = False

    @property
    def main(self) -> Path:
        """The output that the others stand beside. Raises `BadInput`."""
        if (path := self.answers or self.long) is None:
            raise BadInput([Problem("the command", "no output", "Nothing would be written.", "Add -o FILE or --long.")])
        if not path.name:
            why = "It names a folder, and the answers are a file."
            raise BadInput([Problem("-o", f"`{path}`", why, "Add the name of the file: answers.parquet.")])
        return path

    @property
    def record(self) -> Path:
        return self.main.with_name(f"{self.main.name}.run.json")

    @property
    def outputs(self) -> dict[str, Path]:
        """The tables that grow with the run; the answers come last."""
        told = {REJECTS: self.rejects or self.main.with_name(f"{self.main.stem}.rejects.csv")}
        if self.explain:
            told[REASONS] = self.main.with_name(f"{self.main.stem}.reasons.jsonl")
        if self.long is not None:
            told[LONG] = self.long
        if self.answers is not None:
            told[ANSWERS] = self.answers
        return told

    @property
    def codebooks(self) -> dict[str, Path]:
        """What the columns of each table mean, beside it."""
        return {
            name: path.with_name(f"{path.name}.codebook.csv")
            for name, path in self.outputs.items()
            if name in (ANSWERS, LONG)
        }

    @property
    def reports(self) -> dict[str, Path]:
        return {} if self.quality is None else {"report on quality": self.quality}

    def check(self, inputs: Sequence[Input]) -> None:
        """Refuse endings that cannot be written, and to write one file over another. Raises `BadInput`."""
        tables = [path for name, path in self.outputs.items() if name != REASONS]
        problems = [wrong_ending(path) for path in tables if path.suffix.lower() not in WRITTEN]
        if self.ask and self.answers is None:
            problems.append(Problem("--ask", "no wide answers", "Ask lists stand in them.", "Add -o FILE."))
        if self.quality is not None:
            check_ending(self.quality)
        elif self.site is not None:
            problems.append(Problem("--site", f"`{self.site}`", "Only the report uses it.", "Add --quality FILE."))
        seen: dict[Path, str] = {one.path.resolve(): f"the table {one.name}" for one in inputs}
        codebooks = {f"codebook of the {name}": path for name, path in self.codebooks.items()}
        for what, path in {**self.outputs, **codebooks, **self.reports, "record": self.record}.items():
            other = seen.setdefault(path.resolve(), f"the {what}")
            if other != f"the {what}":
                why = f"The {what} would take the place of {other}."
                problems.append(Problem(str(path), f"the {what}", why, "Name another file."))
        places = dict.fromkeys((*self.outputs.values(), *self.reports.values()))
        problems += [problem for path in places for problem in no_place(path)]
        if problems:
            raise BadInput(problems)


def wrong_ending(path: Path) -> Problem:
    listed = ", ".join(WRITTEN)
    why = "Answers are not written in this format."
    return Problem(str(path), f"the ending `{path.suffix}`", why, f"Use one of {listed}.")


def names_in(outputs: Mapping[str, Path]) -> dict[str, str]:
    """The names of files, for a record that knows no folder."""
    return {name: path.name for name, path in outputs.items()}
