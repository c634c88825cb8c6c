"""Which rows of a REDCap export are cases? Each that holds answers, under the id of its record, event and instance.

REDCap exports a row for each event and each repeated form or visit of a record. A row without answers of ours is set
aside and told of. What stands in the base rows of a record is carried down to its other rows only where that is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import polars as pl

from dorsiflex.cohort.header import ID
from dorsiflex.cohort.inputs import Tables
from dorsiflex.cohort.mapping import Recoding
from dorsiflex.cohort.redcap_carry import EVENT_KEY, FILE_KEY, NOWHERE, RECORD_KEY, ROW_KEY, Carry, said_in
from dorsiflex.cohort.source import Part
from dorsiflex.cohort.table_in import NO_FAULT, REJECTS, ROW
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.vocabulary import Scope

EVENT = ("redcap_event_name", "Event Name")
INSTRUMENT = ("redcap_repeat_instrument", "Repeat Instrument")
INSTANCE = ("redcap_repeat_instance", "Repeat Instance")
NO_RECORD = ("It names no record.", "The first column of an export is the record.")
EMPTY = (
    "It holds no answer to a question of ours.",
    f"{NO_FAULT} where another form or event stands here.",
)
BASE = ("All that it says was carried down to a visit of its record that is answered.", f"{NO_FAULT}.")
SET_ASIDE = (EMPTY[0], BASE[0])


class Visits:
    """Tells the rows of an export apart; with `down` it reads the export twice before (`look`)."""

    def __init__(self, tables: Tables, recoding: Recoding, *, down: bool) -> None:
        self.tables, names = tables, tables.columns
        self.record = names[0]
        if ID in names and self.record != ID:
            why = "The id of a row is made of its record, event and instance."
            raise BadInput([Problem("the header", f"`{ID}`", why, "Rename the column.")])
        self.event, self.instrument, self.instance = (
            next((name for name in either if name in names), None) for either in (EVENT, INSTRUMENT, INSTANCE)
        )
        columns = recoding.columns
        groups = {one.to: [other for other in columns if other.to == one.to] for one in columns}
        self.answers = list(groups.values())
        person = [group for group in self.answers if group[0].finding.scope is Scope.PERSON]
        self.carried = carried_columns(recoding, groups) if down else []
        self.carry = Carry(person, [groups[name] for name in self.carried])
        tables.reads_through(self.cases, [ID])

    @property
    def rule(self) -> str:
        """What is assumed, in words."""
        return f"{', '.join(self.carried)}; from the base rows of the record, where they agree"

    def look(self, answered: Callable[[Part], pl.Series]) -> None:
        """Read the export before it is answered; `answered` tells which rows of a part have an answer."""
        tables, through = self.tables, self.tables.through

        def cases() -> Iterator[pl.DataFrame]:
            for part in tables.parts():
                table = self.keyed(part)
                yield table.filter(self.wrong().is_null())

        def good(table: pl.DataFrame) -> pl.DataFrame:
            rows = answered(self.part(table)) if table.height else table[ROW_KEY]
            return table.filter(table[ROW_KEY].is_in(rows.implode())).select(NOWHERE.columns)

        tables.through = None
        self.carry.look(cases, good, self.is_base(), self.only_person())
        tables.through = through

    def is_base(self) -> pl.Expr:
        """A row that is no repetition."""
        return self.blank(self.instance) & self.blank(self.instrument)

    def blank(self, name: str | None) -> pl.Expr:
        return pl.lit(value=True) if name is None else self.text(name) == ""

    def text(self, name: str | None) -> pl.Expr:
        return pl.lit("") if name is None else pl.col(name).fill_null("").str.strip_chars()

    def only_person(self) -> pl.Expr:
        """A base row that says nothing of a side."""
        sides = [group for group in self.answers if group[0].finding.scope is not Scope.PERSON]
        return self.is_base() & ~said_in(sides)

    def keyed(self, part: Part) -> pl.DataFrame:
        """A part with the place, record and event of each row."""
        return part.table.with_columns(
            self.name_of_row().alias("?id"),
            pl.lit(part.file).alias(FILE_KEY),
            part.rows.cast(pl.UInt64).alias(ROW_KEY),
            self.text(self.record).alias(RECORD_KEY),
            self.text(self.event).alias(EVENT_KEY),
        )

    def part(self, keyed: pl.DataFrame) -> Part:
        """Rows with their keys as a part of their own, each with its id."""
        names = [name for name in self.tables.names if name != ID]
        table = keyed.select(pl.col("?id").alias(ID), *names)
        return Part(table, keyed[ROW_KEY], pl.DataFrame(schema=REJECTS), "")

    def cases(self, part: Part) -> Part:
        """The rows that are cases, each with its id; the others with why they are not."""
        table = self.keyed(part)
        aside = pl.when(self.carry.set_aside(table)).then(pl.lit(BASE[0]))
        wrong = table.select(pl.coalesce(self.wrong(), aside).cast(pl.String).alias("why")).to_series()
        rejects = pl.DataFrame({ROW: part.rows, ID: table["?id"], "why": wrong}).filter(pl.col("why").is_not_null())
        mends = dict((NO_RECORD, EMPTY, BASE))
        told = rejects.with_columns(
            pl.lit(None, dtype=pl.String).alias("column"),
            pl.lit(None, dtype=pl.String).alias("value"),
            pl.col("why").replace_strict(mends, return_dtype=pl.String).alias("mend"),
        ).select(pl.col(name).cast(dtype) for name, dtype in REJECTS.items())
        good = wrong.is_null()
        kept = self.part(self.carry.onto(table.filter(good)))
        return Part(kept.table, part.rows.filter(good), pl.concat([part.rejects, told]), part.file)

    def name_of_row(self) -> pl.Expr:
        """Record, event, repeated form and instance, as far as there are any."""
        parts = [name for name in (self.record, self.event, self.instrument, self.instance) if name is not None]
        return pl.concat_str(
            [pl.col(name).str.strip_chars().replace("", None) for name in parts], separator="/", ignore_nulls=True
        )

    def wrong(self) -> pl.Expr:
        """Why a row is no case whatever else there is; null where it may be one."""
        why = pl.when(self.blank(self.record)).then(pl.lit(NO_RECORD[0]))
        return why.when(~said_in(self.answers)).then(pl.lit(EMPTY[0])).otherwise(None)


def looks_exported(names: Collection[str]) -> bool:
    """Whether a header is REDCap's: it has its own columns, and no id as a table in our words has."""
    return bool(set(names) & {*EVENT, *INSTRUMENT, *INSTANCE}) and ID not in names


def carried_columns(recoding: Recoding, columns: Collection[str]) -> list[str]:
    """What the mapping carries down, which the table has. Raises `BadInput`."""
    if not recoding.carry:
        why = "Nothing says which answers still hold at another visit."
        mend = "List under `carry` of a mapping the findings of the person that do not age from visit to visit."
        raise BadInput([Problem("--carry-down", "no `carry`", why, mend)])
    why = "The table has no such column."
    problems = [
        Problem(recoding.name, f"`carry: {name}`", why, "Leave it out.")
        for name in recoding.carry
        if name not in columns
    ]
    if problems:
        raise BadInput(problems)
    return sorted(recoding.carry)
