from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Rule
from dorsiflex.language.scopes import Scopes
from dorsiflex.present.html.addresses import Addresses
from dorsiflex.present.html.logic import conditions_of, logic_of
from tests.site.reading import Answers, Built, drawn, meant

SAID = {"fires": "The rule fires", "silent": "The rule is silent", "cannot-tell": "The rule cannot tell"}
EVALUATE = "pairs => pairs.map(([logic, answers]) => dorsiflexLogic.evaluate(logic, answers).truth)"
in_the_browser = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def logics(site: Built) -> dict[str, dict[str, Any]]:
    scopes = Scopes(site.knowledge)
    return {rule.id: logic_of(rule, site.knowledge, scopes) for rule in site.knowledge.rules.values()}


def compare(seed: int, site: Built, logics: dict[str, dict[str, Any]], page: Page) -> None:
    """Every rule of the ankle on answers of its own: the browser says what the language means."""
    chance, scopes = Random(seed), Scopes(site.knowledge)
    answers = {name: drawn(logic["inputs"], chance) for name, logic in logics.items()}
    told = page.evaluate(EVALUATE, [[logics[name], answers[name]] for name in logics])
    for name, truth in zip(logics, told, strict=True):
        assert truth == expected(site.knowledge.rules[name], answers[name], site.knowledge, scopes), name


def expected(rule: Rule, answers: dict[str, Any], knowledge: KnowledgeBase, scopes: Scopes) -> str:
    unit = knowledge.settings.sides[0] if scopes.of_side(rule.id) else None
    return meant(conditions_of(rule), Answers(knowledge, scopes, answers, unit))


@settings(in_the_browser, max_examples=12)
@given(seed=st.integers(0, 2**32))
def test_a_page_concludes_what_the_language_means(
    seed: int, site: Built, logics: dict[str, dict[str, Any]], page: Page
) -> None:
    if not page.url.startswith("file:"):
        page.goto(site.address("gates/index.html"))
        page.add_script_tag(path=site.folder / "assets" / "logic.js")
    compare(seed, site, logics, page)


@pytest.mark.soak
@settings(in_the_browser, max_examples=400)
@given(seed=st.integers(0, 2**32))
def test_a_page_concludes_what_the_language_means_on_many_answers(
    seed: int, site: Built, logics: dict[str, dict[str, Any]], page: Page
) -> None:
    if not page.url.startswith("file:"):
        page.goto(site.address("gates/index.html"))
        page.add_script_tag(path=site.folder / "assets" / "logic.js")
    compare(seed, site, logics, page)


def test_each_example_does_on_its_page_what_the_rule_file_expects(site: Built, logics: dict[str, Any]) -> None:
    """The answers of an example, other rules concluded by the reference, make the conditions come out as expected."""
    scopes = Scopes(site.knowledge)
    words = {"true": "fires", "false": "silent", "unknown": "cannot-tell"}
    for rule in site.knowledge.rules.values():
        for example, shown in zip(rule.examples, logics[rule.id]["examples"], strict=True):
            truth = expected(rule, shown["answers"], site.knowledge, scopes)
            assert words[truth] == example.expect.value, (rule.id, example.name)


def try_examples(rule: Rule, built: Built, page: Page) -> None:
    """Each button sets the fields, and the fields (not the stored answers) turn the rule."""
    page.goto(built.address(Addresses(built.knowledge).path(rule.id)))
    for place, example in enumerate(rule.examples):
        page.locator("button.try").nth(place).click()
        assert page.locator(".verdict").inner_text() == SAID[example.expect.value], (rule.id, example.name)


@pytest.mark.parametrize("name", ["fracture-after-injury", "clot", "stiff", "measured", "glide-for-stiff-wrist"])
def test_trying_an_example_turns_the_rule(name: str, wrist_site: Built, page: Page) -> None:
    try_examples(wrist_site.knowledge.rules[name], wrist_site, page)


@pytest.mark.soak
def test_trying_any_example_of_the_ankle_turns_its_rule(site: Built, page: Page) -> None:
    for rule in site.knowledge.rules.values():
        try_examples(rule, site, page)


def test_an_answer_changed_by_hand_turns_the_rule_and_its_boxes(wrist_site: Built, page: Page) -> None:
    page.goto(wrist_site.address("gates/fracture-after-injury.html"))
    verdict = page.locator(".verdict")
    assert verdict.inner_text() == SAID["cannot-tell"]
    assert page.locator("[data-truth=unknown].box").count() == 0  # nothing is set: the boxes are there to be read
    page.locator("button.try").first.click()
    assert verdict.inner_text() == SAID["fires"]
    tender = page.get_by_role("group", name="tender", exact=False).first
    tender.get_by_label("absent").check()
    assert verdict.inner_text() == SAID["silent"]
    tender.get_by_label("not known").check()
    assert verdict.inner_text() == SAID["cannot-tell"]
    assert page.locator(".box.leaf[data-truth=unknown]").count() == 1
    page.get_by_role("button", name="Nothing known").click()
    page.wait_for_function("document.querySelectorAll('.box[data-truth]').length === 0")


def test_without_scripts_a_rule_still_reads(wrist_site: Built, browser: Any) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(wrist_site.address("gates/fracture-after-injury.html"))
    assert page.get_by_role("heading", name="Holds when").is_visible()
    assert not page.locator("#what-if").is_visible()
    page.close()
