from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsiflex.language.meaning import NOT_APPLICABLE, Interval, compute, difference, look_up, rescale, score
from dorsiflex.language.truth import Truth
from dorsiflex.language.vocabulary import Difference, Operand, Quantity
from tests.language.conditions import Reading

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
CM = Quantity("cm", 1)


def test_a_difference_of_decimals_is_exact():
    """11.0 - 9.5 is 1.5, which binary fractions only nearly say of 11.1 - 9.6."""
    for first, second in (("11.0", "9.5"), ("11.1", "9.6"), ("1.8", "0.3")):
        of, minus = (Interval(CM.steps(Decimal(text)), CM.steps(Decimal(text))) for text in (first, second))
        found = difference(of, minus)
        assert found == Interval(15, 15)
        assert CM.text(15) == "1.5 cm"


@pytest.mark.parametrize(("written", "steps"), [("6.5", 65), ("6.54", 65), ("6.55", 66), ("-0.25", -3), ("0", 0)])
def test_a_measurement_is_compared_to_its_last_decimal(written: str, steps: int):
    assert CM.steps(Decimal(written)) == steps


@pytest.mark.parametrize(("written", "exact"), [("6.5", True), ("6.50", True), ("6.55", False), ("7", True)])
def test_a_limit_is_exact_where_it_has_no_more_decimals_than_the_number(written: str, exact: bool):
    assert CM.exact(Decimal(written)) is exact


@pytest.mark.parametrize(
    ("quantity", "steps", "text"),
    [
        (CM, 65, "6.5 cm"),
        (CM, 110, "11 cm"),
        (CM, -5, "-0.5 cm"),
        (Quantity("", 0), 14, "14"),
        (Quantity("1", 0), 100, "100"),
        (Quantity("deg", 0), 100, "100 deg"),
    ],
)
def test_a_number_is_shown_as_a_reader_writes_it(quantity: Quantity, steps: int, text: str):
    assert quantity.text(steps) == text


@given(st.integers(0, 3), st.integers(-(10**9), 10**9))
def test_steps_and_values_are_two_writings_of_one_number(decimals: int, steps: int):
    quantity = Quantity("", decimals)
    assert quantity.steps(quantity.value(steps)) == steps


# Differences


def test_a_difference_is_the_first_minus_the_second():
    made = Difference(Operand("girth_cm", other=True), Operand("girth_cm"))
    assert compute(made, Reading({"girth_cm": 95}, {"girth_cm": 110})) == Interval(15, 15)


def test_a_difference_of_differing_decimals_is_told_in_the_finer_steps():
    """11 cm measured whole, less 9.5 cm: the first counts ten steps each."""
    made = Difference(Operand("whole_cm"), Operand("girth_cm"))
    reading = Reading({"whole_cm": 11, "girth_cm": 95})
    assert compute(made, reading, scales=(10, 1)) == Interval(15, 15)


def test_a_difference_of_intervals_is_the_widest_it_can_be():
    assert difference(Interval(2, 4), Interval(1, 7)) == Interval(-5, 3)


def test_a_difference_is_unknown_while_either_is():
    assert difference(None, Interval(1, 1)) is None
    assert difference(Interval(1, 1), None) is None


def test_a_difference_is_not_applicable_where_either_is_whatever_the_other_may_be():
    for of, minus in ((NOT_APPLICABLE, None), (None, NOT_APPLICABLE), (NOT_APPLICABLE, Interval(1, 1))):
        assert difference(of, minus) == NOT_APPLICABLE


def test_finer_steps_leave_unknown_and_not_applicable_as_they_are():
    assert rescale(Interval(1, 2), 100) == Interval(100, 200)
    assert rescale(None, 100) is None
    assert rescale(NOT_APPLICABLE, 100) == NOT_APPLICABLE


# Scores


@pytest.mark.parametrize(
    ("items", "least", "most"),
    [
        ([], 0, 0),
        ([(T, 1), (T, 2), (F, 4)], 3, 3),
        ([(U, 1), (T, 2)], 2, 3),
        ([(U, -2), (T, 2)], 0, 2),
        ([(T, -2), (T, 1)], -1, -1),
        ([(F, -2), (U, 1), (U, -1)], -1, 1),
    ],
)
def test_a_score_lies_between_its_least_and_its_most(items: list[tuple[Truth, int]], least: int, most: int):
    assert score(items) == Interval(least, most)


@given(st.lists(st.tuples(st.sampled_from([T, F]), st.integers(-4, 4), st.booleans()), max_size=8))
def test_an_answer_only_ever_narrows_a_score(items: list[tuple[Truth, int, bool]]):
    settled = score((truth, points) for truth, points, _ in items)
    partly = score((U if hidden else truth, points) for truth, points, hidden in items)
    assert settled.least == settled.most
    assert partly.least <= settled.least <= partly.most


# Tables


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([(T, 5), (T, 7)], Interval(5, 5)),
        ([(F, 5), (T, 7)], Interval(7, 7)),
        ([(U, 5), (T, 7)], Interval(5, 7)),
        ([(U, 7), (T, 5), (U, 99)], Interval(5, 7)),
        ([(U, 5), (F, 9), (T, 5)], Interval(5, 5)),
        ([(U, 5), (F, 7)], None),
        ([(U, 5), (U, 7)], None),
        ([(F, 5), (F, 7)], NOT_APPLICABLE),
        ([], NOT_APPLICABLE),
    ],
)
def test_a_table_gives_its_first_true_row_or_the_span_of_those_that_may_be_it(
    rows: list[tuple[Truth, int]], found: object
):
    assert look_up(rows) == found


@given(st.lists(st.tuples(st.sampled_from([T, F]), st.integers(-4, 4), st.booleans()), max_size=6))
def test_an_answer_only_ever_narrows_a_table(rows: list[tuple[Truth, int, bool]]):
    settled = look_up([(truth, value) for truth, value, _ in rows])
    partly = look_up([(U if hidden else truth, value) for truth, value, hidden in rows])
    if isinstance(partly, Interval):
        assert isinstance(settled, Interval) and partly.least <= settled.least <= settled.most <= partly.most
    elif partly is not None:
        assert settled == partly
