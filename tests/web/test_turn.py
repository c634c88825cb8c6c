"""Does a question stand open when it is of use, and only then? And does a hidden one stay unknown?"""

from __future__ import annotations

import re

import pytest
from starlette.datastructures import FormData

from dorsiflex.apps.web.fields import Fields, none_name, read_form
from dorsiflex.apps.web.form import Block, Cell, Form
from dorsiflex.apps.web.reading import read
from dorsiflex.apps.web.turn import Readers
from dorsiflex.ready import packaged
from tests.web.visiting import FIRST_VOICE, Visiting, voice

ANKLE = packaged()
SIGNS = ANKLE.vocabulary.groups["fracture_signs"]


def blocks(fields: Fields, listed: tuple[str, ...] = ()) -> list[Block]:
    made = Form(Readers(ANKLE), read(fields, ANKLE), listed=listed)
    return [block for section in made.sections() for block in section.blocks]


def cells(fields: Fields, listed: tuple[str, ...] = ()) -> dict[str, Cell]:
    return {cell.stem: cell for block in blocks(fields, listed) for cell in block.cells}


def shown(fields: Fields, listed: tuple[str, ...] = ()) -> set[str]:
    return {stem for stem, cell in cells(fields, listed).items() if not cell.folded}


@pytest.mark.parametrize(("age", "asks"), [("15", False), ("16", True), ("17", True), ("18", False), ("29", False)])
def test_a_clinician_confirms_for_those_of_16_and_17_and_for_nobody_else(age: str, asks: bool) -> None:
    assert ("clinician_confirms" in shown({"age_years": age})) is asks


def test_before_the_age_is_told_nobody_is_asked_to_confirm() -> None:
    assert "clinician_confirms" not in shown({})


@pytest.mark.parametrize(
    "detail", ["hours_since_injury", "malleolar_pain", "plantar_bruising", "syndesmosis_tender", "unable_to_hop"]
)
def test_the_details_of_an_injury_open_with_a_recent_injury_on_its_own_side(detail: str) -> None:
    both: Fields = {"left.symptomatic": "present", "right.symptomatic": "present"}
    assert f"left.{detail}" not in shown(both)
    assert f"left.{detail}" not in shown({**both, "left.acute_injury": "absent"})
    injured = shown({**both, "left.acute_injury": "present"})
    assert f"left.{detail}" in injured
    assert f"right.{detail}" not in injured


def test_the_word_of_the_treating_team_is_asked_for_after_an_operation_or_fracture_of_late() -> None:
    assert not {"left.wound_healed", "left.fracture_united"} & shown({"left.symptomatic": "present"})
    operated: Fields = {
        "left.symptomatic": "present",
        "left.surgery_history": "present",
        "left.weeks_since_surgery": "6",
    }
    assert {"left.wound_healed", "left.cleared_for_joint_techniques"} <= shown(operated)
    assert "left.fracture_united" not in shown(operated)


def test_a_question_that_the_panel_puts_stands_open_whatever_else_is_known() -> None:
    assert "left.malleolar_pain" in shown({"left.acute_injury": "absent"}, ("left.malleolar_pain",))
    assert "left.crps_sign_categories" in shown({}, ("left.crps_sign_categories",))


def test_what_was_answered_stays_in_sight() -> None:
    assert "clinician_confirms" in shown({"age_years": "29", "clinician_confirms": "unknown"})


def test_a_base_that_is_measured_before_treating_is_asked_before_a_technique_is_tried() -> None:
    assert "left.pain_movement_nprs" in shown({"left.symptomatic": "present"})


def test_a_group_opens_as_a_whole() -> None:
    """So that one tap on “none of these” denies what is to be seen, and all of that."""
    open_now = shown({"left.acute_injury": "present"})
    assert {f"left.{name}" for name in SIGNS.findings} <= open_now


def test_no_question_is_lost_to_the_form_by_being_folded() -> None:
    assert set(cells({})) == set(cells(voice(FIRST_VOICE, ANKLE)))


def test_the_first_voice_is_shown_few_questions_beside_those_it_answers() -> None:
    """42 before questions had their turn."""
    fields = voice(FIRST_VOICE, ANKLE)
    assert len(shown(fields) - set(fields)) <= 15


def test_a_hidden_question_is_not_known_and_never_denied(ankles: Visiting) -> None:
    """What the form shows changes nothing of what is kept, and the page sends nothing for what is folded."""
    path = ankles.holding({"age_years": "29", "left.symptomatic": "present"})
    page = ankles.client.get(path).text
    assert re.search(r'data-stem="clinician_confirms" data-folded', page)
    assert not re.search(r'name="clinician_confirms"[^>]*checked', page)
    [value] = re.findall(r'name="none::emergency_signs" value="([^"]+)"', page)
    ankles.save(path, {"age_years": "29", "left.symptomatic": "present", "none::emergency_signs": value})
    draft = ankles.store.draft(path.rpartition("/")[2])
    assert draft is not None and "clinician_confirms" not in draft.answers
    assert draft.answers["bilateral_leg_neurology"] == "absent"
    assert not any(name.startswith("left.") and name != "left.symptomatic" for name in draft.answers)


def test_every_question_that_the_panel_puts_stands_open_on_the_page(ankles: Visiting) -> None:
    page = ankles.client.get(ankles.holding({"left.symptomatic": "present", "left.acute_injury": "present"})).text
    put = re.findall(r'<li><a href="#at-([^"]+)"><span>', page)
    assert put
    for place in put:
        assert not re.search(rf'id="at-{place}" data-stem="[^"]+" data-folded', page), place


def test_none_of_these_in_a_folded_group_that_was_opened_denies_all_that_is_seen_there() -> None:
    [block] = [each for each in blocks({"left.symptomatic": "present"}) if each.group is SIGNS]
    assert block.folded
    [value] = [one.value for one in block.nones if one.unit == "left"]
    said = read_form(FormData([(none_name(SIGNS, "left"), value)]), ANKLE)
    assert said == {f"left.{name}": "absent" for name in SIGNS.findings}


def test_none_of_these_for_signs_without_their_cause_is_taken_from_the_page_that_showed_them(ankles: Visiting) -> None:
    """The signs of a clot have no place while no calf sign is told; who opens them and denies them is heard."""
    path = ankles.holding({"left.symptomatic": "present"})
    page = ankles.client.get(path).text
    [value] = re.findall(r'name="none:left:clot_signs" value="([^"]+)"', page)
    ankles.save(path, {"left.symptomatic": "present", "none:left:clot_signs": value})
    draft = ankles.store.draft(path.rpartition("/")[2])
    assert draft is not None
    denied = {f"left.{name}" for name in ANKLE.vocabulary.groups["clot_signs"].findings}
    assert {name for name, typed in draft.answers.items() if typed == "absent"} == denied
