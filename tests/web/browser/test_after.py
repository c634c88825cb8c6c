"""A visit in a browser to its end: by keyboard alone, without script; each page after it at every width; printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.browser.conftest import let_in
from tests.web.browser.test_pages import WIDTHS, faults, looking, too_wide
from tests.web.ending import STIFF, case_of, keep, post, retest, treated
from tests.web.visiting import FIRST_VOICE, Visiting, voice

TABS = 200


def test_a_whole_visit_is_done_by_keyboard_alone(browser: Browser, wrists: Visiting) -> None:
    """From the label to the re-test: Tab, arrows, space, enter and what is typed."""
    page = entered(browser, wrists, script=True)
    visit_by_keyboard(page, save=lambda: expect(page.locator("body")).to_have_attribute("data-waiting", "0"))
    page.context.close()


def test_a_whole_visit_is_done_without_script(browser: Browser, wrists: Visiting) -> None:
    page = entered(browser, wrists, script=False)
    visit_by_keyboard(page, save=lambda: press(page, "Save and update"))
    expect(page.locator("#note")).to_contain_text("wrist extension after treating 58 deg")
    page.context.close()


def visit_by_keyboard(page: Page, save: Callable[[], None]) -> None:
    page.goto("/")
    reach(page, "#label")
    page.keyboard.type("by hand")
    page.keyboard.press("Enter")
    page.locator("#form").wait_for()
    for name, value in STIFF.items():
        fill(page, name, value)
    save()
    expect(page.locator("#panel .option").first).to_contain_text("Glide with a belt")
    press(page, "Finish")
    press(page, "Keep this assessment")
    choose(page, "choice:left:belt-glide", "declined")
    reach(page, "#reason-left\\:belt-glide")
    page.keyboard.type("lack of e")
    press(page, "Keep the decisions")
    expect(page.locator("#note")).to_contain_text("Declined: Glide with a belt (left wrist): lack of equipment.")
    press(page, "Re-test")
    fill(page, "left.retest_extension_deg", "58")
    press(page, "Assess again")
    expect(page.locator(".gains")).to_contain_text("+8 deg")


def entered(browser: Browser, visits: Visiting, script: bool) -> Page:
    context = browser.new_context(
        base_url=visits.address, java_script_enabled=script, viewport={"width": 820, "height": 1180}
    )
    context.set_default_timeout(10_000)
    let_in(context)
    return context.new_page()


def fill(page: Page, name: str, value: str | list[str]) -> None:
    """Answer a question by keys, its section opened by them where it is folded."""
    for one in [value] if isinstance(value, str) else value:
        page.locator("body[data-waiting='1']").wait_for(state="detached")  # what came of the answer before
        box = page.locator(f'[name="{name}"]').first
        if box.get_attribute("type") in ("radio", "checkbox"):
            choose(page, name, one)
        else:
            unfold(page, name)
            reach(page, f'[name="{name}"]')
            page.keyboard.type(one)


def choose(page: Page, name: str, value: str) -> None:
    """Tab to a group, then arrows to the answer."""
    unfold(page, name)
    wanted = page.locator(f'[name="{name}"][value="{value}"]')
    if wanted.get_attribute("type") == "checkbox":
        reach(page, f'[name="{name}"][value="{value}"]')
        page.keyboard.press("Space")
        return
    reach(page, f'[name="{name}"]')
    page.keyboard.press("Space")
    for _ in range(10):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowRight")
    raise AssertionError(f"{name} cannot be made {value}")


def unfold(page: Page, name: str) -> None:
    """Open by Enter every fold that hides a field."""
    for _ in range(4):
        hidden = page.locator(f'details:not([open]):has([name="{name}"])').first
        if not hidden.count():
            return
        summary = hidden.locator("> summary")
        reach(page, summary)
        page.keyboard.press("Enter")


def press(page: Page, words: str) -> None:
    """Tab to a button or link, and Enter."""
    reach(page, page.locator(f'main :is(button, a):text-is("{words}"), header a:text-is("{words}")').first)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def reach(page: Page, wanted: object) -> None:
    """Tab until it has the focus."""
    locator = page.locator(wanted) if isinstance(wanted, str) else wanted
    for _ in range(TABS):
        if locator.evaluate_all("found => found.includes(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached by tab")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_after_a_visit_is_accessible_and_fits(
    browser: Browser, wrists: Visiting, width: str, scheme: str
) -> None:
    path, first, second = treated(wrists)
    further = wrists.holding(STIFF, "not kept yet")
    paths = after(path, first.id, second.id) | {"finish": f"{further}/finish"}
    found = []
    with looking(browser, wrists, width, scheme) as context:
        page = context.new_page()
        for name, place in paths.items():
            page.goto(place)
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            found += [f"{name}: {fault}" for fault in faults(page)]
    assert found == []


@pytest.mark.parametrize(("width", "scheme"), [("phone", "light"), ("tablet", "dark"), ("desktop", "light")])
def test_no_page_after_the_first_voice_is_wider_than_the_screen(
    browser: Browser, visits: Visiting, width: str, scheme: str, screenshots: Path
) -> None:
    path = visits.holding(voice(FIRST_VOICE, visits.knowledge), "trail runner 12")
    finish = f"{visits.holding(voice(FIRST_VOICE, visits.knowledge), 'trail runner 13')}/finish"
    first = keep(visits, path)
    decisions = {"choice:left:banded-mwm-talus-back": "accepted", "choice:left:manual-mwm": "declined"}
    post(visits, f"/assessments/{first.id}", {**decisions, "reason:left:manual-mwm": "preference"})
    fields = {"left.technique_tried": "banded-mwm-talus-back", "left.retest_lunge_cm": "8.1"}
    second = retest(visits, path, {**fields, "left.pain_during_technique_nprs": "0"})
    with looking(browser, visits, width, scheme) as context:
        page = context.new_page()
        for name, place in (after(path, first.id, second.id) | {"finish": finish}).items():
            page.goto(place)
            page.screenshot(path=screenshots / f"{name}-{width}-{scheme}.png", full_page=name != "why")
            assert not too_wide(page), name


def after(path: str, first: str, second: str) -> dict[str, str]:
    case = case_of(path)
    return {
        "kept": f"/assessments/{first}",
        "gain": f"/assessments/{second}",
        "retest": f"{path}/retest",
        "answers-of": path,
        "further": f"{path}/further",
        "course": f"/cases/{case}",
        "compare": f"/cases/{case}/compare?first=1&second=2",
        "why": f"/why/{second}",
        "print": f"/assessments/{first}/print",
    }


def test_the_printed_page_is_black_on_white_even_where_the_screen_is_dark(
    browser: Browser, visits: Visiting, screenshots: Path
) -> None:
    item = keep(visits, visits.holding(voice(FIRST_VOICE, visits.knowledge), "trail runner 14"))
    with looking(browser, visits, "tablet", "dark") as context:
        page = context.new_page()
        page.goto(f"/assessments/{item.id}/print")
        page.emulate_media(media="print")
        ink, paper = (page.evaluate(f"getComputedStyle(document.body).{of}") for of in ("color", "backgroundColor"))
        page.screenshot(path=screenshots / "printed.png", full_page=True)
        expect(page.locator(".trail")).to_be_hidden()
        (screenshots / "printed.pdf").write_bytes(page.pdf(prefer_css_page_size=True))
    assert (ink, paper) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")


def test_the_note_is_copied_by_one_tap(browser: Browser, wrists: Visiting) -> None:
    item = keep(wrists, wrists.holding(STIFF))
    page = entered(browser, wrists, script=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/assessments/{item.id}")
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("[role=status]")).to_have_text("copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#note").input_value()
    page.context.close()
