"""What does the reference say that a row of answers holds?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

import polars as pl

from dorsiflex.cohort.wide import snake
from dorsiflex.infer.decide import Decider
from dorsiflex.infer.generated import GeneratedEngine
from dorsiflex.infer.reference import conclude
from dorsiflex.language.case import Case, flat
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.truth import Truth
from tests.cohort.tables import side_of


class Told:
    """The reference, for one knowledge base; the needs of techniques are the generated engine's."""

    def __init__(self, knowledge: KnowledgeBase, program: Program) -> None:
        self.knowledge = knowledge
        self.generated = GeneratedEngine(program)
        self.decider = Decider(knowledge, Scopes(knowledge))
        self.techniques = list(knowledge.techniques)

    @cached_property
    def rules(self) -> list[tuple[str, str]]:
        """Each gate and pattern: its column, its stem."""
        found = []
        for kind, rules in (("gate", self.knowledge.gates), ("pattern", self.knowledge.patterns)):
            for rule in rules:
                for side in self.knowledge.settings.sides if self.decider.of_side[rule] else (None,):
                    found.append((f"{side + '_' if side else ''}{kind}_{snake(rule)}", flat(side, rule)))
        return found

    def truths(self, case: Case) -> dict[str, Truth]:
        return {**self.generated.conclude(case), **conclude(self.knowledge, case)}

    def row(self, case: Case, truths: dict[str, Truth] | None = None) -> dict[str, Any]:
        """Every cell of an answer."""
        truths = self.truths(case) if truths is None else truths
        decision = self.decider.decide(truths, truths, case)
        row: dict[str, Any] = {"disposition": decision.disposition}
        row |= {column: truths[stem].value for column, stem in self.rules}
        for side in decision.sides:
            row |= {f"{side.unit}_assessed": side.assessed, f"{side.unit}_disposition": side.disposition}
            told = side_of(side, self.techniques)
            row |= {f"{side.unit}_technique_{snake(name)}": told[name] for name in self.techniques}
        return row

    def table(self, cases: Iterable[Case]) -> pl.DataFrame:
        """The answers to all cases; words as text."""
        return pl.DataFrame([self.row(case) for case in cases], infer_schema_length=None)


def differing(answers: pl.DataFrame, wanted: pl.DataFrame) -> Iterator[str]:
    """Every column of answers in which some cell is not the one wanted; `row` and what is carried through left out."""
    assert answers.height == wanted.height
    for name in wanted.columns:
        text = answers[name].cast(pl.String)
        if not text.equals(wanted[name].cast(pl.String)):
            yield f"{name}, row {text.ne_missing(wanted[name].cast(pl.String)).arg_true()[0]}"
