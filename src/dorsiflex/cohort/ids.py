"""What is to be told of the ids of a table? Rows that repeat one; ids like names, dates or a spreadsheet's formulas.

Of each id a hash and the number of its row are kept, 16 bytes; the few that are shown are read again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from dorsiflex.cohort.answering import Answering
from dorsiflex.cohort.header import ID
from dorsiflex.cohort.source import Part
from dorsiflex.cohort.table_in import ROW
from dorsiflex.cohort.values import plain
from dorsiflex.validate.answer import shown

EXAMPLES = 5
LOOKED_AT = 1000
# So many of the ids that were looked at, or more, make the column one of names or dates.
MANY = 0.5
WORD = r"\p{Lu}\p{Ll}+(?:[-']\p{Lu}\p{Ll}+)*"
LOOKS = {
    "names of persons": rf"^{WORD},? {WORD}(?: {WORD})?$",
    "dates, perhaps of birth": r"(?:^|\D)(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)",
}
FORMULA = r"^\s*[=+@-]"
PLAIN_NUMBER = r"^\s*[+-]?[0-9.,]*\s*$"


@dataclass
class Ids:
    """Looks at the ids of a table, part by part."""

    answering: Answering
    marks: list[tuple[pl.Series, pl.Series]] = field(default_factory=list)
    like: str = ""
    formulas: int = 0

    @property
    def column(self) -> str:
        """Their column of ids."""
        recoding = self.answering.recoding
        return ID if recoding is None or recoding.id is None else recoding.id

    def add(self, part: Part) -> None:
        if self.column not in part.table.columns:
            return
        ids = text_of(part.table[self.column])
        if not self.marks:
            self.like = like(ids.drop_nulls().head(LOOKED_AT))
        self.marks.append((ids.hash().alias("mark"), part.rows))

    def repeated(self) -> dict[str, Any]:
        """How many rows repeat an id, and the first of these ids with some of its rows."""
        marks = pl.concat([mark for mark, _ in self.marks]) if self.marks else pl.Series([], dtype=pl.UInt64)
        if marks.n_unique() == len(marks):
            return {"rows": 0, "first": []}
        nothing = pl.Series([None, ""], dtype=pl.String).hash().implode()
        together = pl.concat(
            pl.DataFrame({"mark": mark, ROW: rows}).with_columns(pl.lit(place, dtype=pl.UInt32).alias("part"))
            for place, (mark, rows) in enumerate(self.marks)
        ).filter(~pl.col("mark").is_in(nothing))
        more = together.height - together["mark"].n_unique()
        groups = together.group_by("mark", maintain_order=True).agg("part", ROW).filter(pl.col(ROW).list.len() > 1)
        few = groups.head(EXAMPLES).select(pl.col("part", ROW).list.head(EXAMPLES))
        return {"rows": more, "first": list(self.named(few.rows()))}

    def named(self, groups: list[tuple[list[int], list[int]]]) -> Iterator[str]:
        """Repeated ids as they stand in the table, each with its rows."""
        wanted = {(part, row) for parts, rows in groups for part, row in zip(parts, rows, strict=True)}
        found: dict[tuple[int, int], tuple[str, str]] = {}
        tables = self.answering.tables
        for place, part in enumerate(part for part in tables.parts() if self.column in part.table.columns):
            here = part.rows.is_in([row for one, row in wanted if one == place])
            where = f"{part.file} row" if tables.several else "row"
            for row, text in zip(part.rows.filter(here), text_of(part.table[self.column].filter(here)), strict=True):
                found[place, row] = text, f"{where} {row}"
            if len(found) == len(wanted):
                break
        for parts, rows in groups:
            told = [found[key] for key in zip(parts, rows, strict=True)]
            yield f"{shown(told[0][0])}: {', '.join(where for _, where in told)}"

    def count_formulas(self, part: Part) -> None:
        """Ids that a spreadsheet may take for formulas."""
        if self.column in part.table.columns:
            ids = text_of(part.table[self.column])
            self.formulas += int((ids.str.contains(FORMULA) & ~ids.str.contains(PLAIN_NUMBER)).sum())


def text_of(ids: pl.Series) -> pl.Series:
    return plain(ids).cast(pl.String)


def like(ids: pl.Series) -> str:
    """What ids look like that should be labels; empty where they look like labels."""
    shares = {what: ids.str.contains(pattern).mean() for what, pattern in LOOKS.items()}
    return next((what for what, share in shares.items() if isinstance(share, float) and share >= MANY), "")
