"""Not one cell of a table differs from what the reference says of the case, by any of the ways a table can go.

The ankle's own cases take the reference some milliseconds each. So in the ordinary tests 500 of their 10,000 go through
it, and the others through the generated engine, which tests/conformance and tests/infer hold to the reference; in the
soak all of the ankle's million go through the generated engine. DuckDB decides nothing: of it
only the truth of gates and patterns is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

import dorsiflex
from dorsiflex.infer.columns import ColumnsEngine
from dorsiflex.infer.decide_columns import PERSON, ColumnsDecider
from dorsiflex.infer.settle_columns import SettleColumns
from dorsiflex.infer.sql import SqlEngine
from tests.cohort.crowd import Crowd, crowd, crowds, known_as, told_of
from tests.cohort.tables import recorded_table
from tests.cohort.told import differing

RULES = str(Path(__file__).parents[2] / "rules")
WORDS = pl.Enum(["true", "false", "unknown"])


def by_packed_bits(name: str, some: Crowd) -> Iterator[str]:
    """The way of `dorsiflex batch` and of assess_frame."""
    yield from differing(dorsiflex.assess_frame(some.given, known_as(name).knowledge), some.wanted)


def by_polars(name: str, some: Crowd) -> Iterator[str]:
    """Polars expressions, and decisions by Polars."""
    known, told = known_as(name), told_of(name)
    deciding = ColumnsDecider(told.decider)
    table = deciding.decide(ColumnsEngine(known.program).conclude(settled(name, some)))
    columns = {"disposition": pl.col(PERSON)} | {column: word(stem) for column, stem in told.rules}
    for unit in known.knowledge.units:
        columns |= {f"{unit}_assessed": pl.col(f"{unit}?assessed")}
        columns |= {f"{unit}_disposition": pl.col(f"{unit}?disposition")}
        columns |= {
            f"{unit}_technique_{one.replace('-', '_')}": pl.col(f"{unit}.{one}?answer") for one in told.techniques
        }
    yield from differing(table.select(expr.alias(column) for column, expr in columns.items()), some.wanted)


def by_duckdb(name: str, some: Crowd) -> Iterator[str]:
    """SQL concludes the rules and decides nothing: the truth of every rule."""
    engine = SqlEngine(known_as(name).program)
    found = engine.conclude_table(settled(name, some))
    engine.close()
    told = told_of(name).rules
    yield from differing(
        found.select(word(stem).alias(column) for column, stem in told),
        some.wanted.select(column for column, _ in told),
    )


def by_pandas(name: str, some: Crowd) -> Iterator[str]:
    """pandas in and out, with the types that pandas chooses by itself."""
    answers = dorsiflex.assess_frame(some.given.to_pandas(), known_as(name).knowledge)
    assert isinstance(answers, pd.DataFrame)
    yield from differing(pl.from_pandas(answers), some.wanted)


def settled(name: str, some: Crowd) -> pl.DataFrame:
    program = known_as(name).program
    return SettleColumns(program).settle(recorded_table([case.recorded for case in some.cases], program))


def word(stem: str) -> pl.Expr:
    yes, no = pl.col(f"{stem}?true"), pl.col(f"{stem}?false")
    lit = {one: pl.lit(one, dtype=WORDS) for one in WORDS.categories}
    return pl.when(yes).then(lit["true"]).when(no).then(lit["false"]).otherwise(lit["unknown"])


def everywhere(name: str, some: Crowd) -> list[str]:
    ways = {"bits": by_packed_bits, "polars": by_polars, "duckdb": by_duckdb}
    return [f"{way}: {cell}" for way, run in ways.items() for cell in run(name, some)]


@pytest.mark.parametrize(("name", "count"), [("sleep", 40_000), ("wrist", 50_000)])
def test_ninety_thousand_half_filled_rows_have_no_cell_that_the_reference_does_not_have(name: str, count: int):
    assert [cell for some in crowds(name, count) for cell in everywhere(name, some)] == []


def test_ten_thousand_half_filled_rows_of_the_ankle_have_none_either():
    by_reference, generated = 500, 9_500
    assert everywhere(RULES, crowd(RULES, by_reference)) == []
    for some in crowds(RULES, generated, 5_000, start=by_reference, by_reference=False):
        assert everywhere(RULES, some) == []


def test_ten_thousand_half_filled_rows_go_through_pandas_and_back_unchanged():
    some = crowd("wrist", 10_000)
    assert list(by_pandas("wrist", some)) == []


@pytest.mark.soak
@pytest.mark.parametrize("name", ["sleep", "wrist", RULES], ids=["sleep", "wrist", "ankle"])
def test_a_million_half_filled_rows_have_no_cell_that_the_reference_does_not_have(name: str):
    for some in crowds(name, 1_000_000, by_reference=name != RULES):
        assert [*everywhere(name, some), *by_pandas(name, some)] == []
