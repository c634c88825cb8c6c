"""How does a table grow on disk, part by part, so that what a kill left can be gone on with?

Each output grows in one file of the working folder. After each part it tells its state; a later run cuts the file back
to the last state that was kept, and goes on from there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from zlib import crc32

import polars as pl

from dorsiflex.errors import BadInput, Problem

State = dict[str, Any]
COUNTED = 1 << 20


class Changed(Exception):
    """What stands in the working folder is not what was kept."""


class Output(Protocol):
    """A table that grows."""

    path: Path

    def add(self, part: Any) -> None:
        """Some rows more: a frame, or for JSON lines a list."""

    def state(self) -> State:
        """What must be kept of the last part."""

    def finish(self, about: dict[str, str]) -> Path:
        """Complete the file, and say where it is."""

    def close(self) -> None:
        """Let go of the file."""


class Growing:
    """A file that grows, with its checksum; from `state` on where there is one. Raises `Changed`."""

    def __init__(self, path: Path, state: State | None) -> None:
        self.path = path
        self.bytes, self.check = 0, 0
        if state is None:
            self.file = path.open("w+b")
        else:
            self.file = path.open("r+b")
            self.go_back(state)

    def go_back(self, state: State) -> None:
        while (left := state["bytes"] - self.bytes) and (data := self.file.read(min(left, COUNTED))):
            self.check = crc32(data, self.check)
            self.bytes += len(data)
        if left or self.check != state["check"]:
            self.file.close()
            raise Changed
        self.file.truncate()

    def write(self, data: Any) -> None:
        self.file.write(data)
        self.check = crc32(data, self.check)
        self.bytes += len(data)

    def take(self, end: int) -> None:
        """What another program has written behind, up to this place; what follows it goes away."""
        self.file.seek(self.bytes)
        while (left := end - self.bytes) and (data := self.file.read(min(left, COUNTED))):
            self.check = crc32(data, self.check)
            self.bytes += len(data)
        self.file.truncate(end)

    def state(self) -> State:
        self.file.flush()
        return {"bytes": self.bytes, "check": self.check}


class CsvOutput:
    """CSV with one header."""

    def __init__(self, path: Path, work: Path, states: Sequence[State] = ()) -> None:
        self.path = path
        self.growing = Growing(work, states[-1] if states else None)

    def add(self, part: pl.DataFrame) -> None:
        told = {name: what for name, dtype in part.schema.items() if (what := not_text(dtype)) is not None}
        if told:
            mend = "Write .parquet, or leave it out."
            raise BadInput(
                Problem(str(self.path), f"`{name}`", f"It holds {what}, which CSV cannot.", mend)
                for name, what in told.items()
            )
        self.growing.write(part.write_csv(include_header=self.growing.bytes == 0).encode())

    def state(self) -> State:
        return self.growing.state()

    def finish(self, about: dict[str, str]) -> Path:  # noqa: ARG002 - CSV has no place for it
        self.close()
        return self.growing.path

    def close(self) -> None:
        self.growing.file.close()


def not_text(dtype: pl.DataType) -> str | None:
    """What is in a column that has no text."""
    if dtype.is_nested():
        return "lists"
    return "spans of time" if dtype == pl.Duration else None


class LinesOutput(CsvOutput):
    """JSON lines."""

    def add(self, part: Any) -> None:
        for line in part:
            self.growing.write((json.dumps(line, ensure_ascii=False) + "\n").encode())


@contextmanager
def told_where(path: Path) -> Iterator[None]:
    """A file that cannot be read or written is a problem of its place."""
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        where = error.filename or path
        raise BadInput([Problem(str(where), "the file", f"{why}.", "Check the folder and its rights.")]) from error
