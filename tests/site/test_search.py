from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.site.reading import Built

SEARCH = "asked => dorsiflexSearch.search(dorsiflexSearch.prepare(dorsiflexIndex), asked).map(one => one.id)"


def found(asked: str, site: Built, page: Page) -> list[str]:
    page.goto(site.address("search.html"))
    ids: list[str] = page.evaluate(SEARCH, asked)
    return ids


@pytest.mark.parametrize(
    ("asked", "wanted", "within"),
    [
        ("lunge_cm", "lunge_cm", 1),  # an id
        ("knee to wall", "lunge_cm", 10),  # a test
        ("squeeze", "squeeze_test", 5),
        ("warm calf", "calf_warm", 5),  # a symptom
        ("breathless", "chest_pain_or_breathlessness", 5),
        ("konor", "wblt-konor-2012-inclinometer-error", 10),  # an author
        ("Vicenzino 2006", "mwm-vicenzino-2006", 5),
        ("foam roll", "calf-foam-rolling", 10),  # the beginning of a word
        ("achiles rupture", "achilles-rupture", 15),  # a letter left out
        ("syndesmossis", "syndesmosis", 15),
        ("mobilisaton hands", "manual-mwm", 40),
    ],
)
def test_a_record_is_found_by_symptom_test_author_or_id(
    asked: str, wanted: str, within: int, site: Built, page: Page
) -> None:
    assert wanted in found(asked, site, page)[:within]


@pytest.mark.parametrize("asked", ["", "   ", "!?", "qqqq", "lunge qqqq"])
def test_what_stands_nowhere_is_not_found(asked: str, site: Built, page: Page) -> None:
    assert found(asked, site, page) == []


def test_a_short_word_is_never_taken_for_another(site: Built, page: Page) -> None:
    """A slip is forgiven in long words only: `cast` is not `cart`."""
    near = (
        "([asked, other]) => dorsiflexSearch.search(dorsiflexSearch.prepare([['', '', other, '', '']]), asked).length"
    )
    page.goto(site.address("search.html"))
    pairs = (["cast", "cart"], ["swolen", "swollen"], ["anlke", "ankle"], ["ankle", "uncle"])
    told = [page.evaluate(near, list(pair)) for pair in pairs]
    assert told == [0, 1, 1, 0]


def test_search_is_done_with_the_keyboard_from_any_page(site: Built, page: Page) -> None:
    page.goto(site.address("gates/clot.html"))
    page.keyboard.press("/")
    page.keyboard.type("lunge_cm")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=lunge_cm")
    assert page.locator("#told").inner_text().endswith("for “lunge_cm”.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/findings/lunge_cm.html")


def test_without_scripts_the_lists_are_there(site: Built, page: Page) -> None:
    bare = page.context.browser.new_page(java_script_enabled=False)
    bare.goto(site.address("search.html"))
    bare.locator("main").get_by_role("link", name="Findings").click()
    assert bare.get_by_role("link", name="knee-to-wall distance", exact=True).count() == 1
    bare.close()
