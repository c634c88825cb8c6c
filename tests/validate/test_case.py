from __future__ import annotations

from typing import Any

import pytest

from dorsiflex.language.meaning import NOT_APPLICABLE
from tests.validate.small_knowledge import case, problem, problems

POSITIVE: dict[str, Any] = {
    "tender": "present",
    "sites": ["inner"],
    "count": 2,
    "depth": 3,
    "imaging": "fracture",
    "report": "present",
}
NEGATIVE: dict[str, Any] = {
    "tender": "absent",
    "sites": ["nowhere"],
    "count": 0,
    "depth": 2,
    "imaging": "not_done",
    "report": "absent",
}
NOT_ASKED = {
    "tender": False,
    "sites": frozenset(),
    "count": NOT_APPLICABLE,
    "depth": NOT_APPLICABLE,
    "imaging": NOT_APPLICABLE,
    "report": False,
}


def left(answers: dict[str, Any]) -> dict[str, Any]:
    """What is settled of the left side, save for the one finding whose parent is what is known."""
    settled = case(left=answers).settled
    side = {stem.removeprefix("left."): value for stem, value in settled.items() if stem.startswith("left.")}
    return {name: value for name, value in side.items() if name != "followed_up"}


# Where a finding stands


def test_an_unknown_finding_is_told_with_the_one_it_may_mean():
    told = problem(left={"injured": "present", "tendr": "present"})
    assert told.found == "the finding `tendr`"
    assert told.why == "The vocabulary does not know it, so it would be lost."
    assert told.mend == "Did you mean `tender`?"


def test_an_unknown_finding_like_no_other_is_sent_to_the_list():
    assert problem(left={"zzz": "present"}).mend == "`dorsiflex rules list --kind finding` lists them all."


def test_a_finding_of_the_person_is_not_taken_from_a_side():
    told = problem(left={"age_years": 34})
    assert told.found == "`age_years` under `left`"
    assert told.why == "It is asked of `person`."


def test_a_finding_of_a_side_is_not_taken_from_the_person():
    told = problem(person={"injured": "present"})
    assert told.found == "`injured` under `person`"
    assert told.why == "It is asked of `left` or `right`."
    assert told.mend == "Move it there."


def test_all_problems_come_at_once_in_the_order_of_the_answers():
    told = problems(
        person={"age_years": 200, "injured": "present", "nothing_like_it": 1},
        left={"injured": "absent", "tender": "present", "reach_cm": "far"},
        right={"imaging": "blurred"},
    )
    assert [item.found.split("`")[1] for item in told] == [
        "age_years: 200",
        "injured",
        "nothing_like_it",
        "reach_cm: far",
        "imaging: blurred",
        "left.tender",
    ]


def test_what_is_not_known_is_not_recorded():
    found = case(person={"age_years": "unknown", "diabetes": None}, left={"injured": ""})
    assert found.recorded == {}


# Dependents


def test_a_present_parent_leaves_its_dependents_as_they_are():
    assert left({"injured": "present"}) == {"injured": True, "imaging": "not_done", "report": False}
    assert left({"injured": "present", "tender": "absent", "count": 0})["count"] == 0


def test_an_unknown_parent_leaves_its_dependents_unknown():
    assert left({"count": 2}) == {"count": 2, "imaging": "not_done", "report": False}


def test_an_absent_parent_settles_its_dependents_and_theirs():
    assert left({"injured": "absent"}) == {"injured": False, **NOT_ASKED}


@pytest.mark.parametrize("name", NEGATIVE)
def test_a_negative_answer_does_not_contradict_an_absent_parent(name: str):
    assert left({"injured": "absent", name: NEGATIVE[name]}) == {"injured": False, **NOT_ASKED}


@pytest.mark.parametrize("name", POSITIVE)
def test_a_positive_answer_contradicts_an_absent_parent(name: str):
    parent = {"sites": "tender", "report": "imaging"}.get(name, "injured")
    told = problem(left={"injured": "absent", name: POSITIVE[name]})
    assert told.found.startswith(f"`left.{name}` is answered, but what it depends on is denied: `left.{parent}`")
    assert f"a {name}" in told.why
    assert told.where == f"intake: left.{name}" or name in told.where


def test_a_contradiction_names_both_findings_and_where_the_denial_stands():
    told = problem(left={"injured": "absent", "tender": "present"})
    assert "`left.tender`" in told.found and "`left.injured`" in told.found
    assert told.found.endswith("`left.injured` (intake (left.injured))")
    assert told.mend == "Correct the one that is wrong, or leave it unanswered."


def test_several_options_contradict_where_one_of_them_is_not_negative():
    assert problem(left={"tender": "absent", "sites": ["nowhere", "inner"]}).found.startswith("`left.sites`")


def test_a_parent_on_the_other_side_is_looked_for_there():
    assert case(right={"injured": "absent"}).settled["left.compared"] is False
    assert "right.compared" not in case(right={"injured": "absent"}).settled


def test_a_parent_that_is_a_number_counts_by_its_limit():
    assert "gain" not in left({"reach_cm": 1.5})
    assert left({"reach_cm": 1.4})["gain"] is False
    assert "gain" not in left({})


def test_a_parent_that_asks_whether_something_is_known_is_settled_either_way():
    assert case().settled["left.followed_up"] is False
    assert "left.followed_up" not in case(left={"reach_cm": 0}).settled


def test_a_choice_left_open_counts_as_the_vocabulary_says_and_stays_unrecorded():
    found = case(left={"injured": "present"})
    assert found.settled["left.imaging"] == "not_done"
    assert "left.imaging" not in found.recorded


def test_an_answer_stands_before_what_leaving_it_open_would_mean():
    assert left({"injured": "present", "imaging": "normal"})["imaging"] == "normal"


def test_each_side_is_settled_by_itself():
    found = case(left={"injured": "absent"}, right={"injured": "present"}).settled
    assert (found["left.tender"], found.get("right.tender")) == (False, None)


def test_a_case_cannot_be_changed_once_it_is_read():
    found = case(left={"injured": "present"})
    with pytest.raises(TypeError):
        found.settled["left.injured"] = False  # type: ignore[index]
