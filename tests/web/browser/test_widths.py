"""Is anything cut on a narrow screen? Every kind of page, from a small phone to a desktop; every table read whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from dorsiflex.apps.web.fields import Fields
from dorsiflex.ready import packaged
from tests.web.browser.conftest import let_in
from tests.web.browser.test_practice import OF_ANKLES
from tests.web.ending import case_of, keep, post, retest
from tests.web.practising import commit
from tests.web.visiting import FIRST_VOICE, Visiting, visiting, voice

SIZES = (320, 390, 768, 1280)
FAULTY: Fields = {"age_years": "abc", "left.symptomatic": "present", "left.lunge_cm": "65"}
CUT = """() => {
  const told = [];
  const page = document.scrollingElement;
  if (page.scrollWidth > innerWidth) told.push(`the page is ${page.scrollWidth} wide`);
  for (const cell of document.querySelectorAll("th, td, caption")) {
    const box = cell.getBoundingClientRect();
    if (!box.width || cell.closest(".aloud-only")) continue;
    const head = cell.closest("thead");
    if (head && getComputedStyle(head).clipPath !== "none") {
      // Rows are stacked: each cell says itself which column it is of.
      const unsaid = [...head.closest("table").querySelectorAll("tbody td")].filter((td) => !td.dataset.head);
      if (unsaid.length) told.push(`without a head: ${unsaid[0].textContent.trim().slice(0, 40)}`);
      continue;
    }
    const words = cell.textContent.trim().slice(0, 40);
    if (box.right > innerWidth + 0.5 || box.left < -0.5) told.push(`outside: ${words}`);
    if (cell.scrollWidth > cell.clientWidth + 1) told.push(`cut: ${words}`);
    for (let outer = cell.parentElement; outer; outer = outer.parentElement) {
      const hides = getComputedStyle(outer).overflowX !== "visible" && outer !== page && outer !== document.body;
      const edge = outer.getBoundingClientRect();
      if (hides && (box.right > edge.right + 0.5 || box.left < edge.left - 0.5)) told.push(`behind an edge: ${words}`);
    }
  }
  return [...new Set(told)];
}"""


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visiting]:
    """A program of its own: what is practised here would show on the pages of other tests."""
    with visiting(packaged(), tmp_path_factory.mktemp("widths")) as made:
        yield made


@pytest.fixture(scope="module")
def paths(visits: Visiting) -> dict[str, str]:
    """A page of every kind, with as much on it as there can be."""
    answers = voice(FIRST_VOICE, visits.knowledge)
    path = visits.holding(answers, "trail runner 12, second floor, room with the high couch")
    first = keep(visits, path)
    decisions = {
        "choice:left:banded-mwm-talus-back": "accepted",
        "choice:left:manual-mwm": "declined",
        "reason:left:manual-mwm": "preference",
        "text:left:manual-mwm": "asked twice and would rather not be held by the heel",
    }
    post(visits, f"/assessments/{first.id}", decisions)
    tried = {"left.technique_tried": "banded-mwm-talus-back", "left.retest_lunge_cm": "8.1"}
    second = retest(visits, path, {**tried, "left.pain_during_technique_nprs": "4"})
    case = case_of(path)
    half = visits.holding({"left.symptomatic": "present", "right.symptomatic": "present"}, "half")
    technique = "left/manual-mwm"
    choice = {"disposition__person": "treat", "category__person": "joint_mobilisation", "nothing": "yes"}
    attempt = commit(visits, OF_ANKLES, **choice).headers["location"]
    gate = next(iter(visits.knowledge.gates))
    source = next(iter(visits.knowledge.sources))
    return {
        "start": "/",
        "start, nothing found": "/?label=nobody-of-this-label",
        "new": visits.start("room 7"),
        "half": half,
        "full": visits.holding(answers, "full"),
        "faulty": visits.holding(FAULTY, "with typing errors"),
        "finish": f"{visits.holding(answers, 'finishing')}/finish",
        "suggestion": f"{visits.holding(answers, 'suggesting')}/suggestions/{technique}",
        "kept": f"/assessments/{first.id}",
        "gain": f"/assessments/{second.id}",
        "retest": f"{path}/retest",
        "course": f"/cases/{case}",
        "compare": f"/cases/{case}/compare?first=1&second=2",
        "why": f"/why/{second.id}",
        "print": f"/assessments/{second.id}/print",
        "not found": "/visits/nothing-of-this-id",
        "rules": "/catalogue/",
        "rule": f"/catalogue/gates/{gate}.html",
        "source": f"/catalogue/sources/{source}.html",
        "practice": "/practice",
        "practice set": "/practice/sets/voices",
        "practice case": "/practice/sets/voices/1",
        "practice attempt": attempt,
        "practice worksheet": "/practice/worksheet?set=voices&from=4&to=5",
        "practice progress": "/practice/progress",
        "practice class": "/practice/class",
        "reviews": "/review",
        "review": f"/review/{gate}",
    }


@pytest.mark.parametrize("width", SIZES)
def test_nothing_is_cut_on_any_page(
    browser: Browser, visits: Visiting, paths: dict[str, str], width: int, screenshots: Path
) -> None:
    context = browser.new_context(base_url=visits.address, viewport={"width": width, "height": 900})
    let_in(context)
    page = context.new_page()
    found = []
    for name, path in paths.items():
        answered = page.goto(path)
        assert answered is not None and answered.ok is (name != "not found"), name
        open_all(page)
        found += [f"{name}: {fault}" for fault in page.evaluate(CUT)]
        if name in ("retest", "gain", "course", "compare", "kept"):
            page.screenshot(path=screenshots / f"width-{name}-{width}.png", full_page=True)
    context.close()
    assert found == []


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
