"""How is practised over HTTP: a case told, committed to, compared; sets, progress and classes as files; reviews?"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from dorsiflex.apps.practice.case_sets import sets_beside
from dorsiflex.catalogue.load import load
from dorsiflex.store.practising import all_attempts, kept_sets
from dorsiflex.store.reviewing import reviews
from tests.web.practising import CHEST, STIFF, bring_in, commit, set_path, zipped
from tests.web.visiting import FOREIGN, Visiting, hidden, visiting, words

SAFE = {"disposition__person": "screen_first", "category__person": "", "question": "left: swelling"}
NIGHT = """\
id: short-night
story: A short night.
source: constructed
person: {hours_slept: 5}
expected: {}
because: constructed-design
"""
HOSTILE = "</textarea><script>alert(1)</script>"


@pytest.fixture(scope="module")
def learning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visiting]:
    """A program of its own, whose progress nobody else counts in; with one imported set."""
    with visiting(load(FOREIGN / "wrist"), tmp_path_factory.mktemp("learning"), FOREIGN / "wrist") as made:
        assert bring_in(made).status_code == 303
        yield made


@pytest.fixture(scope="module")
def path(learning: Visiting) -> str:
    return set_path(learning)


def upload(visits: Visiting, *files: tuple[str, bytes]) -> httpx.Response:
    sent = {"csrf": hidden(visits.client.get("/practice/class").text, "csrf")}
    return visits.client.post("/practice/class", data=sent, files=[("files", file) for file in files])


def test_a_case_is_told_with_its_findings_and_without_the_answer(learning: Visiting, path: str) -> None:
    said = words(learning.client.get(f"{path}/1").text)
    assert "A gymnast of 30 cannot bend one wrist back." not in said
    assert "extension 50" in said.casefold() or "50 degrees" in said
    for of_the_answer in ("cannot tell", "withheld", "stiff-wrist", "constructed-design"):
        assert of_the_answer not in said.casefold()


def test_the_answer_is_seen_only_after_committing_and_both_stand_side_by_side(learning: Visiting, path: str) -> None:
    before = len(all_attempts(learning.store))
    answered = commit(learning, f"{path}/1", **SAFE)
    assert answered.status_code == 303
    said = words(learning.client.get(answered.headers["location"]).text)
    assert said.count("Right") >= 3
    assert "Asked: swelling (left)" in said
    assert "constructed-design" in said
    assert "A gymnast of 30 cannot bend one wrist back." in said
    assert len(all_attempts(learning.store)) == before + 1


def test_what_a_case_may_say_before_its_answer_is_said_and_its_story_is_not(learning: Visiting) -> None:
    told = STIFF.replace("story: A", "opening: Somebody comes with a wrist.\nstory: A")
    assert bring_in(learning, told.encode(), "opened.yaml", "With an opening").status_code == 303
    path = set_path(learning, "With an opening")
    faulty = commit(learning, f"{path}/1", disposition__person="treat")
    sheet = learning.client.get("/practice/worksheet", params={"set": path.rpartition("/")[2]})
    before, answers = sheet.text.split('id="answers-title"')
    for page in (learning.client.get(f"{path}/1").text, faulty.text, before):
        assert "Somebody comes with a wrist." in page and "A gymnast of 30" not in page
    assert "A gymnast of 30" in answers


@pytest.mark.parametrize("name", ["gates", "limits", "unknown", "retest", "comparator"])
def test_no_packaged_story_is_read_before_the_answer(ankles: Visiting, name: str) -> None:
    """Stories say what a case shows; by rule none is shown before, whatever it says."""
    cases = next(each for each in sets_beside(FOREIGN.parents[1] / "rules") if each.id == name)
    case = cases.case(3, ankles.knowledge)
    page = words(ankles.client.get(f"/practice/sets/{name}/3").text)
    assert case.story not in page and case.id not in page
    assert case.story not in words(ankles.client.get(f"/practice/sets/{name}").text)


def test_a_form_that_is_not_complete_keeps_what_was_chosen_and_nothing_is_kept(learning: Visiting, path: str) -> None:
    before = len(all_attempts(learning.store))
    answered = commit(learning, f"{path}/1", disposition__person="treat", question='"><b>')
    assert answered.status_code == 422
    assert 'value="treat" checked' in answered.text
    assert "Nothing is chosen to offer" in words(answered.text)
    assert "<b>" not in answered.text
    assert len(all_attempts(learning.store)) == before


def test_words_that_mean_several_questions_are_answered_with_a_choice_of_them(learning: Visiting, path: str) -> None:
    chosen = {
        f"{what}__{side}": value
        for side in ("left", "right")
        for what, value in (("disposition", "treat"), ("category", ""))
    }
    answered = commit(learning, f"{path}/3", **chosen, question="swelling")
    assert re.findall(r'name="picked" value="([^"]*)"', answered.text) == ["left.swelling", "right.swelling"]
    picked = commit(learning, f"{path}/3", **chosen, question="swelling", picked="right.swelling")
    assert picked.status_code == 303
    assert all_attempts(learning.store)[-1].committed["question"] == "right.swelling"


def test_both_sides_have_marks_of_their_own(learning: Visiting, path: str) -> None:
    sides = {
        "disposition__left": "screen_first",
        "disposition__right": "treat",
        "category__left": "",
        "category__right": "",
    }
    answered = commit(learning, f"{path}/3", **sides, question="left: swelling")
    said = words(learning.client.get(answered.headers["location"]).text)
    assert "Disposition: left wrist Right" in said
    assert "Disposition: right wrist Less safe than the engine" in said


def test_there_is_no_case_beyond_the_last(learning: Visiting, path: str) -> None:
    for address in (
        f"{path}/0",
        f"{path}/4",
        "/practice/sets/none",
        "/practice/sets/none/1",
        "/practice/attempts/999999",
    ):
        assert learning.client.get(address).status_code == 404


def test_progress_is_a_table_and_a_file_that_a_class_is_made_of(learning: Visiting, path: str) -> None:
    commit(learning, f"{path}/2", disposition__person="treat", category__person="mobilisation", nothing="yes")
    assert "New chest pain or a fever stops everything" in words(learning.client.get("/practice/progress").text)
    saved = learning.client.get("/practice/progress/file", params={"learner": "seat 7; drop"})
    assert saved.headers["content-disposition"] == 'attachment; filename="practice-seat-7-drop.json"'
    rules = {rule["id"]: rule for rule in saved.json()["rules"]}
    assert rules["chest-pain"]["missed"] >= 1
    second = json.dumps({**saved.json(), "learner": HOSTILE[:60]}).encode()
    shown = upload(learning, ("a.json", saved.content), ("b.json", second))
    assert shown.status_code == 200
    assert "2 learners" in words(shown.text)
    assert "2 of 2" in words(shown.text)
    assert "<script>alert" not in shown.text


def test_a_class_with_a_file_that_is_none_is_refused_and_says_where(learning: Visiting) -> None:
    refused = upload(learning, ("a.json", b'{"format": "other"}'), ("b.json", b"x" * 70_000))
    assert refused.status_code == 422
    said = words(refused.text)
    assert "a.json" in said
    assert "b.json" in said


def test_a_label_that_is_none_is_told_on_the_page(learning: Visiting) -> None:
    refused = learning.client.get("/practice/progress/file", params={"learner": "  "})
    assert (refused.status_code, "This cannot be a label" in words(refused.text)) == (422, True)


def test_a_faulty_set_is_refused_with_all_its_problems_and_not_kept(learning: Visiting) -> None:
    before = kept_sets(learning.store)
    bad = zipped(one=STIFF.replace("50", "500"), two=CHEST.replace("story:", "tale:"))
    refused = bring_in(learning, bad, "bad.zip", "Bad")
    assert refused.status_code == 422
    assert {"one.yaml", "two.yaml"} <= set(re.findall(r"(?:one|two)\.yaml", refused.text))
    assert bring_in(learning, STIFF.encode(), "one.yaml", "Wrists").status_code == 422
    assert kept_sets(learning.store) == before


def test_a_set_is_handed_on_and_removed(learning: Visiting) -> None:
    assert bring_in(learning, STIFF.encode(), "one.yaml", "Only one").status_code == 303
    path = set_path(learning, "Only one")
    saved = learning.client.get(f"{path}/file")
    assert 'filename="Only-one.zip"' in saved.headers["content-disposition"]
    sent = {"csrf": hidden(learning.client.get(path).text, "csrf")}
    assert learning.client.post(f"{path}/remove", data=sent).status_code == 303
    assert learning.client.get(path).status_code == 404
    assert bring_in(learning, saved.content, "again.zip", "Once more").status_code == 303


def test_nothing_of_practice_is_changed_without_the_key_of_our_pages(learning: Visiting, path: str) -> None:
    for address in (f"{path}/1", "/practice/sets", f"{path}/remove", "/practice/class", "/review/clot"):
        assert learning.client.post(address, data={"disposition.person": "treat"}).status_code == 403


def test_a_worksheet_has_the_answers_after_all_the_cases(learning: Visiting, path: str) -> None:
    made = learning.client.get("/practice/worksheet", params={"set": path.rpartition("/")[2], "to": "2"}).text
    cases, answers = made.split('id="answers-title"')
    assert "chest-pain" not in words(cases) and "A gymnast has chest pain." not in cases
    assert "Emergency" in words(answers) and "A gymnast has chest pain." in answers
    assert "Both wrists" not in made
    beyond = learning.client.get("/practice/worksheet", params={"set": path.rpartition("/")[2], "from": "9"})
    assert beyond.status_code == 422


def test_a_worksheet_of_more_cases_than_can_be_printed_is_refused_and_says_how_to_have_them(ankles: Visiting) -> None:
    def made(**numbers: int) -> httpx.Response:
        return ankles.client.get("/practice/worksheet", params={"set": "limits", **numbers})

    refused = made(**{"from": 2, "to": 42})
    assert refused.status_code == 422
    assert "41 cases, from 2 to 42" in words(refused.text)
    assert "Make several: from 2 to 41 first, then on from 42." in words(refused.text)
    assert made(**{"from": 2, "to": 3}).status_code == made(**{"from": 64, "to": 999}).status_code == 200


def test_the_packaged_cases_can_be_practised_with_and_without_sides(ankles: Visiting, sleepers: Visiting) -> None:
    said = words(ankles.client.get("/practice").text)
    assert "Voices 9 cases" in said
    assert ankles.client.get("/practice/sets/voices/1").status_code == 200
    assert bring_in(sleepers, NIGHT.encode(), "nights.yaml", "Nights").status_code == 303
    path = set_path(sleepers, "Nights")
    worst = sleepers.knowledge.settings.dispositions[0].id
    answered = commit(sleepers, f"{path}/1", disposition__person=worst, category__person="", nothing="yes")
    assert sleepers.client.get(answered.headers["location"]).status_code == 200


@pytest.mark.soak
def test_every_packaged_case_can_be_told_and_printed(ankles: Visiting) -> None:
    for cases in sets_beside(FOREIGN.parents[1] / "rules"):
        for number in range(1, len(cases) + 1):
            assert ankles.client.get(f"/practice/sets/{cases.id}/{number}").status_code == 200
        assert ankles.client.get("/practice/worksheet", params={"set": cases.id}).status_code == 200


def review(visits: Visiting, rule: str = "clot", **more: str) -> httpx.Response:
    page = visits.client.get(f"/review/{rule}").text
    sent = {"csrf": hidden(page, "csrf"), "version": hidden(page, "version"), "reasons": "As read.", **more}
    return visits.client.post(f"/review/{rule}", data=sent)


def test_a_review_is_kept_and_leaves_as_a_patch_that_applies(learning: Visiting, tmp_path: Path) -> None:
    shutil.copytree(FOREIGN / "wrist", tmp_path / "wrist")
    assert review(learning, "chest-pain", verdict="reviewed", name="A. Person", may_be_named="yes").status_code == 303
    assert review(learning, "chest-pain", verdict="disputed", source="constructed-rule").status_code == 303
    patch = learning.client.get("/review/chest-pain/patch")
    assert patch.headers["content-disposition"] == 'attachment; filename="chest-pain.patch"'
    subprocess.run(["git", "apply"], cwd=tmp_path, input=patch.content, check=True)
    after = load(tmp_path / "wrist", remember=False).rules["chest-pain"]
    assert (after.status, after.owners.reviewer, after.dissent.found[0].who) == (
        "reviewed",
        "A. Person",
        "constructed-rule",
    )
    assert load(FOREIGN / "wrist", remember=False).rules["chest-pain"].status == "draft"
    assert patch.text in learning.client.get("/review.patch").text


def test_who_did_not_agree_is_on_no_patch(learning: Visiting) -> None:
    assert review(learning, "thin-skin", verdict="reviewed", name="Shy Person").status_code == 303
    assert "agreed to be named" in words(learning.client.get("/review/thin-skin").text)
    assert learning.client.get("/review/thin-skin/patch").status_code == 404


def test_a_review_that_is_not_complete_is_told_and_not_kept(learning: Visiting) -> None:
    before = len(reviews(learning.store))
    for more in (
        {},
        {"verdict": "certified"},
        {"verdict": "comment", "reasons": " "},
        {"verdict": "comment", "may_be_named": "yes"},
        {"verdict": "reviewed", "review_by": "2027-02-30"},
        {"verdict": "disputed", "source": "no-such-source"},
        {"verdict": "disputed", "reasons": "word " * 31},
        {"verdict": "comment", "version": "9"},
        {"verdict": "comment", "reasons": "\x00"},
    ):
        refused = review(learning, **more)
        assert refused.status_code == 422, more
        assert 'role="alert"' in refused.text
    assert len(reviews(learning.store)) == before


def test_what_a_reviewer_writes_is_shown_as_text(learning: Visiting) -> None:
    assert review(learning, verdict="comment", reasons=HOSTILE, name=HOSTILE).status_code == 303
    assert "<script>alert" not in learning.client.get("/review/clot").text
    assert learning.client.get("/review/no-such-rule").status_code == 404
