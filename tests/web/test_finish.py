"""Does a visit end as it should: kept as it stood, never changed, decided on, and never lost to somebody else?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

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


@contextmanager
def days_ago(visits: Visiting, days: int) -> Iterator[None]:
    """What is kept meanwhile is kept on an earlier day."""
    clock = visits.store.clock
    visits.store.clock = lambda: clock() - timedelta(days=days)
    try:
        yield
    finally:
        visits.store.clock = clock


def test_the_answers_of_a_kept_visit_say_whose_they_are_and_how_old(wrists: Visiting) -> None:
    with days_ago(wrists, 150):
        path = wrists.holding(STIFF)
        assert "These are the answers of" not in wrists.client.get(path).text
        item = keep(wrists, path)
    for _ in range(2):  # as it was kept, and with a change
        said = words(wrists.client.get(path).text)
        assert f"These are the answers of the visit of {moment(item.created_at)}, 150 days ago" in said
        wrists.save(path, {**STIFF, "left.extension_deg": "55"})


def test_old_answers_are_kept_as_a_correction_and_never_by_default_as_a_further_visit(wrists: Visiting) -> None:
    """Last spring's denials and clearances are not today's, whatever else was changed beside them."""
    with days_ago(wrists, 150):
        path = wrists.holding(STIFF)
        first = keep(wrists, path)
    wrists.save(path, {**STIFF, "left.extension_deg": "55"})
    page = wrists.client.get(f"{path}/finish").text
    said = words(page)
    assert f"This corrects the visit of {moment(first.created_at)} , 150 days ago" in said
    assert 'value="visit"' not in page
    item = keep(wrists, path, kind=hidden(page, "kind"))
    assert (item.kind, item.follows) == ("correction", first.number)


def test_what_was_typed_before_a_program_kept_an_assessment_is_asked_what_it_is(wrists: Visiting) -> None:
    path = wrists.holding(STIFF)
    theirs = {"person": {"age_years": 85}, "left": {"symptomatic": "present", "extension_deg": 50}}
    wrists.client.post(f"/api/v1/cases/{case_of(path)}/assessments", json={"intake": theirs}, headers=BEARER)
    assert "These are the answers of" not in wrists.client.get(path).text
    kinds = re.findall(r'<input type="radio" name="kind"[^>]*>', wrists.client.get(f"{path}/finish").text)
    assert len(kinds) == 2
    assert all("required" in each and "checked" not in each for each in kinds)


def test_a_further_visit_starts_empty_even_from_a_form_that_was_changed(wrists: Visiting) -> None:
    path = wrists.holding(STIFF)
    keep(wrists, path)
    wrists.save(path, {**STIFF, "left.extension_deg": "55"})
    assert "The further visit leaves it out" in words(wrists.client.get(f"{path}/further").text)
    assert post(wrists, f"{path}/further", {}).status_code == 303
    draft = wrists.store.draft(case_of(path))
    assert draft is not None
    assert not draft.answers.keys() & STIFF.keys()
    page = wrists.client.get(path).text
    assert "These are the answers of" not in page
    wrists.save(path, {**draft.answers, "age_years": "31"})
    page = wrists.client.get(f"{path}/finish").text
    assert 'name="kind"' not in page and "Keep this assessment" in page
    assert keep(wrists, path).kind == "visit"


def test_a_further_visit_that_was_begun_is_not_emptied_again(wrists: Visiting) -> None:
    path = wrists.holding(STIFF)
    keep(wrists, path)
    post(wrists, f"{path}/further", {})
    wrists.save(path, {"age_years": "31"})
    before = wrists.store.draft(case_of(path))
    assert before is not None
    assert wrists.client.get(f"{path}/further").headers["location"] == path
    sent = {"csrf": wrists.csrf, "revision": str(before.revision)}
    wrists.client.post(f"{path}/further", data=sent)
    assert wrists.store.draft(case_of(path)) == before


def test_a_re_test_shows_the_day_of_the_answers_it_stands_on(wrists: Visiting) -> None:
    path = wrists.holding(STIFF)
    item = keep(wrists, path)
    said = words(wrists.client.get(f"{path}/retest").text)
    assert f"The other answers are of today, kept {moment(item.created_at)}." in said


def test_a_re_test_on_another_day_says_so_first_and_asks_for_a_further_visit(wrists: Visiting) -> None:
    with days_ago(wrists, 2):
        path = wrists.holding(STIFF)
        item = keep(wrists, path)
    page = wrists.client.get(f"{path}/retest").text
    said = words(page)
    assert f"The other answers are of {moment(item.created_at)}, 2 days ago. Start a further visit instead" in said
    assert page.index("2 days ago") < page.index("<form")


def test_a_re_test_beside_an_unfinished_further_visit_says_that_it_has_not_its_answers(wrists: Visiting) -> None:
    path = wrists.holding(STIFF)
    keep(wrists, path)
    post(wrists, f"{path}/further", {})
    said = words(wrists.client.get(f"{path}/retest").text)
    assert "The form does not hold the answers of the visit that was kept last." in said


def test_what_leads_back_to_a_kept_visit_says_that_a_change_corrects_it(wrists: Visiting) -> None:
    path = wrists.holding(STIFF)
    page = f"/assessments/{keep(wrists, path).id}"
    assert "Correct this visit" in wrists.client.get(page).text
    post(wrists, f"{path}/further", {})
    assert "Correct this visit" not in wrists.client.get(page).text


@pytest.mark.parametrize("reason", ["worse", "contraindicated"])
def test_harm_and_a_contraindication_are_reasons_to_decline(wrists: Visiting, reason: str) -> None:
    item = keep(wrists, wrists.holding(STIFF))
    key = "left:belt-glide"
    post(wrists, f"/assessments/{item.id}", {f"choice:{key}": "declined", f"reason:{key}": reason})
    assert [made.reason_code for made in wrists.store.decisions(item.id)] == [reason]


def test_decisions_that_lack_something_are_counted_and_linked_apart_from_those_kept(ankles: Visiting) -> None:
    item = keep(ankles, ankles.holding(voice(FIRST_VOICE, ankles.knowledge)))
    first, second = suggested(item)[:2]
    sent = {f"choice:left:{first}": "accepted", f"choice:left:{second}": "declined"}
    text = post(ankles, f"/assessments/{item.id}", sent).text
    assert re.search(r'class="box kept".*1 decision kept', text)
    warned = text.partition('class="box warn"')[2].partition("</div>")[0]
    assert "1 decision is not kept yet" in words(warned)
    [place] = re.findall(r'href="#([^"]+)"', warned)
    assert f'id="{place}"' in text and place.endswith(second)


def test_what_a_suggestion_lacks_stands_beside_it_before_it_is_kept(ankles: Visiting) -> None:
    fields = voice(FIRST_VOICE, ankles.knowledge) | {"equipment": ["-"]}
    page = ankles.client.get(f"{ankles.holding(fields)}/finish").text
    assert re.search(r'talus back <strong class="lacks">lacking here: ', page)
