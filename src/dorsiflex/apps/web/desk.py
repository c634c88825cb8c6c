"""What has a page at hand? The visits, the knowledge, its assessor, and the templates that speak its words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Technique
from dorsiflex.pipeline import Assessor
from dorsiflex.present.html.addresses import Addresses
from dorsiflex.present.html.tones import shape, tone_or_plain
from dorsiflex.store.store import Store

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Desk:
    """One knowledge base on one table of visits."""

    store: Store
    knowledge: KnowledgeBase
    assessor: Assessor
    drawings: Path
    templates: Environment = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "templates", environment(self.knowledge))

    @cached_property
    def drawn(self) -> frozenset[str]:
        """The drawings that are there."""
        return frozenset(path.name for path in self.drawings.glob("*.svg"))

    def drawing(self, technique: Technique, unit: str) -> Markup | None:
        """The drawing of a technique in the ink of the page; the names in it are of one unit, so that two may stand."""
        if technique.drawing not in self.drawn:
            return None
        text = (self.drawings / technique.drawing).read_text(encoding="utf-8")
        own = re.sub(rf'(?<=["#\s]){re.escape(technique.id)}-(?=\d|title|desc)', f"{unit}-{technique.id}-", text)
        return Markup(own)

    def fragment(self, template: str, **values: Any) -> str:
        """A part of a page."""
        return self.templates.get_template(template).render(**values)

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A whole page; its forms repeat the key of this start."""
        return HTMLResponse(self.fragment(template, csrf=getattr(request.state, "csrf", ""), **values), status)


@cache
def loader() -> FileSystemLoader:
    return FileSystemLoader(TEMPLATES)


def environment(knowledge: KnowledgeBase) -> Environment:
    """Templates in which everything is escaped and nothing missing goes unseen."""
    made = Environment(
        loader=loader(), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals.update(knowledge=knowledge, settings=knowledge.settings, shape=drawn_shape, tone=tone_or_plain)
    made.filters.update(sentence=sentence, moment=moment, anchor=anchor, rule_page=rule_page(knowledge))
    return made


def rule_page(knowledge: KnowledgeBase) -> Callable[[str], str]:
    """The page of the catalogue on a rule, a technique or a source."""
    addresses = Addresses(knowledge)
    return lambda identity: f"/catalogue/{addresses.path(identity)}"


def drawn_shape(tone: str) -> Markup:
    return Markup(shape(tone))


def sentence(text: str) -> str:
    """With a capital where it opens."""
    return text[:1].upper() + text[1:]


def moment(at: datetime) -> str:
    """An instant as it is written everywhere, in the time of this machine."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M")


def anchor(stem: str) -> str:
    """The place of a question on the page."""
    return "at-" + stem.replace(".", "-")


def desk_of(request: Request) -> Desk:
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk
