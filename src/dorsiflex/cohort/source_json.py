"""How are JSON lines read? One object a line; its keys are the columns, its values become text, exactly as written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dorsiflex.cohort.source import Fingerprint, Part, only_rejects, rejected, rows_at_a_time, text_part
from dorsiflex.cohort.values import text_of
from dorsiflex.errors import BadInput, Problem
from dorsiflex.validate.answer import shown

LONGEST = 1 << 23  # bytes of a line
MEND = "Write one JSON object a line, each of its keys once."


class NotARow(ValueError):
    """Why a line is no row."""


@dataclass
class JsonSource:
    """A file of JSON lines."""

    path: Path
    name: str
    print_of: Fingerprint
    names: list[str] = field(init=False)
    types: dict[str, str] = field(default_factory=dict)
    read: int = 0

    def __post_init__(self) -> None:
        # Every key that some line has: a key that first comes late is a column all the same.
        names: dict[str, None] = {}
        faults: list[tuple[int, str]] = []
        for number, row in self.lines():
            if isinstance(row, dict):
                names |= dict.fromkeys(row)
            elif not faults:
                faults.append((number, row[1]))
        if faults and not names:
            number, why = faults[0]
            raise BadInput([Problem(f"{self.name}, row {number}", "no row", f"{why} No other line is one.", MEND)])
        self.names = list(names)

    def share(self) -> float:
        return self.read / max(self.print_of.bytes, 1)

    def lines(self) -> Iterator[tuple[int, dict[str, Any] | tuple[str, str]]]:
        """Each row with its number: its values, or its text and why it is no row."""
        number = self.read = 0
        with self.path.open("rb") as file:
            for line in iter(lambda: file.readline(LONGEST), b""):
                self.read += len(line)
                if line.strip() in (b"", b"\xef\xbb\xbf"):
                    continue
                number += 1
                try:
                    yield number, row_of(line)
                except NotARow as fault:
                    while not line.endswith(b"\n") and (line := file.readline(LONGEST)):
                        self.read += len(line)
                    yield number, (shown(line.decode("utf-8", "replace").strip()), f"{fault}.")

    def parts(self) -> Iterator[Part]:
        wrong: list[tuple[int, str, str, str]] = []
        cells: list[list[str | None]] = []
        rows: list[int] = []
        most = rows_at_a_time(len(self.names), text=True)
        for number, row in self.lines():
            if isinstance(row, tuple):
                wrong.append((number, *row, MEND))
                continue
            cells.append([text_of(row.get(name)) for name in self.names])
            rows.append(number)
            if len(rows) == most:
                yield text_part(cells, self.names, rows)
                cells, rows = [], []
        if rows:
            yield text_part(cells, self.names, rows)
        if wrong:
            yield only_rejects(self.names, rejected(wrong))


def row_of(line: bytes) -> dict[str, Any]:
    """The object of a line, its numbers as their text. Raises `NotARow`."""
    if len(line) == LONGEST and not line.endswith(b"\n"):
        raise NotARow("The line is too long")
    try:
        row = json.loads(
            line.decode("utf-8-sig"), parse_float=str, parse_int=str, parse_constant=constant, object_pairs_hook=once
        )
    except NotARow:
        raise
    except RecursionError:
        raise NotARow("It is nested too deep") from None
    except ValueError as error:
        raise NotARow(f"It is not JSON: {error}") from None
    if not isinstance(row, dict):
        raise NotARow("It is not a JSON object")
    return {name.strip(): value for name, value in row.items()}


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The keys of an object, each once."""
    row = dict(pairs)
    if len(row) < len(pairs) or len({name.strip() for name in row}) < len(row):
        raise NotARow("It has a key twice")
    return row


def constant(word: str) -> str | None:
    """NaN is nothing; infinity is told of where it stands."""
    return None if word == "NaN" else word
