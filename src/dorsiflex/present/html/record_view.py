"""What does the page of a record show? The sections of the terminal, gathered by the question they answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from dorsiflex.explain.sentence import Teller
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Example, Gate, Owners, Rule, Source, Technique
from dorsiflex.present.html.boxes import Box, boxes
from dorsiflex.present.page import Condition, Page, Part, Question, Section

# Where another heading than the question's own reads better.
HEADINGS = {
    ("claim", Question.WHEN): "Of whom it speaks",
    ("hazard", Question.WHEN): "When it happens",
    ("finding", Question.WHEN): "When to ask it",
    ("finding", Question.WHY): "Why it is asked",
    ("number", Question.WHY): "What it is for",
    ("source", Question.WHY): "What rests on it",
}
STATUS = {
    "memory": "Recalled and not looked up: nothing that is shown to users rests on it.",
    "design": "A decision of this project, not a finding of research.",
}


@dataclass(frozen=True)
class Run:
    """Parts of one form that follow each other, and the boxes of a condition."""

    form: str
    parts: tuple[Part, ...]
    box: Box | None = None


@dataclass(frozen=True)
class Shelf:
    """One section, its parts in runs."""

    title: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Chapter:
    """The sections that answer one question."""

    anchor: str
    title: str
    shelves: tuple[Shelf, ...]


def chapters(page: Page, kind: str, knowledge: KnowledgeBase) -> list[Chapter]:
    """The page's sections by question, in the order of the questions; empty ones are left out, save upkeep."""
    teller = Teller(knowledge)
    places = iter(range(len(page.sections) * 9))
    shelved = [(section.question, shelf(section, teller, places)) for section in page.sections]
    found = []
    for question in Question:
        shelves = tuple(shelf for asked, shelf in shelved if asked is question)
        if shelves or question is Question.UPKEEP:
            title = HEADINGS.get((kind, question), question.value)
            found.append(Chapter(question.name.lower(), title, shelves))
    return found


def shelf(section: Section, teller: Teller, places: Iterator[int]) -> Shelf:
    """A section; its conditions are numbered in the order in which the page shows them."""
    runs: list[Run] = []
    for form, parts in groupby(section.parts, key=lambda part: type(part).__name__.lower()):
        for chunk in [[part] for part in parts] if form == "condition" else [list(parts)]:
            first = chunk[0]
            box = boxes(first.expr, teller, next(places)) if isinstance(first, Condition) else None
            runs.append(Run(form, tuple(chunk), box))
    return Shelf(section.title, tuple(runs))


def lead(record: Any) -> str:
    """What is read first."""
    return str(getattr(record, "say", "") or getattr(record, "purpose", "") or getattr(record, "ask", ""))


def notice(record: Any) -> str:
    """What a reader must know before reading on: that nobody has reviewed it, or how a source was seen."""
    if isinstance(record, Source):
        return STATUS.get(record.status, "")
    if getattr(record, "status", "") != "draft":
        return ""
    owners = getattr(record, "owners", None)
    nobody = not isinstance(owners, Owners) or owners.reviewer == "none yet"
    return "Draft: no clinician has reviewed it yet." if nobody else ""


def tone(record: Any, knowledge: KnowledgeBase) -> tuple[str, str]:
    """The tone and title of what a gate makes of a visit; nothing for other records."""
    if not isinstance(record, Gate):
        return "", ""
    if record.disposition is None:
        return "plain", "The disposition stands"
    disposition = knowledge.settings.disposition[record.disposition]
    return disposition.tone, disposition.title


def given(example: Example, knowledge: KnowledgeBase) -> list[tuple[str, str, str]]:
    """What an example gives: (id, whose, value) in words."""
    return list(given_of(example.given, knowledge, ""))


def given_of(pairs: dict[str, Any], knowledge: KnowledgeBase, whose: str) -> Iterator[tuple[str, str, str]]:
    for name, value in pairs.items():
        if name == "other" and isinstance(value, dict):
            yield from given_of(value, knowledge, f"other {knowledge.settings.side_noun}")
            continue
        finding = knowledge.vocabulary.findings[name]
        titles = finding.option_titles
        if isinstance(value, list):
            said = ", ".join(titles.get(item, str(item)) for item in value) or "none of these"
        else:
            said = titles.get(value, str(value)) if isinstance(value, str) else f"{value} {finding.quantity.unit}"
        yield name, whose, said.strip()


def turns(record: Any) -> bool:
    """Whether the record has a condition that a reader can turn."""
    return isinstance(record, Rule)


def drawing_of(record: Any) -> str:
    """The file of a technique's drawing."""
    return record.drawing if isinstance(record, Technique) else ""
