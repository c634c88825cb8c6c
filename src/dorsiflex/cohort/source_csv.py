"""How is CSV read, part by part, with no row lost? UTF-8, one header, commas if nothing else is said; all is text."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.csv as pa_csv

from dorsiflex.cohort.csv_quotes import Quotes
from dorsiflex.cohort.source import Fingerprint, Part, numbers, only_rejects, rejected, unreadable
from dorsiflex.cohort.table_in import REJECTS, ROW
from dorsiflex.errors import BadInput
from dorsiflex.validate.answer import shown

BLOCK = 1 << 23  # bytes read at a time; no row may be longer
TOGETHER = 4  # blocks that make a part: judging a column costs much the same for few rows as for many
LINES = "Save it as CSV UTF-8, with one line for each row."
LENGTH = "Give each column its value, and put text that holds a comma in quotation marks."


@dataclass
class CsvSource:
    """A CSV file."""

    path: Path
    name: str
    print_of: Fingerprint
    delimiter: str = ","
    names: list[str] = field(init=False)
    types: dict[str, str] = field(default_factory=dict)
    first: int = field(init=False)
    wrong: dict[int, tuple[str, str]] = field(default_factory=dict)
    file: Any = None

    def __post_init__(self) -> None:
        with self.path.open("rb") as file:
            line = file.readline(BLOCK)
        # A line may end in a carriage return alone, which binary files do not know.
        self.first = len(line.splitlines(keepends=True)[0]) if line else 0
        try:
            text = line[: self.first].decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self.not_utf8(error) from None
        # Before Arrow reads it: a row of the wrong length with other bytes would be lost on the way to `wrong_length`.
        if not self.print_of.utf8:
            raise self.not_utf8("it is not UTF-8")
        if "\0" in text:
            raise unreadable(f"{self.name}:1", "the header holds a NUL character", LINES)
        self.names = [name.strip() for name in next(csv.reader([text.rstrip("\r\n")], delimiter=self.delimiter), [])]
        marks = Quotes(self.path, self.delimiter, len(self.names), self.first)
        if self.print_of.quotes and (fault := marks.fault(self.name)) is not None:
            raise BadInput([fault])

    def not_utf8(self, error: object) -> BadInput:
        if place := bad_bytes(self.path):
            return unreadable(f"{self.name}:{place[0]}", f"the bytes {place[1]} are not UTF-8", LINES)
        return unreadable(self.name, error, LINES)

    def share(self) -> float:
        # The reader closes the file at its end.
        return 1.0 if self.file is None or self.file.closed else self.file.tell() / max(self.print_of.bytes, 1)

    def parts(self) -> Iterator[Part]:
        self.wrong.clear()
        numbered = Numbers(self.wrong)
        try:
            blocks = self.batches()
            while some := list(islice(blocks, TOGETHER)):
                table = pl.DataFrame(pl.from_arrow(pa.Table.from_batches(some))).rechunk()
                named = table.rename(lambda name: self.names[int(name)])
                yield Part(named, numbered.take(named.height), pl.DataFrame(schema=REJECTS))
        except pa.ArrowInvalid as error:
            raise self.not_utf8(error) from None
        if self.wrong:
            yield only_rejects(self.names, self.broken())

    def batches(self) -> Iterator[Any]:
        if self.print_of.bytes <= self.first:
            return
        # Names by place: a header may hold anything, and names that come twice have been refused.
        names = [str(place) for place in range(len(self.names))]
        self.file = pa.OSFile(str(self.path))
        reader = pa_csv.open_csv(
            self.file,
            # In one thread, so that rows of the wrong length are told with their number.
            read_options=pa_csv.ReadOptions(use_threads=False, block_size=BLOCK, column_names=names, skip_rows=1),
            parse_options=pa_csv.ParseOptions(
                delimiter=self.delimiter, newlines_in_values=True, invalid_row_handler=self.wrong_length
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
            ),
        )
        with reader:
            yield from reader

    def wrong_length(self, row: Any) -> str:
        # The header is the first that Arrow counts.
        lines = len(row.text.splitlines())
        over = f", and it goes over {lines} lines: is a quotation mark not closed?" if lines > 1 else "."
        why = f"It has {row.actual_columns} values, and the header {len(self.names)} columns{over}"
        self.wrong[row.number - 1] = (shown(row.text), why)
        return "skip"

    def broken(self) -> pl.DataFrame:
        """The rows of the wrong length; complete once all parts are read."""
        return rejected([(row, text, why, LENGTH) for row, (text, why) in self.wrong.items()])


def first_line(path: Path) -> str:
    """The header as it is written; where it is no text, only so much that the reader will tell of it."""
    with path.open("rb") as file:
        lines = file.readline(BLOCK).splitlines()
    return lines[0].decode("utf-8-sig", "replace") if lines else ""


def bad_bytes(path: Path) -> tuple[int, str] | None:
    """The first line that is not UTF-8, and its bytes around the fault; None where every line is."""
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(BLOCK), b""), 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                return number, repr(line[max(error.start - 10, 0) : error.end + 5])[1:]
    return None


@dataclass
class Numbers:
    """The numbers of the rows that came through, between those that did not."""

    wrong: dict[int, tuple[str, str]]
    next: int = 1

    def take(self, count: int) -> pl.Series:
        taken: list[pl.Series] = []
        left = count
        for gap in [number for number in sorted(self.wrong) if number >= self.next]:
            if gap - self.next >= left:
                break
            taken.append(numbers(self.next, gap - self.next))
            left -= gap - self.next
            self.next = gap + 1
        taken.append(numbers(self.next, left))
        self.next += left
        return pl.concat(taken).alias(ROW)
