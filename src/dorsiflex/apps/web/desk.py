"""What has a page at hand? The visits, the knowledge, its assessor, and the templates that speak its words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from markupsafe import Markup

from dorsiflex.apps.web import looks
from dorsiflex.apps.web.earlier import LastTimes
from dorsiflex.apps.web.turn import Readers
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Technique
from dorsiflex.pipeline import Assessor
from dorsiflex.present.html.addresses import Addresses
from dorsiflex.present.html.tones import shape, tone_or_plain
from dorsiflex.store.store import Store


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
    def readers(self) -> Readers:
        """Which rules read each question."""
        return Readers(self.knowledge)

    @cached_property
    def last_times(self) -> LastTimes:
        """What became of each technique at the last visit of a case."""
        return LastTimes(self.store, self.knowledge)

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


def environment(knowledge: KnowledgeBase) -> Environment:
    """The templates of all pages, speaking the words of one knowledge base."""
    made = looks.environment()
    made.globals.update(knowledge=knowledge, settings=knowledge.settings, shape=drawn_shape, tone=tone_or_plain)
    made.filters.update(rule_page=rule_page(knowledge))
    return made


def rule_page(knowledge: KnowledgeBase) -> Callable[[str], str]:
    """The page of the catalogue on a rule, a technique or a source."""
    addresses = Addresses(knowledge)
    return lambda identity: f"/catalogue/{addresses.path(identity)}"


def drawn_shape(tone: str) -> Markup:
    return Markup(shape(tone))


def desk_of(request: Request) -> Desk:
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk
