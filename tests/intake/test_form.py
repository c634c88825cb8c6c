from __future__ import annotations

from typing import Any

import pytest

from dorsiflex.errors import BadInput, Problem
from dorsiflex.intake.form import Typed, intake_from, read_intake

SIDES = ("left", "right")


def problems(mapping: Any, units: tuple[str, ...] = SIDES) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as caught:
        intake_from(mapping, units)
    return caught.value.problems


def test_answers_are_sorted_by_whose_they_are_and_left_as_typed():
    found = intake_from({"id": "a-1", "person": {"age": "34"}, "left": {"sore": True}, "right": {"sore": None}}, SIDES)
    assert found.id == "a-1"
    assert [(item.unit, item.finding, item.value) for item in found.answers] == [
        (None, "age", "34"),
        ("left", "sore", True),
        ("right", "sore", None),
    ]


def test_each_answer_knows_the_line_it_stands_on():
    found = read_intake(b"person:\n  age: 34\nleft:\n  sore: yes\n", SIDES, "visit.yaml")
    assert [item.where for item in found.answers] == ["visit.yaml:2", "visit.yaml:4"]
    assert found.name == "visit.yaml"


def test_yes_in_a_file_is_the_word_and_not_a_boolean():
    [answer] = read_intake(b"left: {sore: yes}", SIDES, "visit.yaml").answers
    assert answer == Typed("left", "sore", "yes", "visit.yaml:1")


def test_yaml_and_json_say_the_same():
    yaml = read_intake(b"left: {reach: 6.5, sore: null}", SIDES, "a")
    json = read_intake(b'{"left": {"reach": 6.5, "sore": null}}', SIDES, "a")
    assert [(a.finding, a.value) for a in yaml.answers] == [(a.finding, a.value) for a in json.answers]


def test_without_sides_only_the_person_is_answered_for():
    found = intake_from({"person": {"sleeps": 7}}, ("person",))
    assert [item.unit for item in found.answers] == [None]
    assert problems({"left": {"sore": True}}, ("person",))[0].found == "the key `left`"


@pytest.mark.parametrize("part", [None, {}])
def test_a_part_may_be_empty(part: Any):
    assert intake_from({"left": part}, SIDES).answers == ()


def test_a_misspelt_side_is_told_with_the_one_it_may_mean_and_so_is_the_second():
    told = problems({"lefft": {"sore": True}, "rigth": {"sore": False}})
    assert [item.mend for item in told] == ["Did you mean `left`?", "Did you mean `right`?"]
    assert told[0].why == "It is no part of an intake, and what stands under it would be lost."


def test_a_key_like_no_other_is_told_what_an_intake_has():
    [told] = problems({"zzz": 1})
    assert told.mend == "An intake has `id`, `person`, `left`, `right`."


@pytest.mark.parametrize("part", ["sore", ["sore"], 3])
def test_a_part_holds_answers_under_their_names(part: Any):
    [told] = problems({"left": part})
    assert told.found == "`left` is not a mapping"
    assert told.mend == "Write `finding: answer` lines."


@pytest.mark.parametrize("whole", [["left"], "left", None])
def test_an_intake_is_a_mapping(whole: Any):
    [told] = problems(whole)
    assert told.found == "an intake is not a mapping"
    assert told.mend == "Write `person:` and `left:` and `right:`."


def test_a_case_file_is_an_intake_whose_story_and_expectation_are_not_read():
    case = {"id": "a", "story": "…", "source": "constructed", "expected": {}, "because": [], "left": {"sore": True}}
    assert len(intake_from(case, SIDES).answers) == 1


def test_a_story_without_an_expectation_is_no_case():
    assert [item.found for item in problems({"story": "…"})] == ["the key `story`"]


@pytest.mark.parametrize("identity", [{"name": "x"}, ["x"], True, 1.5, "x" * 201])
def test_an_id_is_a_short_text(identity: Any):
    [told] = problems({"id": identity})
    assert told.found == "`id` is not a short text"


@pytest.mark.parametrize("identity", ["left\N{RIGHT-TO-LEFT OVERRIDE}thgir", "a\nEMERGENCY", "bell\a"])
def test_an_id_that_could_turn_the_page_round_is_refused(identity: str):
    [told] = problems({"id": identity})
    assert "not seen" in told.found


@pytest.mark.parametrize(("identity", "read"), [("a", "a"), (7, "7"), (None, None)])
def test_an_id_may_be_a_number_or_left_out(identity: Any, read: str | None):
    assert intake_from({"id": identity}, SIDES).id == read
