"""How does a hand-written page of the repository become a page of the site? Its links lead to what it names there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count, pairwise
from pathlib import Path
from posixpath import dirname, normpath

from markdown_it import MarkdownIt
from markdown_it.token import Token

from dorsiflex.errors import Problem
from dorsiflex.present.html.addresses import Addresses, href

COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
ELSEWHERE = re.compile(r"^[a-z]+:")
TOP = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "rules/README.md")


@dataclass(frozen=True)
class Document:
    """A page written by hand: where it stands in the repository and in the site, its title, and its Markdown."""

    source: str
    path: str
    title: str
    text: str


def documents(repository: Path) -> dict[str, Document]:
    """The pages of a repository by their place in it."""
    names = [name for name in TOP if (repository / name).is_file()]
    names += sorted(f"docs/{path.name}" for path in (repository / "docs").glob("*.md"))
    return {name: document(name, (repository / name).read_text(encoding="utf-8")) for name in names}


def document(name: str, text: str) -> Document:
    plain = COMMENT.sub("", text)
    first = next((line[2:].strip() for line in plain.splitlines() if line.startswith("# ")), name)
    stem = name.removesuffix(".md").removeprefix("docs/").replace("/", "-").lower()
    return Document(name, f"docs/{stem}.html", first.replace("`", ""), plain)


@dataclass
class Binder:
    """Writes documents as HTML; a link that leads to nothing is a `Problem`."""

    documents: dict[str, Document]
    addresses: Addresses
    repository: Path
    problems: list[Problem]

    def html(self, one: Document) -> str:
        """The document's body."""
        markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
        tokens = markdown.parse(one.text)
        name_headings(tokens)
        for token in tokens:
            if aligned := str(token.attrs.pop("style", "")):  # a strict content policy refuses styles in place
                token.attrs["class"] = aligned.replace("text-align:", "to-the-")
            for child in token.children or ():
                if child.type == "link_open":
                    self.relink(child, one)
        written: str = markdown.renderer.render(unlinked(tokens), markdown.options, {})
        return framed_tables(written)

    def pictures(self) -> dict[str, str]:
        """The drawn pictures beside the pages of `docs/`, by their place in the site."""
        drawn = sorted((self.repository / "docs").glob("*.svg"))
        return {f"docs/{path.name}": path.read_text(encoding="utf-8") for path in drawn}

    def relink(self, link: Token, one: Document) -> None:
        """Lead a link of the repository to its page; where a file has none, take the link away."""
        target = str(link.attrs["href"])
        if ELSEWHERE.match(target) or target.startswith("#"):
            return
        path, mark, part = target.partition("#")
        named = normpath(f"{dirname(one.source)}/{path}").removeprefix("/")
        page = self.page_of(named)
        if page:
            link.attrs["href"] = href(one.path, page) + mark + part
            return
        if not (self.repository / named).exists():
            why = "Nothing in the repository stands there."
            self.problems.append(Problem(one.source, f"the link `{target}`", why, "Correct the link."))
        link.attrs["href"] = ""

    def page_of(self, named: str) -> str:
        """The page of the site that shows a file of the repository."""
        if named in self.documents:
            return self.documents[named].path
        folder, _, file = named.rpartition("/")
        stem = file.removesuffix(".yaml")
        if folder.startswith("rules/") and file.endswith(".yaml") and stem in self.addresses.kind_of:
            return self.addresses.path(stem)
        return "index.html" if named == "rules" else ""


def name_headings(tokens: list[Token]) -> None:
    """Give each heading the anchor by which other pages link to it."""
    taken: dict[str, int] = {}
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            slug = re.sub(r"[^\w\- ]", "", inline.content.lower()).replace(" ", "-")
            number = taken[slug] = taken.get(slug, -1) + 1
            token.attrs["id"] = f"{slug}-{number}" if number else slug


def unlinked(tokens: list[Token]) -> list[Token]:
    """The tokens without the links that were taken away; what they said stays."""
    for token in tokens:
        kept: list[Token] = []
        closing: list[bool] = []
        for child in token.children or ():
            if child.type == "link_open":
                closing.append(bool(child.attrs["href"]))
            shown = closing[-1] if child.type in ("link_open", "link_close") else True
            if child.type == "link_close":
                closing.pop()
            if shown:
                kept.append(child)
        if token.children:
            token.children = kept
    return tokens


def framed_tables(html: str) -> str:
    """Wide tables and listings scroll by themselves, with the keyboard too."""
    counted = count(1)

    def frame(opened: re.Match[str]) -> str:
        word = {"table": "Table", "pre": "Listing"}[opened[1]]
        return f'<div class="scroll" role="region" tabindex="0" aria-label="{word} {next(counted)}"><{opened[1]}>'

    html = re.sub("<(table|pre)>", frame, html)
    html = re.sub("</(table|pre)>", r"</\1></div>", html)
    return html.replace("<th></th>", "<td></td>").replace("<th>", '<th scope="col">')
