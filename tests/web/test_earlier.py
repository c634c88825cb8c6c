"""Does a further visit say what became of each technique at the last one, and of the visit that was last?"""

from __future__ import annotations

import re

import pytest

from dorsiflex.apps.web.fields import Fields
from tests.web.ending import STIFF, case_of, keep, post, retest, treated
from tests.web.visiting import FIRST_VOICE, Visiting, hidden, voice, words

BAND, HANDS = "banded-mwm-talus-back", "manual-mwm"


def further(visits: Visiting, path: str) -> str:
    """A further visit begun; its page."""
    case = case_of(path)
    text = visits.client.get(f"/cases/{case}").text
    sent = {name: hidden(text, name) for name in ("csrf", "revision")}
    assert visits.client.post(f"/cases/{case}/next", data=sent).status_code == 303
    return visits.client.get(path).text


def last_time(page: str) -> str:
    """What a page says of the last time, without its marks."""
    found = re.search(r'<section class="earlier".*?</section>', page, re.S)
    return words(found[0]) if found else ""


@pytest.fixture(scope="module")
def painful(ankles: Visiting) -> str:
    """A banded technique that gained and hurt, hands that were declined; then a further visit. Its path."""
    path = ankles.holding(voice(FIRST_VOICE, ankles.knowledge), "hurt")
    first = keep(ankles, path)
    decisions = {f"choice:left:{BAND}": "accepted", f"choice:left:{HANDS}": "declined"}
    reasons = {f"reason:left:{HANDS}": "preference", f"text:left:{HANDS}": "no hands on the heel"}
    post(ankles, f"/assessments/{first.id}", decisions | reasons)
    measured = {"left.technique_tried": BAND, "left.retest_lunge_cm": "8.1"}
    retest(ankles, path, {**measured, "left.pain_during_technique_nprs": "4"})
    further(ankles, path)
    return path


def test_a_further_visit_says_that_a_technique_was_stopped_and_why(ankles: Visiting, painful: str) -> None:
    said = last_time(ankles.client.get(painful).text)
    assert said.startswith("Last time, kept 20")
    assert "Left ankle" in said
    assert "Banded mobilisation with movement, talus back: stopped: " in said
    assert "; accepted; tried, 6.5 cm to 8.1 cm, +1.6 cm: at " in said
    assert "stopped: pain during the technique 4 of 10 (stop-banded-mwm-talus-back)" in said


def test_a_further_visit_says_what_was_declined_with_its_reason(ankles: Visiting, painful: str) -> None:
    said = last_time(ankles.client.get(painful).text)
    assert "declined: preference of the person; no hands on the heel" in said


def test_beside_a_suggestion_stands_what_became_of_it_last_time(ankles: Visiting, painful: str) -> None:
    standing = ankles.store.draft(case_of(painful))
    assert standing is not None
    again: Fields = {**standing.answers, **voice(FIRST_VOICE, ankles.knowledge)}
    changed = ankles.update(painful, again).json()
    options = re.findall(r'<li class="option">.*?</li>', changed["panel"], re.S)
    [banded] = [words(each) for each in options if "movement, talus back" in words(each)[:60]]
    assert "Last time (20" in banded and "stopped: pain during the technique 4 of 10" in banded
    page = ankles.client.get(f"{painful}/suggestions/left/{BAND}").text
    assert "stopped: pain during the technique 4 of 10" in words(page)
    untried = [words(each) for each in options if "Last time" not in words(each)]
    assert untried


def test_what_became_of_a_technique_changes_nothing_of_the_answer(ankles: Visiting, painful: str) -> None:
    """Shown, not read: the same answers give the same suggestions with and without an earlier visit."""
    fresh = ankles.holding(voice(FIRST_VOICE, ankles.knowledge), "fresh")
    titles = [
        re.findall(r'<p class="title"><strong>(.*?)</strong>', ankles.client.get(path).text)
        for path in (painful, fresh)
    ]
    assert titles[0] == titles[1] != []


def test_a_first_visit_says_nothing_of_a_last_time(ankles: Visiting) -> None:
    assert last_time(ankles.client.get(ankles.holding(voice(FIRST_VOICE, ankles.knowledge), "first")).text) == ""


