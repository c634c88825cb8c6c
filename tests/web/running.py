"""An application on a real port of this machine, for as long as a test needs it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from fastapi import FastAPI

from dorsiflex.apps.web.serving import bound

TOKEN = "the-token-of-this-start"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
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


@contextmanager
def browser(address: str) -> Iterator[httpx.Client]:
    """A client that was let in by the printed address, as a browser is."""
    with httpx.Client(base_url=address) as client:
        assert client.get("/", params={"token": TOKEN}).status_code == 303
        yield client
