"""Does a visit end as it should: kept as it stood, never changed, decided on, and never lost to somebody else?"""

from __future__ import annotations

import json
import re

import pytest

from dorsiflex.apps.web.fields import Fields
from dorsiflex.apps.web.looks import moment
from tests.web.ending import STIFF, case_of, keep, post, retest, suggested, treated
from tests.web.running import BEARER
from tests.web.visiting import FIRST_VOICE, Visiting, hidden, voice, words

HOSTILE = '"><script>alert(1)</script>'


def test_what_is_kept_is_the_intake_the_answer_the_note_and_the_rules(wrists: Visiting) -> None:
    item = keep(wrists, wrists.holding(STIFF))
    assert (item.number, item.kind, item.follows) == (1, "visit", None)
    assert item.intake["left"]["extension_deg"] == 50 and item.intake["person"]["age_years"] == 30
    assert "belt-glide" in suggested(item)
    assert item.knowledge["digest"] == wrists.knowledge.digest
    assert item.note is not None and "age 30 years" in item.note["text"]


def test_what_is_kept_gives_the_same_answer_when_it_is_asked_again(ankles: Visiting) -> None:
    path = ankles.holding(voice(FIRST_VOICE, ankles.knowledge))
    item = keep(ankles, path)
    again = ankles.client.post("/api/v1/assess", json=item.intake, headers=BEARER).json()
    assert again == item.answer


def test_finishing_twice_keeps_one_assessment(wrists: Visiting) -> None:
    path = wrists.holding(STIFF)
    page = wrists.client.get(f"{path}/finish").text
    sent = {name: hidden(page, name) for name in ("csrf", "revision", "follows")}
    taps = [wrists.client.post(f"{path}/finish", data=sent).headers["location"] for _ in range(2)]
    [item] = wrists.store.assessments(case_of(path))
    assert taps == [f"/assessments/{item.id}"] * 2
    assert wrists.client.get(f"{path}/finish").headers["location"] == f"/assessments/{item.id}"


@pytest.mark.parametrize("kind", ["visit", "correction"])
def test_a_changed_answer_is_a_version_beside_the_old_one(wrists: Visiting, kind: str) -> None:
    path = wrists.holding(STIFF)
    first = keep(wrists, path)
    wrists.save(path, {**STIFF, "left.extension_deg": "55"})
    second = keep(wrists, path, kind=kind)
    assert (second.number, second.follows, second.kind) == (2, 1, kind)
    assert wrists.store.assessment(first.id) == first
    assert "later one" in words(wrists.client.get(f"/assessments/{first.id}").text)


def test_answers_that_changed_since_the_page_was_opened_are_not_kept_unseen(wrists: Visiting) -> None:
    path = wrists.holding(STIFF)
    page = wrists.client.get(f"{path}/finish").text
    wrists.save(path, {**STIFF, "left.extension_deg": "20"})
    sent = {name: hidden(page, name) for name in ("csrf", "revision", "follows")}
    answered = wrists.client.post(f"{path}/finish", data=sent)
    assert answered.status_code == 409
    assert "nothing was kept" in words(answered.text)
    assert wrists.store.assessments(case_of(path)) == ()


def test_an_assessment_that_somebody_kept_meanwhile_is_shown_with_the_difference_and_nothing_is_lost(
    wrists: Visiting,
) -> None:
    path = wrists.holding(STIFF)
    page = wrists.client.get(f"{path}/finish").text
    theirs = {"person": {"age_years": 85}, "left": {"symptomatic": "present", "extension_deg": 50}}
    made = wrists.client.post(
        f"/api/v1/cases/{case_of(path)}/assessments", json={"intake": theirs}, headers=BEARER
    ).json()
    sent = {name: hidden(page, name) for name in ("csrf", "revision", "follows")}
    answered = wrists.client.post(f"{path}/finish", data=sent)
    said = words(answered.text)
    assert answered.status_code == 409
    assert "85 years 30 years" in said and "Left: suggested" in said
    assert f"/assessments/{made['id']}" in answered.text
    mine = {name: hidden(answered.text, name) for name in ("csrf", "revision", "follows")}
    assert wrists.client.post(f"{path}/finish", data=mine).status_code == 303
    assert [item.intake["person"]["age_years"] for item in wrists.store.assessments(case_of(path))] == [85, 30]


@pytest.mark.parametrize("fields", [{}, {"age_years": "thirty"}])
def test_a_form_that_is_empty_or_faulty_is_not_kept(wrists: Visiting, fields: Fields) -> None:
    path = wrists.start()
    wrists.save(path, fields)
    if not fields:
        path = wrists.start()
    assert "Keep this assessment" not in wrists.client.get(f"{path}/finish").text
    sent = {"csrf": wrists.csrf, "revision": "1", "follows": "0"}
    assert wrists.client.post(f"{path}/finish", data=sent).status_code == 409
    assert wrists.store.assessments(case_of(path)) == ()


