"""What do recorded answers settle, for a whole table? Questions that do not arise are answered, contradictions found.

As `validate/case.py` settles one case: what stands under a denied parent counts as absent or not applicable.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from dorsiflex.infer.columns import NOBODY, STEPS, RailWriter, attributes_of, some, surely_true
from dorsiflex.language.facts import NO_CHOICE
from dorsiflex.language.program import Dependent, Program
from dorsiflex.language.rails import literals, option_of
from dorsiflex.language.vocabulary import Kind


class SettleColumns:
    """Passes that turn a table of recorded answers into one of settled answers.

    Two marks are added: `unit?recorded`, and for each dependent `stem?contradicted`, both never null.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.writer = RailWriter(program)
        self.contradictions = {item.stem: item.stem + "?contradicted" for item in program.dependents}
        self.passes = [
            list(self.applicable()),
            [self.recorded(unit) for unit in program.units] + list(self.answered()),
            list(self.unanswered()),
            *([column for item in level for column in self.settled(item)] for level in self.levels()),
        ]

    def settle(self, table: pl.DataFrame) -> pl.DataFrame:
        for columns in self.passes:
            table = table.with_columns(columns)
        return table

    def applicable(self) -> Iterator[pl.Expr]:
        """Whatever was measured applies, until its parent is seen to be denied."""
        for item in self.program.dependents:
            if item.finding.kind is Kind.NUMBER:
                yield NOBODY.alias(item.stem + "?na")

    def recorded(self, unit: str) -> pl.Expr:
        """Whether anything at all is recorded of a side."""
        stems = [stem for stem in self.program.findings if stem.startswith(unit + ".")]
        return some(self.writer.known(stem) for stem in stems).alias(unit + "?recorded")

    def answered(self) -> Iterator[pl.Expr]:
        """Which of the dependents that are filled in anyway were answered: only an answer can contradict."""
        for item in self.program.dependents:
            if item.finding.unanswered_means is not None:
                yield pl.col(item.stem).is_not_null().alias(item.stem + "?answered")

    def unanswered(self) -> Iterator[pl.Expr]:
        for stem, finding in self.program.findings.items():
            if finding.unanswered_means is not None:
                yield pl.col(stem).fill_null(pl.lit(finding.unanswered_means, dtype=self.type_of(stem)))

    def levels(self) -> list[list[Dependent]]:
        """Dependents in as few passes as what their parents read allows."""
        level_of: dict[str, int] = {}
        levels: list[list[Dependent]] = []
        for item in self.program.dependents:
            read = {literal.attribute for literal in literals(item.irrelevant)}
            stems = {name.partition("?")[0].partition("/")[0] for name in read}
            level = level_of[item.stem] = max((level_of[stem] + 1 for stem in stems & level_of.keys()), default=0)
            levels += [[]] if level == len(levels) else []
            levels[level].append(item)
        return levels

    def settled(self, item: Dependent) -> Iterator[pl.Expr]:
        """A dependent's columns once its parent is known, and whether its answer contradicts the parent."""
        irrelevant = surely_true(self.writer.rail(item.irrelevant))
        finding, stem = item.finding, item.stem
        positive = self.positive(item)
        if finding.unanswered_means is not None:
            positive = positive & pl.col(stem + "?answered")
        yield (irrelevant & surely_true(positive)).alias(stem + "?contradicted")
        if finding.kind is Kind.NUMBER:
            yield pl.when(~irrelevant).then(pl.col(stem)).alias(stem)
            yield irrelevant.alias(stem + "?na")
            return
        blank = NO_CHOICE if finding.kind is Kind.CHOICE else False
        for attribute, dtype in attributes_of(stem, finding, dependent=True).items():
            yield pl.when(irrelevant).then(pl.lit(blank, dtype=dtype)).otherwise(pl.col(attribute)).alias(attribute)

    def positive(self, item: Dependent) -> pl.Expr:
        """Whether an answer says that there is something; null where there is none."""
        finding, stem = item.finding, item.stem
        if finding.kind is Kind.YES_NO:
            return pl.col(stem)
        if finding.kind is Kind.SEVERAL_OF:
            options = [option for option in finding.option_ids if option not in finding.negative]
            return some(pl.col(option_of(stem, option)) for option in options)
        found = pl.col(stem).is_not_null()
        if finding.negative:
            found = found & ~pl.col(stem).is_in(
                pl.Series(sorted(finding.negative, key=str), dtype=self.type_of(stem)).implode()
            )
        if finding.kind is Kind.NUMBER and finding.negative_below is not None:
            found = found & (pl.col(stem) >= finding.negative_below)
        return found

    def type_of(self, stem: str) -> pl.DataType:
        finding = self.program.findings[stem]
        return STEPS() if finding.kind is Kind.NUMBER else pl.Enum([*finding.option_ids, NO_CHOICE])
