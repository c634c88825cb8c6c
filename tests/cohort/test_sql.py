"""SQL says of every cell what Polars says."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from dorsiflex.infer.columns import ColumnsEngine
from dorsiflex.infer.settle_columns import SettleColumns
from dorsiflex.infer.sql import SqlEngine
from dorsiflex.language.case import Case
from dorsiflex.language.program import Head, Program
from dorsiflex.language.rails import NO, YES, Literal
from tests.cohort.tables import recorded_table
from tests.conformance.strategies import World, worlds
from tests.infer.knowledge_cases import Known
from tests.infer.rail_programs import program_of

RULES = str(Path(__file__).parents[2] / "rules")


def differing_columns(cases: list[Case], program: Program) -> list[str]:
    """Every column in which SQL and Polars differ in some row."""
    settled = SettleColumns(program).settle(recorded_table([case.recorded for case in cases], program))
    engine = SqlEngine(program)
    found = engine.conclude_table(settled)
    engine.close()
    wanted = ColumnsEngine(program).conclude(settled).select(found.columns)
    assert found.height == len(cases)
    return [name for name in found.columns if not found[name].equals(wanted[name])]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.data_too_large])
@given(world=worlds(least=20, most=60))
def test_a_table_of_any_rules_is_concluded_as_polars_does(world: World):
    assert differing_columns(list(world.cases), world.program) == []


@pytest.mark.parametrize(
    ("name", "count"), [("wrist", 10_000), ("sleep", 500), (RULES, 500)], ids=["wrist", "sleep", "ankle"]
)
def test_half_filled_rows_are_concluded_as_polars_does(name: str, count: int):
    known = Known(name)
    assert differing_columns([known.random_case(seed) for seed in range(count)], known.program) == []


def test_a_table_of_no_rows_is_concluded():
    assert differing_columns([], Known("wrist").program) == []


def test_text_in_the_knowledge_stays_text_in_what_is_written():
    """An option or id that looks like SQL is compared, never run."""
    nasty = "'); DROP TABLE given; --"
    stem = 'x"; SELECT 1 --'
    heads = (Head("quoted", Literal(stem, "==", nasty), NO), Head('always"', YES, NO))
    engine = SqlEngine(program_of(heads))
    found = engine.conclude_table(pl.DataFrame({stem: [nasty, "other", None]}))
    engine.close()
    assert found["quoted?true"].to_list() == [True, False, False]
    assert found['always"?true'].to_list() == [True] * 3


def test_nothing_to_conclude_is_concluded():
    engine = SqlEngine(program_of())
    assert engine.conclude(Case()) == {}
    engine.close()
