"""The ankle's and the wrist's sites, built once, and the one browser that reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import dorsiflex
from dorsiflex.apps.site_commands import build
from dorsiflex.catalogue.load import rules_folder
from tests.apps.people import WRIST
from tests.site.reading import Built


def written(rules: Path, folder: Path) -> Built:
    knowledge = dorsiflex.load(rules)
    files = build(knowledge, rules)
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return Built(knowledge, folder, files)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return written(rules_folder(), tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def wrist_site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return written(WRIST, tmp_path_factory.mktemp("wrist-site"))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test where a script fails."""
    opened = browser.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    yield opened
    opened.close()
    assert faults == []
