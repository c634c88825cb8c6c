"""One program for each knowledge base, for all tests of pages without a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dorsiflex.catalogue.load import load
from dorsiflex.ready import packaged
from tests.web.visiting import FOREIGN, Visiting, visiting


@pytest.fixture(scope="session")
def ankles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visiting]:
    with visiting(packaged(), tmp_path_factory.mktemp("ankles")) as made:
        yield made


@pytest.fixture(scope="session")
def wrists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visiting]:
    with visiting(load(FOREIGN / "wrist"), tmp_path_factory.mktemp("wrists"), FOREIGN / "wrist") as made:
        yield made


@pytest.fixture(scope="session")
def sleepers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visiting]:
    with visiting(load(FOREIGN / "sleep"), tmp_path_factory.mktemp("sleepers"), FOREIGN / "sleep") as made:
        yield made
