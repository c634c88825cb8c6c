"""How is a sheet of an Excel workbook read? Row by row, each cell as the text of its value."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from dorsiflex.cohort.source import Part, only_rejects, rejected, rows_at_a_time, text_part, unreadable
from dorsiflex.cohort.values import text_of
from dorsiflex.errors import BadInput, Problem
from dorsiflex.validate.answer import shown

LARGEST_UNPACKED = 512 * 2**20
MERGED = re.compile(rb'mergeCell [^>]*?ref="([A-Z0-9:]+)"')
LONGEST_TAG, FEW = 80, 5
LENGTH = "Give each column a name in the first row, and keep notes elsewhere."


class ExcelSource:
    """One sheet; its first row names the columns."""

    def __init__(self, path: Path, name: str, sheet: str | None) -> None:
        self.path, self.name = path, name
        self.types: dict[str, str] = {}
        self.read = 0
        try:
            refuse_bomb(path, name)
            self.formulas = has_formulas(path)
            with closing(self.book(values=True)) as book:
                self.sheet = sheet_of(book, sheet, name)
                self.rows = max(book[self.sheet].max_row or 1, 1)
                refuse_merged(path, book[self.sheet]._worksheet_path, name)
        except (BadZipFile, OSError, KeyError, ValueError) as error:
            raise unreadable(name, error, "Check that it is an Excel workbook (.xlsx), and whole.") from None
        with closing(self.cells()) as cells:
            self.names = [(cell or "").strip() for cell in next(cells, [])]

    def book(self, *, values: bool) -> Any:
        import openpyxl

        return openpyxl.load_workbook(self.path, read_only=True, data_only=values)

    def share(self) -> float:
        return min(self.read / self.rows, 1.0)

    def cells(self) -> Generator[list[str | None]]:
        """The rows of the sheet as text, without empty cells at their end, and without empty rows."""
        with closing(self.book(values=True)) as book:
            values = sheet_rows(book[self.sheet])
            if not self.formulas:
                yield from (row for given in values if (row := trimmed([text(value) for value in given])))
                return
            with closing(self.book(values=False)) as written:
                for given, formulas in zip(values, sheet_rows(written[self.sheet]), strict=True):
                    # A formula that nobody calculated has no value: its own text stands for it, and will be refused.
                    pairs = zip(given, formulas, strict=True)
                    row = trimmed([text(value if value is not None else formula) for value, formula in pairs])
                    if row:
                        yield row

    def parts(self) -> Iterator[Part]:
        wrong: list[tuple[int, str, str, str]] = []
        cells: list[list[str | None]] = []
        rows: list[int] = []
        width = len(self.names)
        most = rows_at_a_time(width, text=True)
        with closing(self.cells()) as lines:
            next(lines, None)
            for number, row in enumerate(lines, 1):
                self.read = number + 1
                if len(row) > width:
                    why = f"It has {len(row)} values, and the header {width} columns."
                    wrong.append((number, shown(";".join(cell or "" for cell in row)), why, LENGTH))
                    continue
                cells.append(row + [None] * (width - len(row)))
                rows.append(number)
                if len(rows) == most:
                    yield text_part(cells, self.names, rows)
                    cells, rows = [], []
        if rows:
            yield text_part(cells, self.names, rows)
        if wrong:
            yield only_rejects(self.names, rejected(wrong))


def sheet_rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    yield from sheet.iter_rows(values_only=True)


def refuse_bomb(path: Path, name: str) -> None:
    """Refuse a workbook that unpacks to far more than its size. Raises `BadInput`."""
    with ZipFile(path) as packed:
        unpacked = sum(part.file_size for part in packed.infolist())
    if unpacked > LARGEST_UNPACKED:
        why = f"More than {LARGEST_UNPACKED // 2**20} MiB would be held in memory."
        mend = "Save it as .csv, which is read row by row."
        raise BadInput([Problem(name, f"unpacks to {unpacked // 2**20:,} MiB", why, mend)])


def has_formulas(path: Path) -> bool:
    """Whether any sheet holds a formula."""
    with ZipFile(path) as parts:
        for part in parts.namelist():
            if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                with parts.open(part) as file:
                    tail = b""
                    while block := file.read(1 << 20):
                        if b"<f>" in tail + block or b"<f " in tail + block:
                            return True
                        tail = block[-2:]
    return False


def refuse_merged(path: Path, part: str, name: str) -> None:
    """Refuse a sheet with merged cells: what stands in the first of them is meant for all. Raises `BadInput`."""
    found: dict[str, None] = {}
    with ZipFile(path) as parts, parts.open(part) as file:
        tail = b""
        while block := file.read(1 << 20):
            found |= dict.fromkeys(place.decode() for place in MERGED.findall(tail + block))
            tail = block[-LONGEST_TAG:]
    if found:
        why = "The first of merged cells has the value, and the others would not be known."
        mend = "Take the merging away, and give each cell its own value."
        raise BadInput([Problem(name, f"the merged cells {', '.join(list(found)[:FEW])}", why, mend)])


def sheet_of(book: Any, wanted: str | None, name: str) -> str:
    """The sheet that was asked for, or the only one that is shown. Raises `BadInput`."""
    names = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    listed = ", ".join(f"`{sheet}`" for sheet in names)
    if wanted is None:
        if len(names) == 1:
            return str(names[0])
        why = f"Its sheets are {listed or 'all hidden'}."
        raise BadInput([Problem(name, f"{len(names)} sheets", why, "Name one of them with --sheet.")])
    if wanted not in book.sheetnames:
        raise BadInput([Problem(name, f"the sheet `{wanted}`", "The workbook has no such sheet.", f"It has {listed}.")])
    return wanted


def text(value: Any) -> str | None:
    """A cell as text; a whole number without its `.0`."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return text_of(value) or None


def trimmed(row: list[str | None]) -> list[str | None]:
    """A row without the empty cells at its end."""
    while row and row[-1] is None:
        row.pop()
    return row
