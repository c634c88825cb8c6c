"""What do all pages look like? The templates, the styles and the scripts, before any knowledge is there."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.staticfiles import StaticFiles

from dorsiflex.present import html

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
LOOK = Path(html.__file__).parent
TOKENS = LOOK / "tokens.css"


def add_to(app: FastAPI) -> None:
    """Serve the styles and scripts."""
    app.add_api_route("/static/tokens.css", tokens, include_in_schema=False)
    app.add_api_route("/static/icon.svg", icon, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=HERE / "static"))


def tokens() -> Response:
    """The look that these pages share with the rule pages."""
    return FileResponse(TOKENS, media_type="text/css")


def icon() -> Response:
    """The sign that they share."""
    return FileResponse(LOOK / "static" / "icon.svg", media_type="image/svg+xml")


@cache
def loader() -> FileSystemLoader:
    return FileSystemLoader(TEMPLATES)


def environment() -> Environment:
    """Templates in which everything is escaped and nothing missing goes unseen."""
    made = Environment(
        loader=loader(), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals.update(settings=None)
    made.filters.update(sentence=sentence, moment=moment, anchor=anchor)
    return made


def sentence(text: str) -> str:
    """With a capital where it opens."""
    return text[:1].upper() + text[1:]


def moment(at: datetime) -> str:
    """An instant as it is written everywhere, in the time of this machine."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M")


def anchor(stem: str) -> str:
    """The place of a question on the page."""
    return "at-" + stem.replace(".", "-")
