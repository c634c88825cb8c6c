"""What is told of each row? Dispositions, the truth of every gate and pattern, the answer about every technique."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl
import pyarrow as pa

from dorsiflex.infer.bit_columns import Columns
from dorsiflex.infer.decide import Decider
from dorsiflex.infer.decide_bits import BitsDecider
from dorsiflex.infer.decide_columns import SUGGESTED, WITHHELD
from dorsiflex.infer.packed import PackedEngine, PackedTable, column_of_mask
from dorsiflex.language.case import flat
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.rails import Scalar
from dorsiflex.language.scopes import Scopes

TRUTHS = pl.Enum(["true", "false", "unknown"])
ANSWERS = pl.Enum([SUGGESTED, WITHHELD])


class Wide:
    """Concludes, decides and tells a table of settled answers, one row a case."""

    def __init__(self, knowledge: KnowledgeBase, program: Program) -> None:
        self.knowledge = knowledge
        self.program = program
        self.decider = Decider(knowledge, Scopes(knowledge))
        self.engine = PackedEngine(program)
        self.deciding = BitsDecider(self.decider)
        self.severities = pl.Enum([item.id for item in knowledge.settings.dispositions])
        self.stems = dict(self.shown())
        self.columns = dict(self.told())

    def answers(self, settled: PackedTable) -> pl.DataFrame:
        """A row of answers for each row."""
        masks = dict(self.masks(settled))
        columns = [column_of_mask(mask, settled.count) for mask in masks.values()]
        decided = pl.DataFrame(pl.from_arrow(pa.Table.from_arrays(columns, names=list(masks))))
        return decided.select(column.alias(name) for name, column in self.columns.items())

    def masks(self, table: PackedTable) -> Iterator[tuple[str, int]]:
        """Every yes/no that the columns of an answer are made of, with the rows where it holds."""
        truths = self.engine.conclude(table)
        sides = self.deciding.decide(truths, Columns(table.count, dict(self.assessing(table))))
        yield from named("", self.deciding.person(sides, truths, table.every))
        for side in sides:
            yield f"{side.unit}?assessed", side.assessed
            yield from named(side.unit, side.dispositions)
            for technique in self.knowledge.techniques:
                yield f"{side.unit}.{technique}?{SUGGESTED}", side.suggested.get(technique, 0)
                yield f"{side.unit}.{technique}?{WITHHELD}", side.withheld.get(technique, 0)
        for stem in self.stems.values():
            yes, no = truths[stem]
            yield f"{stem}?true", yes
            yield f"{stem}?false", no

    def assessing(self, table: PackedTable) -> Iterator[tuple[str, dict[Scalar, int]]]:
        """What decides which sides are assessed."""
        by = self.knowledge.settings.assessed_by
        if by is not None and self.knowledge.settings.sides:
            for unit in self.knowledge.units:
                yield flat(unit, by), table.truths(flat(unit, by))
                yield f"{unit}?recorded", table.truths(f"{unit}?recorded")

    def told(self) -> Iterator[tuple[str, pl.Expr]]:
        """Every column of an answer, with what it holds."""
        yield "disposition", self.worst("")
        for unit in self.knowledge.units:
            yield f"{unit}_assessed", pl.col(f"{unit}?assessed")
            yield f"{unit}_disposition", self.worst(unit)
        for name, stem in self.stems.items():
            yield name, one_of({"true": f"{stem}?true", "false": f"{stem}?false"}, TRUTHS, "unknown")
        for technique in self.knowledge.techniques:
            for unit in self.knowledge.units:
                # Withheld is said first: both can be so only of what is no treatment and yet named by a gate.
                marks = {word: f"{unit}.{technique}?{word}" for word in (WITHHELD, SUGGESTED)}
                yield f"{unit}_technique_{snake(technique)}", one_of(marks, ANSWERS, None)

    def shown(self) -> Iterator[tuple[str, str]]:
        """The column of each gate and pattern, and its stem."""
        for kind, rules in (("gate", self.knowledge.gates), ("pattern", self.knowledge.patterns)):
            for rule in rules:
                for side in self.knowledge.settings.sides if self.decider.of_side[rule] else (None,):
                    prefix = "" if side is None else f"{side}_"
                    yield f"{prefix}{kind}_{snake(rule)}", flat(side, rule)

    def worst(self, unit: str) -> pl.Expr:
        """The disposition of a side, or of the person."""
        marks = {item.id: f"{unit}?{item.id}" for item in self.knowledge.settings.dispositions}
        return one_of(marks, self.severities, None)


def named(unit: str, masks: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    for name, mask in masks.items():
        yield f"{unit}?{name}", mask


def one_of(marks: Mapping[str, str], dtype: pl.Enum, otherwise: str | None) -> pl.Expr:
    """The first word whose column of yes and no says yes."""
    chosen = pl.lit(otherwise, dtype=dtype)
    for word, column in reversed(tuple(marks.items())):
        chosen = pl.when(column).then(pl.lit(word, dtype=dtype)).otherwise(chosen)
    return chosen


def snake(identity: str) -> str:
    """An id as the name of a column, which other programs can take."""
    return identity.replace("-", "_")
