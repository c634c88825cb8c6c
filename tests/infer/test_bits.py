from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsiflex.infer.bit_columns import (
    Columns,
    Spans,
    add_up,
    enough,
    look_up,
    settle_dependents,
    spans_reader,
    subtract,
    union,
)
from dorsiflex.infer.bits import BitsEngine
from dorsiflex.language.case import Case
from dorsiflex.language.facts import facts_of
from dorsiflex.language.grounding import build_program
from dorsiflex.language.program import Head
from dorsiflex.language.rails import NO, YES, Enough, Every, Literal, Some
from tests.infer.rail_programs import program_of
from tests.validate.small_knowledge import KNOWLEDGE

# Columns are read from the right: 0b001 is the first.


def columns(**values: dict[object, int]) -> Columns:
    return Columns(3, dict(values))  # type: ignore[arg-type]


AGES = columns(age={30: 0b001, 40: 0b010})


@pytest.mark.parametrize(
    ("op", "limit", "where"),
    [
        ("==", 40, 0b010),
        ("!=", 40, 0b001),
        ("<", 40, 0b001),
        ("<=", 40, 0b011),
        (">", 30, 0b010),
        (">=", 30, 0b011),
        ("==", 50, 0),
    ],
)
def test_a_comparison_holds_in_no_column_that_does_not_know(op: str, limit: int, where: int):
    assert AGES.where(Literal("age", op, limit)) == where
    assert AGES.where(Literal("weight", op, limit)) == 0


def test_putting_a_value_takes_the_old_one_away_and_leaves_other_columns_alone():
    before = AGES.values["age"]
    mine = columns(age=before)
    mine.put("age", 50, 0b011)
    assert mine.where(Literal("age", "==", 50)) == 0b011
    assert mine.where(Literal("age", "<", 50)) == 0
    assert before == {30: 0b001, 40: 0b010}, "columns made from others share what they do not change"


def test_columns_alike_all_say_the_same():
    alike = Columns.alike({"sore": True}, 3)
    assert alike.where(Literal("sore", "==", True)) == alike.all == 0b111


@given(st.integers(1, 5), st.lists(st.integers(0, 255), max_size=6))
def test_enough_counts_each_column_by_itself(count: int, masks: list[int]):
    wanted = union(1 << bit for bit in range(8) if sum(mask >> bit & 1 for mask in masks) >= count)
    assert enough(count, tuple(masks), 255) == wanted


# Numbers, column by column


def test_a_difference_is_known_where_both_are_and_not_applicable_where_either_is():
    of = Spans({(2, 3): 0b0011}, na=0b0100)
    minus = Spans({(1, 5): 0b0101}, na=0b1000)
    assert subtract(of, minus, (10, 1), 0b1111) == Spans({(15, 29): 0b0001}, na=0b1100)


def test_a_number_is_exact_where_its_ends_meet_or_it_does_not_apply():
    assert Spans({(2, 2): 0b0001, (1, 2): 0b0010}, na=0b0100).exact() == 0b0101


def test_each_end_of_an_interval_is_compared():
    spans = Spans({(1, 3): 0b01, (3, 3): 0b10}, na=0)
    assert spans.at(0, ">=", 3) == 0b10
    assert spans.at(1, ">=", 3) == 0b11


def test_a_score_takes_each_column_its_own_way():
    """Two items, +2 and -1; columns: both, neither, the first open, both open."""
    found = add_up([(0b0001, 0b0010, 2), (0b0001, 0b0110, -1)], 0b1111)
    assert found == Spans({(1, 1): 0b0001, (0, 0): 0b0010, (0, 2): 0b0100, (-1, 2): 0b1000}, na=0)


def test_a_table_takes_each_column_its_own_way():
    """Rows of 5 and 7; columns: first, second, first open and second true, none, both open."""
    found = look_up([(0b00001, 0b01010, 5), (0b00110, 0b01000, 7)], 0b11111)
    assert found == Spans({(5, 5): 0b00001, (7, 7): 0b00010, (5, 7): 0b00100}, na=0b01000)


