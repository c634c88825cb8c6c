"""Which case is a row, and what does the assessor of one case say of it: what to ask next, and the reasons?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from dorsiflex.cohort.header import ID, column_of
from dorsiflex.cohort.inputs import FILE
from dorsiflex.cohort.table_in import ROW
from dorsiflex.errors import EnginesDisagree
from dorsiflex.explain.answer import Answer
from dorsiflex.language.case import Case
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import Value
from dorsiflex.language.program import Program
from dorsiflex.language.rails import option_of
from dorsiflex.language.vocabulary import Kind
from dorsiflex.present.as_json import as_json
from dorsiflex.ready import assessor_for
from dorsiflex.validate.case import settle


class RowCases:
    """Assesses rows one by one, as `dorsiflex assess` does; the table must say the same disposition."""

    def __init__(self, knowledge: KnowledgeBase, program: Program) -> None:
        self.knowledge, self.program = knowledge, program
        self.assessor = assessor_for(knowledge)

    def answers(self, recorded: pl.DataFrame, answers: pl.DataFrame) -> Iterator[tuple[dict[str, Any], Answer]]:
        """Each row's key, with the answer to it. Raises `EnginesDisagree`."""
        keys = answers.select(name for name in (FILE, ROW, ID) if name in answers.columns).iter_rows(named=True)
        for row, key, said in zip(recorded.iter_rows(named=True), keys, answers["disposition"].to_list(), strict=True):
            answer = self.assessor.assess_case(self.case(row, key.get(ID)))
            if answer.disposition != said:
                told = f"row {key[ROW]}: the table {said}, the case {answer.disposition}"
                raise EnginesDisagree([told])
            yield key, answer

    def case(self, row: dict[str, Any], identity: object) -> Case:
        """The case that a recorded row is."""
        recorded: dict[str, Value] = {}
        for stem, finding in self.program.findings.items():
            if finding.kind is Kind.SEVERAL_OF:
                chosen = {option: row[option_of(stem, option)] for option in finding.option_ids}
                if None not in chosen.values():
                    recorded[stem] = frozenset(option for option, yes in chosen.items() if yes)
            elif row[stem] is not None:
                recorded[stem] = row[stem]
        settled, _ = settle(recorded, self.knowledge)
        return Case(recorded, settled, None if identity is None else str(identity))

    def asks(self, recorded: pl.DataFrame, answers: pl.DataFrame) -> pl.Series:
        """What to ask next of each row: the columns that could still change its answer, the most useful first."""
        told = [
            ";".join(column_of(stem) for stem in answer.ask) or None for _, answer in self.answers(recorded, answers)
        ]
        return pl.Series("ask", told, dtype=pl.String)

    def reasons(self, recorded: pl.DataFrame, answers: pl.DataFrame) -> list[dict[str, Any]]:
        """The whole answer to each row, with its reasons."""
        return [{**key, "answer": as_json(answer, self.knowledge)} for key, answer in self.answers(recorded, answers)]
