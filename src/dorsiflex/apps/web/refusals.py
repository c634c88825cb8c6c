"""What is said where a request is not answered? Problems as JSON (RFC 9457) to programs, a plain page to people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exception_handlers import http_exception_handler, request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Match

from dorsiflex.errors import DorsiflexError, FaultyKnowledge, Problem
from dorsiflex.present.problems import problems_of
from dorsiflex.store.records import Assessment, Conflict, NotFound, Unavailable

API = "/api/"
FRAMEWORKS_OWN = (http_exception_handler, request_validation_exception_handler)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
PROBLEM_JSON = "application/problem+json"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{title} · dorsiflex</title>
<link rel="stylesheet" href="/static/dorsiflex.css">
<link rel="icon" href="/static/icon.svg" type="image/svg+xml"></head>
<body class="plain"><main><p class="brand">dorsiflex</p><h1>{title}</h1>{told}{start}</main></body></html>
"""
START = '<p><a href="/">To the start</a></p>'
WORDS = {
    404: ("There is nothing here.", "No page and no record has this address.", "Check the address."),
    405: ("This cannot be asked in this way.", "The address takes other methods.", "See `Allow` for those it takes."),
    415: ("This is not JSON.", "A request brings one JSON object.", "Send `Content-Type: application/json`."),
}


def refused(
    path: str, status: int, problems: Iterable[Problem], headers: Mapping[str, str] | None = None, **more: object
) -> Response:
    """The answer that says why there is none."""
    told, title = tuple(problems), HTTPStatus(status).phrase
    if path.startswith(API):
        return problem_json(status, told, headers, **more)
    return HTMLResponse(page(title, told, START if status not in (400, 403) else ""), status, headers)


def page(title: str, told: Sequence[Problem], start: str) -> str:
    """A plain page: a sentence on what happened as its head, then why, and what to do."""
    heads = [problem.found for problem in told[:1] if problem.found.endswith(".")]
    words = [text for problem in told for text in (problem.found, f"{problem.why} {problem.mend}") if text not in heads]
    head = heads[0].removesuffix(".") if heads else title
    return PAGE.format(title=escape(head), told="".join(f"<p>{inline(text)}</p>" for text in words), start=start)


def inline(text: str) -> str:
    """Text as HTML; what stands between backticks as code."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(text))


def problem_json(
    status: int, problems: Iterable[Problem], headers: Mapping[str, str] | None = None, **more: object
) -> JSONResponse:
    """The same problems that the command line prints, in the envelope of RFC 9457."""
    told = [problem.to_dict() for problem in problems]
    title = HTTPStatus(status).phrase
    detail = told[0]["why"] if told else title
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "problems": told, **more}
    return JSONResponse(body, status, headers, media_type=PROBLEM_JSON)


def status_of(error: DorsiflexError) -> int:
    """404 and 409 say that nothing is wrong with the input; 503 and 500 that the fault is here."""
    for of_type, status in ((NotFound, 404), (Conflict, 409), (Unavailable, 503), (FaultyKnowledge, 500)):
        if isinstance(error, of_type):
            return status
    return 422 if hasattr(error, "problems") else 500


def add_to(app: FastAPI) -> None:
    """Answer every fault so, where the app has no words of its own for it."""
    for of_type, handler in ((HTTPException, no_answer), (RequestValidationError, bad_request), (DorsiflexError, told)):
        if app.exception_handlers.get(of_type) in (None, *FRAMEWORKS_OWN):
            app.exception_handlers[of_type] = handler


def no_answer(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = {"Allow": ", ".join(allowed(request))} if error.status_code == 405 else error.headers
    return refused(request.url.path, error.status_code, [of_status(error.status_code)], headers)


def allowed(request: Request) -> list[str]:
    """Every method that something at this path takes; the framework names those of one page only."""
    routes, scope = request.app.routes, request.scope
    return [
        method
        for method in METHODS
        if any(route.matches(dict(scope) | {"method": method})[0] is Match.FULL for route in routes)
    ]


def of_status(status: int) -> Problem:
    """A problem in words for what the framework refuses by number."""
    phrase = HTTPStatus(status)
    said = (f"{phrase.phrase}.", f"{phrase.description or phrase.phrase}.", "Go back, and send it again.")
    return Problem("request", *WORDS.get(status, said))


def bad_request(request: Request, error: Exception) -> Response:
    """What pydantic found, as problems; never the value itself, which may be clinical."""
    assert isinstance(error, RequestValidationError)
    return refused(request.url.path, 422, [of_fault(fault["loc"], fault["msg"]) for fault in error.errors()])


def of_fault(where: Iterable[object], said: str) -> Problem:
    place = ".".join(map(str, where))
    return Problem(place, "cannot be taken", f"{said}.", "See `GET /api/v1/openapi.json` for the form that is taken.")


def told(request: Request, error: Exception) -> Response:
    assert isinstance(error, DorsiflexError)
    standing = error.theirs if isinstance(error, Conflict) else None
    status, problems = status_of(error), problems_of(error)
    if isinstance(standing, Assessment):
        return refused(request.url.path, status, problems, latest={"id": standing.id, "number": standing.number})
    return refused(request.url.path, status, problems)
