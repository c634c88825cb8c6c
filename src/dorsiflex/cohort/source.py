"""What is a file of rows, whatever its format, and how is a fault of it told?

A row's number counts the rows of its file from 1, without the header and without blank lines.
"""

from __future__ import annotations

from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Protocol

import polars as pl

from dorsiflex.cohort.table_in import REJECTS, ROW
from dorsiflex.errors import BadInput, Problem
from dorsiflex.validate.answer import shown

ROWS = 131_072  # rows read at a time where the format does not say
CELLS = 1 << 25  # of them, where a table is very wide; as text, which takes more room, an eighth
COUNTED = 1 << 20


class Part(NamedTuple):
    """Some rows of a file with their numbers; `rejects` are rows that cannot even be split into columns."""

    table: pl.DataFrame
    rows: pl.Series
    rejects: pl.DataFrame
    file: str = ""


class Source(Protocol):
    """A file of rows. `types` are those of its columns, where the format has types."""

    names: list[str]
    types: dict[str, str]

    def parts(self) -> Iterator[Part]:
        """The rows, some at a time, in the same parts each time."""

    def share(self) -> float:
        """How much of the file has been read, from 0 to 1."""


@dataclass(frozen=True)
class Fingerprint:
    """What a file was when it was read."""

    sha256: str
    bytes: int
    quotes: int
    utf8: bool = True


def fingerprint(path: Path, *, text: bool) -> Fingerprint:
    """The hash of a file; of text also how many quotation marks it has, and whether all of it is UTF-8."""
    digest, size, quotes, utf8 = sha256(), 0, 0, True
    decoder = getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while block := file.read(COUNTED):
            digest.update(block)
            size, quotes = size + len(block), quotes + (block.count(b'"') if text else 0)
            utf8 = utf8 and (not text or decodes(decoder, block))
    return Fingerprint(digest.hexdigest(), size, quotes, utf8 and (not text or decodes(decoder, b"", final=True)))


def decodes(decoder: IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def rows_at_a_time(columns: int, *, text: bool = False) -> int:
    """How many rows of so many columns are held at a time."""
    return max(min(ROWS, (CELLS >> 3 if text else CELLS) // max(columns, 1)), 1)


def unreadable(name: str, error: object, mend: str) -> BadInput:
    """The problem of a file that cannot be read any further."""
    return BadInput([Problem(name, "the file", f"It cannot be read: {shown(error).rstrip('.')}.", mend)])


def part_of(table: pl.DataFrame, first: int) -> Part:
    """Rows that follow each other, from the number of the first."""
    return Part(table, numbers(first, table.height), pl.DataFrame(schema=REJECTS))


def numbers(first: int, count: int) -> pl.Series:
    return pl.int_range(first, first + count, dtype=pl.UInt64, eager=True).alias(ROW)


def rejected(rows: list[tuple[int, str, str, str]]) -> pl.DataFrame:
    """Whole rows as rejects: number, text, why, mend."""
    told = [(number, None, None, text, why, mend) for number, text, why, mend in sorted(rows)]
    return pl.DataFrame(told, schema=REJECTS, orient="row")


def text_part(cells: list[list[str | None]], names: list[str], rows: list[int]) -> Part:
    """Rows of text, each with its number."""
    columns = list(zip(*cells, strict=True)) if cells else [()] * len(names)
    table = pl.DataFrame(
        [pl.Series(name, column, dtype=pl.String) for name, column in zip(names, columns, strict=True)]
    )
    return Part(table, pl.Series(ROW, rows, dtype=pl.UInt64), pl.DataFrame(schema=REJECTS))


def only_rejects(names: list[str], rejects: pl.DataFrame) -> Part:
    """No rows but those that are rejected."""
    empty = pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    return Part(empty, pl.Series(ROW, dtype=pl.UInt64), rejects)