def test_where_nobody_said_what_was_tried_the_gain_stands_alone(wrists: Visiting) -> None:
    path, _, _ = treated(wrists, "wrist twice")
    said = last_time(further(wrists, path))
    assert "Left wrist Glide with a belt: accepted. Re-test: 50 deg to 58 deg, +8 deg" in said


def test_what_a_corrected_visit_suggested_by_mistake_is_not_told(wrists: Visiting) -> None:
    """Suggested at first; a correction of the age then withholds it: what was never offered was never stopped."""
    path = wrists.holding(STIFF, "corrected")
    keep(wrists, path)
    wrists.save(path, {**STIFF, "age_years": "85"})
    keep(wrists, path, kind="correction")
    assert last_time(further(wrists, path)) == ""


def test_pain_that_nobody_recorded_holds_a_technique_back_and_is_told_so(ankles: Visiting) -> None:
    path = ankles.holding(voice(FIRST_VOICE, ankles.knowledge), "not recorded")
    keep(ankles, path)
    retest(ankles, path, {"left.technique_tried": BAND, "left.retest_lunge_cm": "7"})
    said = last_time(further(ankles, path))
    assert "tried, 6.5 cm to 7 cm, +0.5 cm: " in said
    assert (
        "held back: pain during the technique not known; pinch in front during the technique not known (stop-" in said
    )


def test_a_decision_that_is_taken_later_is_told_on_a_visit_that_is_begun_already(wrists: Visiting) -> None:
    path, _, second = treated(wrists, "decided later")
    assert "Glide with a belt: accepted" in last_time(further(wrists, path))
    changed = {"choice:left:belt-glide": "declined", "reason:left:belt-glide": "time"}
    post(wrists, f"/assessments/{second.id}", changed)
    assert "Glide with a belt: declined: lack of time" in last_time(wrists.client.get(path).text)


def test_a_small_visit_in_between_does_not_make_the_earlier_one_forgotten(wrists: Visiting) -> None:
    path, first, _ = treated(wrists, "three times")
    assert first.number == 1
    further(wrists, path)
    wrists.save(path, {**STIFF, "left.extension_deg": "60"})
    keep(wrists, path, kind="visit")
    assert "Glide with a belt: accepted" in last_time(further(wrists, path))


def test_a_stop_is_still_told_beside_what_a_later_visit_made_of_the_technique(ankles: Visiting) -> None:
    """Hurt at the first visit, free of pain at the second: the third is told both, the older with its date."""
    path = ankles.holding(voice(FIRST_VOICE, ankles.knowledge), "both")
    keep(ankles, path)
    measured = {"left.technique_tried": BAND, "left.retest_lunge_cm": "7", "left.pinch_during_technique": "absent"}
    hurt = retest(ankles, path, {**measured, "left.pain_during_technique_nprs": "6"})
    further(ankles, path)
    ankles.save(path, voice(FIRST_VOICE, ankles.knowledge))
    keep(ankles, path, kind="visit")
    retest(ankles, path, {**measured, "left.pain_during_technique_nprs": "0"})
    page = further(ankles, path)
    said = last_time(page)
    assert "pain during the technique 0 of 10, pinch in front during the technique no; on " in said
    assert f"on {hurt.created_at.astimezone():%Y-%m-%d} stopped: pain during the technique 6 of 10" in said
    assert "shown only, no rule reads it" in said


def test_only_what_did_harm_is_marked_in_red(ankles: Visiting, painful: str) -> None:
    lines = re.findall(r"<li( class=\"stop\")?>(<strong>.*?)</li>", ankles.client.get(painful).text, re.S)
    told = {words(text).partition(":")[0]: bool(mark) for mark, text in lines if ":" in words(text)}
    assert told["Banded mobilisation with movement, talus back"] is True
    assert told[ankles.knowledge.techniques[HANDS].title] is False


def test_what_was_tried_says_whether_it_hurt_and_pinched(ankles: Visiting, painful: str) -> None:
    said = last_time(ankles.client.get(painful).text)
    assert "pain during the technique 4 of 10, pinch in front during the technique not recorded" in said