def test_a_measured_number_is_read_as_spans():
    reader = spans_reader(columns(reach={15: 0b001}, **{"reach?na": {True: 0b010}}))
    assert reader("reach") == Spans({(15, 15): 0b001}, na=0b010)
    assert reader("girth") == Spans({}, 0)


# Rails and heads


def test_rails_are_worked_out_for_all_columns_at_once():
    a, b, c = (Literal(name, "==", True) for name in "abc")
    heads = (
        Head("every", Every((a, b)), NO),
        Head("some", Some((a, b)), NO),
        Head("two", Enough(2, (a, b, c)), NO),
        Head("always", YES, NO),
    )
    given_ = columns(a={True: 0b011}, b={True: 0b110}, c={True: 0b100})
    found = BitsEngine(program_of(heads)).conclude(given_)
    assert found == {"every": (0b010, 0), "some": (0b111, 0), "two": (0b110, 0), "always": (0b111, 0)}


def test_what_a_head_leaves_open_is_known_nowhere():
    first = Head("first", Literal("a", "==", True), Literal("a", "==", False))
    known = Head("known", Literal("first?known", "==", True), Literal("first?known", "==", False))
    found = BitsEngine(program_of((first,), (known,))).conclude(columns(a={True: 0b001, False: 0b010}))
    assert found == {"first": (0b001, 0b010), "known": (0b011, 0b100)}


# What does not arise


def settled(**recorded: bool | int | str) -> tuple[Columns, int]:
    """One column of the left side, and whether it contradicts itself."""
    program = build_program(KNOWLEDGE)
    given_ = {f"left.{name}": value for name, value in recorded.items()}
    one = Columns.alike(facts_of(Case(given_, given_), program), 1)
    return one, settle_dependents(one, program, given_)


def test_a_parent_that_asks_whether_something_is_known_is_read_in_columns_too():
    """Nothing but a parent asks it here; the columns bring the answer all the same."""
    assert settled()[0].values["left.followed_up"] == {False: 1}
    assert "left.followed_up" not in settled(reach_cm=15)[0].values


def test_a_denied_parent_fills_in_each_kind_in_its_way():
    one, contradicted = settled(injured=False)
    assert contradicted == 0
    assert one.where(Literal("left.tender", "==", False)) == 1
    assert one.where(Literal("left.sites/inner", "==", False)) == 1
    assert one.where(Literal("left.count?na", "==", True)) == 1
    assert one.where(Literal("left.imaging", "!=", "not_done")) == 1
    assert one.where(Literal("left.report", "==", False)) == 1, "and so on down the chain"


@pytest.mark.parametrize(
    ("name", "value", "contradicts"),
    [
        ("tender", True, 1),
        ("tender", False, 0),
        ("count", 2, 1),
        ("count", 0, 0),
        ("depth", 3, 1),
        ("depth", 2, 0),
        ("imaging", "fracture", 1),
        ("imaging", "not_done", 0),
        ("sites", frozenset({"inner"}), 1),
        ("sites", frozenset({"nowhere"}), 0),
        ("sites", frozenset(), 0),
    ],
)
def test_only_a_positive_answer_contradicts_a_denied_parent(name: str, value: bool, contradicts: int):
    assert settled(injured=False, **{name: value})[1] == contradicts


def test_a_finding_that_is_not_recorded_contradicts_nothing():
    program = build_program(KNOWLEDGE)
    facts = facts_of(Case({}, {"left.injured": False, "left.tender": True}), program)
    assert settle_dependents(Columns.alike(facts, 1), program, ()) == 0


def test_what_is_filled_in_is_known():
    """`?known` is kept up only where a rail asks it."""
    program = build_program(KNOWLEDGE)
    asks = replace(program, strata=program_of((Head("x", Literal("left.count?known", "==", True), NO),)).strata)
    given_ = {"left.injured": False}
    one = Columns.alike(facts_of(Case(given_, given_), asks), 1)
    settle_dependents(one, asks)
    assert one.where(Literal("left.count?known", "==", True)) == 1
