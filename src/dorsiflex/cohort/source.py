"""How is a file read, part by part, with no row lost? CSV as text, Parquet with its types.

A row's number counts the rows of the file from 1, without the header and without blank lines.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import polars as pl
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from dorsiflex.cohort.table_in import REJECTS, ROW
from dorsiflex.errors import BadInput, Problem
from dorsiflex.validate.answer import shown

BLOCK = 1 << 23  # bytes of CSV read at a time; no row may be longer
ROWS = 65_536
COUNTED = 1 << 20
Part = tuple[pl.DataFrame, pl.Series]


class Source(Protocol):
    """A file of rows."""

    names: list[str]

    def parts(self) -> Iterator[Part]:
        """The rows with their numbers, some at a time."""

    def broken(self) -> pl.DataFrame:
        """What cannot even be split into columns, as rejects; complete once all parts are read."""


@dataclass(frozen=True)
class Fingerprint:
    """What a file was when it was read."""

    sha256: str
    bytes: int
    quotes: int


def fingerprint(path: Path) -> Fingerprint:
    digest, size, quotes = sha256(), 0, 0
    with path.open("rb") as file:
        while block := file.read(COUNTED):
            digest.update(block)
            size, quotes = size + len(block), quotes + block.count(b'"')
    return Fingerprint(digest.hexdigest(), size, quotes)


def open_source(path: Path, print_of: Fingerprint) -> Source:
    """The file's reader, by its suffix. Raises `BadInput`."""
    match path.suffix.lower():
        case ".csv":
            return CsvSource(path, print_of)
        case ".parquet":
            return ParquetSource(path)
        case _:
            raise BadInput([suffix_problem(path)])


def suffix_problem(path: Path) -> Problem:
    return Problem(
        str(path),
        f"the ending `{path.suffix}`",
        "Tables are read and written as CSV or Parquet.",
        "Use .csv or .parquet.",
    )


def unreadable(path: Path, error: object, mend: str) -> BadInput:
    return BadInput([Problem(str(path), "the file", f"It cannot be read: {shown(error)}", mend)])


@dataclass
class CsvSource:
    """Commas, UTF-8, one header; every cell is text."""

    path: Path
    print_of: Fingerprint
    names: list[str] = field(init=False)
    first: int = field(init=False)
    wrong: dict[int, tuple[int, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with self.path.open("rb") as file:
            line = file.readline(BLOCK)
        # A line may end in a carriage return alone, which binary files do not know.
        self.first = len(line.splitlines(keepends=True)[0]) if line else 0
        try:
            text = line[: self.first].decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self.not_utf8(error) from None
        self.names = [name.strip() for name in next(csv.reader([text.rstrip("\r\n")]), [])]

    def not_utf8(self, error: object) -> BadInput:
        return unreadable(self.path, error, "Save it as CSV UTF-8, with one line for each row.")

    def parts(self) -> Iterator[Part]:
        last = pl.DataFrame(schema=dict.fromkeys(self.names, pl.String))
        numbers = Numbers(self.wrong)
        try:
            for batch in self.batches():
                last = pl.DataFrame(pl.from_arrow(pa.Table.from_batches([batch]))).rename(
                    lambda name: self.names[int(name)]
                )
                yield last, numbers.take(last.height)
        except pa.ArrowInvalid as error:
            raise self.not_utf8(error) from None
        if self.print_of.quotes % 2 and any(
            value and "\n" in value for row in last.tail(1).iter_rows() for value in row
        ):
            raise unreadable(self.path, "a quotation mark is opened and never closed", "Close it, or take it away.")

    def batches(self) -> Iterator[Any]:
        if self.print_of.bytes <= self.first:
            return
        # Names by place: a header may hold anything, and names that come twice have been refused.
        names = [str(place) for place in range(len(self.names))]
        reader = pa_csv.open_csv(
            self.path,
            # In one thread, so that rows of the wrong length are told with their number.
            read_options=pa_csv.ReadOptions(use_threads=False, block_size=BLOCK, column_names=names, skip_rows=1),
            parse_options=pa_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=self.wrong_length),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()), null_values=[""], strings_can_be_null=True
            ),
        )
        with reader:
            yield from reader

    def wrong_length(self, row: Any) -> str:
        # The header is the first that Arrow counts.
        self.wrong[row.number - 1] = (row.actual_columns, shown(row.text))
        return "skip"

    def broken(self) -> pl.DataFrame:
        rows = [
            (
                number,
                None,
                None,
                text,
                f"It has {count} values, and the header {len(self.names)} columns.",
                "Give each column its value, and put text that holds a comma in quotation marks.",
            )
            for number, (count, text) in sorted(self.wrong.items())
        ]
        return pl.DataFrame(rows, schema=REJECTS, orient="row")


@dataclass
class Numbers:
    """The numbers of the rows that came through, between those that did not."""

    wrong: dict[int, tuple[int, str]]
    next: int = 1

    def take(self, count: int) -> pl.Series:
        taken: list[pl.Series] = []
        left = count
        for gap in [number for number in sorted(self.wrong) if number >= self.next]:
            if gap - self.next >= left:
                break
            taken.append(self.run(gap - self.next))
            left -= gap - self.next
            self.next = gap + 1
        taken.append(self.run(left))
        self.next += left
        return pl.concat(taken).alias(ROW)

    def run(self, count: int) -> pl.Series:
        return pl.int_range(self.next, self.next + count, dtype=pl.UInt64, eager=True)


class ParquetSource:
    """A Parquet file, with the types of its columns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.file = pa_parquet.ParquetFile(path)
        except (pa.ArrowException, OSError) as error:
            raise unreadable(path, error, "Check that it is Parquet, and whole.") from None
        self.names: list[str] = list(self.file.schema_arrow.names)

    def parts(self) -> Iterator[Part]:
        numbers = Numbers({})
        try:
            for batch in self.file.iter_batches(ROWS):
                part = pl.DataFrame(pl.from_arrow(pa.Table.from_batches([batch])))
                yield part, numbers.take(part.height)
        except (pa.ArrowException, OSError) as error:
            raise unreadable(self.path, error, "Check that it is whole.") from None

    def broken(self) -> pl.DataFrame:
        return pl.DataFrame(schema=REJECTS)
