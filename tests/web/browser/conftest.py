"""A real program on a real port, and Debian's chromium; one of each for all the tests of a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from dorsiflex.catalogue.load import load
from dorsiflex.ready import packaged
from tests.web.running import TOKEN
from tests.web.visiting import FOREIGN, Visiting, visiting


@pytest.fixture(scope="session")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visiting]:
    with visiting(packaged(), tmp_path_factory.mktemp("visits")) as made:
        yield made


@pytest.fixture(scope="session")
def wrists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visiting]:
    with visiting(load(FOREIGN / "wrist"), tmp_path_factory.mktemp("wrists"), FOREIGN / "wrist") as made:
        yield made


@pytest.fixture
def context(browser: Browser, visits: Visiting) -> Iterator[BrowserContext]:
    """A browser at tablet width that was let in."""
    made = browser.new_context(base_url=visits.address, viewport={"width": 820, "height": 1180})
    made.set_default_timeout(10_000)
    let_in(made)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which no script fails and nothing is refused by the policy."""
    faults: list[str] = []
    made = context.new_page()
    made.on("pageerror", lambda fault: faults.append(str(fault)))
    made.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    yield made
    assert faults == []


def let_in(context: BrowserContext) -> None:
    opened = context.new_page()
    opened.goto(f"/?token={TOKEN}")
    opened.close()


@pytest.fixture(scope="session")
def screenshots() -> Path:
    folder = Path(__file__).parents[3] / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
