"""How is a cohort read from a file? As whole tables are, all of it at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from dorsiflex.cohort.about import About, about_files
from dorsiflex.cohort.inputs import Tables, find_inputs
from dorsiflex.errors import BadInput, Problem

ONCE = ("first", "last")


@dataclass(frozen=True)
class Table:
    """Rows, what their file says of them, and which row of a record is studied where it is to be one."""

    frame: Any
    about: About | None = None
    one_per_record: str | None = None


def read_table(path: Path | str, one_per_record: str | None = None) -> Table:
    """The table in a file, of any format that whole tables have. Raises `BadInput`, for broken rows too.

    `one_per_record`: study the `first` or the `last` row of each record alone, in the order of the table.
    """
    if one_per_record not in (None, *ONCE):
        why = "Of each record the first or the last row can be studied."
        raise BadInput([Problem("one per record", f"`{one_per_record}`", why, f"Say {' or '.join(ONCE)}.")])
    path = Path(path)
    try:
        with TemporaryDirectory() as spool:
            inputs = find_inputs([str(path)], Path(spool))
            tables = Tables(inputs)
            parts = list(tables.parts())
            about = about_files(inputs)
    except OSError as error:
        why = f"{error.strerror or type(error).__name__}."
        raise BadInput([Problem(str(path), "the file", why, "Check the file and its rights.")]) from error
    broken = [row for part in parts for row in part.rejects.iter_rows(named=True)]
    if broken:
        first = broken[0]
        why = f"{len(broken)} rows cannot be split into columns; the first: {first['why']}"
        mend = "Mend the file; `dorsiflex batch` lists every such row."
        raise BadInput([Problem(f"{path}, row {first['row']}", "a broken row", why, mend)])
    empty = pl.DataFrame(schema=dict.fromkeys(tables.names, pl.String))
    return Table(pl.concat([part.table for part in parts]) if parts else empty, about, one_per_record)
