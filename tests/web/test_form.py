"""What does the form ask, and what does it make of what was typed?"""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from starlette.datastructures import FormData

from dorsiflex.apps.web.beside import MINUS, near_limits
from dorsiflex.apps.web.fields import Fields, fields_of, intake_of, read_form
from dorsiflex.apps.web.form import Cell, Form, NoneBox
from dorsiflex.apps.web.reading import read
from dorsiflex.apps.web.turn import Readers
from dorsiflex.catalogue.load import load
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.ready import assessor_for, packaged
from tests.web.visiting import FIRST_VOICE, FOREIGN, Visiting, voice

ANKLE = packaged()
WRIST = load(FOREIGN / "wrist")
SLEEP = load(FOREIGN / "sleep")


def form(fields: Fields, knowledge: KnowledgeBase = WRIST) -> Form:
    return Form(Readers(knowledge), read(fields, knowledge))


def cells(fields: Fields, knowledge: KnowledgeBase = WRIST) -> dict[str, Cell]:
    made = form(fields, knowledge)
    return {cell.stem: cell for section in made.sections() for block in section.blocks for cell in block.cells}


def posted(*pairs: tuple[str, str]) -> FormData:
    return FormData(pairs)


@pytest.mark.parametrize("knowledge", [ANKLE, WRIST, SLEEP], ids=lambda knowledge: knowledge.settings.name)
def test_every_question_of_the_vocabulary_stands_in_the_form_once(knowledge: KnowledgeBase) -> None:
    made = [
        cell.stem
        for section in Form(Readers(knowledge), read({}, knowledge)).sections()
        for block in section.blocks
        for cell in block.cells
    ]
    sides = max(1, len(knowledge.settings.sides))
    asked = sum(sides if f.scope.value == "side" else 1 for f in knowledge.vocabulary.findings.values())
    assert len(made) == len(set(made)) == asked


def test_what_is_told_comes_before_what_is_examined_and_the_re_test_last() -> None:
    records = [section.section.record for section in Form(Readers(ANKLE), read({}, ANKLE)).sections()]
    assert records == sorted(records, key=lambda record: record != "subjective")
    assert Form(Readers(ANKLE), read({}, ANKLE)).sections()[-1].section.title == "Re-test"


def test_a_question_left_open_is_not_in_the_intake() -> None:
    assert intake_of(read_form(posted(("age_years", "  "), ("left.symptomatic", "present")), WRIST), WRIST) == {
        "left": {"symptomatic": "present"}
    }


def test_not_examined_is_kept_and_is_not_a_no() -> None:
    fields = read_form(posted(("chest_pain", "unknown")), WRIST)
    assert fields == {"chest_pain": "unknown"}
    case = read(fields, WRIST).case
    assert case is not None
    assert case.recorded == {}


def test_none_of_these_denies_only_what_nobody_answered() -> None:
    fields = read_form(posted(("none::emergency", "chest_pain,fever"), ("chest_pain", "present")), WRIST)
    assert fields == {"chest_pain": "present", "fever": "absent"}


def test_none_of_these_leaves_not_examined_as_it_is() -> None:
    fields = read_form(posted(("none::emergency", "chest_pain,fever"), ("chest_pain", "unknown")), WRIST)
    assert fields == {"chest_pain": "unknown", "fever": "absent"}


@pytest.mark.parametrize("said", ["", "1", "all", "left.calf_pain,left.lunge_cm,right.deep_vein_tenderness"])
def test_none_of_these_denies_nothing_that_it_does_not_name(said: str) -> None:
    """Nothing of another group, of another side, or of a page that does not say what it showed."""
    assert read_form(posted(("none:left:clot_signs", said)), ANKLE) == {}


def box(name: str, fields: Fields) -> NoneBox:
    made = Form(Readers(ANKLE), read(fields, ANKLE))
    return next(
        one for section in made.sections() for block in section.blocks for one in block.nones if one.name == name
    )