def test_each_suggestion_is_accepted_modified_or_declined_with_a_reason(wrists: Visiting) -> None:
    item = keep(wrists, wrists.holding(STIFF))
    page, key = f"/assessments/{item.id}", "left:belt-glide"
    assert post(wrists, page, {f"choice:{key}": "accepted"}).status_code == 303
    more = {f"choice:{key}": "declined", f"reason:{key}": "time", f"text:{key}": "the session was over"}
    assert post(wrists, page, more).status_code == 303
    [made] = wrists.store.decisions(item.id)
    assert (made.decision, made.reason_code, made.text) == ("declined", "time", "the session was over")
    said = words(wrists.client.get(page).text)
    assert "Declined: Glide with a belt (left wrist): lack of time; the session was over." in said


@pytest.mark.parametrize("reason", ["", "because"])
def test_a_suggestion_declined_without_a_reason_is_asked_for_one_and_what_was_typed_stays(
    wrists: Visiting, reason: str
) -> None:
    item = keep(wrists, wrists.holding(STIFF))
    key = "left:belt-glide"
    sent = {f"choice:{key}": "declined", f"reason:{key}": reason, f"text:{key}": "half a sentence"}
    answered = post(wrists, f"/assessments/{item.id}", sent)
    assert answered.status_code == 422
    assert "Choose a reason" in answered.text and 'value="half a sentence"' in answered.text
    assert wrists.store.decisions(item.id) == ()


def test_what_was_not_suggested_cannot_be_decided_on(wrists: Visiting) -> None:
    item = keep(wrists, wrists.holding(STIFF))
    sent = {
        "choice:left:ball-squeeze": "accepted",
        "choice:right:belt-glide": "accepted",
        "choice:left:belt-glide": "x",
    }
    post(wrists, f"/assessments/{item.id}", sent)
    assert wrists.store.decisions(item.id) == ()


def test_what_is_typed_beside_a_decision_is_escaped_everywhere(wrists: Visiting) -> None:
    path = wrists.holding(STIFF, HOSTILE)
    item = keep(wrists, path)
    key = "left:belt-glide"
    sent = {f"choice:{key}": "modified", f"reason:{key}": "other", f"text:{key}": HOSTILE}
    assert post(wrists, f"/assessments/{item.id}", sent).status_code == 303
    retest(wrists, path, {"left.retest_extension_deg": "58"})
    for page in (
        f"/assessments/{item.id}",
        f"/assessments/{item.id}/print",
        f"/cases/{case_of(path)}",
        f"/why/{item.id}",
    ):
        text = wrists.client.get(page).text
        assert "alert(1)" in text and "<script>alert" not in text


@pytest.mark.parametrize("place", ["", "/print", "/pdf", "/json"])
def test_a_guessed_assessment_is_not_found(wrists: Visiting, place: str) -> None:
    identity = "AAAAAAAAAAAAAAAAAAAAAA"
    assert wrists.client.get(f"/assessments/{identity}{place}").status_code == 404
    assert wrists.client.get(f"/why/{identity}").status_code == 404
    assert wrists.client.post(f"/assessments/{identity}", data={"csrf": wrists.csrf}).status_code == 404


@pytest.mark.parametrize("page", ["/visits/x/finish", "/visits/x/retest", "/assessments/x", "/cases/x/next"])
def test_nothing_is_changed_without_the_key_of_our_own_forms(wrists: Visiting, page: str) -> None:
    assert wrists.client.post(page, data={"follows": "0"}).status_code == 403


def test_a_knowledge_without_sides_is_finished_printed_and_explained(sleepers: Visiting) -> None:
    path = sleepers.holding({"stops_breathing": "absent", "hours_slept": "5", "evening_coffee": "present"})
    item = keep(sleepers, path)
    [technique] = suggested(item, "person")
    post(sleepers, f"/assessments/{item.id}", {f"choice:person:{technique}": "accepted"})
    assert [made.unit for made in sleepers.store.decisions(item.id)] == ["person"]
    for place in (f"/why/{item.id}", f"/assessments/{item.id}/print", f"/cases/{case_of(path)}"):
        assert sleepers.client.get(place).status_code == 200
    assert sleepers.client.get(f"/assessments/{item.id}/pdf").content.startswith(b"%PDF-")
    assert sleepers.client.get(f"{path}/retest").status_code == 404  # it charts nothing


def test_the_json_holds_everything_that_is_kept(wrists: Visiting) -> None:
    _, first, _ = treated(wrists)
    told = json.loads(wrists.client.get(f"/assessments/{first.id}/json").text)
    assert (told["intake"], told["answer"]) == (first.intake, first.answer)
    assert [made["decision"] for made in told["decisions"]] == ["accepted"]


