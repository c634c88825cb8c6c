"""Which entries of two versions are not the same? Added, removed, retired or changed, and in which of their parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from dorsiflex.language.knowledge import KnowledgeBase

# Where a thing stands in its file says nothing about it.
PLACE = {"defined_at", "id"}
# What a rule does: when it holds, and what then follows.
CONDITION = {"applies_to", "when"}
FOLLOWS = {"disposition", "withholds", "reach", "unknown_stands", "technique", "place"}
# What is said about it.
TEXTS = {"title", "say", "rationale", "evidence", "dissent", "limits", "rows"}


@dataclass(frozen=True)
class Entry:
    """One id that is not the same in both versions. `parts` names the keys that changed."""

    kind: str
    id: str
    change: str
    parts: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        """The parts that changed, by whether they decide, follow or only say."""
        groups = ((CONDITION, "condition"), (FOLLOWS, "what follows"), (TEXTS, "texts"))
        told = [(name, [part for part in self.parts if part in keys]) for keys, name in groups]
        rest = [part for part in self.parts if part not in CONDITION | FOLLOWS | TEXTS]
        return "; ".join([*(f"{name} ({', '.join(parts)})" for name, parts in told if parts), *rest])


def entries(old: KnowledgeBase, new: KnowledgeBase) -> Iterator[Entry]:
    """Every entry that is not the same, kind by kind."""
    before, after = shelves(old), shelves(new)
    for kind, was in before.items():
        now = after[kind]
        for name in sorted({*was, *now}):
            if name not in now:
                yield gone(kind, name, new)
            elif name not in was:
                yield Entry(kind, name, "added")
            elif parts := tuple(changed_parts(was[name], now[name])):
                yield Entry(kind, name, "changed", parts)
    if parts := tuple(changed_parts(old.settings, new.settings)):
        yield Entry("settings", new.settings.name, "changed", parts)


def shelves(knowledge: KnowledgeBase) -> dict[str, Mapping[str, Any]]:
    vocabulary = knowledge.vocabulary
    return {
        "gate": knowledge.gates,
        "pattern": knowledge.patterns,
        "suggestion": knowledge.suggestions,
        "technique": knowledge.techniques,
        "finding": vocabulary.findings,
        "number": vocabulary.numbers,
        "source": knowledge.sources,
        "claim": knowledge.claims,
        "hazard": knowledge.hazards,
    }


def gone(kind: str, name: str, new: KnowledgeBase) -> Entry:
    """An id that is no longer there: retired, where the new version says so."""
    retired = new.retired.get(name)
    return Entry(kind, name, "removed") if retired is None else Entry(kind, name, "retired", (), retired.replaced_by)


def changed_parts(old: Any, new: Any) -> Iterator[str]:
    """The keys in which two entries differ."""
    for field in fields(old):
        if field.name not in PLACE and plain(getattr(old, field.name)) != plain(getattr(new, field.name)):
            yield field.name


def plain(value: Any) -> Any:
    """A value without the lines that it was read from."""
    if isinstance(value, tuple) and value and hasattr(value[0], "line"):
        return tuple(replace(item, line=0) for item in value)
    return value
