"""Does `dorsiflex serve` answer on this machine only, and stop in good order?"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from dorsiflex.apps.web.serving import bound
from dorsiflex.store.database import FILE
from dorsiflex.store.store import Store
from tests.web.running import WRIST

COMMAND = Path(sys.executable).parent / "dorsiflex"


@contextmanager
def started(folder: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command, and the address that it printed."""
    environment = os.environ | {"XDG_CACHE_HOME": str(folder / "cache")}
    command = [COMMAND, "serve", "--data", folder / "data", "--rules", WRIST, *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as server:
        assert server.stdout is not None and server.stderr is not None
        found = re.search(r"http://\S+", server.stdout.readline())
        assert found, server.stderr.read()
        try:
            yield server, found[0]
        finally:
            server.kill()


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[httpx.Response], int, list[str]]:
    """A whole life: started, used, and told to stop."""
    folder = tmp_path_factory.mktemp("lived")
    with started(folder, "--port", "0") as (server, address), httpx.Client(base_url=address) as browser:
        base, _, token = address.partition("/?token=")
        bearer = {"Authorization": f"Bearer {token}"}
        answers = [
            browser.get(address, follow_redirects=True),
            browser.post(f"{base}/api/v1/cases", json={"label": "a tall runner"}, headers=bearer),
        ]
        answers.append(browser.get(f"{base}/api/v1/cases", headers=bearer))
        server.send_signal(signal.SIGTERM)
        assert server.stderr is not None
        lines = server.stderr.read().splitlines()
        return folder, answers, server.wait(), [*lines, token]


def test_the_printed_address_leads_to_the_first_page(lived: tuple[Path, list[httpx.Response], int, list[str]]) -> None:
    _, [page, made, listed], _, _ = lived
    assert (page.status_code, made.status_code, page.url.query) == (200, 201, b"")
    assert [case["label"] for case in listed.json()["cases"]] == ["a tall runner"]


def test_told_to_stop_it_stops_in_good_order(lived: tuple[Path, list[httpx.Response], int, list[str]]) -> None:
    folder, _, code, _ = lived
    assert code == 0
    assert {path.name for path in (folder / "data").iterdir()} == {FILE, "visits.lock"}  # no journal is left to replay
    with closing(Store.open(folder / "data")) as store:
        assert [case.label for case in store.find_cases()] == ["a tall runner"]


def test_its_log_is_lines_of_json_without_token_or_label(
    lived: tuple[Path, list[httpx.Response], int, list[str]],
) -> None:
    *_, [*lines, token] = lived
    told = [json.loads(line) for line in lines]
    assert ("POST", "/api/v1/cases", 201) in [(line["method"], line["path"], line["status"]) for line in told]
    assert not [line for line in lines if token in line or "runner" in line]


def test_only_this_machine_is_listened_to() -> None:
    with closing(bound(0)) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"
        with closing(socket.socket()) as elsewhere, pytest.raises(OSError, match="refused"):
            elsewhere.connect(("127.0.0.2", listening.getsockname()[1]))


def test_a_busy_port_is_told_with_what_to_do(tmp_path: Path) -> None:
    with closing(bound(0)) as taken:
        port = str(taken.getsockname()[1])
        ran = subprocess.run(
            [COMMAND, "serve", "--port", port, "--data", tmp_path], capture_output=True, text=True, check=False
        )
    assert ran.returncode == 2
    assert f"port {port} cannot be had" in ran.stderr and "--port" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_each_start_has_a_token_of_its_own_and_goes_on_when_nobody_reads_its_log(tmp_path: Path) -> None:
    tokens = set()
    for _ in range(2):
        with started(tmp_path, "--port", "0") as (server, address):
            tokens.add(address.partition("token=")[2])
            assert server.stderr is not None
            server.stderr.close()
            assert [httpx.get(address).status_code for _ in range(3)] == [303, 303, 303]
            server.send_signal(signal.SIGINT)
            assert server.wait() == 0
    assert len(tokens) == 2 and all(len(token) == 32 for token in tokens)
