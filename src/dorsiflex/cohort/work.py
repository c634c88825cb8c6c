"""What of an interrupted run is kept? Its finished parts, in a folder beside the output, until every file is whole.

The plan says what the run is made from (inputs by hash, knowledge by digest, options). Another plan starts anew.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile, rmtree
from typing import Any

from dorsiflex.cohort.growth import Changed, CsvOutput, LinesOutput, Output, State
from dorsiflex.cohort.growth_parquet import ParquetOutput
from dorsiflex.errors import BadInput, Problem

OUTPUTS: dict[str, Callable[..., Output]] = {".csv": CsvOutput, ".parquet": ParquetOutput, ".jsonl": LinesOutput}


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """A folder that one run holds at a time. Raises `BadInput` where another does."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            why = "Another run writes it at this moment."
            mend = "Wait for it, or write to another file."
            raise BadInput([Problem(str(folder), "the output", why, mend)]) from None
        yield


class Work:
    """The working folder of one output, held by one run at a time."""

    def __init__(self, beside: Path, plan: Mapping[str, Any]) -> None:
        self.folder = beside.with_name(f".{beside.name}.work")
        self.plan = json.dumps(plan, sort_keys=True, indent=1)
        self.kept: list[State] = []
        self.outputs: dict[str, Output] = {}

    @contextmanager
    def open(self, paths: Mapping[str, Path]) -> Iterator[dict[str, Output]]:
        """The outputs, grown as far as was kept. What stops the run on purpose takes the folder away."""
        with locked(self.folder):
            try:
                self.start(paths)
                with (self.folder / "journal").open("a", encoding="utf-8") as self.journal:
                    yield self.outputs
            except BadInput:
                rmtree(self.folder)
                raise
            finally:
                self.close()
            rmtree(self.folder)

    def start(self, paths: Mapping[str, Path]) -> None:
        """Go on with what was kept, where it is of the same plan and still as it was; else start anew."""
        try:
            self.kept = list(self.read_journal())
            self.grow_all(paths)
        except (Changed, OSError, KeyError):
            self.close()
            self.kept = []
            for path in self.folder.iterdir():
                if path.name != "lock":
                    path.unlink()
            (self.folder / "plan").write_text(self.plan, encoding="utf-8")
            self.grow_all(paths)

    def read_journal(self) -> Iterator[State]:
        """The states of the finished parts; a last line that is not whole is none."""
        if (self.folder / "plan").read_text(encoding="utf-8") != self.plan:
            raise Changed
        path = self.folder / "journal"
        whole = path.read_bytes().rpartition(b"\n")[0] + b"\n"
        lines = whole.splitlines()
        if not lines or not lines[0]:
            raise Changed
        yield from map(json.loads, lines)
        with path.open("r+b") as file:
            file.truncate(len(whole))

    def grow_all(self, paths: Mapping[str, Path]) -> None:
        self.outputs = {}
        for name, path in paths.items():
            self.outputs[name] = self.grow(name, path)

    def grow(self, name: str, path: Path) -> Output:
        """An output, from where its last part ended."""
        states = [state[name] for state in self.kept]
        ending = path.suffix.lower()
        if ending in (".dta", ".sav"):
            from dorsiflex.cohort.labelled import LabelledOutput

            return LabelledOutput(path, self.folder / f"{name}.parquet", states)
        return OUTPUTS[ending](path, self.folder / f"{name}{ending}", states)

    def keep(self, more: State) -> None:
        """The part is finished: remember the state of every output, and what else the run needs to go on."""
        line = json.dumps({**{name: output.state() for name, output in self.outputs.items()}, "run": more})
        self.journal.write(line + "\n")
        self.journal.flush()

    def write(self, name: str, text: str) -> Path:
        """A small file beside the outputs."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def close(self) -> None:
        for output in self.outputs.values():
            output.close()


def put(made: Sequence[tuple[Path, Path]]) -> None:
    """Move finished files to their places; onto another disk by a copy beside the place, so that each comes whole."""
    for path, place in made:
        near = path
        if path.stat().st_dev != place.parent.stat().st_dev:
            near = place.with_name(f".{place.name}.part")
            copyfile(path, near)
        near.replace(place)
