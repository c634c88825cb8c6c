"""Which requests reach the app? Those for this machine, from whoever has the token, of a bearable size.

`protect(app, token)` puts the guard in front. A page finds the key that its forms repeat in `request.state.csrf`: in a
hidden field `csrf`, or in the header `X-CSRF`. `GET /health` and what stands below `/static/` need no token.
"""

from __future__ import annotations

import re
from time import perf_counter
from typing import NoReturn
from urllib.parse import parse_qs, urlencode

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request, cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dorsiflex.apps.web import headers, log, refusals
from dorsiflex.apps.web.keys import Keys, same
from dorsiflex.errors import Problem

BODY_BYTES = 256 * 1024
HEARD_BYTES = 16 * 1024 * 1024
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OURS = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.ASCII)
ODD = re.compile(r"//|\\|[\x00-\x1f\x7f]|(^|/)\.{1,2}(/|$)")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
STYLES = "/static/"


class Refused(Exception):
    """The request goes no further; carries the answer."""

    def __init__(self, status: int, found: str, why: str, mend: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(found)
        self.status, self.problem, self.headers = status, Problem("request", found, why, mend), headers


class Gone(Exception):
    """Whoever asked is no longer there."""


def protect(app: FastAPI, token: str) -> None:
    """Put the guard in front of the app, and give its faults words."""
    refusals.add_to(app)
    app.add_middleware(Guard, keys=Keys(token))


class Guard:
    """Checks each request before the app sees it, and guards each answer, faults included."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self.app, self.keys = app, keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] == "http":
            await self.answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it in or refuse it; log what came of it."""
        began, guarded = perf_counter(), Guarded(send, private=not scope["path"].startswith(STYLES))
        try:
            await self.let_in(scope, receive, guarded)
        except Gone:
            return
        except Refused as no:
            response = refusals.refused(scope["path"], no.status, [no.problem], no.headers)
            await response(scope, receive, guarded)
        except Exception as fault:  # whatever fails in a page: the answer is guarded and says nothing of a person
            log.failed(fault)
            if guarded.status:
                raise ConnectionAbortedError from None  # half an answer must not look like a whole one
            await refusals.refused(scope["path"], 500, [OUR_FAULT])(scope, receive, guarded)
        log.answered(scope, guarded.status, (perf_counter() - began) * 1000)

    async def let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = Headers(scope=scope)
        check_address(scope, given)
        if scope["path"] == "/health":
            await healthy(scope)(scope, receive, send)
        elif response := self.token_brought(scope, given):
            await response(scope, receive, send)
        else:
            body = await whole_body(given, receive)
            await self.check_keys(scope, given, body)
            scope.setdefault("state", {})["csrf"] = self.keys.csrf
            await self.app(scope, Replayed(body, receive), send)

    def token_brought(self, scope: Scope, given: Headers) -> Response | None:
        """The printed address: its token becomes a cookie, and leaves the address."""
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        tokens = query.pop("token", [])
        if not tokens or scope["method"] != "GET" or scope["path"].startswith(refusals.API):
            return None
        if not same(tokens[0], self.keys.token):
            no_key(scope["path"])
        target = scope["raw_path"].decode("latin-1") if scope.get("raw_path") else scope["path"]
        rest = urlencode(query, doseq=True)
        response = RedirectResponse(f"{target}?{rest}" if rest else target, 303)
        response.set_cookie(cookie_name(given), self.keys.session, httponly=True, samesite="strict", path="/")
        return response

    async def check_keys(self, scope: Scope, given: Headers, body: bytes) -> None:
        """The cookie or the token; and with the cookie, for whatever changes something, the key of our own pages."""
        if scope["path"].startswith(STYLES) and scope["method"] in SAFE:
            return
        scheme, _, token = given.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and same(token.strip(), self.keys.token):
            return
        cookie = cookie_parser(given.get("cookie", "")).get(cookie_name(given), "")
        if not same(cookie, self.keys.session):
            no_key(scope["path"])
        if scope["method"] not in SAFE and not same(await csrf_given(scope, given, body), self.keys.csrf):
            why = "It did not come from a page of this start, so nothing was changed."
            raise Refused(403, "The form is from another start.", why, "Go back, reload the page and send it again.")


OUR_FAULT = Problem(
    "dorsiflex",
    "Something failed here.",
    "Nothing is suggested.",
    "Try again; if it stays, report the line of the log.",
)


class Guarded:
    """Sends an answer with the guarding headers; remembers its status."""

    def __init__(self, send: Send, *, private: bool) -> None:
        self.send, self.private, self.status = send, private, 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers.add_to(MutableHeaders(scope=message), private=self.private)
        await self.send(message)


class Replayed:
    """The body that was read, once more for the app; then whatever comes."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self.first: Message | None = {"type": "http.request", "body": body, "more_body": False}
        self.receive = receive

    async def __call__(self) -> Message:
        if self.first is None:
            return await self.receive()
        message, self.first = self.first, None
        return message


def check_address(scope: Scope, given: Headers) -> None:
    """For this machine, from one of its own pages, and a plain path: a foreign name could be made to lead here."""
    hosts = given.getlist("host")
    if len(hosts) != 1 or not OURS.fullmatch(hosts[0]):
        raise Refused(400, "Another host is asked for.", "Only this machine is answered.", "Use the printed address.")
    if given.get("origin", f"http://{hosts[0]}") != f"http://{hosts[0]}":
        raise Refused(403, "Another site asks.", "Only pages of this program may.", "Use the printed address.")
    if ODD.search(scope["path"]):
        raise Refused(404, "No page has such a path.", "It is no plain path.", "Check the address.")


def healthy(scope: Scope) -> Response:
    """That it runs, and nothing else."""
    if scope["method"] in ("GET", "HEAD"):
        return PlainTextResponse("ok\n")
    return refusals.refused("/health", 405, [refusals.of_status(405)], {"Allow": "GET, HEAD"})


def no_key(path: str) -> NoReturn:
    """Refuse whoever has no token: with 401 to programs, who can send one, with a page to people."""
    why = "Visits are shown to whoever started dorsiflex, and to nobody else."
    if path.startswith(refusals.API):
        mend = "Send the token of the printed address: `Authorization: Bearer TOKEN`."
        raise Refused(401, "The token is missing or wrong.", why, mend, {"WWW-Authenticate": "Bearer"})
    mend = "Open the address that `dorsiflex serve` printed when it started; it ends in `?token=…`."
    raise Refused(403, "This browser has not been let in.", why, mend)


def cookie_name(given: Headers) -> str:
    """Its own for each port: a browser sends the cookies of a machine to all of its ports."""
    return f"dorsiflex-{given['host'].rpartition(':')[2].rstrip(']')}"


async def whole_body(given: Headers, receive: Receive) -> bytes:
    """The body, never more than is bearable; somewhat more is heard out, so that the sender gets to hear the answer."""
    declared = given.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > HEARD_BYTES:
        too_large()
    body, heard, more = bytearray(), 0, True
    while more and heard <= HEARD_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part, more = message.get("body", b""), message.get("more_body", False)
        heard += len(part)
        if heard <= BODY_BYTES:
            body += part
    if heard > BODY_BYTES:
        too_large()
    return bytes(body)


def too_large() -> NoReturn:
    why = f"At most {BODY_BYTES // 1024} KiB are taken; nothing was kept."
    raise Refused(413, "The request is too large.", why, "Send less at once.", {"Connection": "close"})


async def csrf_given(scope: Scope, given: Headers, body: bytes) -> str:
    """The key in the header, or in the hidden field of a form."""
    if "x-csrf" in given or not given.get("content-type", "").lower().startswith(FORMS):
        return given.get("x-csrf", "")
    try:
        async with Request(scope, Replayed(body, no_more)).form() as form:
            key = form.get("csrf")
    except (HTTPException, MultiPartException):
        return ""
    return key if isinstance(key, str) else ""


async def no_more() -> Message:
    return {"type": "http.disconnect"}