PAST = "none:right:past_events"
COMPARES: Fields = {"left.symptomatic": "present", "right.symptomatic": "absent"}
OF_A_COMPARATOR = {"right.surgery_history", "right.achilles_rupture_history"}


def test_none_of_these_denies_nothing_of_a_side_that_is_not_asked_about_it() -> None:
    """Of an ankle without symptoms two past events are asked; whether it was ever sprained stays not known."""
    said = read_form(posted(*COMPARES.items(), (PAST, box(PAST, COMPARES).value)), ANKLE)
    assert said == COMPARES | dict.fromkeys(OF_A_COMPARATOR, "absent")


def test_none_of_these_denies_nothing_that_the_same_save_brings() -> None:
    """Ticked on a page that showed two questions, and sent with the symptoms that bring three more."""
    value = box(PAST, COMPARES).value
    now = COMPARES | {"right.symptomatic": "present"}
    said = read_form(posted(*now.items(), (PAST, value)), ANKLE)
    assert set(said) - set(now) == OF_A_COMPARATOR


def test_a_tick_that_was_shown_already_denies_nothing_that_is_asked_since() -> None:
    denied = COMPARES | dict.fromkeys(OF_A_COMPARATOR, "absent")
    shown = box(PAST, denied)
    assert shown.ticked
    now = denied | {"right.symptomatic": "present"}
    assert read_form(posted(*now.items(), (PAST, shown.value)), ANKLE) == now
    assert not box(PAST, now).ticked


def test_saving_the_form_again_as_it_stands_adds_no_answer() -> None:
    """A box that shows as ticked, because all below it are denied, says no more when it is sent again."""
    fields = voice(FIRST_VOICE, ANKLE)
    made = Form(Readers(ANKLE), read(fields, ANKLE))
    ticked = [one for s in made.sections() for block in s.blocks for one in block.nones if one.ticked]
    pairs = [(name, one) for name, typed in fields.items() for one in ([typed] if isinstance(typed, str) else typed)]
    assert ticked
    assert read_form(posted(*pairs, *((one.name, one.value) for one in ticked)), ANKLE) == fields


def test_an_answer_that_is_cleared_is_open_again_and_no_denial() -> None:
    sent = posted(("chest_pain", "absent"), ("fever", "absent"), ("clear", "fever"), ("none::emergency", "fever"))
    assert read_form(sent, WRIST) == {"chest_pain": "absent"}


def test_several_of_says_none_only_where_that_is_ticked() -> None:
    assert intake_of(read_form(posted(("equipment", "-")), WRIST), WRIST) == {"person": {"equipment": []}}
    assert intake_of(read_form(posted(), WRIST), WRIST) == {}


def test_none_of_these_beside_another_is_refused_and_not_guessed() -> None:
    found = read(read_form(posted(("equipment", "-"), ("equipment", "band")), WRIST), WRIST)
    assert found.case is None
    assert [item.words for item in found.troubles] == [
        "None of these is ticked, and so is another. Untick one of the two."
    ]


@pytest.mark.parametrize(
    ("typed", "unit", "centimetres"), [("65", "mm", "6.5"), ("6,5", "", "6.5"), ("2.5", "in", "6.35")]
)
def test_a_number_is_taken_in_each_unit_that_the_vocabulary_declares(typed: str, unit: str, centimetres: str) -> None:
    fields = read_form(posted(("left.lunge_cm", typed), ("left.lunge_cm:unit", unit)), ANKLE)
    assert intake_of(fields, ANKLE)["left"]["lunge_cm"] == Decimal(centimetres)


@pytest.mark.parametrize("typed", ["1,000", "6.5 cm", "six", "1e400", "NaN", "--5", "1_0"])
def test_what_is_no_plain_number_is_refused_and_kept_as_typed(typed: str) -> None:
    found = read({"left.lunge_cm": typed}, ANKLE)
    assert found.case is None
    assert found.fields == {"left.lunge_cm": typed}
    assert found.troubles[0].stem == "left.lunge_cm"


