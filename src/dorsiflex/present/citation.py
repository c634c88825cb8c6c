"""How is a source cited? Shortly beside a sentence, and in full where somebody wants to read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dorsiflex.language.rule import Source

LONGEST_TITLE = 60


def short(source: Source) -> str:
    """Authors and year (`Konor et al. 2012`); the title where nobody signed."""
    names = [family(author) for author in source.csl.get("author", ())]
    year = year_of(source)
    if not names:
        return " ".join(filter(None, (cut(str(source.csl.get("title", source.id))), year)))
    who = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
    return " ".join(filter(None, (who, year)))


def family(author: Any) -> str:
    if isinstance(author, Mapping):
        return str(author.get("family") or author.get("literal") or author.get("given") or "")
    return str(author)


def cut(title: str) -> str:
    """A long title, ended at a word."""
    if len(title) <= LONGEST_TITLE:
        return title
    return title[:LONGEST_TITLE].rpartition(" ")[0].rstrip(" ,;:") + "…"


def year_of(source: Source) -> str:
    issued = source.csl.get("issued")
    if isinstance(issued, Mapping):
        parts = issued.get("date-parts") or [[]]
        return str(parts[0][0]) if parts[0] else str(issued.get("literal", ""))
    return str(issued or "")


def full(source: Source) -> str:
    """One line of a bibliography, from the fields that are there."""
    csl = source.csl
    authors = ", ".join(name(author) for author in csl.get("author", ()))
    year = year_of(source)
    head = " ".join(filter(None, (authors, f"({year})" if year else "")))
    parts = [head, str(csl.get("title", "")), place(csl), *links(csl)]
    return " ".join(part if part.endswith((".", "?")) else f"{part}." for part in parts if part)


def name(author: Any) -> str:
    given = str(author.get("given", "")) if isinstance(author, Mapping) else ""
    return " ".join(filter(None, (family(author), given)))


def place(csl: Mapping[str, Any]) -> str:
    """Journal, volume, issue and pages."""
    volume = str(csl.get("volume", ""))
    issue = f"({csl['issue']})" if csl.get("issue") else ""
    page = f":{csl['page']}" if csl.get("page") else ""
    return " ".join(filter(None, (str(csl.get("container-title", "")), f"{volume}{issue}{page}")))


def links(csl: Mapping[str, Any]) -> tuple[str, ...]:
    """Where it can be found."""
    named = [f"{key} {csl[key]}" for key in ("DOI", "PMID") if csl.get(key)]
    return (*named, *([str(csl["URL"])] if csl.get("URL") and not named else []))
