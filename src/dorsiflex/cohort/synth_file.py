"""How does a synthetic cohort become a file? Part by part, with its record beside it; both whole or not at all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
import pyarrow.parquet as pa_parquet

from dorsiflex.cohort.about import metadata_of
from dorsiflex.cohort.destination import check_files
from dorsiflex.cohort.synth import DECLARED, Synthetic
from dorsiflex.errors import BadInput, Problem

COUNTED = ("synthetic_stratum", "synthetic_danger")


def write(cohort: Synthetic, path: Path) -> dict[str, Any]:
    """The cohort into a .csv or .parquet file; returns the record that stands beside it. Raises `BadInput`."""
    if path.suffix.lower() not in (".csv", ".parquet"):
        why = "A synthetic cohort is written as CSV or Parquet."
        raise BadInput([Problem(str(path), f"the ending `{path.suffix}`", why, "Use .csv or .parquet.")])
    check_files(path)
    if path.exists() and not is_synthetic(path):
        why = "It is there already, and does not declare itself synthetic."
        raise BadInput([Problem(str(path), "somebody's table", why, "Name another file, or take it away.")])
    record = cohort.record()
    counts: dict[str, Counter[str]] = {name: Counter() for name in COUNTED}
    beside = path.with_name(f"{path.name}.synthetic.json")
    with whole(path) as table, whole(beside) as told:
        add = parquet if path.suffix.lower() == ".parquet" else csv
        for part in add(cohort, table):
            for name, counter in counts.items():
                counter.update(part[name].drop_nulls().to_list())
        strata, dangers = ({key: counter[key] for key in sorted(counter)} for counter in counts.values())
        record |= {"strata": strata, "dangers_planted": dangers}
        told.write(json.dumps(record, indent=2, ensure_ascii=False).encode() + b"\n")
    return record


def is_synthetic(path: Path) -> bool:
    """Whether a file was written here, and may be written again."""
    if path.suffix.lower() == ".parquet":
        try:
            return metadata_of(path).get(DECLARED) == "true"
        except pl.exceptions.PolarsError:
            return False
    with path.open("rb") as file:
        return file.readline().startswith(b"id,synthetic,") and file.readline().startswith(b"synthetic-")


def csv(cohort: Synthetic, file: BinaryIO) -> Iterator[pl.DataFrame]:
    """Write the parts as CSV; its column `synthetic` is all that can declare it within."""
    for number, part in enumerate(cohort.parts()):
        part.write_csv(file, include_header=number == 0)
        yield part


def parquet(cohort: Synthetic, file: BinaryIO) -> Iterator[pl.DataFrame]:
    """Write the parts as Parquet, with the record in its metadata."""
    about = {"dorsiflex": json.dumps(cohort.record(), sort_keys=True), DECLARED: "true"}
    writer: Any = None
    for part in cohort.parts():
        table = part.to_arrow(compat_level=pl.CompatLevel.oldest()).replace_schema_metadata(about)
        writer = writer or pa_parquet.ParquetWriter(file, table.schema, compression="zstd")
        writer.write_table(table)
        yield part
    writer.close()


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its place when all of it is written, and not before. Raises `BadInput`."""
    new = path.with_name(f".{path.name}.part")
    try:
        try:
            with new.open("wb") as file:
                yield file
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise BadInput([Problem(str(path), "the file", f"{why}.", "Check the folder and its rights.")]) from error
