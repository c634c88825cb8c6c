"""Where do two assessments differ? In what was answered, and in what was concluded from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dorsiflex.apps.web import conflict
from dorsiflex.apps.web.fields import fields_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.store.records import Json

NOTHING = "–"


@dataclass(frozen=True)
class Change:
    """One line of a comparison: what, before and after; `mark`, what is to be known of the later."""

    what: str
    before: str
    after: str
    mark: str = ""


def answers_changed(before: Json, after: Json, knowledge: KnowledgeBase) -> tuple[Change, ...]:
    """The questions answered differently in two intakes."""
    found = conflict.differing(fields_of(before, knowledge), fields_of(after, knowledge), knowledge)
    return tuple(Change(each.label, each.mine, each.theirs) for each in found)


def conclusions_changed(before: Json, after: Json, knowledge: KnowledgeBase) -> tuple[Change, ...]:
    """The dispositions, suggestions and withheld techniques that differ between two answers."""
    return tuple(changes(before, after, knowledge))


def changes(before: Json, after: Json, knowledge: KnowledgeBase) -> Iterator[Change]:
    if before["disposition"] != after["disposition"]:
        yield Change("disposition", before["title"], after["title"])
    for unit in knowledge.units:
        was, now = before.get(unit), after.get(unit)
        if was is None or now is None:
            continue
        where = f"{unit}: " if unit in knowledge.settings.sides else ""
        if was["disposition"] != now["disposition"]:
            yield Change(f"{where}disposition", was["title"], now["title"])
        yield from named(f"{where}suggested", suggested(was), suggested(now))
        yield from named(f"{where}withheld", withheld(was), withheld(now))
        yield from named(f"{where}pattern", patterns(was), patterns(now))


def named(what: str, was: dict[str, str], now: dict[str, str]) -> Iterator[Change]:
    """What is only in one of two lists, or said otherwise in each."""
    for identity in sorted({*was, *now}):
        old, new = was.get(identity, NOTHING), now.get(identity, NOTHING)
        if old != new:
            yield Change(what, old, new)


def suggested(side: Json) -> dict[str, str]:
    return {item["technique"]: item["title"] for item in side["suggestions"]}


def withheld(side: Json) -> dict[str, str]:
    return {item["technique"]: f"{item['title']} (by {', '.join(item['because'])})" for item in side["withheld"]}


def patterns(side: Json) -> dict[str, str]:
    return {item["id"]: item["title"] for item in side["patterns"] if item["truth"] == "true"}
