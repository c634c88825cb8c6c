"""What does a table in our words say of itself? From how many rows it was made, and what became of the others.

It stands in the metadata of Parquet. The columns `record`, `assumed` and `synthetic` stand in every row, so in CSV too.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from dorsiflex.cohort.inputs import FILE, Input
from dorsiflex.cohort.synth import DECLARED
from dorsiflex.cohort.table_in import NO_FAULT, ROW

KEY = "dorsiflex.about"
RECORD = "record"


@dataclass(frozen=True)
class About:
    """The rows that came in; those set aside without fault; those rejected; whether a file declared them synthetic."""

    rows: int
    set_aside: int
    rejected: int
    synthetic: bool = False

    def metadata(self) -> dict[str, str]:
        """As Parquet carries it."""
        declared = {DECLARED: "true"} if self.synthetic else {}
        return {KEY: json.dumps(asdict(self), sort_keys=True), **declared}


def about_rows(taken: int, rejects: pl.DataFrame, *, synthetic: bool) -> About:
    """What is told of a table of which so many rows were taken."""
    keys = [name for name in (FILE, ROW) if name in rejects.columns]
    fault = ~pl.col("mend").fill_null("").str.starts_with(NO_FAULT)
    rows = rejects.group_by(keys).agg(fault.any().alias("fault"))["fault"]
    return About(taken + len(rows), int((~rows).sum()), int(rows.sum()), synthetic)


def declared_synthetic(inputs: list[Input]) -> bool:
    """Whether any of the files declares in its metadata that no row is a person."""
    return any(metadata_of(one.path).get(DECLARED) == "true" for one in inputs)


def metadata_of(path: Path) -> dict[str, str]:
    """The metadata of a Parquet file; none of any other."""
    return pl.read_parquet_metadata(path) if path.suffix.lower() == ".parquet" else {}


def about_files(inputs: list[Input]) -> About | None:
    """What files say of themselves, together; nothing where one of them is as somebody gave it."""
    told = [metadata_of(one.path).get(KEY) for one in inputs]
    each = [About(**json.loads(text)) for text in told if text is not None]
    if len(each) < len(told):
        return None
    rows, set_aside, rejected = (sum(getattr(one, name) for one in each) for name in ("rows", "set_aside", "rejected"))
    return About(rows, set_aside, rejected, any(one.synthetic for one in each))
