"""A column is judged as each of its values by itself."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dorsiflex.cohort.values import read_column
from dorsiflex.language.vocabulary import Finding, Kind, Quantity, Scope, Spellings
from dorsiflex.validate.answer import Refused, read_answer

SPELLINGS = Spellings(
    frozenset({"present", "yes", "true", "1"}), frozenset({"absent", "no", "false", "0"}), frozenset({"unknown", "na"})
)
YES_NO = Finding("sore", "soreness", "?", Kind.YES_NO, Scope.PERSON, "s")
CHOICE = Finding("colour", "a colour", "?", Kind.CHOICE, Scope.PERSON, "s", options=(("red", "r"), ("blue", "b")))
SEVERAL = Finding("tools", "tools", "?", Kind.SEVERAL_OF, Scope.PERSON, "s", options=(("belt", "b"), ("band", "b")))


def number(decimals: int, least: int, most: int) -> Finding:
    quantity = Quantity("cm", decimals)
    return Finding("reach", "reach", "?", Kind.NUMBER, Scope.PERSON, "s", quantity=quantity, least=least, most=most)


REACH = number(1, 0, 250)


def by_itself(value: Any, finding: Finding) -> Any:
    """What the rules of one answer say: a value, None, or `refused`."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    try:
        return read_answer(value, finding, SPELLINGS)
    except Refused:
        return "refused"


def in_column(values: list[Any], finding: Finding, dtype: Any = None) -> list[Any]:
    """The same of a column."""
    column = pl.Series("column", values, dtype=dtype)
    read = read_column(column, finding.id, finding, SPELLINGS)
    refused = set(read.refused["place"])
    told: list[Any] = []
    for place in range(len(values)):
        held = [attribute[place] for attribute in read.attributes]
        if place in refused:
            assert held == [None] * len(held)
            told.append("refused")
        elif finding.kind is Kind.SEVERAL_OF:
            chosen = frozenset(o for o, has in zip(finding.option_ids, held, strict=True) if has)
            told.append(None if None in held else chosen)
        else:
            told.append(held[0])
    return told


LIMITS = st.sampled_from(
    [0.0, -0.0, 25.0, 25.1, 25.05, 24.95, 0.04999999, -0.05, 12.25, 12.349999999999, 1.1, 0.1 + 0.2]
)
SPECIAL = st.sampled_from([math.inf, -math.inf, math.nan, 1e-320, 1e300, 25.000000000000004, -1e-17])
FLOATS = st.one_of(st.none(), LIMITS, SPECIAL, st.floats(-1, 27), st.floats(), st.decimals(-1, 27, places=2).map(float))


@settings(max_examples=300, deadline=None)
@given(st.lists(FLOATS, min_size=1, max_size=30), st.integers(0, 3), st.integers(-50, 50), st.integers(0, 300))
def test_a_number_is_taken_rounded_or_refused_as_by_itself(values: list[Any], decimals: int, least: int, width: int):
    finding = number(decimals, least, least + width)
    assert in_column(values, finding, pl.Float64) == [by_itself(value, finding) for value in values]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(-2, 30), st.integers(-(2**63), 2**63 - 1)), min_size=1, max_size=20))
def test_a_whole_number_is_taken_or_refused_as_by_itself(values: list[Any]):
    for finding in (REACH, YES_NO, CHOICE, SEVERAL):
        assert in_column(values, finding, pl.Int64) == [by_itself(value, finding) for value in values]


@pytest.mark.parametrize("dtype", [pl.UInt8, pl.UInt64, pl.Int8, pl.Int128])
def test_any_width_of_whole_number_will_do(dtype: Any):
    top = {pl.UInt8: 255, pl.UInt64: 2**64 - 1, pl.Int8: 127, pl.Int128: 2**126}[dtype]
    assert in_column([0, 25, 26, top, None], REACH, dtype) == [0, 250, "refused", "refused", None]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.decimals(-1, 27, places=3), min_size=1, max_size=20))
def test_a_number_as_text_is_what_it_says(values: list[Decimal]):
    wanted = [by_itself(value, REACH) for value in values]
    assert in_column([f" {value:f}" for value in values], REACH, pl.String) == wanted
    assert in_column(values, REACH, pl.Decimal(10, 3)) == wanted


@pytest.mark.parametrize(
    "text", ["1e1", "6,5", "1.000", "6.5 cm", ".5", "5.", "1 000", "0x1", "nan", "inf", "--1", "٣", "26", "[6]", "1_0"]
)
def test_text_that_is_not_plainly_a_number_within_range_is_refused(text: str):
    assert in_column([text], REACH) == (["refused"] if text != "1.000" else [10])


