"""How does the catalogue look? Every page of one knowledge base as HTML, made when it is asked for.

The static site writes them all; the web application serves them one by one. Needs Jinja2 (`dorsiflex[web]`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from dorsiflex.catalogue.load import rules_folder
from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Rule
from dorsiflex.language.scopes import Scopes
from dorsiflex.present import citation, page_text
from dorsiflex.present.html import record_view
from dorsiflex.present.html.addresses import KINDS, Addresses, href
from dorsiflex.present.html.beside import Beside, beside
from dorsiflex.present.html.documents import Binder, Document
from dorsiflex.present.html.indexes import groups, rows
from dorsiflex.present.html.logic import logic_of
from dorsiflex.present.html.search_index import search_script
from dorsiflex.present.html.tones import shape
from dorsiflex.present.html.wires import Wires
from dorsiflex.present.page import Page
from dorsiflex.present.rule_page import PAGES

# Within a sentence: an address, a DOI, a PMID, or an id of several words, so that no plain word is taken for one.
SPELT = re.compile(
    r"(?P<url>https?://[^\s<>]+[^\s<>.,;)])|(?P<doi>(?<=DOI )10\.[^\s<>]+[^\s<>.,;)])|(?P<pmid>(?<=PMID )[0-9]+)"
    r"|(?P<id>(?<![\w-])[a-z0-9]+(?:[-_][a-z0-9]+)+(?![\w-]))"
)
ELSEWHERE = {"url": "{}", "doi": "https://doi.org/{}", "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/"}
STATIC = ("record.css", "catalogue.css", "catalogue.js", "logic.js", "search.js", "what-if.js", "icon.svg")


def render_page(kind: str, identity: str, knowledge: KnowledgeBase) -> str:
    """The page of one record. Raises `BadInput` where there is none."""
    return site_of(knowledge).page(f"{KINDS[kind].folder}/{identity}.html" if kind in KINDS else f"{kind}/")


@lru_cache(maxsize=8)
def site_by_digest(_digest: str, knowledge: Same) -> Site:
    return Site(knowledge.it, beside(rules_folder(), Addresses(knowledge.it).kind_of))


class Same:
    """A knowledge base that equals itself only, to be remembered by."""

    def __init__(self, it: KnowledgeBase) -> None:
        self.it = it

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.it is self.it

    def __hash__(self) -> int:
        return hash(self.it.digest)


def site_of(knowledge: KnowledgeBase) -> Site:
    """The site of a knowledge base; the last few are kept."""
    return site_by_digest(knowledge.digest, Same(knowledge))


class Site:
    """The pages and assets of one knowledge base, by their path."""

    def __init__(
        self,
        knowledge: KnowledgeBase,
        near: Beside,
        binder: Binder | None = None,
        *,
        linking: bool = True,
        back: str = "",
    ) -> None:
        # Without `linking` no page leads to another; `back` is where the application's own pages begin.
        self.linking, self.back = linking, back
        self.knowledge = knowledge
        self.beside = near
        self.binder = binder
        self.addresses = Addresses(knowledge)
        self.wires = Wires(knowledge, self.addresses)
        self.scopes = Scopes(knowledge)

    @cached_property
    def records(self) -> dict[str, tuple[str, str]]:
        """The kind and id behind each record's page."""
        return {
            self.addresses.path(identity, kind): (kind, identity)
            for kind, records in self.addresses.records.items()
            for identity in records
        }

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The hand-written pages by their path in the site."""
        return {one.path: one for one in self.binder.documents.values()} if self.binder else {}

    def paths(self) -> Iterator[str]:
        """The path of every page."""
        yield from ("index.html", "map.html", "search.html")
        yield from (f"{KINDS[kind].folder}/index.html" for kind in self.addresses.records)
        yield from self.records
        yield from self.documents

    @cached_property
    def assets(self) -> dict[str, str]:
        """What pages load, by path; nothing comes from another host."""
        here = files("dorsiflex.present.html")
        found = {f"assets/{name}": (here / "static" / name).read_text(encoding="utf-8") for name in STATIC}
        found["assets/tokens.css"] = (here / "tokens.css").read_text(encoding="utf-8")
        told = [(one.path, one.title, one.text) for one in self.documents.values()]
        found["assets/search-index.js"] = search_script(self.addresses, told)
        if self.binder:
            found |= self.binder.pictures()
        return found

    def page(self, path: str) -> str:
        """One page. Raises `BadInput` where there is none."""
        if path in self.records:
            return self.record(path, *self.records[path])
        if path in self.documents and self.binder:
            one = self.documents[path]
            return self.write("document.html", path, title=one.title, body=Markup(self.binder.html(one)))
        kinds = {f"{KINDS[kind].folder}/index.html": kind for kind in self.addresses.records}
        if path in kinds:
            kind = kinds[path]
            title = KINDS[kind].many
            return self.write("list.html", path, title=title, kind=KINDS[kind], groups=groups(kind, self.addresses))
        if path == "map.html":
            return self.map(path)
        if path in ("index.html", "search.html"):
            return self.write(path, path, title="Catalogue" if path == "index.html" else "Search")
        why, known = "The catalogue has no such page.", {*self.records, *kinds, "index.html", "map.html", "search.html"}
        raise BadInput([Problem("catalogue", f"`{path[:120]}`", why, did_you_mean(path, known))])

    def about(self, kind: str, identity: str) -> dict[str, Any]:
        """What a page and a cell of a notebook say of a record."""
        record = self.addresses.records[kind][identity]
        page: Page = PAGES[kind](record, self.knowledge)
        tone, disposition = record_view.tone(record, self.knowledge)
        return {
            "title": page.title,
            "kind": KINDS[kind],
            "id": identity,
            "head": page.head.partition(" · ")[2],
            "lead": record_view.lead(record),
            "notice": record_view.notice(record),
            "tone": tone,
            "disposition": disposition,
            "chapters": record_view.chapters(page, kind, self.knowledge),
        }

    def record(self, path: str, kind: str, identity: str) -> str:
        """The page of one record."""
        record = self.addresses.records[kind][identity]
        drawing = self.beside.drawings.get(record_view.drawing_of(record), "")
        return self.write(
            "record.html",
            path,
            **self.about(kind, identity),
            neighbours=self.wires.around(kind, identity),
            drawing=Markup(drawing),
            logic=logic_of(record, self.knowledge, self.scopes) if isinstance(record, Rule) else None,
            changes=self.beside.changes.get(identity, ()),
            coverage=self.beside.coverage.get(identity, {}),
            version=getattr(record, "version", None),
        )

    def map(self, path: str) -> str:
        """Sections of findings against the rules that read them."""
        knowledge = self.knowledge
        return self.write(
            "map.html",
            path,
            title="Map",
            patterns=rows(knowledge.patterns.values(), self.wires),
            gates=[(group, rows([knowledge.gates[e.id] for e in group.entries], self.wires))
                   for group in groups("gate", self.addresses)],
        )  # fmt: skip

    def write(self, template: str, here: str, **about: Any) -> str:
        """A page from its template."""
        return self.environment.get_template(template).render(here=here, site=self, **about)

    @cached_property
    def environment(self) -> Environment:
        """The templates, with the few words they may use."""
        loader = PackageLoader("dorsiflex.present.html", "templates")
        made = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        addresses, settings = self.addresses, self.knowledge.settings

        @pass_context
        def to(context: Context, target: str) -> str:
            return href(context["here"], target)

        @pass_context
        def page_for(context: Context, identity: str, kind: str | None = None) -> str:
            return href(context["here"], addresses.path(identity, kind))

        @pass_context
        def linked(context: Context, text: str) -> Markup:
            return self.linked(text, context["here"])

        made.globals.update(
            to=to,
            page_for=page_for,
            known=lambda identity: self.linking and identity in addresses.kind_of,
            named=addresses.kind_of.__contains__,
            title_of=addresses.title,
            kinds=[KINDS[kind] for kind in addresses.records],
            kind_named=KINDS,
            count=lambda kind: len(addresses.records.get(kind, ())),
            settings=settings,
            knowledge=self.knowledge,
            shape=lambda tone: Markup(shape(tone)),
            short=citation.short,
            full=citation.full,
            outcome=page_text.outcome,
            given=lambda example: record_view.given(example, self.knowledge),
        )
        made.filters.update(linked=linked, as_data=as_data, slug=slug)
        return made

    def linked(self, text: str, here: str) -> Markup:
        """A sentence whose ids lead to their pages, and its addresses to other hosts."""

        def link(found: re.Match[str]) -> str:
            form = str(found.lastgroup)
            if form in ELSEWHERE:
                return f'<a href="{ELSEWHERE[form].format(found[0])}" rel="noreferrer">{found[0]}</a>'
            known = self.linking and found[0] in self.addresses.kind_of
            path = self.addresses.path(found[0]) if known else here
            return found[0] if path == here else f'<a href="{href(here, path)}">{found[0]}</a>'

        return Markup(SPELT.sub(link, str(escape(text))))


def slug(title: str) -> str:
    """The anchor of a heading."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def as_data(value: Any) -> Markup:
    """Plain values inside a page: JSON that cannot end the element it stands in."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(written.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))
