"""Is something there before the rules are read, and is nothing answered without them?"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

import httpx
import pytest

import dorsiflex
from dorsiflex.apps.web.app import create_app
from dorsiflex.apps.web.opening import Opening, early_app
from dorsiflex.store.store import Store
from tests.web.running import BEARER, TOKEN, WRIST, running
from tests.web.test_serving import COMMAND
from tests.web.visiting import hidden


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[httpx.Client, Event]]:
    """A program whose rules are read only once the event is set."""
    read = Event()
    with closing(Store.open(tmp_path)) as store:

        def make() -> object:
            read.wait(60)
            return create_app(store, dorsiflex.load(WRIST), TOKEN, WRIST)

        opening = Opening(early_app(store, TOKEN), make)
        opening.begin()
        with running(opening) as address, httpx.Client(base_url=address, timeout=60) as client:
            yield client, read
        read.set()


def test_a_visit_that_is_begun_early_waits_and_opens_by_itself(opened: tuple[httpx.Client, Event]) -> None:
    client, read = opened
    assert client.get("/", params={"token": TOKEN}).status_code == 303
    page = client.get("/")
    assert page.status_code == 200 and "The rules are being read" in page.text
    begun = client.post("/visits", data={"csrf": hidden(page.text, "csrf"), "label": "room 3"})
    path = begun.headers["location"]
    waiting = client.get(path)
    assert waiting.status_code == 503
    assert '<meta http-equiv="refresh"' in waiting.text and "Traceback" not in waiting.text
    assert client.post("/visits", data={"csrf": hidden(page.text, "csrf"), "label": ""}).status_code == 422
    read.set()
    assert client.get("/api/v1/cases", headers=BEARER).json()["cases"][0]["label"] == "room 3"
    shown = client.get(path)
    assert shown.status_code == 200 and 'name="left.extension_deg"' in shown.text


def test_a_program_that_asks_early_is_answered_once_the_rules_are_read(opened: tuple[httpx.Client, Event]) -> None:
    client, read = opened
    with ThreadPoolExecutor() as threads:
        asked = threads.submit(client.post, "/api/v1/assess", json={"person": {"age_years": 30}}, headers=BEARER)
        assert client.get("/health").text == "ok\n"
        assert not asked.done()
        read.set()
        assert asked.result().json()["knowledge"]["name"] == "wrist"


@pytest.mark.parametrize("path", ["/", "/visits/x", "/assessments/x", "/static/dorsiflex.css", "/catalogue/"])
def test_nobody_comes_in_early_without_the_token_and_every_answer_is_guarded(
    opened: tuple[httpx.Client, Event], path: str
) -> None:
    client, _ = opened
    answered = client.get(path)
    assert answered.status_code == (200 if path.startswith("/static/") else 403)
    assert "default-src 'none'" in answered.headers["content-security-policy"]


def test_rules_that_cannot_be_read_end_the_program_with_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "knowledge.yaml").write_text("name: [", encoding="utf-8")
    command = [COMMAND, "serve", "--port", "0", "--data", tmp_path / "data", "--rules", tmp_path / "rules"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 3
    assert re.search(r"knowledge\.yaml:\d", ran.stderr) and "Traceback" not in ran.stderr
