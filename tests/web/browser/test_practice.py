"""Do the pages of practice and review stand at every width, light and dark, and without a script?

axe-core goes over every kind of page with the small foreign knowledge; of the packaged one pictures are kept, to be
looked at.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dorsiflex.apps.practice.progress import written
from dorsiflex.store.practising import all_attempts
from tests.web.browser.test_pages import faults, looking, too_wide
from tests.web.practising import bring_in, commit, set_path
from tests.web.visiting import Visiting, hidden

OF_ANKLES = "/practice/sets/voices/6"
PAGES = ("/practice", "/practice/progress", "/practice/class", "/review")


@pytest.fixture(scope="module")
def wrist_pages(wrists: Visiting) -> list[str]:
    """Every kind of page with something on it."""
    assert bring_in(wrists).status_code == 303
    path = set_path(wrists)
    wrong = {"disposition__person": "treat", "category__person": "mobilisation", "question": "swelling"}
    attempt = commit(wrists, f"{path}/1", **wrong).headers["location"]
    page = wrists.client.get("/review/clot").text
    for verdict, source in (("disputed", "constructed-rule"), ("reviewed", ""), ("comment", "")):
        sent = {
            "csrf": hidden(page, "csrf"),
            "version": "1",
            "verdict": verdict,
            "reasons": "As read.",
            "source": source,
        }
        assert wrists.client.post("/review/clot", data=sent).status_code == 303
    sheet = f"/practice/worksheet?set={path.rpartition('/')[2]}"
    return [*PAGES, path, f"{path}/1", f"{path}/3", attempt, sheet, "/review/clot"]


@pytest.mark.parametrize(("width", "scheme"), [("phone", "dark"), ("desktop", "light"), ("desktop", "dark")])
def test_every_page_of_practice_is_accessible_and_fits(
    browser: Browser, wrists: Visiting, wrist_pages: list[str], width: str, scheme: str
) -> None:
    with looking(browser, wrists, width, scheme) as context:
        page = context.new_page()
        found = []
        for path in wrist_pages:
            page.goto(path)
            found += [f"{path}: {fault}" for fault in faults(page)]
        page.goto("/practice/class")
        lay_out(page, wrists)
        found += [f"class: {fault}" for fault in faults(page)]
    assert found == []


def test_a_form_that_is_not_complete_is_accessible_too(
    browser: Browser, wrists: Visiting, wrist_pages: list[str]
) -> None:
    with looking(browser, wrists, "phone", "light") as context:
        page = context.new_page()
        page.goto(wrist_pages[5])
        page.get_by_label("Ask or examine next").fill("a")
        page.get_by_role("button", name="Commit").click()
        found = faults(page)
        page.goto("/review/clot")
        page.get_by_label("Reasons").fill("x")
        page.get_by_role("button", name="Keep").click()
        found += faults(page)
    assert found == []


def lay_out(page: Page, visits: Visiting) -> None:
    """Two learners' files, chosen in the form of the class."""
    texts = [
        written(label, "2026-11-22", all_attempts(visits.store), visits.knowledge) for label in ("seat 1", "seat 2")
    ]
    files = [{"name": f"{n}.json", "mimeType": "application/json", "buffer": t.encode()} for n, t in enumerate(texts)]
    page.get_by_label("Learners' files").set_input_files(files)  # type: ignore[arg-type]
    page.get_by_role("button", name="Lay side by side").click()
    expect(page.get_by_role("heading", name="2 learners")).to_be_visible()
    page.wait_for_load_state("load")  # its colours are looked at next


def test_a_case_is_practised_by_taps_and_a_few_words_without_a_script(
    browser: Browser, visits: Visiting, screenshots: Path
) -> None:
    with looking(browser, visits, "phone", "light") as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_role("link", name="Practise").click()
        page.get_by_role("link", name="Begin with Voices").click()
        page.get_by_text("Screen first").click()
        page.get_by_text("None", exact=True).click()
        page.get_by_label("Ask or examine next").fill("calf")
        page.get_by_role("button", name="Commit").click()
        page.screenshot(path=screenshots / "practice-which-phone-light.png", full_page=True)
        page.locator('[name="picked"]').first.check()
        page.get_by_role("button", name="Commit").click()
        expect(page.get_by_role("heading", name="Where you and the engine differ")).to_be_visible()
        expect(page.get_by_text("Safer than the engine").first).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [("phone", "light"), ("desktop", "light"), ("desktop", "dark")])
def test_no_page_of_practice_is_wider_than_the_screen(
    browser: Browser, visits: Visiting, width: str, scheme: str, screenshots: Path
) -> None:
    choice = {"disposition__person": "treat", "category__person": "joint_mobilisation", "nothing": "yes"}
    attempt = commit(visits, OF_ANKLES, **choice).headers["location"]
    paths = {
        "sets": "/practice",
        "set": "/practice/sets/voices",
        "case": OF_ANKLES,
        "attempt": attempt,
        "progress": "/practice/progress",
        "worksheet": "/practice/worksheet?set=voices&from=4&to=5",
        "class": "/practice/class",
        "reviews": "/review",
        "review": "/review/" + next(iter(visits.knowledge.gates)),
    }
    with looking(browser, visits, width, scheme) as context:
        page = context.new_page()
        for name, path in paths.items():
            page.goto(path)
            if name == "class":
                lay_out(page, visits)
            page.screenshot(path=screenshots / f"practice-{name}-{width}-{scheme}.png", full_page=name != "reviews")
            assert not too_wide(page), name
