"""Do the pages stand at every width, light and dark? No violation for axe-core; nothing wider than the screen.

axe-core goes over every page of the small foreign knowledge, which has every kind of question, and over the large
answer of the first voice; of all pages of the first voice pictures are kept, to be looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import axe_core_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from dorsiflex.apps.web.fields import Fields
from tests.web.browser.conftest import let_in
from tests.web.visiting import FIRST_VOICE, Visiting, voice

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1280, 860)}
FAULTY: Fields = {"age_years": "abc", "left.symptomatic": "present"}
WRIST: Fields = {
    "age_years": "30",
    "chest_pain": "absent",
    "fever": "absent",
    "active_cancer": "absent",
    "equipment": ["band"],
    "left.symptomatic": "present",
    "left.injury_history": "absent",
    "left.surgery_history": "absent",
    "left.extension_deg": "50",
    "right.symptomatic": "absent",
    "right.extension_deg": "80",
}


@pytest.fixture(scope="module")
def first_voice(visits: Visiting) -> str:
    return visits.holding(voice(FIRST_VOICE, visits.knowledge), "trail runner 12")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_a_foreign_knowledge_is_accessible_and_fits(
    browser: Browser, wrists: Visiting, width: str, scheme: str
) -> None:
    paths = {
        "start": "/",
        "new": wrists.start("room 7"),
        "answered": (answered := wrists.holding(WRIST, "room 8")),
        "faulty": wrists.holding(FAULTY, "with typing errors"),
        "note": f"{answered}/finish",
    }
    found = []
    with looking(browser, wrists, width, scheme) as context:
        page = context.new_page()
        for name, path in paths.items():
            page.goto(path)
            found += [f"{name}: {fault}" for fault in faults(page)]
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_answer_to_the_first_voice_is_accessible_and_fits(
    browser: Browser, visits: Visiting, first_voice: str, width: str, scheme: str, screenshots: Path
) -> None:
    with looking(browser, visits, width, scheme) as context:
        page = context.new_page()
        page.goto(first_voice)
        if width == "phone":
            page.click("#bar")
        page.locator("details.behind > summary").first.click()
        page.locator(".detail").first.wait_for()
        page.screenshot(path=screenshots / f"answer-{width}-{scheme}.png")
        found = faults(page, "#answer")
        page.goto(f"{first_voice}/suggestions/left/manual-mwm")
        page.screenshot(path=screenshots / f"suggestion-{width}-{scheme}.png")
        found += faults(page)
    assert found == []


@pytest.mark.parametrize(("width", "scheme"), [("phone", "light"), ("tablet", "dark"), ("desktop", "light")])
def test_no_page_of_a_visit_is_wider_than_the_screen(
    browser: Browser, visits: Visiting, first_voice: str, width: str, scheme: str, screenshots: Path
) -> None:
    half = {name: value for name, value in voice(FIRST_VOICE, visits.knowledge).items() if "calf" not in name}
    paths = {
        "start": "/",
        "new": visits.start("room 7"),
        "half": visits.holding(half, "half filled"),
        "full": first_voice,
        "faulty": visits.holding({**FAULTY, "left.lunge_cm": "65"}, "with typing errors"),
        "note": f"{first_voice}/finish",
    }
    with looking(browser, visits, width, scheme) as context:
        page = context.new_page()
        for name, path in paths.items():
            page.goto(path)
            page.screenshot(path=screenshots / f"{name}-{width}-{scheme}.png")
            assert not too_wide(page), name


@contextmanager
def looking(browser: Browser, visits: Visiting, width: str, scheme: str) -> Iterator[BrowserContext]:
    wide, high = WIDTHS[width]
    context = browser.new_context(
        base_url=visits.address, viewport={"width": wide, "height": high}, color_scheme=scheme, reduced_motion="reduce"
    )
    let_in(context)
    yield context
    context.close()


def faults(page: Page, within: str = "html") -> list[str]:
    """What axe-core finds, and whether anything is wider than the screen."""
    page.evaluate(AXE)
    found = page.evaluate("within => axe.run(within, {resultTypes: ['violations'], preload: false})", within)
    told = [f"{item['id']}: {node['html'][:160]}" for item in found["violations"] for node in item["nodes"][:2]]
    return [*told, *(["wider than the screen"] if too_wide(page) else [])]


def too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
