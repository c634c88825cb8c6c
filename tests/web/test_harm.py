"""Does what hurt at one re-test stay stopped for the whole visit, wherever the answer is shown?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from dorsiflex.apps.web.fields import Fields
from dorsiflex.apps.web.harm import NOTHING_LEFT, noted, told
from dorsiflex.present.answer_schema import answer_schema
from dorsiflex.ready import assessor_for
from dorsiflex.store.records import Assessment
from tests.web.ending import keep, retest, sent_by_a_program, suggested
from tests.web.test_earlier import further, last_time
from tests.web.visiting import FIRST_VOICE, Visiting, voice, words

BAND, ROLLING = "banded-mwm-talus-back", "calf-foam-rolling"
GATE = f"stop-{BAND}"


def tried(technique: str, cm: str, pain: str, pinch: str) -> Fields:
    return {
        "left.technique_tried": technique,
        "left.retest_lunge_cm": cm,
        "left.pain_during_technique_nprs": pain,
        "left.pinch_during_technique": pinch,
    }


HURT, FREE = tried(BAND, "7", "7", "present"), tried(ROLLING, "7.5", "0", "absent")


def visited(ankles: Visiting, *again: Fields) -> tuple[str, list[Assessment]]:
    path = ankles.holding(voice(FIRST_VOICE, ankles.knowledge), "harm")
    return path, [keep(ankles, path), *(retest(ankles, path, fields) for fields in again)]


@pytest.fixture(scope="module")
def twice(ankles: Visiting) -> tuple[str, Assessment]:
    """A banded technique that hurt 7 of 10 and pinched; then rolling, which did not. The path and the last answer."""
    path, versions = visited(ankles, HURT, FREE)
    assert BAND in suggested(versions[0])
    return path, versions[-1]


def withheld(item: Assessment) -> dict[str, list[str]]:
    return {each["technique"]: each["because"] for each in item.answer["left"]["withheld"]}


def gate_of(item: Assessment) -> dict[str, Any]:
    [gate] = [each for each in item.answer["left"]["gates"] if each["id"] == GATE]
    return dict(gate)


def test_what_hurt_stays_withheld_after_another_technique_did_not_hurt(twice: tuple[str, Assessment]) -> None:
    _, item = twice
    assert BAND not in suggested(item) and GATE in withheld(item)[BAND]
    assert suggested(item), "the others stay open"
    gate = gate_of(item)
    assert (
        gate["truth"] == "true" and gate["withholds"] == [BAND] and "(at re-test number 2 of this visit)" in gate["say"]
    )
    assert "7 of 10" in gate["reason"]["text"] and "pinch" in gate["reason"]["text"]
    jsonschema.validate(item.answer, answer_schema())


@pytest.mark.parametrize("place", ["print", "json"])
def test_the_paper_and_the_file_say_what_hurt_and_when(
    ankles: Visiting, twice: tuple[str, Assessment], place: str
) -> None:
    said = words(ankles.client.get(f"/assessments/{twice[1].id}/{place}").text)
    assert "pain during the technique 7 of 10" in said and "at re-test number 2 of this visit" in said and GATE in said


def test_the_note_and_the_page_of_the_later_retest_say_it(ankles: Visiting, twice: tuple[str, Assessment]) -> None:
    _, item = twice
    note = str((item.note or {})["text"])
    assert "7 of 10" in note and "at re-test number 2 of this visit" in note
    plan = note.partition("\nP\n")[2]
    assert "Consider banded mobilisation with movement, talus back" not in plan
    page = words(ankles.client.get(f"/assessments/{item.id}").text)
    stopped = page.partition("Stopped at a re-test of this visit")[2].partition("Decide on")[0]
    assert "7 of 10" in stopped and "at re-test number 2" in stopped and "Banded mobilisation" in stopped


def test_two_harms_of_one_visit_are_both_kept(ankles: Visiting) -> None:
    _, versions = visited(ankles, HURT, tried("manual-mwm", "7", "5", "absent"), FREE)
    held = withheld(versions[-1])
    assert GATE in held[BAND] and "stop-manual-mwm" in held["manual-mwm"]
    assert not {BAND, "manual-mwm"} & set(suggested(versions[-1]))


def test_trying_it_again_without_pain_does_not_undo_the_harm(ankles: Visiting) -> None:
    _, versions = visited(ankles, HURT, tried(BAND, "8", "0", "absent"))
    assert BAND not in suggested(versions[-1]) and GATE in withheld(versions[-1])[BAND]


UNSAID = {name: value for name, value in HURT.items() if "during" not in name}


def test_a_technique_of_which_nobody_said_whether_it_hurt_stays_held_when_another_is_tried(ankles: Visiting) -> None:
    _, versions = visited(ankles, UNSAID, FREE)
    assert GATE in withheld(versions[1])[BAND] and GATE in withheld(versions[-1])[BAND]
    assert BAND not in suggested(versions[-1]) and gate_of(versions[-1])["truth"] == "unknown"
    jsonschema.validate(versions[-1].answer, answer_schema())


def test_saying_afterwards_that_it_did_not_hurt_lifts_it(ankles: Visiting) -> None:
    _, versions = visited(ankles, UNSAID, tried(BAND, "7", "0", "absent"))
    assert gate_of(versions[-1])["truth"] == "false" and GATE not in withheld(versions[-1]).get(BAND, [])


def test_a_correction_that_takes_the_harm_back_lifts_it(ankles: Visiting) -> None:
    path, _ = visited(ankles, HURT)
    fields = {**voice(FIRST_VOICE, ankles.knowledge), **tried(BAND, "7", "0", "absent")}
    ankles.save(path, fields)
    corrected = keep(ankles, path, kind="correction")
    assert GATE not in withheld(corrected).get(BAND, [])
    item = retest(ankles, path, FREE)
    assert GATE not in withheld(item).get(BAND, []) and gate_of(item)["truth"] == "false"


def test_a_correction_of_the_later_retest_leaves_the_earlier_harm(ankles: Visiting) -> None:
    path, _ = visited(ankles, HURT, FREE)
    ankles.save(path, {**voice(FIRST_VOICE, ankles.knowledge), **tried(ROLLING, "7.6", "0", "absent")})
    corrected = keep(ankles, path, kind="correction")
    assert corrected.kind == "correction" and GATE in withheld(corrected)[BAND]


def test_a_further_visit_starts_without_it_and_tells_of_it(ankles: Visiting) -> None:
    path, _ = visited(ankles, HURT, FREE)
    said = last_time(further(ankles, path))
    banded = said.partition("movement, talus back: ")[2][:200]
    assert banded.startswith("stopped: pain during the technique 7 of 10; pinch in front during the technique")
    ankles.save(path, voice(FIRST_VOICE, ankles.knowledge))
    item = keep(ankles, path, kind="visit")
    assert item.kind == "visit" and GATE not in withheld(item).get(BAND, [])


def test_a_program_that_keeps_a_second_retest_is_given_the_harm_of_the_first(ankles: Visiting) -> None:
    path, versions = visited(ankles, HURT)
    intake = dict(versions[-1].intake)
    free = {"technique_tried": ROLLING, "pain_during_technique_nprs": 0, "pinch_during_technique": "absent"}
    intake["left"] = {**intake["left"], **free}
    item = sent_by_a_program(ankles, path, intake, 2)
    assert GATE in withheld(item)[BAND] and BAND not in suggested(item)


def test_where_the_harm_leaves_nothing_the_disposition_does_not_offer_options(ankles: Visiting) -> None:
    """As if the one technique of a side had been the one that hurt."""
    assess = ankles.knowledge
    answer = assessor_for(assess).assess(visited(ankles)[1][0].intake)
    side = answer["left"]
    alone = replace(answer, sides={**answer.sides, "left": replace(side, suggestions=side.suggestions[:1])})
    emptied = replace(alone, sides={**alone.sides, "left": replace(side, suggestions=())})
    made = told(emptied, alone, assess)
    usual = assess.settings.disposition[assess.settings.default_disposition]
    assert made["left"]["title"] == usual.title and made["left"]["say"] == made["say"] == NOTHING_LEFT
    assert noted(f"{usual.title}. {usual.say}", made, assess) == f"{usual.title}. {NOTHING_LEFT}"
    assert told(alone, alone, assess)["say"] == usual.say