def test_what_a_page_kept_is_read_over_the_api(wrists: Visiting) -> None:
    path = wrists.holding(STIFF)
    item = keep(wrists, path)
    listed = wrists.client.get(f"/api/v1/cases/{case_of(path)}/assessments", headers=BEARER)
    assert [found["id"] for found in listed.json()["assessments"]] == [item.id]
    one = wrists.client.get(f"/api/v1/assessments/{item.id}", headers=BEARER)
    assert one.json()["answer"] == item.answer


@pytest.mark.parametrize("page", ["", "/panel", "/finish", "/retest"])
def test_a_count_of_thousands_of_digits_is_refused_and_not_a_fault(wrists: Visiting, page: str) -> None:
    path = wrists.holding(STIFF)
    sent = {"csrf": wrists.csrf, "revision": "9" * 5000, "follows": "9" * 5000}
    assert wrists.client.post(path + page, data=sent).status_code < 500


@pytest.mark.parametrize("address", ["/practice/sets/voices/" + "9" * 5000, "/practice/attempts/" + "9" * 30])
def test_an_address_with_too_many_digits_leads_nowhere(wrists: Visiting, address: str) -> None:
    assert wrists.client.get(address).status_code in (404, 422)


def test_what_is_about_to_be_kept_is_shown_before_it_is_kept(ankles: Visiting) -> None:
    """The disposition of each side, what is suggested, and what could still change it; the note as a whole."""
    said = words(ankles.client.get(f"{ankles.holding(voice(FIRST_VOICE, ankles.knowledge))}/finish").text)
    before, _, note = said.partition("The note")
    assert before.index("Treat") < before.index("Banded mobilisation with movement, talus back")
    assert "could still change this" in before and "Nothing is withheld" in before
    assert "Keep this assessment" in before and "Consider Banded mobilisation" in note


def test_what_is_withheld_is_shown_with_its_gate_before_it_is_kept(wrists: Visiting) -> None:
    said = words(wrists.client.get(f"{wrists.holding({**STIFF, 'age_years': '85'})}/finish").text)
    before, _, _ = said.partition("The note")
    assert "Withheld: 1 of 3 techniques, by 1 gate" in before
    assert wrists.knowledge.rules["thin-skin"].say in before


@pytest.mark.parametrize("page", ["finish", "kept", "decided", "course"])
def test_each_page_has_one_main_button(wrists: Visiting, page: str) -> None:
    path = wrists.holding(STIFF)
    text = wrists.client.get(f"{path}/finish").text
    if page != "finish":
        item = keep(wrists, path)
        text = wrists.client.get(f"/assessments/{item.id}").text
    if page == "decided":
        post(wrists, f"/assessments/{item.id}", {"choice:left:belt-glide": "accepted"})
        text = wrists.client.get(f"/assessments/{item.id}").text
    if page == "course":
        text = wrists.client.get(f"/cases/{case_of(path)}").text
    wanted = {
        "finish": "Keep this assessment",
        "kept": "Keep the decisions",
        "decided": "Re-test",
        "course": "Start a further visit",
    }
    assert re.findall(r'class="button main"[^>]*>([^<]*)<', text) == [wanted[page]]


def test_decisions_that_were_kept_are_confirmed_with_when_and_what(wrists: Visiting) -> None:
    item = keep(wrists, wrists.holding(STIFF))
    page, key = f"/assessments/{item.id}", "left:belt-glide"
    sent = {f"choice:{key}": "declined", f"reason:{key}": "time"}
    said = words(wrists.client.get(post(wrists, page, sent).headers["location"]).text)
    [made] = wrists.store.decisions(item.id)
    assert f"1 decision kept, {moment(made.decided_at)}." in said
    assert "Declined: Glide with a belt (left wrist): lack of time." in said.partition("1 decision kept")[2]
    again = words(wrists.client.get(post(wrists, page, sent).headers["location"]).text)
    assert "Nothing new was chosen, so nothing more is kept." in again
    assert len(wrists.store.decisions(item.id)) == 1


def test_decisions_that_are_kept_stand_on_the_page_whenever_it_is_opened(wrists: Visiting) -> None:
    item = keep(wrists, wrists.holding(STIFF))
    page = f"/assessments/{item.id}"
    assert "Nothing is decided yet." in words(wrists.client.get(page).text)
    post(wrists, page, {"choice:left:belt-glide": "accepted"})
    assert "Kept so far" in words(wrists.client.get(page).text)


@pytest.mark.parametrize("count", ["-1", "x", "9" * 5000])
def test_an_address_that_claims_decisions_shows_only_those_that_are_kept(wrists: Visiting, count: str) -> None:
    item = keep(wrists, wrists.holding(STIFF))
    answered = wrists.client.get(f"/assessments/{item.id}", params={"decided": count})
    assert answered.status_code in (200, 422)
    assert "decision kept" not in words(answered.text)
