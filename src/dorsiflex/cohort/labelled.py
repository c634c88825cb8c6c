"""How do answers become a file of Stata or SPSS, with labels? Grown as Parquet, written whole at the end.

These programs take numbers with labels, so the words of an answer become numbers from 1, in the order of the codebook.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from dorsiflex.cohort.codebook import Entry
from dorsiflex.cohort.growth import not_text
from dorsiflex.cohort.growth_parquet import ParquetOutput
from dorsiflex.errors import BadInput, Problem

STATA, SPSS = ".dta", ".sav"
# Words of their languages, which name no variable there.
RESERVED = (
    *("all", "and", "by", "byte", "double", "eq", "float", "ge", "gt", "if", "in", "int", "le", "long", "lt", "ne"),
    *("not", "or", "strl", "to", "using", "with"),
)
LARGEST = 8e307
STATA_TEXT = re.compile(r"str[0-9]+", re.IGNORECASE)
LONGEST_NAME = {STATA: 28, SPSS: 64}  # of Stata's 32, its writer takes some for the name of a set of labels
LONGEST_LABEL = {STATA: 80, SPSS: 255}
# Where the two formats keep the time of writing, which would make each file another.
SPSS_TIME, STATA_TIME = slice(84 + 8, 84 + 8 + 17), b"<timestamp>"
NO_TIME = b"01 Jan 70", b"00:00:00"


def short_names(columns: Sequence[str], ending: str) -> dict[str, str]:
    """Names that the format can take: letters, digits and underscores; long ones end in a mark of their own."""
    longest = LONGEST_NAME.get(ending)
    if longest is None:
        return {name: name for name in columns}
    made: dict[str, str] = {}
    taken = set(RESERVED)
    for name in columns:
        plain = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name)
        plain = plain if plain[:1].isalpha() else f"v_{plain}"
        if len(plain) > longest or plain.lower() in taken or STATA_TEXT.fullmatch(plain):
            plain = f"{plain[: longest - 6]}_{sha256(name.encode()).hexdigest()[:5]}"
        made[name] = plain
        taken.add(plain.lower())
    return made


class LabelledOutput(ParquetOutput):
    """Stata or SPSS."""

    entries: Sequence[Entry] = ()

    def finish(self, about: dict[str, str]) -> Path:
        grown = super().finish(about)
        frame = pl.read_parquet(grown, hive_partitioning=False)
        path = grown.with_suffix(self.path.suffix.lower())
        write(frame, path, self.entries, about)
        return path


def write(frame: pl.DataFrame, path: Path, entries: Sequence[Entry], about: dict[str, str]) -> None:
    """Write a frame with its labels. Raises `BadInput` for what the format cannot hold."""
    import pyreadstat

    ending = path.suffix.lower()
    names = short_names(frame.columns, ending)
    meant = {entry.column: entry for entry in entries}
    columns, labels = [], {}
    for series in frame:
        column, values = coded(series, meant[series.name])
        columns.append(column.alias(names[series.name]))
        if values:
            labels[names[series.name]] = values
    longest = LONGEST_LABEL[ending]
    told: dict[str, str | None] = {names[name]: f"{name}: {meant[name].meaning}"[:longest] for name in frame.columns}
    more: dict[str, Any] = {"note": noted(about)} if ending == SPSS else {}
    writer = pyreadstat.write_sav if ending == SPSS else pyreadstat.write_dta
    writer(pl.DataFrame(columns).to_pandas(), path, column_labels=told, variable_value_labels=labels, **more)
    timeless(path)


def noted(about: dict[str, str]) -> list[str]:
    """What the answers follow from, in lines that SPSS can hold."""
    told = json.loads(about["dorsiflex"])
    return [f"{key}: {told[key]}"[:80] for key in ("knowledge", "knowledge_version", "knowledge_digest", "assumed")]


def coded(series: pl.Series, entry: Entry) -> tuple[pl.Series, dict[float | int, str]]:
    """Words as numbers with labels, where they are few and known; all else as a number or text."""
    words = [value for value, _ in entry.values if value]
    if series.dtype == pl.Boolean:
        return series.cast(pl.Float64), {0: "no", 1: "yes"}
    if (words and series.dtype in (pl.String, pl.Categorical)) or isinstance(series.dtype, pl.Enum):
        words = words or list(series.dtype.categories)  # type: ignore[attr-defined]
        numbers = {word: float(place) for place, word in enumerate(words, 1)}
        meanings = dict(entry.values)
        labels = {place: f"{word}: {meanings[word]}" if word in meanings else word for word, place in numbers.items()}
        return series.cast(pl.String).replace_strict(numbers, default=None, return_dtype=pl.Float64), labels
    if series.dtype.is_numeric():
        numbers_of = series.cast(pl.Float64)
        # An id of many digits would become another one, and Stata has no infinity.
        small = not (numbers_of.abs() > LARGEST).any()
        if small and numbers_of.cast(series.dtype, strict=False).equals(series):
            return numbers_of, {}
    if (what := not_text(series.dtype)) is not None:
        why = f"It holds {what}, which Stata and SPSS cannot."
        raise BadInput([Problem("the answers", f"`{series.name}`", why, "Write .parquet, or leave it out.")])
    # Text ends at a NUL in these files.
    return series.cast(pl.String).fill_null("").str.replace_all("\0", "\\x00", literal=True), {}


def timeless(path: Path) -> None:
    """Take the time of writing out of a file, so that the same run leaves the same bytes."""
    with path.open("r+b") as file:
        start = file.read(400)
        if path.suffix == SPSS:
            file.seek(SPSS_TIME.start)
            file.write(b"".join(NO_TIME))
        elif (place := start.find(STATA_TIME)) >= 0:
            file.seek(place + len(STATA_TIME) + 1)
            file.write(b"01 Jan 1970 00:00")
