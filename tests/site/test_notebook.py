from __future__ import annotations

import subprocess
import sys
from typing import Any

import pandas as pd
import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page

import dorsiflex
from dorsiflex import notebook
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.study.basis import Basis
from dorsiflex.study.rule_change import Comparison
from tests.apps.people import SCREENED, WRIST
from tests.notebooks.displayed import shown


@pytest.fixture(scope="module")
def wrist() -> KnowledgeBase:
    return dorsiflex.load(WRIST)


def in_order(words: list[str], text: str) -> bool:
    places = [text.find(word) for word in words]
    return -1 not in places and places == sorted(places)


def test_an_answer_shows_itself_in_the_order_of_every_answer(wrist: KnowledgeBase) -> None:
    answer = dorsiflex.assess(SCREENED, wrist)
    title = wrist.settings.disposition[answer.disposition].title
    cell = shown(answer)
    assert in_order([title, "Ask next", "Withheld", "Patterns", wrist.settings.intended_use], cell["text/html"])
    assert in_order([title.upper(), "Ask next", "Withheld", "Patterns"], cell["text/plain"])


@pytest.mark.parametrize("name", ["clot", "stiff", "glide-for-stiff-wrist", "belt-glide", "extension_deg"])
def test_a_record_shows_itself_with_its_title_and_reasons(name: str, wrist: KnowledgeBase) -> None:
    homes = (wrist.rules, wrist.techniques, wrist.vocabulary.findings)
    record: Any = next(home[name] for home in homes if name in home)
    cell = shown(record)
    for text in cell.values():
        assert record.title.split()[0] in text
    assert "<details" in cell["text/html"]
    assert "href=" not in cell["text/html"].replace('href="http', "")


def test_a_comparison_shows_its_tables_in_the_same_look() -> None:
    moved = pd.DataFrame({"before": ["a"], "after": ["b"], "n": [2]})
    basis = Basis(2, None, "people", 2, 0, 0, 0, (), False, "wrist 1")
    none = pd.DataFrame()
    result = Comparison("Before and after", ("2 people.",), basis, moved, none, none, {})
    html = shown(result)["text/html"]
    assert html.startswith('<div class="dorsiflex"><style>')
    assert "Before and after" in html
    assert "2 people." in html


def test_a_cell_can_be_used_by_everyone_and_leaves_the_rest_of_the_notebook_as_it_was(
    wrist: KnowledgeBase, page: Page
) -> None:
    cell = shown(dorsiflex.assess(SCREENED, wrist))["text/html"]
    look = "['body', 'h1'].map(tag => getComputedStyle(document.querySelector(tag))).map(one => one.font + one.margin)"
    page.set_content("<!doctype html><html lang=en><title>n</title><main><h1>n</h1></main>")
    before = page.evaluate(look)
    page.set_content(f"<!doctype html><html lang=en><title>n</title><main><h1>n</h1>{cell}</main>")
    assert page.evaluate(look) == before
    assert page.locator(".dorsiflex .badge").evaluate("one => getComputedStyle(one).borderStyle") == "solid"
    assert Axe().run(page)["violations"] == []


def test_without_the_extra_an_answer_falls_back_to_text(wrist: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebook, "find_spec", lambda _name: None)
    cell = shown(dorsiflex.assess(SCREENED, wrist))
    assert list(cell) == ["text/plain"]
    assert "Ask next" in cell["text/plain"]


def test_importing_dorsiflex_is_enough_in_a_notebook() -> None:
    code = "import dorsiflex; dorsiflex.load()"
    command = [sys.executable, "-m", "IPython", "--quick", "--no-banner", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "no problem found" in done.stdout


def test_outside_a_notebook_nothing_of_it_is_imported() -> None:
    code = "import sys, dorsiflex; print(sorted({'IPython', 'jinja2', 'dorsiflex.notebook'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
