"""Many half-filled cases as tables of every kind, with what the reference says of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from dorsiflex.cohort.header import column_of
from dorsiflex.language.case import Case
from dorsiflex.language.vocabulary import Finding, Kind
from tests.cohort.told import Told
from tests.infer.knowledge_cases import Known

known_as = cache(Known)


@cache
def told_of(name: str) -> Told:
    known = known_as(name)
    return Told(known.knowledge, known.program)


@dataclass(frozen=True)
class Crowd:
    """Cases, the same as a table with types, and the answers of the reference."""

    cases: tuple[Case, ...]
    given: pl.DataFrame
    wanted: pl.DataFrame


@cache
def crowd(name: str, count: int) -> Crowd:
    return made(name, range(count), by_reference=True)


def crowds(
    name: str, count: int, at_once: int = 10_000, *, start: int = 0, by_reference: bool = True
) -> Iterator[Crowd]:
    """So many cases, some at a time; nothing of them is kept. Without the reference, the generated engine answers."""
    for first in range(start, start + count, at_once):
        yield made(name, range(first, min(first + at_once, start + count)), by_reference=by_reference)


def made(name: str, seeds: range, *, by_reference: bool) -> Crowd:
    known, told = known_as(name), told_of(name)
    cases = tuple(known.random_case(seed) for seed in seeds)
    concluded = told.truths if by_reference else told.generated.conclude
    wanted = pl.DataFrame([told.row(case, concluded(case)) for case in cases], infer_schema_length=None)
    return Crowd(cases, typed_table(cases, known), wanted)


def typed_table(cases: Sequence[Case], known: Known) -> pl.DataFrame:
    """Yes/no, numbers, text; several choices as lists. Yes/no is text too where the rules do not spell it `true`."""
    words = None if "true" in known.knowledge.vocabulary.spellings.present else {True: "present", False: "absent"}
    columns = []
    for stem, finding in known.program.findings.items():
        values = [case.recorded.get(stem) for case in cases]
        if words and finding.kind is Kind.YES_NO:
            columns.append(pl.Series(column_of(stem), [words.get(value) for value in values], dtype=pl.String))
        else:
            columns.append(typed(stem, finding, values))
    return pl.DataFrame(columns)


def typed(stem: str, finding: Finding, values: Sequence[Any]) -> pl.Series:
    name = column_of(stem)
    if finding.kind is Kind.NUMBER:
        unit = 10**finding.quantity.decimals
        held = [None if value is None else value / unit if unit > 1 else value for value in values]
        return pl.Series(name, held, dtype=pl.Float64 if unit > 1 else pl.Int64)
    if finding.kind is Kind.SEVERAL_OF:
        held = [None if value is None else sorted(value) for value in values]
        return pl.Series(name, held, dtype=pl.List(pl.String))
    return pl.Series(name, values, dtype=pl.Boolean if finding.kind is Kind.YES_NO else pl.String)
