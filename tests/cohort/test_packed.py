"""A table that is concluded a bit a case says of every cell what the reference says of the case."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsiflex.cohort.wide import Wide
from dorsiflex.infer import bit_columns, packed
from dorsiflex.infer.packed import PackedTable
from dorsiflex.infer.settle_columns import SettleColumns
from dorsiflex.language.case import Case
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.truth import Truth
from dorsiflex.validate.case import settle
from tests.cohort.tables import recorded_table
from tests.cohort.told import Told, differing
from tests.conformance.strategies import World, examples, worlds
from tests.conformance.test_every_engine_agrees import meaning
from tests.infer.knowledge_cases import Known

RULES = Path(__file__).parents[2] / "rules"
known_as = cache(Known)
FEW = st.lists(st.tuples(st.sampled_from([True, False, None]), st.integers(-3, 6)), min_size=1, max_size=5)


def settled(cases: list[Case], program: Program) -> pl.DataFrame:
    return SettleColumns(program).settle(recorded_table([case.recorded for case in cases], program))


def differing_cells(cases: list[Case], truths: list[dict[str, Truth]], knowledge: KnowledgeBase, program: Program):
    told = Told(knowledge, program)
    wanted = pl.DataFrame(
        [told.row(case, truth) for case, truth in zip(cases, truths, strict=True)], infer_schema_length=None
    )
    return list(differing(Wide(knowledge, program).answers(PackedTable(settled(cases, program), program)), wanted))


@examples(60)
@given(world=worlds(least=20, most=60))
def test_a_table_of_any_rules_is_answered_as_each_case_by_itself(world: World):
    cases = list(world.cases)
    truths = [meaning(world, case) for case in cases]
    assert differing_cells(cases, truths, world.knowledge, world.program) == []


@pytest.mark.parametrize(("name", "count"), [("wrist", 500), ("sleep", 200), (str(RULES), 100)])
def test_half_filled_rows_are_answered_as_the_reference_does(name: str, count: int):
    known = known_as(name)
    cases = [known.random_case(seed) for seed in range(count)]
    told = Told(known.knowledge, known.program)
    assert differing_cells(cases, [told.truths(case) for case in cases], known.knowledge, known.program) == []


@pytest.mark.parametrize("name", ["wrist", "sleep", str(RULES)])
@pytest.mark.parametrize("count", [0, 1, 7, 8, 9])
def test_a_table_of_any_length_has_every_column_of_its_answer(name: str, count: int):
    known = known_as(name)
    nothing = Case({}, settle({}, known.knowledge)[0])
    wide = Wide(known.knowledge, known.program)
    answers = wide.answers(PackedTable(settled([nothing] * count, known.program), known.program))
    assert answers.height == count
    assert answers.columns == list(wide.columns)
    assert answers.unique().height == min(count, 1)


def test_a_slice_of_a_table_is_answered_as_the_table_is():
    """The bits of a slice begin anywhere within a byte."""
    known = known_as("wrist")
    table = settled([known.random_case(seed) for seed in range(100)], known.program)
    wide = Wide(known.knowledge, known.program)
    whole = wide.answers(PackedTable(table, known.program))
    for start in (1, 3, 8, 13):
        assert wide.answers(PackedTable(table.slice(start, 40), known.program)).equals(whole.slice(start, 40))


@examples(200)
@given(rows=st.lists(FEW, min_size=1, max_size=20))
def test_scores_and_tables_have_the_same_ends_in_arrays_as_bit_by_bit(rows):
    """Each drawn row is a case; what an item says of it is yes, no or not known."""
    every = (1 << len(rows)) - 1
    length = max(map(len, rows))
    filled = [row + [(None, 0)] * (length - len(row)) for row in rows]
    worth = [points for _, points in max(rows, key=len)]
    items = [
        (bits(row[place][0] is True for row in filled), bits(row[place][0] is False for row in filled), worth[place])
        for place in range(length)
    ]
    for name in ("add_up", "look_up"):
        wanted, found = getattr(bit_columns, name)(items, every), getattr(packed, name)(items, every)
        assert (found.na, found.exact()) == (wanted.na, wanted.exact())
        for limit in range(-20, 30):
            for end in (0, 1):
                for op in ("<", "<=", ">", ">="):
                    assert found.at(end, op, limit) == wanted.at(end, op, limit)


def bits(row) -> int:
    return sum(1 << place for place, yes in enumerate(row) if yes)


@examples(100)
@given(where=st.lists(st.booleans(), max_size=40))
def test_a_mask_is_the_array_it_was_packed_from(where: list[bool]):
    mask = packed.packed(np.array(where, bool))
    assert packed.unpacked(mask, len(where)).tolist() == [int(one) for one in where]
    assert packed.column_of_mask(mask, len(where)).to_pylist() == where


def test_numbers_too_large_for_an_array_are_refused_at_once():
    known = known_as("wrist")
    assert packed.fits(known.program)
    stem, finding = next((s, f) for s, f in known.program.findings.items() if f.most)
    large = replace(known.program, findings={**known.program.findings, stem: replace(finding, most=2**31)})
    with pytest.raises(ValueError, match="more steps than"):
        packed.PackedEngine(large)
    assert PackedTable(pl.DataFrame(), known.program).every == 0
