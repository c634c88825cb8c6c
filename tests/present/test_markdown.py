from __future__ import annotations

from html import unescape
from typing import Any

import pytest

import dorsiflex
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.deal import card
from dorsiflex.present.markdown import as_markdown
from tests.apps.people import person


def markdown(intake: dict[str, Any], knowledge: KnowledgeBase) -> str:
    return as_markdown(card(dorsiflex.assess(intake, knowledge), knowledge))


def test_the_page_has_the_order_of_every_answer(wrist: KnowledgeBase) -> None:
    page = markdown(person(person__fever=None), wrist)
    heads = [line for line in page.splitlines() if line.startswith("#")]
    assert heads == [
        "# ◆ Screen first: left wrist, screened",
        "## Ask next",
        "## Withheld: 3 of 3 techniques, by 1 gate",
        "## Patterns",
    ]


def test_a_suggestion_stands_with_its_reason_and_its_rule(wrist: KnowledgeBase) -> None:
    page = markdown(person(), wrist)
    assert "1. **Glide with a belt** Consider a glide with a belt." in page
    assert "`glide-for-stiff-wrist`" in page
    assert "1. Constructed for the tests (`constructed-rule`)" in page


@pytest.mark.parametrize("label", ["<script>alert(1)</script>", "a|b*c_d[e](f)", "# head"])
def test_a_label_is_shown_as_it_is_and_does_nothing(wrist: KnowledgeBase, label: str) -> None:
    first = markdown({**person(), "id": label}, wrist).splitlines()[0]
    shown = first.partition("wrist, ")[2]
    assert unescape(shown.replace("\\", "")) == label
    assert "<script" not in shown


def test_two_sides_are_two_chapters(wrist: KnowledgeBase) -> None:
    page = markdown(person(right__symptomatic="present"), wrist)
    assert "## Left wrist: Treat" in page
    assert "## Right wrist: Screen first" in page
