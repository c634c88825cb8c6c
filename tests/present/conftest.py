from __future__ import annotations

import pytest

import dorsiflex
from dorsiflex.language.knowledge import KnowledgeBase
from tests.apps.people import SLEEP, WRIST


@pytest.fixture(scope="session")
def wrist() -> KnowledgeBase:
    return dorsiflex.load(WRIST)


@pytest.fixture(scope="session")
def sleep() -> KnowledgeBase:
    return dorsiflex.load(SLEEP)
