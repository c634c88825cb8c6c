"""Which rows of a table are cases? Each becomes a row of settled answers, or is rejected with all its faults."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from dorsiflex.cohort.header import ID, Header, column_of
from dorsiflex.cohort.values import nothing, plain, read_column
from dorsiflex.errors import visible
from dorsiflex.infer.packed import PackedTable, unpacked
from dorsiflex.infer.settle_columns import SettleColumns
from dorsiflex.infer.settle_packed import SettlePacked
from dorsiflex.language.expression import leaves, name_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Dependent, Program
from dorsiflex.language.vocabulary import Scope
from dorsiflex.validate.answer import LONGEST, shown

ROW = "row"
# How the mend of a row begins that was set aside, and is not at fault.
NO_FAULT = "Nothing is to be mended"
REJECTS = {
    ROW: pl.UInt64,
    ID: pl.String,
    "column": pl.String,
    "value": pl.String,
    "why": pl.String,
    "mend": pl.String,
}

UNSEEN = "It is longer than 200 characters, or has some that are not seen or that a terminal would act upon."
LABEL = "Give the row a short label of letters, digits and signs."


@dataclass(frozen=True)
class TableIn:
    """The rows that are cases, settled, each with its number and what it carries; and what is wrong with the others."""

    settled: PackedTable
    carried: pl.DataFrame
    rejects: pl.DataFrame


class TableReader:
    """Reads tables of one header for one knowledge base."""

    def __init__(self, header: Header, knowledge: KnowledgeBase, program: Program) -> None:
        self.header = header
        self.knowledge = knowledge
        self.program = program
        self.packing = SettlePacked(program)
        self.columns = {stem: column for column, stem in header.findings.items()}

    def read(self, table: pl.DataFrame, rows: pl.Series) -> TableIn:
        """Sort the rows of a table; `rows` are their numbers."""
        recorded, refused = self.recorded(table)
        settled = PackedTable(recorded, self.program)
        contradicted = self.packing.settle(settled)
        refused += [
            self.contradicted(item, contradicted[item.stem], table)
            for item in self.program.dependents
            if contradicted[item.stem] and item.stem in self.columns
        ]
        refused += [found for found in [unlabelled(table)] if found.height]
        rejects = self.rejects(refused, table, rows)
        # By name: of a list of columns, Polars would give one without a name another.
        carried = pl.DataFrame({ROW: rows} | {name: table[name] for name in self.header.carried})
        if rejects.height:
            good = ~rows.is_in(rejects[ROW].implode())
            carried, settled = carried.filter(good), PackedTable(recorded.filter(good), self.program)
            self.packing.settle(settled)
        return TableIn(settled, carried, rejects)

    @cached_property
    def settling(self) -> SettleColumns:
        """The same as passes over a table of columns."""
        return SettleColumns(self.program)

    def recorded(self, table: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
        """What is recorded of each row, as it was answered; and what of it is refused."""
        columns: list[pl.Series] = []
        refused: list[pl.DataFrame] = []
        for stem, finding in self.program.findings.items():
            if stem not in self.columns:
                columns += nothing(stem, finding, table.height)
                continue
            given = table[self.columns[stem]]
            column = read_column(given, stem, finding, self.knowledge.vocabulary.spellings)
            columns += column.attributes
            if column.refused.height:
                refused.append(column.refused.with_columns(column=pl.lit(self.columns[stem])))
        return pl.DataFrame(columns), refused

    def contradicted(self, item: Dependent, where: int, table: pl.DataFrame) -> pl.DataFrame:
        """The rows in which a finding is answered although what it depends on is denied."""
        places = pl.Series(np.flatnonzero(unpacked(where, table.height)).astype(np.uint32))
        column = self.columns[item.stem]
        values = [shown(value) for value in plain(table[column].gather(places)).to_list()]
        return pl.DataFrame({"place": places, "value": values}).with_columns(
            why=pl.lit(self.why(item)),
            mend=pl.lit("Correct the one that is wrong, or leave it unanswered."),
            column=pl.lit(column),
        )

    def why(self, item: Dependent) -> str:
        assert item.finding.parent is not None
        unit = item.stem.partition(".")[0]
        findings = self.knowledge.vocabulary.findings
        parents = dict.fromkeys(name_of(leaf) for leaf in leaves(item.finding.parent))
        stems = [name if findings[name].scope is Scope.PERSON else f"{unit}.{name}" for name in parents]
        denied = ", ".join(f"`{column_of(stem)}`" for stem in stems)
        return f"It is answered, but what it depends on is denied: {denied}."

    def rejects(self, refused: list[pl.DataFrame], table: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
        """Everything refused, by row, then by column as the table has them."""
        if not refused:
            return pl.DataFrame(schema=REJECTS)
        together = pl.concat(refused, how="diagonal")
        order = {name: place for place, name in enumerate(table.columns)}
        ids = ids_of(table)
        told = (
            together.with_columns(
                rows.gather(together["place"]).alias(ROW),
                ids.gather(together["place"]).alias(ID),
                pl.col("column").replace_strict(order, return_dtype=pl.UInt32).alias("order"),
            )
            .sort(ROW, "order")
            .select(pl.col(name).cast(dtype) for name, dtype in REJECTS.items())
        )
        return legible(told)


def legible(rejects: pl.DataFrame) -> pl.DataFrame:
    """Rejects that can be shown in a terminal: what is not seen, or would be acted upon, stands as its code."""
    unseen = [name for name, kind in rejects.schema.items() if kind == pl.String and not printable(rejects[name])]
    return rejects.with_columns(pl.col(unseen).map_elements(visible, return_dtype=pl.String)) if unseen else rejects


def ids_of(table: pl.DataFrame) -> pl.Series:
    """The ids as text; nothing where the table has none."""
    if ID not in table.columns:
        return pl.repeat(None, table.height, dtype=pl.String, eager=True).alias(ID)
    return plain(table[ID]).cast(pl.String)


def unlabelled(table: pl.DataFrame) -> pl.DataFrame:
    """The rows whose id is not a short text of characters that are seen, as that of one case must be."""
    ids = ids_of(table)
    if printable(ids) and not (ids.str.len_bytes() > LONGEST).any():
        return pl.DataFrame()
    told = [(place, shown(one)) for place, one in enumerate(ids) if one is not None and not is_label(one)]
    places = pl.DataFrame(told, schema={"place": pl.UInt32, "value": pl.String}, orient="row")
    return places.with_columns(why=pl.lit(UNSEEN), mend=pl.lit(LABEL), column=pl.lit(ID))


def printable(ids: pl.Series) -> bool:
    """Whether every character of them is seen: asked of all of them at once, which takes no time."""
    together: str | None = ids.str.join("").item()
    return not together or together.isprintable()


def is_label(text: str) -> bool:
    return text.isprintable() and len(text) <= LONGEST
