"""Who is in a made-up table? Any number of people, a quarter to half unanswered, without contradictions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pa_parquet

from dorsiflex.cohort.header import column_of
from dorsiflex.infer.columns import attributes_of
from dorsiflex.infer.settle_columns import SettleColumns
from dorsiflex.language.case import flat
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.rails import option_of
from dorsiflex.language.vocabulary import Finding, Kind

PRESENT = 0.2
AT_ONCE = 100_000


class Crowd:
    """People for one knowledge base; the same seed gives the same people."""

    def __init__(self, knowledge: KnowledgeBase, program: Program, seed: int = 11) -> None:
        self.knowledge = knowledge
        self.program = program
        self.rng = np.random.default_rng(seed)
        self.settling = SettleColumns(program)
        by = knowledge.settings.assessed_by
        self.asked = {flat(side, by): place for place, side in enumerate(knowledge.settings.sides)} if by else {}

    def recorded(self, count: int) -> pl.DataFrame:
        """So many people as an engine's attributes, what would contradict left unanswered."""
        unanswered = self.rng.uniform(0.25, 0.5, count)
        columns: list[pl.Series] = []
        for stem, finding in self.program.findings.items():
            gone = self.rng.random(count) < unanswered
            columns += self.answers(stem, finding, gone)
        table = pl.DataFrame(columns)
        settled = self.settling.settle(table)
        for item in self.program.dependents:
            contradicts = settled[self.settling.contradictions[item.stem]]
            names = [name for name in table.columns if name.partition("/")[0] == item.stem]
            table = table.with_columns(pl.when(~contradicts).then(pl.col(name)).alias(name) for name in names)
        return table

    def answers(self, stem: str, finding: Finding, gone: np.ndarray) -> list[pl.Series]:
        """The attributes of one finding, each null for those who did not answer."""
        count = len(gone)
        if stem in self.asked:
            yes = self.rng.random(count) < (1.0 if self.asked[stem] == 0 else 0.3)
            return [pl.Series(stem, yes)]
        if finding.kind is Kind.NUMBER:
            drawn = pl.Series(stem, self.rng.integers(finding.least, finding.most, count, endpoint=True))
            return [blanked(drawn, gone)]
        if finding.kind is Kind.CHOICE:
            options = pl.Series(stem, finding.option_ids, dtype=attributes_of(stem, finding, dependent=False)[stem])
            return [blanked(options.gather(self.rng.integers(0, len(options), count)), gone)]
        names = [stem] if finding.kind is Kind.YES_NO else [option_of(stem, option) for option in finding.option_ids]
        return [blanked(pl.Series(name, self.rng.random(count) < PRESENT), gone) for name in names]

    def table(self, count: int) -> pl.DataFrame:
        """So many people as a table with types: yes/no, numbers, choices, lists of choices as text."""
        recorded = self.recorded(count)
        return pl.DataFrame([self.typed(stem, finding, recorded) for stem, finding in self.program.findings.items()])

    def typed(self, stem: str, finding: Finding, recorded: pl.DataFrame) -> pl.Series:
        name = column_of(stem)
        if finding.kind is Kind.NUMBER:
            decimals = finding.quantity.decimals
            if not decimals:
                return recorded[stem].cast(pl.Int32).alias(name)
            # Not by Polars, which multiplies by the inverse: 3 / 10 would be a hair over 0.3.
            return pl.Series(name, recorded[stem].cast(pl.Float64).to_numpy() / 10**decimals).fill_nan(None)
        if finding.kind is not Kind.SEVERAL_OF:
            return recorded[stem].alias(name)
        there = pl.col(option_of(stem, finding.option_ids[0])).is_not_null()
        named = [pl.when(option_of(stem, option)).then(pl.lit(option)) for option in finding.option_ids]
        joined = pl.concat_str(named, separator=";", ignore_nulls=True)
        text = pl.when(joined == "").then(pl.lit("[]")).otherwise(joined)
        return recorded.select(pl.when(there).then(text).alias(name)).to_series()

    def parts(self, count: int) -> Iterator[pl.DataFrame]:
        """The same in parts, each person with a number."""
        for start in range(0, count, AT_ONCE):
            many = min(AT_ONCE, count - start)
            yield self.table(many).insert_column(
                0, pl.int_range(start, start + many, dtype=pl.Int64, eager=True).alias("id")
            )

    def write(self, path: Path, count: int) -> None:
        """The same as a Parquet file."""
        writer = None
        for part in self.parts(count):
            arrow = part.with_columns(pl.col(pl.Enum).cast(pl.String)).to_arrow(compat_level=pl.CompatLevel.oldest())
            writer = writer or pa_parquet.ParquetWriter(path, arrow.schema, compression="zstd")
            writer.write_table(arrow)
        if writer is not None:
            writer.close()


def blanked(column: pl.Series, gone: np.ndarray) -> pl.Series:
    return column.set(pl.Series(gone), None)
