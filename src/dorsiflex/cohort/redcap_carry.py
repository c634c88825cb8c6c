"""What do the base rows of an export say for the other rows of their record, and which need no answer of their own?

Only what the mapping lists is carried, and only where the base rows agree; nothing depends on the order of the rows.
A base row is set aside only where a visit that is answered holds all that it says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import reduce

import polars as pl

from dorsiflex.cohort.boxes import UNTICKED
from dorsiflex.cohort.mapping import Mapped

Group = Sequence[Mapped]
FILE_KEY, ROW_KEY, RECORD_KEY, EVENT_KEY = "?file", "?row", "?record", "?event"
LEVELS = ([FILE_KEY, RECORD_KEY, EVENT_KEY], [FILE_KEY, RECORD_KEY])
PLACE = [FILE_KEY, ROW_KEY]
NOWHERE = pl.DataFrame(schema={FILE_KEY: pl.String, ROW_KEY: pl.UInt64})
# A part of an export with its keys and row numbers, and the places of its rows that can be answered.
Rows = Callable[[], Iterator[pl.DataFrame]]
Answered = Callable[[pl.DataFrame], pl.DataFrame]


class Carry:
    """Knows every base row. `person`: the questions on a person; `carried`: those of them that are carried."""

    def __init__(self, person: Sequence[Group], carried: Sequence[Group]) -> None:
        self.person, self.carried = person, carried
        self.columns = [one.column for group in person for one in group]
        self.levels: list[tuple[list[str], pl.DataFrame]] = []
        self.aside = self.alone = NOWHERE
        self.counts: Counter[str] = Counter()

    def look(self, rows: Rows, answered: Answered, is_base: pl.Expr, only_person: pl.Expr) -> None:
        """Read the export: its base rows, then what comes of the others with them."""
        # Base rows that cannot be read count too: what they say may disagree.
        found = [part.filter(is_base) for part in rows()]
        if not found:
            return
        bases = pl.concat([part.select(*PLACE, RECORD_KEY, EVENT_KEY, *self.columns) for part in found])
        self.levels = [(keys, agreed(bases, keys, self.carried)) for keys in LEVELS]
        waiting = bases.join(
            pl.concat([part.filter(only_person).select(PLACE) for part in found]), on=PLACE, how="semi"
        )
        aside, alone = [NOWHERE], [NOWHERE]
        for part in rows():
            made = self.onto(part)
            good = made.join(answered(made), on=PLACE, how="semi")
            aside.append(self.held(waiting, good.filter(~only_person)))
            alone.append(made.join(good, on=PLACE, how="anti").select(PLACE))
        self.aside, self.alone = pl.concat(aside).unique(), pl.concat(alone)
        self.counts.clear()

    def held(self, waiting: pl.DataFrame, visits: pl.DataFrame) -> pl.DataFrame:
        """The base rows of which a visit says all that they say."""
        theirs = visits.select(LEVELS[1] + [pl.col(name).alias(f"?{name}") for name in self.columns])
        same = [
            ~said_in([group]) | reduce(lambda some, one: some & equal(one), group, pl.lit(value=True))
            for group in self.person
        ]
        return waiting.join(theirs, on=LEVELS[1]).filter(pl.all_horizontal(same)).select(PLACE)

    def onto(self, table: pl.DataFrame) -> pl.DataFrame:
        """Rows with what is carried down to them; a row that could not be answered with it stays as it is."""
        made = table.join(
            self.alone.with_columns(pl.lit(value=True).alias("?alone")), on=PLACE, how="left", maintain_order="left"
        )
        taking = pl.col("?alone").is_null()
        for keys, base in self.levels:
            told = base.select(*keys, *(pl.col(name).alias(f"?{name}") for name in base.columns if name not in keys))
            made = made.join(told, on=keys, how="left", maintain_order="left")
            for group in self.carried:
                takes = taking & ~said_in([group]) & pl.col(f"?{group[0].column}").is_not_null()
                self.counts[group[0].to] += int(made.select(takes.sum()).item())
                made = made.with_columns(
                    pl.when(takes).then(pl.col(f"?{one.column}")).otherwise(pl.col(one.column)).alias(one.column)
                    for one in group
                )
            made = made.drop([f"?{name}" for name in base.columns if name not in keys])
        return made.drop("?alone")

    def set_aside(self, table: pl.DataFrame) -> pl.Series:
        """Which rows of a part are base rows that need no answer of their own."""
        marked = self.aside.with_columns(pl.lit(value=True).alias("?aside"))
        joined = table.select(PLACE).join(marked, on=PLACE, how="left", maintain_order="left")
        return joined["?aside"].fill_null(value=False)


def agreed(bases: pl.DataFrame, keys: list[str], groups: Sequence[Group]) -> pl.DataFrame:
    """What the base rows of these keys say of each question, where all that say anything say the same."""
    said = []
    for group in groups:
        telling = said_in([group])
        cells = pl.concat_str([cell(one) for one in group], separator="\n").filter(telling)
        said += [
            pl.when(cells.n_unique() == 1)
            .then(pl.col(one.column).filter(telling).fill_null("").first())
            .alias(one.column)
            for one in group
        ]
    return bases.drop_nulls(keys).group_by(keys, maintain_order=True).agg(said)


def said_in(groups: Sequence[Group]) -> pl.Expr:
    """Whether a row says anything in these columns; a box says something where it is ticked."""
    return reduce(
        lambda some, one: some | (cell(one) != ""), (one for group in groups for one in group), pl.lit(value=False)
    )


def cell(one: Mapped, prefix: str = "") -> pl.Expr:
    """What a cell says; an unticked box says nothing."""
    text = pl.col(f"{prefix}{one.column}").fill_null("").str.strip_chars()
    return pl.when(text.str.to_lowercase().is_in(UNTICKED)).then(pl.lit("")).otherwise(text) if one.box else text


def equal(one: Mapped) -> pl.Expr:
    return cell(one) == cell(one, "?")
