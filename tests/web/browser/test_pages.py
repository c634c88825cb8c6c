"""Do the pages stand at every width, light and dark? No violation for axe-core; nothing wider than the screen."""

from __future__ import annotations

from pathlib import Path

import axe_core_python
import pytest
from playwright.sync_api import Browser, Page

from dorsiflex.apps.web.fields import Fields
from tests.web.browser.conftest import let_in
from tests.web.visiting import FIRST_VOICE, Visiting, voice

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1280, 860)}
FAULTY: Fields = {"age_years": "abc", "left.symptomatic": "present", "left.lunge_cm": "65"}


@pytest.fixture(scope="module")
def paths(visits: Visiting) -> dict[str, str]:
    """One page of each kind."""
    whole = voice(FIRST_VOICE, visits.knowledge)
    half = {name: value for name, value in whole.items() if "calf" not in name}
    full = visits.holding(whole, "trail runner 12")
    return {
        "start": "/",
        "new": visits.start("room 7"),
        "half": visits.holding(half, "half filled"),
        "full": full,
        "faulty": visits.holding(FAULTY, "with typing errors"),
        "suggestion": f"{full}/suggestions/left/manual-mwm",
        "note": f"{full}/finish",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_and_fits(
    browser: Browser, visits: Visiting, paths: dict[str, str], width: str, scheme: str, screenshots: Path
) -> None:
    wide, high = WIDTHS[width]
    context = browser.new_context(
        base_url=visits.address, viewport={"width": wide, "height": high}, color_scheme=scheme, reduced_motion="reduce"
    )
    let_in(context)
    page = context.new_page()
    found = []
    for name, path in paths.items():
        page.goto(path)
        page.screenshot(path=screenshots / f"{name}-{width}-{scheme}.png")
        found += [f"{name}: {fault}" for fault in faults(page)]
    page.goto(paths["full"])
    if width == "phone":
        page.click("#bar")
    for behind in page.locator("details.behind > summary").all()[:2]:
        behind.click()
    page.locator(".detail").nth(1).wait_for()
    page.screenshot(path=screenshots / f"answer-{width}-{scheme}.png")
    found += [f"answer: {fault}" for fault in faults(page)]
    context.close()
    assert found == []


def faults(page: Page) -> list[str]:
    """What axe-core finds, and whether anything is wider than the screen."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run()")
    told = [f"{item['id']}: {node['html'][:160]}" for item in found["violations"] for node in item["nodes"][:2]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        told.append("wider than the screen")
    return told