def test_a_value_out_of_range_is_refused_with_the_unit_it_may_have_been_measured_in() -> None:
    [trouble] = read({"left.lunge_cm": "65"}, ANKLE).troubles
    assert trouble.words.endswith("Was it measured in mm? That would be 6.5 cm.")


def test_an_answer_that_contradicts_another_is_told_in_words_without_ids() -> None:
    fields: Fields = {"left.injury_history": "absent", "left.weeks_since_injury": "3"}
    [trouble] = read(fields, WRIST).troubles
    assert trouble.stem == "left.weeks_since_injury"
    assert "an earlier injury" in trouble.words
    assert "_" not in trouble.words


def test_a_question_that_the_knowledge_has_no_more_is_told() -> None:
    found = read({"left.gone": "present"}, WRIST)
    assert found.case is None
    assert [item.stem for item in found.troubles] == ["left.gone"]


def test_a_dependent_question_appears_with_the_answer_that_brings_it() -> None:
    assert cells({})["left.weeks_since_injury"].folded
    brought = cells({"left.injury_history": "present"})
    assert not brought["left.weeks_since_injury"].folded
    assert brought["right.weeks_since_injury"].folded
    assert cells({"left.injury_history": "absent"})["left.weeks_since_injury"].folded


def test_an_answered_question_is_never_folded_away() -> None:
    assert not cells({"left.injury_history": "absent", "left.weeks_since_injury": "3"})[
        "left.weeks_since_injury"
    ].folded


def test_a_side_that_only_compares_is_asked_for_the_comparison_and_no_more() -> None:
    asked = {stem for stem, cell in cells({"right.symptomatic": "absent"}).items() if not cell.folded}
    on_the_right = {stem.removeprefix("right.") for stem in asked if stem.startswith("right.")}
    assert on_the_right == {"symptomatic", "surgery_history", "forearm_girth_cm", "extension_deg"}
    assert "left.swelling" in asked


def test_beside_a_number_stands_its_difference_from_the_other_side() -> None:
    shown = cells({"left.extension_deg": "50", "right.extension_deg": "80"})
    assert shown["left.extension_deg"].note == f"{MINUS}30 deg against the right"
    assert shown["right.extension_deg"].note == "+30 deg against the left"


def test_beside_a_re_test_stands_the_gain() -> None:
    note = cells({"left.lunge_cm": "6.5", "left.retest_lunge_cm": "8"}, ANKLE)["left.retest_lunge_cm"].note
    assert note == "gain of knee-to-wall distance at the re-test +1.5 cm"


def test_near_a_limit_the_error_of_the_measure_is_said() -> None:
    assessor = assessor_for(ANKLE)
    fields = voice(FIRST_VOICE, ANKLE) | {"left.lunge_cm": "8.5", "right.lunge_cm": "9.5"}
    found = read(fields, ANKLE)
    assert found.case is not None
    near = near_limits(assessor.assess_case(found.case), ANKLE.settings.shown_per_category)
    made = Form(Readers(ANKLE), found, near=near)
    notes = {cell.stem: cell.note for section in made.sections() for block in section.blocks for cell in block.cells}
    assert "left.lunge_cm" in near
    assert "near a limit: within measurement error (under 1 cm) it may be " in notes["left.lunge_cm"]
    assert "near a limit" not in notes["left.weeks_since_last_sprain"]


def test_a_section_says_how_far_it_is_filled() -> None:
    [about, wrist] = form({"age_years": "40", "sex": "other"}).sections()
    assert (about.state, about.words) == ("open", "2 of 8")
    assert (wrist.state, wrist.words) == ("empty", "not asked yet")


def test_fields_and_intake_say_the_same_both_ways() -> None:
    fields = voice(FIRST_VOICE, ANKLE)
    assert fields_of(intake_of(fields, ANKLE), ANKLE) == fields


def test_the_page_names_every_field_for_who_cannot_see_it(wrists: Visiting) -> None:
    page = wrists.client.get(wrists.start()).text
    assert "<legend" in page
    for name in re.findall(r'<input type="text"[^>]* id="([^"]+)"', page):
        assert f'for="{name}"' in page
