"""Where does each record have its page? One folder for each kind; links are relative, so that a copied folder works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from posixpath import dirname, relpath
from typing import Any

from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Source
from dorsiflex.present import citation
from dorsiflex.present.listing import records_by_kind


@dataclass(frozen=True)
class Kind:
    """One kind of record: its folder, and what one and many are called."""

    id: str
    folder: str
    one: str
    many: str
    about: str


KINDS = {
    kind.id: kind
    for kind in (
        Kind("gate", "gates", "gate", "Gates", "What is settled first: each withholds where it fires or cannot tell."),
        Kind("pattern", "patterns", "pattern", "Patterns", "What findings show together; other rules read it."),
        Kind("suggestion", "suggestions", "suggestion", "Suggestions", "When a technique is an option, and why."),
        Kind("technique", "techniques", "technique", "Techniques", "What is suggested: how, how much, when to stop."),
        Kind("finding", "findings", "finding", "Findings", "What is asked, examined or measured."),
        Kind("number", "numbers", "computed number", "Numbers", "What is computed from findings, never asked."),
        Kind("claim", "claims", "claim", "Claims", "What holds for every possible intake, and is proved."),
        Kind("hazard", "hazards", "hazard", "Hazards", "What may go wrong, and what stands against it."),
        Kind("source", "sources", "source", "Sources", "Who says so, and how it was seen."),
        Kind("retired", "retired", "retired id", "Retired", "Ids that once answered, and what replaced them."),
    )
}


@dataclass(frozen=True)
class Addresses:
    """Finds the page of an id, and the way to it from another page."""

    knowledge: KnowledgeBase

    @cached_property
    def records(self) -> dict[str, Mapping[str, Any]]:
        """The kinds that have any record."""
        return {kind: records for kind, records in records_by_kind(self.knowledge).items() if records}

    @cached_property
    def kind_of(self) -> dict[str, str]:
        """The kind of each id; the first one where two kinds share it."""
        pairs = [(identity, kind) for kind, records in self.records.items() for identity in records]
        return dict(reversed(pairs))

    def path(self, identity: str, kind: str | None = None) -> str:
        """The page of a record, from the top of the site."""
        return f"{KINDS[kind or self.kind_of[identity]].folder}/{identity}.html"

    def title(self, identity: str, kind: str | None = None) -> str:
        """What a record is called in a list."""
        record = self.records[kind or self.kind_of[identity]][identity]
        if isinstance(record, Source):
            return citation.short(record)
        title: str = getattr(record, "title", "") or getattr(record, "hazard", "") or identity
        return title


def href(page: str, target: str) -> str:
    """The way from one page to another, or to a part of it."""
    path, mark, part = target.partition("#")
    return relpath(path, dirname(page) or ".") + mark + part
