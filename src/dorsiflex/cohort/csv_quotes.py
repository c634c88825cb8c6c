"""Which quotation mark of a CSV file swallows the lines after it? Told with the line where it is opened.

A value may go over several lines. It is taken for rows that were swallowed where its quotation mark is never closed,
where it is closed in the middle of a value, or where each of its lines has as many values as the header.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dorsiflex.errors import Problem
from dorsiflex.validate.answer import shown

MARK = b'"'
TO_ITS_END = re.compile(rb'"[^"]*(?:""[^"]*)*')
ENDS = (b"\n", b"\r", b"")
BOM = b"\xef\xbb\xbf"
MEND = "Close it, or take it away. Where these lines are one text, write it in one line."


@dataclass(frozen=True)
class Quotes:
    """The quotation marks of a file that is UTF-8 and not empty; `header` is the length of its first line."""

    path: Path
    delimiter: str
    columns: int
    header: int

    def fault(self, name: str) -> Problem | None:
        """The first mark that swallows what follows it."""
        with self.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
            for start, end in self.values(text):
                if (fault := self.wrong(text, start, end)) is not None:
                    line = len(lines_of(text[: start + 1]))
                    _, *covered = lines_of(text[start : end + 1])
                    if covered:
                        lines = f"The lines {line + 1} to {line + len(covered)}" if covered[1:] else f"Line {line + 1}"
                        fault += f" {lines} would be swallowed: `{shown(covered[0].decode().strip())}`"
                    return Problem(f"{name}:{line}", "a quotation mark is opened", fault, MEND)
        return None

    def values(self, text: mmap.mmap) -> Iterator[tuple[int, int]]:
        """Where each value in quotation marks begins and ends, of those over several lines or to the end of the file.

        Elsewhere than at the start of a value a mark is a letter like any other.
        """
        starts = (self.delimiter.encode(), b"\n", b"\r")
        edge = re.escape(self.delimiter.encode()) + rb"\n\r"
        # Values within their line, and what stands between them: passed over at the speed of the machine.
        plain = re.compile(rb'(?:(?<![^%b])"[^"\n\r]*+"(?=[%b])[^"]*+)++' % (edge, edge))
        first = len(BOM) if text[: len(BOM)] == BOM else 0
        at = text.find(MARK)
        while at >= 0:
            if passed := plain.match(text, at):
                at = text.find(MARK, passed.end())
                continue
            if at > first and text[at - 1 : at] not in starts:
                at = text.find(MARK, at + 1)
                continue
            found = TO_ITS_END.match(text, at)
            assert found is not None
            if found.end() == len(text) or b"\n" in found[0] or b"\r" in found[0]:
                yield at, found.end()
            at = text.find(MARK, found.end() + 1)

    def wrong(self, text: mmap.mmap, start: int, end: int) -> str | None:
        """What is wrong with such a value."""
        if end == len(text):
            return "It is never closed."
        if start < self.header:
            return "It is closed on another line, and the header is one line."
        if text[end + 1 : end + 2] not in (self.delimiter.encode(), *ENDS):
            return "It is closed by one in the middle of a value."
        whole = lines_of(text[line_start(text, start) : line_end(text, end)])
        between = {line.count(self.delimiter.encode()) for line in whole}
        if between == {self.columns - 1} != {0}:
            return (
                f"It is closed on another line, and each line up to there has {self.columns} values, as the header has."
            )
        return None


def lines_of(text: bytes) -> list[bytes]:
    """Lines of any system; of bytes, these are all."""
    return text.splitlines()


def line_start(text: mmap.mmap, place: int) -> int:
    return max(text.rfind(b"\n", 0, place), text.rfind(b"\r", 0, place)) + 1


def line_end(text: mmap.mmap, place: int) -> int:
    return min((found for end in (b"\n", b"\r") if (found := text.find(end, place)) >= 0), default=len(text))