def test_a_text_too_long_for_a_float_is_judged_by_its_digits():
    assert in_column(["25.00000000000000000001", "24.99999999999999999999", "9" * 5000], REACH) == [
        "refused",
        250,
        "refused",
    ]


def test_a_short_float_is_what_was_typed():
    """25.1 as a float of 32 bits is a little more than 25.1."""
    assert in_column([25.1, 25.0, None, math.nan], number(1, 0, 251), pl.Float32) == [251, 250, None, None]


WORDS = st.sampled_from(
    [None, "", " ", "yes", "YES", " no ", "1", "0", "2", "na", "Unknown", "red", "blue", "Red", "belt"]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=20))
def test_words_are_read_in_every_spelling_as_by_themselves(values: list[Any]):
    for finding in (YES_NO, CHOICE):
        wanted = [by_itself(value, finding) for value in values]
        assert in_column(values, finding, pl.String) == wanted
        assert in_column(values, finding, pl.Categorical) == wanted


def test_codes_of_one_and_nought_are_yes_and_no_in_any_kind_of_column():
    assert in_column([1.0, 0.0, 2.0, math.inf, math.nan], YES_NO) == [True, False, "refused", "refused", None]
    assert in_column([True, False, None], YES_NO) == [True, False, None]
    assert in_column([True, False], REACH) == ["refused", "refused"]


def test_several_choices_are_a_list_or_stand_between_semicolons():
    both, none = frozenset({"belt", "band"}), frozenset()
    texts = [
        "belt;band",
        "belt ; band",
        "[belt;band]",
        "belt",
        "[]",
        "",
        None,
        "na",
        "belt;",
        "belt,band",
        "rope",
        "belt;rope",
    ]
    wanted = [both, both, both, {"belt"}, none, None, None, None, "refused", "refused", "refused", "refused"]
    assert in_column(texts, SEVERAL) == wanted
    lists = [["belt", "band"], ["belt"], [], None, ["rope"], [None], ["belt", None], ["belt;band"], [""]]
    wanted = [both, {"belt"}, none, None, "refused", "refused", "refused", "refused", "refused"]
    assert in_column(lists, SEVERAL) == wanted
    assert in_column(lists, SEVERAL, pl.List(pl.Categorical)) == wanted


def test_a_list_where_one_value_belongs_is_refused():
    for finding in (YES_NO, CHOICE, REACH):
        assert in_column([["1"], ["red"], []], finding, pl.List(pl.String)) == ["refused"] * 3


def test_what_no_finding_can_be_is_refused_and_not_lost():
    from datetime import date

    for finding in (YES_NO, CHOICE, REACH, SEVERAL):
        assert in_column([date(2020, 1, 1), None], finding) == ["refused", None]
        assert in_column([{"a": 1}, None], finding) == ["refused", None]
        assert in_column([None, None], finding, pl.Null) == [None, None]


def test_a_refused_value_is_told_as_for_one_case():
    read = read_column(pl.Series([3.0, 99.0]), "reach", REACH, SPELLINGS)
    assert read.refused.rows() == [
        (
            1,
            "99.0",
            "It lies outside the range 0.0 to 25.0 cm; a value is never clipped.",
            "Check the value and its unit.",
        )
    ]


@pytest.mark.parametrize("least", [0, -3])
def test_a_float_a_hair_over_the_limit_is_refused_as_it_is_by_itself(least: int):
    """3 / 10 and 3 times the inverse of 10 are two floats; only one of them says 0.3."""
    over = 0.30000000000000004
    assert by_itself(over, number(1, least, 3)) == "refused"
    assert in_column([over, 0.3, -0.0], number(1, least, 3)) == ["refused", 3, 0]


@pytest.mark.parametrize("dtype", [pl.Categorical, pl.Enum(["yes", " NO ", "unknown", "perhaps"])])
def test_a_categorical_column_is_judged_as_its_texts_are(dtype: Any):
    texts = ["yes", " NO ", None, "unknown", "perhaps", "yes"]
    assert in_column(texts, YES_NO, dtype) == [True, False, None, None, "refused", True]
    assert in_column(texts, YES_NO, dtype) == in_column(texts, YES_NO)


def test_a_slice_of_a_column_is_judged_as_the_whole_is():
    column = pl.Series([None, 0.1, 7.0, math.nan, 25.0, None, 3.3] * 5)
    whole = read_column(column, "reach", REACH, SPELLINGS).attributes[0]
    for start in (1, 3, 8):
        part = read_column(column.slice(start, 9), "reach", REACH, SPELLINGS).attributes[0]
        assert part.equals(whole.slice(start, 9), check_names=False)
