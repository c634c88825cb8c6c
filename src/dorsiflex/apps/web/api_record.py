"""How does a record of the catalogue read as data? The page that everybody sees, part by part."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, assert_never

from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Source
from dorsiflex.present import citation
from dorsiflex.present.listing import entries, records_by_kind
from dorsiflex.present.page import (
    Bullet,
    Cited,
    Condition,
    Fact,
    Names,
    Otherwise,
    Part,
    Prose,
    Shown,
    Supported,
)
from dorsiflex.present.rule_page import page_of

Json = dict[str, Any]


def kinds(knowledge: KnowledgeBase) -> list[str]:
    """The kinds of record that the catalogue lists."""
    return list(dict.fromkeys(entry.kind for entry in entries(knowledge)))


def record(identity: str, knowledge: KnowledgeBase) -> Json:
    """The record of this id. Raises `BadInput` where there is none."""
    page = page_of(identity, knowledge)
    [kind] = [kind for kind, records in records_by_kind(knowledge).items() if identity in records][:1]
    sections = [
        {"title": section.title, "question": section.question.value, "parts": [part(item) for item in section.parts]}
        for section in page.sections
    ]
    return {"kind": kind, "id": identity, "title": page.title, "head": page.head, "sections": sections}


def part(item: Part) -> Json:
    """One part, under the name of what it is."""
    match item:
        case Prose(text):
            return {"prose": text}
        case Bullet(text, below):
            return {"item": text, **({"below": below} if below else {})}
        case Condition(_, lines):
            return {"condition": list(lines)}
        case Fact(name, value):
            return {"fact": name, "value": value}
        case Names(name, ids):
            return {"names": name, "ids": list(ids)}
        case Supported(says, source):
            return {"supports": says, **cited(source)}
        case Otherwise(who, source, says, we_answer):
            return {"who": who, "says": says, "we_answer": we_answer, **(cited(source) if source else {})}
        case Shown(example):
            given = {name: plain(value) for name, value in example.given.items()}
            return {"example": example.name, "given": given, "expect": example.expect.value}
        case Cited(source):
            return cited(source)
        case _:
            assert_never(item)


def cited(source: Source) -> Json:
    return {"ref": source.id, "citation": citation.full(source), "status": source.status}


def plain(value: Any) -> Any:
    """A value of an example as JSON has it."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {str(name): plain(inner) for name, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else value
