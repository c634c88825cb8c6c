"""What is told of each row? Dispositions, the truth of every gate and pattern, the answer about every technique."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from dorsiflex.infer.columns import ColumnsEngine
from dorsiflex.infer.decide import Decider
from dorsiflex.infer.decide_columns import PERSON, ColumnsDecider
from dorsiflex.language.case import flat
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.scopes import Scopes

TRUTHS = pl.Enum(["true", "false", "unknown"])


class Wide:
    """Concludes, decides and tells a table of settled answers, one row a case."""

    def __init__(self, knowledge: KnowledgeBase, program: Program) -> None:
        self.knowledge = knowledge
        self.decider = Decider(knowledge, Scopes(knowledge))
        self.engine = ColumnsEngine(program)
        self.deciding = ColumnsDecider(self.decider)
        self.columns = dict(self.told())

    def answers(self, settled: pl.DataFrame) -> pl.DataFrame:
        """A row of answers for each row."""
        decided = self.deciding.decide(self.engine.conclude(settled))
        return decided.select(column.alias(name) for name, column in self.columns.items())

    def told(self) -> Iterator[tuple[str, pl.Expr]]:
        """Every column of an answer, with what it holds."""
        yield "disposition", pl.col(PERSON)
        for unit in self.knowledge.units:
            yield f"{unit}_assessed", pl.col(f"{unit}?assessed")
            yield f"{unit}_disposition", pl.col(f"{unit}?disposition")
        for kind, rules in (("gate", self.knowledge.gates), ("pattern", self.knowledge.patterns)):
            for rule in rules:
                for side in self.knowledge.settings.sides if self.decider.of_side[rule] else (None,):
                    prefix = "" if side is None else f"{side}_"
                    yield f"{prefix}{kind}_{snake(rule)}", truth(flat(side, rule))
        for technique in self.knowledge.techniques:
            for unit in self.knowledge.units:
                yield f"{unit}_technique_{snake(technique)}", pl.col(f"{unit}.{technique}?answer")


def snake(identity: str) -> str:
    """An id as the name of a column, which other programs can take."""
    return identity.replace("-", "_")


def truth(stem: str) -> pl.Expr:
    """True, false or unknown, in words: a blank would be read as no."""
    yes, no = pl.col(f"{stem}?true"), pl.col(f"{stem}?false")
    words = {word: pl.lit(word, dtype=TRUTHS) for word in ("true", "false", "unknown")}
    return pl.when(yes).then(words["true"]).when(no).then(words["false"]).otherwise(words["unknown"])
