"""What does a study stand on? How many rows and people, what was left out and assumed, which rules: in one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from dorsiflex.cohort.about import RECORD, About
from dorsiflex.cohort.answering import ASSUMED
from dorsiflex.cohort.header import ID
from dorsiflex.cohort.synth import DECLARED
from dorsiflex.language.knowledge import KnowledgeBase

DIGEST_LETTERS = 12
TOGETHER = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Basis:
    """What is told beneath every table and picture of a study."""

    answered: int
    people: int | None
    noun: str
    rows: int
    set_aside: int
    rejected: int
    left_out: int
    assumed: tuple[str, ...]
    synthetic: bool
    rules: str

    @property
    def repeated(self) -> bool:
        return self.people is not None and self.people < self.answered

    @property
    def cases(self) -> str:
        """How many, and of whom where several rows are of one person."""
        return f"{count(self.answered, self.noun)} of {count(self.people or 0, 'people')}" if self.repeated else self.n

    @property
    def n(self) -> str:
        return count(self.answered, self.noun)

    @property
    def line(self) -> str:
        """The line itself."""
        return " ".join(self.sentences())

    def sentences(self) -> Iterator[str]:
        yield f"{self.cases}; intervals take {self.noun} as independent." if self.repeated else f"{self.cases}."
        if self.people is None:
            yield "No id: each row is taken for a person."
        if self.left_out:
            yield f"One row a record: {count(self.left_out, 'other rows')} left out."
        gone = [f"{number:,} {what}" for number, what in ((self.set_aside, "set aside"), (self.rejected, "rejected"))]
        yield f"Of {count(self.rows, 'rows')}, {' and '.join(gone if self.set_aside else gone[1:])}."
        if self.assumed:
            yield f"Assumed: {'; '.join(self.assumed)}."
        if self.synthetic:
            yield "Synthetic: no row is a person."
        yield f"Rules: {self.rules}."


def basis_of(
    cohort: pl.DataFrame, knowledge: KnowledgeBase, about: About | None, rows: int, rejected: int, left_out: int
) -> Basis:
    """What these answered rows stand for; `about` tells of the rows that a file lost before."""
    key = key_of(cohort)
    before = about or About(rows, 0, 0)
    people = None if key is None else cohort[key].n_unique() + max(cohort[key].null_count() - 1, 0)
    repeated = people is not None and people < cohort.height
    settings = knowledge.settings
    return Basis(
        cohort.height,
        people,
        "people" if not repeated else "visits" if key == RECORD else "rows",
        before.rows,
        before.set_aside,
        before.rejected + rejected,
        left_out,
        texts(cohort, ASSUMED),
        before.synthetic or "true" in {text.lower() for text in texts(cohort, DECLARED)},
        f"{settings.name} {settings.version} ·{TOGETHER}{knowledge.digest.removeprefix('sha256:')[:DIGEST_LETTERS]}",
    )


def key_of(cohort: pl.DataFrame) -> str | None:
    """The column that tells people apart: of records, else of ids."""
    return next((name for name in (RECORD, ID) if name in cohort.columns), None)


def texts(cohort: pl.DataFrame, name: str) -> tuple[str, ...]:
    """What stands in a column, each once."""
    if name not in cohort.columns:
        return ()
    return tuple(cohort[name].cast(pl.String).drop_nulls().unique(maintain_order=True).to_list())


def count(number: int, noun: str) -> str:
    """So many of something: 1 person, 2 people."""
    return f"{number:,} {one(noun) if number == 1 else noun}"


def one(noun: str) -> str:
    """One of them."""
    return "person" if noun == "people" else noun.removesuffix("s")
