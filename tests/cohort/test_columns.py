from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from dorsiflex.infer.columns import ColumnsEngine
from dorsiflex.infer.decide import Decider
from dorsiflex.infer.decide_columns import PERSON, ColumnsDecider
from dorsiflex.infer.generated import GeneratedEngine
from dorsiflex.infer.packed import PackedTable
from dorsiflex.infer.reference import conclude
from dorsiflex.infer.settle_columns import SettleColumns
from dorsiflex.infer.settle_packed import SettlePacked
from dorsiflex.language.case import Case
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import Value
from dorsiflex.language.program import Program
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.truth import Truth
from dorsiflex.validate.case import settle
from tests.cohort.tables import recorded_table, side_in, side_of, truths_in, unlike
from tests.conformance.strategies import World, worlds
from tests.conformance.test_every_engine_agrees import meaning
from tests.infer.knowledge_cases import FOREIGN, Known

MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.data_too_large])
RULES = Path(__file__).parents[2] / "rules"


def decided(cases: list[Case], knowledge: KnowledgeBase, program: Program) -> pl.DataFrame:
    """All passes: what was recorded in, what is decided out."""
    table = SettleColumns(program).settle(recorded_table([case.recorded for case in cases], program))
    table = ColumnsEngine(program).conclude(table)
    return ColumnsDecider(Decider(knowledge, Scopes(knowledge))).decide(table)


def differing_cells(
    cases: list[Case], truths: list[dict[str, Truth]], knowledge: KnowledgeBase, program: Program
) -> list[str]:
    """Every cell in which the table and the reference are not the same."""
    table = decided(cases, knowledge, program)
    decider = Decider(knowledge, Scopes(knowledge))
    techniques = list(knowledge.techniques)
    different = []
    found = truths_in(table, [*program.rules, *program.needs])
    for place, (row, told, wanted, case) in enumerate(
        zip(table.iter_rows(named=True), found, truths, cases, strict=True)
    ):
        different += [f"{place} {stem}" for stem, truth in wanted.items() if told[stem] is not truth]
        decision = decider.decide(wanted, wanted, case)
        different += [] if row[PERSON] == decision.disposition else [f"{place} disposition"]
        for side in decision.sides:
            got, want = side_in(row, side.unit, techniques), side_of(side, techniques)
            different += [f"{place} {side.unit} {name}" for name in want if got[name] != want[name]]
    return different


@MANY
@given(world=worlds(least=20, most=60))
def test_a_table_is_concluded_and_decided_as_each_case_by_itself(world: World):
    cases = list(world.cases)
    truths = [meaning(world, case) for case in cases]
    assert differing_cells(cases, truths, world.knowledge, world.program) == []


@MANY
@given(world=worlds(least=20, most=60, mostly_answered=True))
def test_a_contradiction_is_found_in_the_row_and_finding_where_one_case_has_it(world: World):
    answered: list[dict[str, Value]] = [dict(case.recorded) for case in world.cases]
    # Parents are turned round in every other case, so that some answers contradict them.
    for recorded in answered[::2]:
        recorded.update({stem: not value for stem, value in recorded.items() if isinstance(value, bool)})
    settling = SettleColumns(world.program)
    table = settling.settle(recorded_table(answered, world.program))
    packed = PackedTable(recorded_table(answered, world.program), world.program)
    contradicted = SettlePacked(world.program).settle(packed)
    wanted = [{item.stem for item in settle(one, world.knowledge)[1]} for one in answered]
    found = [
        {stem for stem, mark in settling.contradictions.items() if row[mark]} for row in table.iter_rows(named=True)
    ]
    assert found == wanted
    in_masks = [{stem for stem, mask in contradicted.items() if mask >> row & 1} for row in range(len(wanted))]
    assert in_masks == wanted
    assert unlike(packed, PackedTable(table, world.program)) == [], "settled alike, in columns and in masks"


def test_half_filled_rows_of_the_wrist_are_answered_as_the_reference_does():
    known = Known("wrist")
    cases = [known.random_case(seed) for seed in range(1_000)]
    generated = GeneratedEngine(known.program)
    truths = [{**generated.conclude(case), **conclude(known.knowledge, case)} for case in cases]
    assert differing_cells(cases, truths, known.knowledge, known.program) == []


def test_half_filled_rows_of_the_ankle_are_answered_as_the_reference_does():
    known = Known(str(RULES))
    cases = [known.random_case(seed) for seed in range(100)]
    generated = GeneratedEngine(known.program)
    truths = [{**generated.conclude(case), **conclude(known.knowledge, case)} for case in cases]
    seen = {truth for told in truths for truth in told.values()}
    assert seen == set(Truth)
    assert differing_cells(cases, truths, known.knowledge, known.program) == []


@pytest.mark.parametrize("name", [str(FOREIGN / "wrist"), str(FOREIGN / "sleep"), str(RULES)])
def test_a_table_of_no_rows_has_every_column_of_its_answer(name: str):
    known = Known(name)
    empty = decided([], known.knowledge, known.program)
    assert empty.height == 0
    assert empty.columns == decided([Case()], known.knowledge, known.program).columns


def test_a_row_of_which_nothing_is_known_concludes_what_an_empty_case_concludes():
    known = Known(str(RULES))
    nothing = Case({}, settle({}, known.knowledge)[0])
    truths = [{**GeneratedEngine(known.program).conclude(nothing), **conclude(known.knowledge, nothing)}]
    assert differing_cells([nothing], truths, known.knowledge, known.program) == []
