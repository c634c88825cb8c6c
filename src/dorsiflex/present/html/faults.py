"""Is a site whole? Dead links, pictures without words, things from other hosts, inline scripts: each a Problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from posixpath import dirname, normpath
from urllib.parse import unquote, urlsplit

from dorsiflex.errors import Problem

LOADS = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "use": "href"}
DATA = "application/json"


class PageReader(HTMLParser):
    """Collects what one page links to, what it names, and what is wrong with it by itself."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.links: list[str] = []
        self.names: set[str] = set()
        self.faults: list[tuple[str, str, str]] = []
        self.titles = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.naming(given)
        if tag == "title":
            self.titles += 1
        if tag == "a" or "action" in given:
            self.links.append(given.get("href", given.get("action", "")))
        if tag in LOADS:
            self.loading(tag, given.get(LOADS[tag], ""))
        if tag == "script" and "src" not in given and given.get("type") != DATA:
            self.fault("an inline script", "A strict content policy refuses it.", "Put it into a file of its own.")
        for name in given:
            if name == "style" or name.startswith("on"):
                self.fault(f"`{name}=` on <{tag}>", "A strict content policy refuses it.", "Use a class, or a script.")
        self.picture(tag, given)

    def naming(self, given: Mapping[str, str]) -> None:
        identity = given.get("id")
        if identity in self.names:
            self.fault(f'id="{identity}" twice', "A link to it could mean either.", "Name one of them otherwise.")
        if identity:
            self.names.add(identity)

    def loading(self, tag: str, target: str) -> None:
        if urlsplit(target).netloc:
            self.fault(f"<{tag}> from {target}", "A page loads nothing from another host.", "Keep a copy beside it.")
        elif target and not target.startswith(("data:", "#")):
            self.links.append(target)

    def picture(self, tag: str, given: Mapping[str, str]) -> None:
        hidden = given.get("aria-hidden") == "true"
        named = given.get("aria-label") or given.get("aria-labelledby")
        if (tag == "img" and "alt" not in given) or (tag == "svg" and not hidden and not named):
            why = "Who cannot see it does not know what it shows."
            self.fault(f"a picture without words (<{tag}>)", why, "Give it a text alternative.")

    def fault(self, found: str, why: str, mend: str) -> None:
        self.faults.append((found, why, mend))


def faults(pages: Mapping[str, str], assets: Mapping[str, str]) -> Iterator[Problem]:
    """Everything that is wrong with the pages of a site."""
    read = {path: reader_of(path, html) for path, html in pages.items()}
    for path, reader in read.items():
        for found, why, mend in reader.faults:
            yield Problem(path, found, why, mend)
        if reader.titles < 1:
            yield Problem(path, "no <title>", "A tab and a reader aloud need one.", "Give the page a title.")
        for target in sorted(set(reader.links)):
            if fault := dead(path, target, read, assets):
                yield Problem(path, f"the link `{target}`", fault, "Correct what it is made from.")


def reader_of(path: str, html: str) -> PageReader:
    reader = PageReader(path)
    reader.feed(html)
    reader.close()
    return reader


def dead(path: str, target: str, read: Mapping[str, PageReader], assets: Mapping[str, str]) -> str:
    """Why a link is dead; nothing where it leads somewhere, or to another host."""
    parts = urlsplit(target)
    if parts.scheme in ("http", "https", "mailto"):
        return ""
    if not target:
        return "It names nothing."
    page = normpath(f"{dirname(path)}/{unquote(parts.path)}").removeprefix("/") if parts.path else path
    if page in assets:
        return ""
    if page not in read:
        return f"There is no page {page}."
    return "" if not parts.fragment or unquote(parts.fragment) in read[page].names else "The page has no such part."
