from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

import dorsiflex
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.card import SHOWN_QUESTIONS
from dorsiflex.present.deal import card
from dorsiflex.present.text import as_text, show
from tests.apps.people import WRIST, person

FEVER_NOT_ASKED = person(person__fever=None)
ALMOST_NOTHING = {"left": {"symptomatic": "present"}}
PEOPLE = [person(), FEVER_NOT_ASKED, ALMOST_NOTHING, {}, person(right__symptomatic="present")]


def text(intake: dict[str, Any], knowledge: KnowledgeBase, width: int = 80) -> str:
    return as_text(card(dorsiflex.assess(intake, knowledge), knowledge), width)


def places(page: str, *words: str) -> list[int]:
    found = [page.find(word) for word in words]
    assert -1 not in found, dict(zip(words, found, strict=True))
    return found


def test_the_disposition_comes_first_in_words(wrist: KnowledgeBase) -> None:
    first, second, *_ = text(person(person__chest_pain="present"), wrist).splitlines()
    assert "EMERGENCY" in first
    assert "left wrist" in first
    assert second.strip() == "Stop."


def test_the_order_of_the_page_is_fixed(wrist: KnowledgeBase) -> None:
    page = text(person(person__age_years=81, left__grip_kg=None), wrist)
    found = places(page, "TREAT", "Ask next", "\nPatterns", "\nSources", wrist.digest.removeprefix("sha256:")[:12])
    assert found == sorted(found)
    page = text(person(), wrist)
    found = places(
        page, "TREAT", "Ask next", "\nMobilisation", "\nPatterns", "\nSources", "For the tests of the engine"
    )
    assert found == sorted(found)
    page = text(FEVER_NOT_ASKED, wrist)
    found = places(page, "SCREEN FIRST", "Ask next", "\nWithheld", "\nPatterns")
    assert found == sorted(found)


def test_gates_that_fire_stand_before_gates_that_cannot_tell(wrist: KnowledgeBase) -> None:
    page = text(person(person__age_years=81, person__fever=None), wrist)
    found = places(page, "Withheld · 3 of 3 techniques, by 2 gates", "thin-skin fires", "chest-pain cannot tell")
    assert found == sorted(found)


def test_a_question_is_asked_as_it_can_be_read_aloud_with_its_side(wrist: KnowledgeBase) -> None:
    page = text(person(left__extension_deg=None), wrist)
    assert "? left: How far does the wrist bend back, elbow straight? (0 to 90 deg)" in " ".join(page.split())


def test_findings_of_a_group_are_asked_in_one_breath(wrist: KnowledgeBase) -> None:
    page = text(person(person__fever=None, person__chest_pain=None), wrist)
    assert "? Any of these today? new chest pain; fever" in page


def test_of_many_questions_the_first_few_are_shown_and_the_rest_counted(wrist: KnowledgeBase) -> None:
    answer = dorsiflex.assess(ALMOST_NOTHING, wrist)
    dealt = card(answer, wrist)
    assert len(dealt.questions) == SHOWN_QUESTIONS
    shown = {stem for question in dealt.questions for stem in question.stems}
    assert dealt.more_questions == len(answer.ask) - len(shown)
    assert f"and {dealt.more_questions} more that can change this answer" in as_text(dealt)


def test_a_finished_visit_says_that_nothing_is_left_to_ask(wrist: KnowledgeBase) -> None:
    assert "no unanswered question can change this answer" in text(person(), wrist)


def test_a_suggestion_says_why_before_its_details(wrist: KnowledgeBase) -> None:
    page = text(person(person__equipment=[]), wrist)
    found = places(
        page, "Glide with a belt", "Consider a glide with a belt.", "because", "lacking here: a belt or a band"
    )
    assert found == sorted(found)


def test_a_pattern_is_introduced_by_its_title_and_named_by_its_id_from_then_on(wrist: KnowledgeBase) -> None:
    answer = dorsiflex.assess(person(), wrist)
    left = answer["left"]
    [glide] = left.suggestions
    two = replace(left, suggestions=(glide, replace(glide, rank=2)))
    first, second = card(replace(answer, sides={"left": two}), wrist).sides[0].shelves[0].options
    title = wrist.rules["stiff"].title
    assert f"“{title}” (stiff)" in first.facts
    assert title not in second.facts and "stiff" in second.facts


def test_a_measure_near_its_limit_is_called_borderline(wrist: KnowledgeBase) -> None:
    assert "stable within measurement error" in text(person(), wrist)
    assert "borderline" in text(person(left__extension_deg=58), wrist)


def test_a_withheld_technique_that_would_be_suggested_is_named(wrist: KnowledgeBase) -> None:
    assert "would be suggested otherwise: Glide with a belt" in text(FEVER_NOT_ASKED, wrist)


def test_where_everything_is_stopped_no_technique_is_named_at_all(wrist: KnowledgeBase) -> None:
    page = text(person(person__chest_pain="present"), wrist)
    assert [item.title for item in wrist.techniques.values() if item.title in page] == []


def test_two_assessed_sides_each_have_their_own_disposition(wrist: KnowledgeBase) -> None:
    page = text(person(right__symptomatic="present"), wrist)
    found = places(page, "both sides", "LEFT WRIST  ● Treat", "RIGHT WRIST  ◆ Screen first")
    assert found == sorted(found)


def test_no_more_than_the_declared_number_of_a_category_is_shown(wrist: KnowledgeBase) -> None:
    answer = dorsiflex.assess(person(), wrist)
    left = answer["left"]
    [glide] = left.suggestions
    many = replace(left, suggestions=tuple(replace(glide, rank=rank) for rank in range(1, 8)))
    [shelf] = card(replace(answer, sides={"left": many}), wrist).sides[0].shelves
    assert len(shelf.options) == wrist.settings.shown_per_category
    assert len(shelf.folded) == 7 - wrist.settings.shown_per_category


@pytest.mark.parametrize("width", [30, 40, 60, 80, 200])
@pytest.mark.parametrize("intake", PEOPLE, ids=["screened", "fever not asked", "almost nothing", "nobody", "both"])
def test_it_wraps_at_any_width_and_never_beyond_eighty(
    wrist: KnowledgeBase, intake: dict[str, Any], width: int
) -> None:
    lines = text(intake, wrist, width).splitlines()
    assert max(map(len, lines)) <= min(80, width)
    assert [line for line in lines if line != line.rstrip()] == []
    narrow = "".join(text(intake, wrist, width).split())
    assert narrow == "".join(text(intake, wrist, 80).split())


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(30, 90), st.text(max_size=150).filter(str.isprintable))
def test_any_width_and_any_label_can_be_printed(width: int, label: str) -> None:
    knowledge = dorsiflex.load(WRIST)
    lines = text({**FEVER_NOT_ASKED, "id": label}, knowledge, width).splitlines()
    assert any("SCREEN" in line for line in lines)


def test_colour_adds_nothing_that_the_words_do_not_say(wrist: KnowledgeBase) -> None:
    page = card(dorsiflex.assess(FEVER_NOT_ASKED, wrist), wrist)
    coloured = io.StringIO()
    show(
        page,
        Console(file=coloured, width=80, force_terminal=True, color_system="standard", highlight=False, _environ={}),
    )
    assert "\x1b[" in coloured.getvalue()
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured.getvalue()) == as_text(page)


def test_no_word_of_markup_in_an_id_is_taken_for_a_style(wrist: KnowledgeBase) -> None:
    assert "[red]x[/red]" in text({**person(), "id": "[red]x[/red]"}, wrist)
