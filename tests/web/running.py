"""The visit, served on a real port of this machine for as long as a test needs it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

import dorsiflex
from dorsiflex.apps.web.app import create_app
from dorsiflex.apps.web.serving import bound
from dorsiflex.store.store import Store

TOKEN = "the-token-of-this-start"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
WRIST = Path(__file__).parents[1] / "foreign" / "wrist"


@dataclass(frozen=True)
class Served:
    """The visit of wrists: where it is, and what it keeps."""

    address: str
    store: Store
    app: FastAPI

    @contextmanager
    def browser(self) -> Iterator[httpx.Client]:
        """A client that was let in by the printed address, as a browser is."""
        with httpx.Client(base_url=self.address) as client:
            assert client.get("/", params={"token": TOKEN}).status_code == 303
            yield client

    @contextmanager
    def program(self) -> Iterator[httpx.Client]:
        """A client that sends the token with each request."""
        with httpx.Client(base_url=self.address, headers=BEARER) as client:
            yield client


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """The visit of wrists, with its data in the folder; no cache of whoever runs the tests is touched."""
    with pytest.MonkeyPatch.context() as environment, closing(Store.open(folder / "data")) as store:
        environment.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        app = create_app(store, dorsiflex.load(WRIST), TOKEN, WRIST)
        with running(app) as address:
            yield Served(address, store, app)


@contextmanager
def running(app: ASGIApp) -> Iterator[str]:
    """The address of the app while it runs."""
    listening = bound(0)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, server_header=False, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
