"""What was answered for a cohort? The rows that could be, their answers, and how often something was suggested."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dorsiflex.cohort.assess import assess_frame
from dorsiflex.cohort.frames import to_polars
from dorsiflex.cohort.header import column_of
from dorsiflex.cohort.table_in import ROW
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.case import flat
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Finding, Scope
from dorsiflex.study.basis import Basis, basis_of, key_of
from dorsiflex.study.table import Table

DISPOSITION = "disposition"
SUGGESTED = "suggested"
TREATMENT = (
    "offered: any treatment is suggested on either side, whatever the disposition; treatment is all that is not advice."
)
TOLD = 3


@dataclass(frozen=True)
class Answered:
    """A cohort and its answers, row by row; what was rejected; and what all of it stands on."""

    knowledge: KnowledgeBase
    cohort: pl.DataFrame
    answers: pl.DataFrame
    rejects: pl.DataFrame
    basis: Basis

    @property
    def rejected(self) -> int:
        return self.rejects[ROW].n_unique()

    @cached_property
    def dispositions(self) -> list[str]:
        """The disposition of each person."""
        return self.answers[DISPOSITION].cast(pl.String).to_list()

    @cached_property
    def techniques(self) -> tuple[tuple[str, str, str], ...]:
        """Each technique on each side: unit, technique, column."""
        return technique_columns(self.knowledge)

    @cached_property
    def suggested(self) -> NDArray[np.bool_]:
        """Whether each technique on each side is suggested, a row a person."""
        columns = [
            (self.answers[column].cast(pl.String) == SUGGESTED).fill_null(False) for *_, column in self.techniques
        ]
        return np.column_stack([column.to_numpy() for column in columns]).astype(bool)

    @cached_property
    def treatments(self) -> NDArray[np.bool_]:
        """The same of what is treatment, and not advice."""
        knowledge = self.knowledge
        wanted = [
            knowledge.settings.category[knowledge.techniques[technique].category].treatment
            for _, technique, _ in self.techniques
        ]
        return np.asarray(self.suggested[:, wanted])

    @property
    def offered(self) -> NDArray[np.bool_]:
        """To whom any treatment is suggested, on either side."""
        return np.asarray(self.treatments.any(axis=1))


def answered(frame: Any, knowledge: KnowledgeBase | None) -> Answered:
    """Assess a frame of pandas, Polars or Arrow, or a table of a file. Raises `BadInput` where nobody can be."""
    from dorsiflex.ready import packaged

    known = knowledge if knowledge is not None else packaged()
    given = frame if isinstance(frame, Table) else Table(frame)
    table, _ = to_polars(given.frame)
    if isinstance(table, pl.LazyFrame):
        table = table.collect()
    answers, rejects = assess_frame(table, known, rejects=True)
    if answers.is_empty():
        why = f"None of its {table.height} rows can be answered, so there is nothing to study."
        raise BadInput(
            [Problem("the table", "nobody", why, "`dorsiflex batch` tells why each row is rejected."), *first(rejects)]
        )
    cohort = table[[row - 1 for row in answers[ROW].to_list()]]
    kept = cohort.select(one_of_each(cohort, given.one_per_record)).to_series()
    left_out = cohort.height - int(kept.sum())
    cohort, answers = cohort.filter(kept), answers.filter(kept)
    basis = basis_of(cohort, known, given.about, table.height, rejects[ROW].n_unique(), left_out)
    return Answered(known, cohort, answers, rejects, basis)


def one_of_each(cohort: pl.DataFrame, which: str | None) -> pl.Expr:
    """The rows that are studied: all, or the first or last of each record. Raises `BadInput` without a record."""
    if which is None:
        return pl.repeat(value=True, n=pl.len())
    if (key := key_of(cohort)) is None:
        why = "It names no record: it has neither a column `record` nor an `id`."
        raise BadInput([Problem("the table", "its columns", why, "Add one, or study every row.")])
    one = pl.col(key).is_first_distinct() if which == "first" else pl.col(key).is_last_distinct()
    return one | pl.col(key).is_null()


def numbers(column: pl.Series) -> pl.Series:
    """A column of a table as numbers; null where there is none."""
    if not column.dtype.is_numeric():
        column = column.cast(pl.String).str.strip_chars()
    return column.cast(pl.Float64, strict=False).fill_nan(None)


def first(rejects: pl.DataFrame) -> list[Problem]:
    """What is wrong with the first rows."""
    rows = rejects.head(TOLD).iter_rows(named=True)
    return [Problem(f"row {row[ROW]}", f"`{row['column']}: {row['value']}`", row["why"], row["mend"]) for row in rows]


def technique_columns(knowledge: KnowledgeBase) -> tuple[tuple[str, str, str], ...]:
    """Each technique on each side, and the column of its answer."""
    return tuple(
        (unit, technique, f"{unit}_technique_{technique.replace('-', '_')}")
        for technique in knowledge.techniques
        for unit in knowledge.units
    )


def finding_columns(knowledge: KnowledgeBase, names: list[str]) -> dict[str, tuple[str | None, Finding]]:
    """The columns of a table that are findings: of which side, and which."""
    known = {
        column_of(flat(unit, finding.id)): (unit, finding)
        for finding in knowledge.vocabulary.findings.values()
        for unit in ((None,) if finding.scope is Scope.PERSON else knowledge.settings.sides)
    }
    return {name: known[name] for name in names if name in known}
