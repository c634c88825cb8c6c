"""How does a visit go over HTTP? Started, saved, found again, corrected, in two tabs; with any knowledge."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import pytest

from dorsiflex.apps.web.fields import Fields
from tests.web.ending import STIFF, keep
from tests.web.visiting import Visiting, hidden, words

HOSTILE = "\"><script>alert(1)</script>' OR 1=1 --"


def answers(visits: Visiting, path: str) -> dict[str, Any]:
    draft = visits.store.draft(path.rpartition("/")[2])
    assert draft is not None
    return draft.answers


def test_the_start_page_asks_for_a_label_and_says_that_no_names_are_wanted(wrists: Visiting) -> None:
    said = words(wrists.client.get("/").text)
    assert "No names and no birth dates" in said


def test_a_case_is_found_by_its_label(wrists: Visiting) -> None:
    wrists.start("blue door")
    wrists.start("green door")
    said = words(wrists.client.get("/", params={"label": "BLUE"}).text)
    assert "blue door" in said
    assert "green door" not in said
    assert "No label contains" in words(wrists.client.get("/", params={"label": "red"}).text)


def test_without_a_label_no_case_is_started_and_the_page_says_why(wrists: Visiting) -> None:
    answered = wrists.client.post("/visits", data={"csrf": wrists.csrf, "label": "  "})
    assert answered.status_code == 422
    assert 'aria-invalid="true"' in answered.text


@pytest.mark.parametrize("who", ["ankles", "wrists", "sleepers"])
def test_every_knowledge_gets_a_form_and_an_answer(request: pytest.FixtureRequest, who: str) -> None:
    visits: Visiting = request.getfixturevalue(who)
    page = visits.client.get(visits.start()).text
    for section in visits.knowledge.vocabulary.sections.values():
        assert f"<h2>{escape(section.title)}</h2>" in page
    for finding in visits.knowledge.vocabulary.findings.values():
        assert escape(finding.ask, quote=False).replace("'", "&#39;") in page
    unknown = visits.knowledge.settings.unknown_gate_disposition
    unassessed = visits.knowledge.settings.unassessed_disposition
    titles = {visits.knowledge.settings.disposition[name].title for name in (unknown, unassessed)}
    assert any(title in words(page) for title in titles)


def test_a_form_without_sides_is_saved_and_answered(sleepers: Visiting) -> None:
    path = sleepers.start()
    sleepers.save(path, {"stops_breathing": "absent", "hours_slept": "5.5", "evening_coffee": "present"})
    page = sleepers.client.get(path).text
    assert "Advise" in words(page)
    assert 'class="option"' in page


def test_what_was_saved_stands_in_the_form_again(wrists: Visiting) -> None:
    path = wrists.start()
    sent = {"age_years": "41", "sex": "other", "equipment": ["band", "ball"], "left.symptomatic": "unknown"}
    assert wrists.save(path, sent).headers["location"] == f"{path}#answer"
    page = wrists.client.get(path).text
    assert 'name="age_years" id="at-age_years-in" value="41"' in page
    for name, value in (
        ("sex", "other"),
        ("equipment", "band"),
        ("equipment", "ball"),
        ("left.symptomatic", "unknown"),
    ):
        assert f'name="{name}" value="{value}" checked' in page
    assert 'name="equipment" value="belt" checked' not in page


def test_faulty_input_is_kept_as_typed_with_its_problem_beside_it(wrists: Visiting) -> None:
    path = wrists.start()
    wrists.save(path, {"left.extension_deg": "ninety"})
    page = wrists.client.get(path).text
    assert 'value="ninety"' in page
    assert re.search(r'id="at-left-extension_deg-in"[^>]*aria-invalid="true"', page)
    assert re.search(r'id="at-left-extension_deg-wrong">[^<]*not one', page)
    assert "1 answer to correct" in words(page)


def test_a_change_brings_the_panel_and_what_moves_in_the_form(wrists: Visiting) -> None:
    path = wrists.start()
    changes = wrists.update(path, {"left.symptomatic": "present", "left.injury_history": "present"}).json()
    assert changes["revision"] == 1
    assert "left.weeks_since_injury" not in changes["folded"]
    assert "right.weeks_since_injury" in changes["folded"]
    assert changes["sections"]["wrist"]["opens"]
    assert "Ask next" in words(changes["panel"])


def test_the_same_answers_again_are_no_new_save(wrists: Visiting) -> None:
    path = wrists.start()
    assert [wrists.update(path, {"age_years": "41"}).json()["revision"] for _ in range(2)] == [1, 1]


def test_of_two_tabs_the_later_save_is_shown_the_difference_and_loses_nothing(wrists: Visiting) -> None:
    path = wrists.start()
    wrists.save(path, {"age_years": "30", "sex": "female"}, 0)
    later = wrists.save(path, {"age_years": "31", "fever": "absent"}, 0)
    assert later.status_code == 409
    assert answers(wrists, path) == {"age_years": "30", "sex": "female"}
    said = words(later.text)
    assert "Here: 31 years" in said
    assert "Other tab: 30 years" in said
    chosen = {"choice:age_years": "mine", "choice:sex": "theirs", "choice:fever": "mine"}
    carried = {name: hidden(later.text, name) for name in ("csrf", "revision", "mine")}
    assert wrists.client.post(f"{path}/choice", data={**carried, **chosen}).status_code == 303
    assert answers(wrists, path) == {"age_years": "31", "sex": "female", "fever": "absent"}


def test_an_answer_beside_none_is_never_chosen_for_anybody(wrists: Visiting) -> None:
    """Withdrawn in the other tab, or never given there: neither an old no nor an old yes is taken to be meant."""
    path = wrists.start()
    wrists.save(path, {"age_years": "30"}, 0)
    later = wrists.save(path, {"fever": "absent", "left.symptomatic": "present"}, 0)
    assert later.status_code == 409 and "Other tab: no answer" in words(later.text)
    assert "checked" not in later.text


@pytest.mark.parametrize("way", ["", "/panel", "/choice"])
def test_a_page_of_a_finished_visit_brings_nothing_into_the_next_one(wrists: Visiting, way: str) -> None:
    path = wrists.holding(STIFF)
    page = wrists.client.get(path).text
    keep(wrists, path)
    further = wrists.client.get(f"/cases/{path.rpartition('/')[2]}").text
    sent = {name: hidden(further, name) for name in ("csrf", "revision")}
    assert wrists.client.post(f"/cases/{path.rpartition('/')[2]}/next", data=sent).status_code == 303
    empty = answers(wrists, path)
    old: dict[str, Any] = {name: hidden(page, name) for name in ("csrf", "revision", "follows")}
    if way == "/choice":
        old |= {"mine": '{"fever": "absent"}', "choice:fever": "mine", "revision": "2"}
    answered = wrists.client.post(path + way, data={**old, **STIFF, "age_years": "31"})
    part = answered.json()["conflict"] if way == "/panel" else answered.text
    assert answered.status_code == 409 and "The visit of this page is finished" in words(part)
    assert 'type="radio"' not in part and "Keep these" not in part
    assert answers(wrists, path) == empty


def test_a_choice_that_leaves_a_question_open_is_asked_again(wrists: Visiting) -> None:
    path = wrists.start()
    wrists.save(path, {"age_years": "30"}, 0)
    later = wrists.save(path, {"age_years": "31"}, 0)
    carried = {name: hidden(later.text, name) for name in ("csrf", "revision", "mine")}
    assert wrists.client.post(f"{path}/choice", data=carried).status_code == 409
    assert answers(wrists, path) == {"age_years": "30"}


def test_a_third_tab_that_saves_during_the_choice_is_not_overwritten(wrists: Visiting) -> None:
    path = wrists.start()
    wrists.save(path, {"age_years": "30"}, 0)
    later = wrists.save(path, {"age_years": "31"}, 0)
    wrists.save(path, {"age_years": "32"}, 1)
    carried = {name: hidden(later.text, name) for name in ("csrf", "revision", "mine")}
    again = wrists.client.post(f"{path}/choice", data={**carried, "choice:age_years": "mine"})
    assert again.status_code == 409
    assert "Other tab: 32 years" in words(again.text)
    assert answers(wrists, path) == {"age_years": "32"}


@pytest.mark.parametrize("revision", ["", "-1", "one", "1e3", "²"])
def test_a_form_that_does_not_say_what_it_rests_on_overwrites_nothing(wrists: Visiting, revision: str) -> None:
    path = wrists.start()
    wrists.save(path, {"age_years": "30"}, 0)
    sent = {"csrf": wrists.csrf, "revision": revision, "age_years": "31"}
    assert wrists.client.post(path, data=sent).status_code == 409
    assert answers(wrists, path) == {"age_years": "30"}


@pytest.mark.parametrize("name", ["age_years", "sex", "equipment", "left.symptomatic", "left.extension_deg"])
def test_what_was_typed_is_escaped_wherever_it_is_shown(wrists: Visiting, name: str) -> None:
    path = wrists.start(HOSTILE)
    wrists.save(path, {name: HOSTILE}, 0)
    later = wrists.save(path, {name: "other" + HOSTILE}, 0)
    changed = wrists.update(path, {name: HOSTILE})
    pages = [wrists.client.get(place).text for place in ("/", path, f"{path}/finish")]
    for text in [*pages, later.text, changed.json()["panel"], changed.json()["troubles"]]:
        assert "<script>alert" not in text


@pytest.mark.parametrize("place", ["", "/panel", "/choice", "/finish", "/suggestions/left/x"])
def test_a_guessed_case_is_not_found(wrists: Visiting, place: str) -> None:
    path = f"/visits/AAAAAAAAAAAAAAAAAAAAAA{place}"
    assert wrists.client.get(path).status_code in (404, 405)
    assert wrists.client.post(path, data={"csrf": wrists.csrf}).status_code in (404, 405)


def test_no_page_loads_anything_from_elsewhere_or_runs_anything_inline(ankles: Visiting) -> None:
    whole: Fields = {"left.symptomatic": "present"}
    for path in ("/", ankles.holding(whole)):
        page = ankles.client.get(path).text
        assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
        assert re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]* src=)", page) == []


def test_the_note_of_a_visit_stands_on_a_page_of_its_own(wrists: Visiting) -> None:
    path = wrists.start()
    wrists.save(path, {"age_years": "30", "left.symptomatic": "present"})
    said = words(wrists.client.get(f"{path}/finish").text)
    assert "age 30 years" in said
    wrists.save(path, {"age_years": "thirty"})
    assert "no answer to note down" in words(wrists.client.get(f"{path}/finish").text)
