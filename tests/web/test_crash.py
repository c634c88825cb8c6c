"""Is everything that the program acknowledged there after it was killed in the middle of many writes?"""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from dorsiflex.store.store import Store
from tests.web.ending import STIFF
from tests.web.test_serving import started

WRITERS = 3


def written(base: str, token: str, number: int) -> Iterator[dict[str, Any]]:
    """One visit after another, each assessed and kept, for as long as there is an answer."""
    with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=30) as client:
        age = 18
        while True:
            case = client.post("/api/v1/cases", json={"label": f"writer {number}"}).json()["id"]
            age += 1
            intake = {"person": {"age_years": 18 + age % 60}, "left": {"symptomatic": "present"}}
            made = client.post(f"/api/v1/cases/{case}/assessments", json={"intake": intake})
            assert made.status_code == 201
            yield {"case": case, **made.json()}


def writes(server: subprocess.Popen[str], address: str, number: int, enough: int) -> list[dict[str, Any]]:
    """What was acknowledged to one writer until the program died; the last writer to have enough kills it."""
    base, _, token = address.partition("/?token=")
    told: list[dict[str, Any]] = []
    try:
        for made in written(base, token, number):
            told.append(made)
            if len(told) == enough and number == 0:
                server.kill()
    except httpx.TransportError:
        return told
    raise AssertionError("the program was not killed")


def killed_while_written(folder: Path, enough: int) -> list[dict[str, Any]]:
    with started(folder, "--port", "0") as (server, address), ThreadPoolExecutor(WRITERS) as threads:
        asked = [threads.submit(writes, server, address, number, enough) for number in range(WRITERS)]
        acknowledged = [made for each in asked for made in each.result()]
        assert server.wait() == -signal.SIGKILL
    return acknowledged


def missing(folder: Path, acknowledged: list[dict[str, Any]]) -> list[str]:
    """What was acknowledged and is not there, or not as it was."""
    with closing(Store.open(folder / "data")) as store:
        return [
            made["id"]
            for made in acknowledged
            if (kept := store.assessment(made["id"])).intake != made["intake"] or kept.answer != made["answer"]
        ]


def test_every_acknowledged_assessment_is_there_after_a_kill(tmp_path: Path) -> None:
    acknowledged: list[dict[str, Any]] = []
    for _ in range(2):
        acknowledged += killed_while_written(tmp_path, enough=5)
        assert missing(tmp_path, acknowledged) == []
    assert len(acknowledged) >= 10


@pytest.mark.soak
def test_every_acknowledged_assessment_is_there_after_ten_kills(tmp_path: Path) -> None:
    acknowledged: list[dict[str, Any]] = []
    for _ in range(10):
        acknowledged += killed_while_written(tmp_path, enough=60)
        assert missing(tmp_path, acknowledged) == []
    assert len(acknowledged) >= 600


def test_after_a_kill_the_program_starts_again_and_shows_what_was_typed(tmp_path: Path) -> None:
    with started(tmp_path, "--port", "0") as (server, address), httpx.Client(timeout=30) as client:
        base = address.partition("/?")[0]
        page = client.get(address, follow_redirects=True).text
        csrf = page.partition('name="csrf" value="')[2].partition('"')[0]
        path = client.post(f"{base}/visits", data={"csrf": csrf, "label": "room 3"}).headers["location"]
        saved: dict[str, Any] = {"csrf": csrf, "revision": "0", **STIFF}
        while (answered := client.post(f"{base}{path}/panel", data=saved)).status_code == 503:
            pass  # the rules are still being read
        assert answered.json()["revision"] == 1
        server.kill()
    with started(tmp_path, "--port", "0") as (_, address), httpx.Client(timeout=30) as client:
        client.get(address, follow_redirects=True)
        base = address.partition("/?")[0]
        while (shown := client.get(f"{base}{path}")).status_code == 503:
            pass
        assert 'value="50"' in shown.text and "Glide with a belt" in shown.text
