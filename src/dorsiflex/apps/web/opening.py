"""What is served while the rules are still being read? The start page; what needs the rules waits for them.

Reading and compiling them takes seconds right after an installation. Nothing is answered without them: a page says that
it waits, and asks again by itself; a program's request waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager
from threading import Thread

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from dorsiflex.apps.web import guard, looks
from dorsiflex.apps.web.refusals import API
from dorsiflex.errors import BadInput
from dorsiflex.store.store import Store

AGAIN_SECONDS = 1
AT_ONCE = 2


class Opening:
    """The application from its first moment on: what can be said at once, then, once it is made, all of it."""

    def __init__(self, early: FastAPI, make: Callable[[], FastAPI]) -> None:
        self.early, self.make = early, make
        self.made: Future[FastAPI] = Future()

    def begin(self) -> None:
        """Make the rest beside what is being answered."""
        Thread(target=self.work, name="rules", daemon=True).start()

    def work(self) -> None:
        try:
            self.made.set_result(self.make())
        except BaseException as fault:  # whatever it is, the main thread raises it
            self.made.set_exception(fault)

    def fault(self) -> BaseException | None:
        """What keeps the rules away, as far as it is known by now."""
        return self.made.exception() if self.made.done() else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(API):
            await asyncio.wait([asyncio.wrap_future(self.made)])
        ready = self.made.done() and self.fault() is None
        await (self.made.result() if ready else self.early)(scope, receive, send)


@asynccontextmanager
async def few_at_once(_: FastAPI) -> AsyncIterator[None]:
    """Answers are worked out by one processor, so more at once would only keep each other waiting, and take memory."""
    to_thread.current_default_thread_limiter().total_tokens = AT_ONCE
    yield


def early_app(store: Store, token: str) -> FastAPI:
    """The start page, a new case, and for all else a page that waits."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=few_at_once)
    looks.add_to(app)
    templates = looks.environment()

    def starting(request: Request, status: int, label: str, typed: str = "", bad: BadInput | None = None) -> Response:
        words = {"sought": label, "typed": typed, "problems": bad.problems if bad else ()}
        page = templates.get_template("start.html")
        return HTMLResponse(page.render(cases=store.find_cases(label), csrf=request.state.csrf, **words), status)

    @app.get("/")
    def start(request: Request, label: str = "") -> Response:
        return starting(request, 200, label)

    @app.post("/visits")
    async def begin(request: Request) -> Response:
        label = (await request.form()).get("label")
        typed = label if isinstance(label, str) else ""
        try:
            return RedirectResponse(f"/visits/{store.start_case(typed).id}", 303)
        except BadInput as bad:
            return starting(request, 422, "", typed, bad)

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    def wait() -> Response:
        return HTMLResponse(templates.get_template("wait.html").render(seconds=AGAIN_SECONDS), 503)

    guard.protect(app, token)
    return app
