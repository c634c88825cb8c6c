"""What is suggested to each row, one line a suggestion? In its rank, with its rules, and whether it is stable.

Stable is what outlives the measurement error of every recorded number that declares one: each is moved by every step
within its error, alone, as `explain/counterfactual.py` does for one case. Empty where no such number is recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl
import pyarrow as pa

from dorsiflex.cohort.table_in import ROW
from dorsiflex.cohort.wide import Wide
from dorsiflex.infer.bit_columns import Columns
from dorsiflex.infer.columns import NOBODY, some
from dorsiflex.infer.packed import PackedTable, column_of_mask
from dorsiflex.infer.settle_columns import SettleColumns
from dorsiflex.language.expression import leaves, name_of
from dorsiflex.language.grounding import need_stem

TOLD = {
    "side": pl.String,
    "rank": pl.Int64,
    "technique": pl.String,
    "category": pl.String,
    "rules": pl.String,
    "lacking": pl.String,
    "stable": pl.Boolean,
}


class Long:
    """Tells the suggestions of recorded rows."""

    def __init__(self, wide: Wide, settling: SettleColumns) -> None:
        self.wide, self.settling = wide, settling
        self.knowledge, self.program, self.decider = wide.knowledge, wide.program, wide.decider
        self.pairs = [(unit, technique) for unit in wide.knowledge.units for technique in self.decider.by_technique]
        self.needs = {technique: len(self.knowledge.techniques[technique].needs) for _, technique in self.pairs}
        self.measured = [stem for stem, finding in self.program.findings.items() if finding.error is not None]
        parents = [item.finding.parent for item in self.program.dependents]
        read = {name_of(leaf) for parent in parents if parent is not None for leaf in leaves(parent)}
        # Numbers on which it hangs whether another question arises, or that hang on one themselves.
        self.unsettling = {
            stem for stem in self.measured if stem.rpartition(".")[2] in read or stem in self.program.dependent
        }

    def suggestions(self, recorded: pl.DataFrame, carried: pl.DataFrame) -> pl.DataFrame:
        """A line for each suggestion; `carried` stands before it."""
        if not self.pairs:
            return carried.clear().with_columns(pl.lit(None, dtype=dtype).alias(name) for name, dtype in TOLD.items())
        settled = self.settling.settle(recorded)
        decided = self.decide(settled)
        stable = self.stable(recorded, settled, decided)
        lines = [
            carried.hstack(decided.select(self.line(unit, technique)).with_columns(stable[place].alias("stable")))
            .filter(decided[f"{unit}.{technique}"])
            .with_columns(pl.lit(self.knowledge.units.index(unit)).alias("?unit"))
            for place, (unit, technique) in enumerate(self.pairs)
        ]
        order = [ROW, "?unit", *(f"?{key}" for key in self.knowledge.settings.ranking)]
        told = pl.concat(lines).sort(order)
        rank = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(ROW, "side").alias("rank")
        return told.with_columns(rank).select(*carried.columns, *TOLD)

    def decide(self, settled: pl.DataFrame) -> pl.DataFrame:
        """Which rules fire, which needs are lacking, and what is suggested (`unit.technique`), as columns."""
        table = PackedTable(settled, self.program)
        truths = self.wide.engine.conclude(table)
        sides = self.wide.deciding.decide(truths, Columns(table.count, dict(self.wide.assessing(table))))
        masks = {f"{side.unit}.{name}": side.suggested.get(name, 0) for side in sides for name in self.needs}
        for unit, technique in self.pairs:
            for _, rule in self.decider.by_technique[technique]:
                stem = self.decider.stem(unit, rule)
                masks[f"{stem}?true"] = truths[stem][0]
            for place in range(self.needs[technique]):
                stem = need_stem(unit, technique, place)
                masks[f"{stem}?false"] = truths[stem][1]
        columns = [column_of_mask(mask, table.count) for mask in masks.values()]
        return pl.DataFrame(pl.from_arrow(pa.Table.from_arrays(columns, names=list(masks))))

    def firing(self, unit: str, technique: str) -> Iterator[tuple[int, str, pl.Expr]]:
        """The rules that name a technique, in their order, each with the rows where it fires."""
        for place, rule in sorted(self.decider.by_technique[technique]):
            yield place, rule, pl.col(self.decider.stem(unit, rule) + "?true")

    def line(self, unit: str, technique: str) -> list[pl.Expr]:
        record = self.knowledge.techniques[technique]
        firing = list(self.firing(unit, technique))
        names = [pl.when(fires).then(pl.lit(rule)) for _, rule, fires in firing]
        places = [pl.when(fires).then(pl.lit(place)) for place, _, fires in firing]
        needs = range(len(record.needs))
        lacking = some(pl.col(need_stem(unit, technique, place) + "?false") for place in needs) if needs else NOBODY
        said = [
            pl.when(pl.col(need_stem(unit, technique, place) + "?false")).then(pl.lit(record.needs[place].say))
            for place in needs
        ]
        nothing = pl.lit(None, dtype=pl.String)
        return [
            pl.lit(unit).alias("side"),
            pl.lit(technique).alias("technique"),
            pl.lit(record.category).alias("category"),
            pl.concat_str(names, separator=";", ignore_nulls=True).alias("rules"),
            (pl.concat_str(said, separator="; ", ignore_nulls=True).replace("", None) if said else nothing).alias(
                "lacking"
            ),
            lacking.alias("?needs_met"),
            pl.coalesce(places).alias("?place"),
            pl.lit(self.decider.category_order[record.category]).alias("?category"),
            pl.lit(technique).alias("?id"),
        ]

    def stable(self, recorded: pl.DataFrame, settled: pl.DataFrame, decided: pl.DataFrame) -> list[pl.Series]:
        """For each side and technique: stable, not stable, or null where no error was declared."""
        nobody = pl.repeat(value=False, n=recorded.height, dtype=pl.Boolean, eager=True)
        lost, tried = [nobody.clone() for _ in self.pairs], nobody.clone()
        anywhere = decided.select(some(pl.col(f"{unit}.{technique}") for unit, technique in self.pairs)).to_series()
        for stem, moved, could in self.varied(recorded):
            tried |= could
            where = could & anywhere
            if where.any():
                told, contradicted = self.moved(stem, moved, where, recorded, settled)
                rows = where.arg_true()
                for place, (unit, technique) in enumerate(self.pairs):
                    lost[place] = scattered(lost[place], rows.filter(~told[f"{unit}.{technique}"] & ~contradicted))
        return [(~gone).set(~tried, None) for gone in lost]

    def moved(
        self, stem: str, moved: pl.Series, where: pl.Series, recorded: pl.DataFrame, settled: pl.DataFrame
    ) -> tuple[pl.DataFrame, pl.Series]:
        """What some rows come to with one number moved, and which of them contradict themselves so."""
        if stem not in self.unsettling:
            varied = settled.filter(where).with_columns(moved.filter(where))
            return self.decide(varied), pl.repeat(value=False, n=varied.height, dtype=pl.Boolean, eager=True)
        varied = self.settling.settle(recorded.filter(where).with_columns(moved.filter(where)))
        contradicted = varied.select(some(pl.col(name) for name in self.settling.contradictions.values()))
        return self.decide(varied), contradicted.to_series()

    def varied(self, recorded: pl.DataFrame) -> Iterator[tuple[str, pl.Series, pl.Series]]:
        """Every number with an error moved by every step within it: its values, and the rows where it could be."""
        for stem in self.measured:
            finding = self.program.findings[stem]
            assert finding.error is not None
            reach = finding.error.detectable_change
            for step in (step for step in range(1 - reach, reach) if step):
                moved = recorded[stem] + step
                yield stem, moved.alias(stem), moved.is_between(finding.least, finding.most).fill_null(value=False)


def scattered(marks: pl.Series, rows: Sequence[int] | pl.Series) -> pl.Series:
    """The marks, with those of some rows set."""
    return marks if not len(rows) else marks.scatter(rows, True)
