"""Which rows of a REDCap export are cases? Each that holds answers, under the id of its record, event and instance.

REDCap exports a row for each event and each repeated form or visit of a record. A row without answers of ours is set
aside and told of. What stands in the base row of a record is carried down to its other rows only where that is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import polars as pl

from dorsiflex.cohort.header import ID
from dorsiflex.cohort.inputs import FILE, Tables
from dorsiflex.cohort.mapping import Mapped
from dorsiflex.cohort.source import Part
from dorsiflex.cohort.table_in import REJECTS, ROW
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.vocabulary import Scope

EVENT = ("redcap_event_name", "Event Name")
INSTRUMENT = ("redcap_repeat_instrument", "Repeat Instrument")
INSTANCE = ("redcap_repeat_instance", "Repeat Instance")
UNTICKED = ("0", "unchecked")
CARRIED = "what a row does not say of the person is taken from the base row of its event, or else of its record"
NO_RECORD = ("It names no record.", "The first column of an export is the record.")
EMPTY = (
    "It holds no answer to a question of ours.",
    "Nothing is to be mended where another form or event stands here.",
)
BASE = ("Its answers are carried down to the other rows of its record.", "Nothing is to be mended.")


class Visits:
    """Tells the rows of an export apart; with `down` it reads the export once before."""

    def __init__(self, tables: Tables, columns: Sequence[Mapped], *, down: bool) -> None:
        names = tables.columns
        self.record = names[0]
        if ID in names and self.record != ID:
            why = "The id of a row is made of its record, event and instance."
            raise BadInput([Problem("the header", f"`{ID}`", why, "Rename the column.")])
        self.event, self.instrument, self.instance = (
            next((name for name in either if name in names), None) for either in (EVENT, INSTRUMENT, INSTANCE)
        )
        self.keys = [*([FILE] if tables.several else []), self.record]
        groups = {one.to: [other for other in columns if other.to == one.to] for one in columns}
        self.answers = list(groups.values())
        self.person = [group for group in self.answers if group[0].finding.scope is Scope.PERSON]
        self.bases: list[tuple[list[str], pl.DataFrame]] = []
        self.visited = pl.DataFrame()
        if down:
            self.look(tables)
        tables.reads_through(self.cases, [ID])

    def look(self, tables: Tables) -> None:
        """Read the base row of every record and event, and which records have other rows with answers."""
        wanted = [one.column for group in self.person for one in group]
        keep = [*self.keys, *([self.event] if self.event else [])]
        found, visited = [], []
        for part in tables.parts():
            base, said = self.is_base(), said_in(self.answers)
            found.append(part.table.filter(base).select(*keep, *(name for name in wanted if name not in keep)))
            visited.append(part.table.filter(said & ~self.only_person()).select(self.keys))
        if found:
            bases = pl.concat(found)
            both = [keep, self.keys] if self.event else [self.keys]
            self.bases = [(keys, bases.unique(keys, keep="first", maintain_order=True)) for keys in both]
            self.visited = pl.concat(visited).unique()

    def is_base(self) -> pl.Expr:
        """A row that is no repetition."""
        return self.blank(self.instance) & self.blank(self.instrument)

    def blank(self, name: str | None) -> pl.Expr:
        return pl.lit(value=True) if name is None else pl.col(name).fill_null("").str.strip_chars() == ""

    def only_person(self) -> pl.Expr:
        """A base row that says nothing of a side."""
        sides = [group for group in self.answers if group[0].finding.scope is not Scope.PERSON]
        return self.is_base() & ~said_in(sides)

    def cases(self, part: Part) -> Part:
        """The rows that are cases, each with its id; the others with why they are not."""
        table = part.table.with_columns(self.name_of_row().alias("?id"))
        wrong = self.wrong(table)
        rows = part.rows
        rejects = pl.DataFrame({ROW: rows, ID: table["?id"], "why": wrong}).filter(pl.col("why").is_not_null())
        mends = dict((NO_RECORD, EMPTY, BASE))
        told = rejects.with_columns(
            pl.lit(None, dtype=pl.String).alias("column"),
            pl.lit(None, dtype=pl.String).alias("value"),
            pl.col("why").replace_strict(mends, return_dtype=pl.String).alias("mend"),
        ).select(pl.col(name).cast(dtype) for name, dtype in REJECTS.items())
        good = wrong.is_null()
        kept = self.carried_down(table.filter(good))
        kept = kept.with_columns(pl.col("?id").alias(ID)).drop("?id")
        order = [ID, *(name for name in part.table.columns if name != ID)]
        return Part(kept.select(order), rows.filter(good), pl.concat([part.rejects, told]), part.file)

    def name_of_row(self) -> pl.Expr:
        """Record, event, repeated form and instance, as far as there are any."""
        parts = [name for name in (self.record, self.event, self.instrument, self.instance) if name is not None]
        return pl.concat_str(
            [pl.col(name).str.strip_chars().replace("", None) for name in parts], separator="/", ignore_nulls=True
        )

    def wrong(self, table: pl.DataFrame) -> pl.Series:
        """Why each row is no case; null where it is one."""
        why = (
            pl.when(self.blank(self.record))
            .then(pl.lit(NO_RECORD[0]))
            .when(~said_in(self.answers))
            .then(pl.lit(EMPTY[0]))
        )
        if self.bases and self.visited.height:
            others = self.visited.with_columns(pl.lit(value=True).alias("?visited"))
            table = table.join(others, on=self.keys, how="left", maintain_order="left", nulls_equal=True)
            why = why.when(self.only_person() & pl.col("?visited").fill_null(value=False)).then(pl.lit(BASE[0]))
        return table.select(why.otherwise(None).cast(pl.String).alias("why")).to_series()

    def carried_down(self, table: pl.DataFrame) -> pl.DataFrame:
        """What a row does not say of the person, from its base rows; the boxes of one question together."""
        for keys, base in self.bases:
            taken = base.select(*keys, *(pl.col(name).alias(f"?{name}") for name in base.columns if name not in keys))
            table = table.join(taken, on=keys, how="left", maintain_order="left", nulls_equal=True)
            columns = [
                pl.when(said_in([group])).then(pl.col(one.column)).otherwise(pl.col(f"?{one.column}")).alias(one.column)
                for group in self.person
                for one in group
                if f"?{one.column}" in table.columns
            ]
            table = table.with_columns(columns).drop([name for name in taken.columns if name not in keys])
        return table


def said_in(groups: Sequence[Sequence[Mapped]]) -> pl.Expr:
    """Whether a row says anything in these columns; a box says something where it is ticked."""
    return reduce(lambda some, one: some | says(one), (one for group in groups for one in group), pl.lit(value=False))


def says(one: Mapped) -> pl.Expr:
    cell = pl.col(one.column).fill_null("").str.strip_chars()
    return (cell != "") & ~cell.str.to_lowercase().is_in(UNTICKED) if one.option is not None else cell != ""
