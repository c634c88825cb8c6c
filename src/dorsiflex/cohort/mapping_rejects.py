"""Why was a row rejected, in the words of its table? Column and value as they stand there, and how they were read."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dorsiflex.cohort.header import ID
from dorsiflex.cohort.mapping import Mapped, Recoding, texts
from dorsiflex.cohort.table_in import ROW


def originals(rejects: pl.DataFrame, table: pl.DataFrame, rows: pl.Series, recoding: Recoding) -> pl.DataFrame:
    """Rejects in their words: the column and the value as the table has them, and how it was read."""
    numbered = rejects.with_row_index("order")
    parts = [numbered.filter(~pl.col("column").is_in([one.to for one in recoding.columns] + list(recoding.assumed)))]
    for ours in dict.fromkeys(one.to for one in recoding.columns):
        told = numbered.filter(pl.col("column") == ours)
        if told.height:
            parts.append(their_words(told, recoding.columns_of(ours), table, rows))
    assumed = numbered.filter(pl.col("column").is_in(list(recoding.assumed)))
    parts.append(assumed.with_columns((pl.lit("It is assumed for everybody. ") + pl.col("why")).alias("why")))
    told = pl.concat(parts).sort("order").drop("order")
    if recoding.id is None:
        return told
    return told.with_columns(pl.col("column").replace({ID: recoding.id}))


def their_words(told: pl.DataFrame, columns: Sequence[Mapped], table: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """The rejects of one of our columns."""
    names = ", ".join(one.column for one in columns)
    if len(columns) > 1:
        return told.with_columns(pl.lit(names).alias("column"))
    given = pl.DataFrame({ROW: rows, "given": texts(table[columns[0].column])})
    converted = columns[0].factor is not None
    unit = f" {columns[0].finding.quantity.unit}" if converted else ""
    read = pl.format("Read as {}" + unit + ". {}", "value", "why")
    told = told.with_columns(pl.lit(unit_mend(columns[0])).alias("mend")) if converted else told
    return (
        told.join(given, on=ROW, how="left", maintain_order="left")
        .with_columns(
            pl.lit(names).alias("column"),
            pl.when(pl.col("given") == pl.col("value")).then("why").otherwise(read).alias("why"),
            pl.col("given").alias("value"),
        )
        .drop("given")
    )


def unit_mend(one: Mapped) -> str:
    """What may be wrong where the unit was declared: the value, or the declaration."""
    ours = one.finding.quantity.unit
    return f"The mapping says that it was measured in {one.unit}. Check the value, and whether it was in {ours} here."
