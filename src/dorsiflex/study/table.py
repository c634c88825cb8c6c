"""How is a cohort read from a file? As whole tables are, all of it at once."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from dorsiflex.cohort.inputs import Tables, find_inputs
from dorsiflex.errors import BadInput, Problem


def read_table(path: Path) -> pl.DataFrame:
    """The table in a file, of any format that whole tables have. Raises `BadInput`, for broken rows too."""
    try:
        with TemporaryDirectory() as spool:
            tables = Tables(find_inputs([str(path)], Path(spool)))
            parts = list(tables.parts())
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
    return pl.concat([part.table for part in parts]) if parts else empty
