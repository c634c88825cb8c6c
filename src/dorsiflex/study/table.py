"""How is a cohort read from a file? CSV as text, Parquet with its types."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from dorsiflex.errors import BadInput, Problem


def read_table(path: Path) -> pl.DataFrame:
    """The table in a .csv or .parquet file. Raises `BadInput`."""
    try:
        match path.suffix.lower():
            case ".csv":
                return pl.read_csv(path, infer_schema=False)
            case ".parquet":
                return pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        why = str(error).split("\n", 1)[0].strip().removesuffix(".") + "."
        raise BadInput([Problem(str(path), "a table that cannot be read", why, "Check the file.")]) from error
    why = "The studies read CSV and Parquet."
    raise BadInput([Problem(str(path), f"the ending `{path.suffix}`", why, "Use .csv or .parquet.")])
