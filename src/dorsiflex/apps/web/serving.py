"""How does the visit come to a browser? On this machine only, ready before its first request, stopped in good order."""

from __future__ import annotations

import errno
import secrets
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from dorsiflex.errors import BadInput, Problem

if TYPE_CHECKING:
    from concurrent.futures import Future

    from fastapi import FastAPI

    from dorsiflex.apps.web.opening import Opening
    from dorsiflex.store.store import Store

HERE = "127.0.0.1"
TOKEN_BYTES = 24
LAST_SECONDS = 5


def serve(port: int, data: Path | None, rules: Path | None, tell: Callable[[str], None]) -> None:
    """Serve until it is told to stop; `tell` gets the address. Raises `BadInput`, `FaultyKnowledge`."""
    from dorsiflex.apps.web.opening import Opening, early_app
    from dorsiflex.store.store import Store

    with stopping(), closing(bound(port)) as listening, closing(Store.open(data)) as store:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        opening = Opening(early_app(store, token), lambda: made(store, token, rules))
        tell(f"http://{HERE}:{listening.getsockname()[1]}/?token={token}")
        run(opening, listening)


def made(store: Store, token: str, rules: Path | None) -> FastAPI:
    """The whole application, once the rules are read. Raises `FaultyKnowledge`."""
    from dorsiflex.apps.tested_rules import tested
    from dorsiflex.apps.web.app import create_app
    from dorsiflex.ready import assessor_for

    knowledge = tested(rules)
    assessor_for(knowledge).assess({})  # the engines compile at their first case: not while a person waits
    return create_app(store, knowledge, token, rules)


def bound(port: int) -> socket.socket:
    """A socket of this machine that nobody else can reach. Raises `BadInput` where the port cannot be had."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HERE, port))
        listening.listen()  # from here on the port is ours; who asks early waits
    except OSError as fault:
        listening.close()
        busy = fault.errno == errno.EADDRINUSE
        why = "Another program listens there." if busy else f"The system says: {fault.strerror}."
        mend = "Stop that program, or name another port with --port (0 takes any that is free)."
        raise BadInput([Problem("--port", f"port {port} cannot be had", why, mend)]) from None
    return listening


@contextmanager
def stopping() -> Iterator[None]:
    """Ctrl+C and a polite kill end the program in good order; a browser that went away does not end it at all."""
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    before[signal.SIGPIPE] = signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def stop(_: int, __: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def run(opening: Opening, listening: socket.socket) -> None:
    """Answer until a signal comes; what is being answered then is finished first. Raises what kept the rules away."""
    import uvicorn

    from dorsiflex.apps.web import log

    log.to_stderr()
    config = uvicorn.Config(
        opening,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=LAST_SECONDS,
    )
    server = uvicorn.Server(config)

    def end(_: Future[FastAPI]) -> None:
        server.should_exit = server.should_exit or opening.fault() is not None

    opening.made.add_done_callback(end)
    opening.begin()
    server.run(sockets=[listening])
    if fault := opening.fault():
        raise fault
