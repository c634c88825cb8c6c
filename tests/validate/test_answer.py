from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsiflex.language.meaning import Value
from dorsiflex.language.vocabulary import Finding, Kind
from dorsiflex.validate.answer import Refused, read_answer
from tests.validate.small_knowledge import BY_ID, SPELLINGS, problem


def read(name: str, typed: Any) -> Value | None:
    return read_answer(typed, BY_ID[name], SPELLINGS)


# What is taken


@pytest.mark.parametrize("name", ["diabetes", "imaging", "equipment", "age_years"])
@pytest.mark.parametrize("typed", [None, "", "  ", "unknown", "Unknown", " not examined "])
def test_blank_null_and_unknown_are_the_same_for_every_kind(name: str, typed: Any):
    assert read(name, typed) is None


@pytest.mark.parametrize("typed", ["present", "Present", " yes ", "TRUE", True, "1", 1, 1.0, Decimal("1.0")])
def test_yes_may_be_spelled_as_the_vocabulary_says(typed: Any):
    assert read("diabetes", typed) is True


@pytest.mark.parametrize("typed", ["absent", "No", False, 0, 0.0, Decimal(0), "0"])
def test_no_may_be_spelled_as_the_vocabulary_says(typed: Any):
    assert read("diabetes", typed) is False


def test_a_spelling_that_the_vocabulary_does_not_have_is_not_guessed():
    for typed in ("y", "ja", "x", "-", "+", 2, 0.5, -1):
        with pytest.raises(Refused):
            read("diabetes", typed)


def test_a_choice_is_one_of_its_options():
    assert read("imaging", " fracture ") == "fracture"


@pytest.mark.parametrize(
    ("typed", "options"), [([], set()), (["belt"], {"belt"}), (("belt", "band"), {"belt", "band"})]
)
def test_an_empty_list_says_none_of_them(typed: Any, options: set[str]):
    assert read("equipment", typed) == frozenset(options)


@pytest.mark.parametrize(
    ("typed", "steps"),
    [(6.5, 65), (Decimal("6.5"), 65), (11, 110), (0.1 + 0.2, 3), (-3, -30), (25, 250), (Decimal("9.50"), 95)],
)
def test_a_number_is_read_in_decimal_steps(typed: Any, steps: int):
    assert read("reach_cm", typed) == steps


def test_both_ends_of_a_range_are_inside_it():
    assert (read("age_years", 0), read("age_years", 110)) == (0, 110)


# What is refused: found, why, and how to mend it

REFUSED = {
    "a number as text": ("age_years", "34", "`age_years: 34`", "It is a number", "from 0 to 110 y, without quotes"),
    "a word for a number": ("age_years", "old", "`age_years: old`", "It is a number", "Write a number"),
    "a yes for a number": ("age_years", True, "`age_years: true`", "It is a number", "Write a number"),
    "above the range": ("age_years", 111, "`age_years: 111`", "range 0 to 110 y; a value is never clipped", "unit"),
    "below the range": ("age_years", -1, "`age_years: -1`", "outside the range", "Check the value"),
    "just above": ("reach_cm", Decimal("25.01"), "25.01", "range -3.0 to 25.0 cm", "Was it measured in mm?"),
    "NaN": ("age_years", float("nan"), "nan", "not a number that was measured", "or leave it out"),
    "signalling NaN": ("age_years", Decimal("sNaN"), "sNaN", "not a number that was measured", "or leave it out"),
    "infinity": ("age_years", float("inf"), "inf", "not a number that was measured", "or leave it out"),
    "a list for one number": ("age_years", [34], "`age_years: [34]`", "one value, not a list", "Write the one value"),
    "a list for a choice": ("imaging", ["normal"], "imaging", "one value, not a list", "Write the one value"),
    "a mapping": ("age_years", {"years": 34}, "age_years", "not a mapping", "Write the value"),
    "one value for a list": ("equipment", "belt", "`equipment: belt`", "takes a list", "[belt]; an empty list []"),
    "a decimal comma": ("reach_cm", "6,5", "6,5", "It is a number", "Write 6.5, with a decimal point."),
    "text for yes or no": ("diabetes", "maybe", "`diabetes: maybe`", "a yes/no finding", "present, absent or unknown"),
    "a number for yes or no": ("diabetes", 7, "`diabetes: 7`", "a yes/no finding", "also 0, 1, false, no, true, yes"),
    "a number for a choice": ("imaging", 2, "`imaging: 2`", "not one of the choices", "not_done, normal, fracture"),
    "a misspelt choice": ("imaging", "fractured", "`imaging: fractured`", "not one", "Did you mean fracture?"),
    "a misspelt option": ("equipment", ["bnad"], "`equipment: bnad`", "not one", "Did you mean band?"),
    "a number among options": ("equipment", ["belt", 3], "`equipment: 3`", "not one of the choices", "belt, band"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_answer_that_may_be_a_mistake_is_refused(name: str):
    finding, typed, found, why, mend = REFUSED[name]
    told = problem(**{"person" if BY_ID[finding].scope.value == "person" else "left": {finding: typed}})
    assert finding in told.where
    assert found in told.found
    assert why in told.why
    assert mend in told.mend


@pytest.mark.parametrize(
    ("typed", "mend"),
    [
        (65, "Was it measured in mm? That would be 6.5 cm."),
        (250, "Was it measured in mm? That would be 25 cm."),
        (-5, "Was it measured in mm? That would be -0.5 cm."),
        (2501, "Check the value and its unit."),
        (Decimal("9E+999999"), "Check the value and its unit."),
    ],
)
def test_a_value_outside_is_tried_in_the_other_units_it_may_be_in(typed: Any, mend: str):
    assert problem(left={"reach_cm": typed}).mend == mend


def test_a_unit_that_is_not_the_first_is_tried_too():
    told = problem(left={"reach_cm": Decimal("-1000")})
    assert told.mend == "Check the value and its unit."
    assert BY_ID["reach_cm"].other_units[1][0] == "inches"


def test_what_is_shown_of_a_long_answer_is_cut():
    assert len(problem(person={"age_years": "x" * 10_000}).found) < 300


@pytest.mark.parametrize("name", ["age_years", "diabetes", "imaging", "equipment"])
def test_a_number_of_thousands_of_digits_is_refused_like_any_other(name: str):
    side = "person" if BY_ID[name].scope.value == "person" else "left"
    for typed in (10**5000, [10**5000]):
        assert "thousands of digits" in problem(**{side: {name: typed}}).found


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text() | st.binary(),
    lambda part: st.lists(part) | st.dictionaries(st.text(), part) | st.tuples(part),
    max_leaves=5,
)


@given(st.sampled_from(sorted(BY_ID)), ANYTHING)
def test_any_answer_at_all_is_read_or_refused(name: str, typed: Any):
    finding = BY_ID[name]
    with suppress(Refused):
        check(finding, read_answer(typed, finding, SPELLINGS))


def check(finding: Finding, value: Value | None) -> None:
    """What was read is of the finding's kind and inside its range."""
    match finding.kind:
        case Kind.YES_NO:
            assert value in (None, True, False)
        case Kind.CHOICE:
            assert value is None or value in finding.option_ids
        case Kind.SEVERAL_OF:
            assert value is None or (isinstance(value, frozenset) and value <= set(finding.option_ids))
        case Kind.NUMBER:
            assert value is None or (type(value) is int and finding.least <= value <= finding.most)
