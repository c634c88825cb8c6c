"""What does a knowledge base hold? Everything with an id, as a table, and its counts in one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.table import Table

from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present import citation


@dataclass(frozen=True)
class Entry:
    """One thing with an id."""

    kind: str
    id: str
    title: str
    status: str


def records_by_kind(knowledge: KnowledgeBase) -> dict[str, Mapping[str, Any]]:
    """Everything that has a page of its own, by kind and id."""
    return {
        "gate": knowledge.gates,
        "pattern": knowledge.patterns,
        "suggestion": knowledge.suggestions,
        "technique": knowledge.techniques,
        "finding": knowledge.vocabulary.findings,
        "number": knowledge.vocabulary.numbers,
        "claim": knowledge.claims,
        "hazard": knowledge.hazards,
        "source": knowledge.sources,
        "retired": knowledge.retired,
    }


def entries(knowledge: KnowledgeBase, kind: str | None = None) -> list[Entry]:
    """Everything with an id, or what is of one kind, in the order of ids."""
    found = [entry for entry in every_entry(knowledge) if kind in (None, entry.kind)]
    return sorted(found, key=lambda entry: (list(counts(knowledge)).index(entry.kind), entry.id))


def every_entry(knowledge: KnowledgeBase) -> Iterator[Entry]:
    for kind, rules in (
        ("gate", knowledge.gates),
        ("pattern", knowledge.patterns),
        ("suggestion", knowledge.suggestions),
    ):
        for rule in rules.values():
            yield Entry(kind, rule.id, rule.title, rule.status)
    for technique in knowledge.techniques.values():
        yield Entry("technique", technique.id, technique.title, technique.status)
    for finding in knowledge.vocabulary.findings.values():
        yield Entry("finding", finding.id, finding.title, "")
    for source in knowledge.sources.values():
        yield Entry("source", source.id, citation.short(source), source.status)


def print_list(knowledge: KnowledgeBase, kind: str | None, console: Console) -> None:
    """A table for each kind; a status that all of them share is said once, above."""
    for name, group in groupby(entries(knowledge, kind), key=lambda entry: entry.kind):
        found = list(group)
        shared = {entry.status for entry in found}
        console.print(
            f"{name} ({len(found)}{', all ' + found[0].status if len(shared) == 1 and found[0].status else ''})"
        )
        table = Table(box=None, show_header=False, show_edge=False, padding=(0, 2, 0, 0))
        table.add_column("id", style="bold", no_wrap=True)
        table.add_column("title", overflow="fold")
        for entry in found:
            table.add_row(entry.id, entry.title + (f" ({entry.status})" if len(shared) > 1 and entry.status else ""))
        console.print(table)
        console.print()


def counts(knowledge: KnowledgeBase) -> dict[str, int]:
    """How many of each kind there are."""
    return {
        "gate": len(knowledge.gates),
        "pattern": len(knowledge.patterns),
        "suggestion": len(knowledge.suggestions),
        "technique": len(knowledge.techniques),
        "finding": len(knowledge.vocabulary.findings),
        "source": len(knowledge.sources),
        "example": sum(len(rule.examples) for rule in knowledge.rules.values()),
    }


def summary(knowledge: KnowledgeBase) -> str:
    """One line: what was checked, and that nothing is wrong with it."""
    told = ", ".join(f"{number} {kind}{'s' * (number != 1)}" for kind, number in counts(knowledge).items())
    settings = knowledge.settings
    return f"{settings.name} {settings.version}: {told}; no problem found ({knowledge.digest})"
