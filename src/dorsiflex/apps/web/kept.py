"""How does a kept assessment read? Its intake in words, its answer side by side, as they were; no rule is asked again.

Names come from the vocabulary of today where it still has them; an id that it lost is shown as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dorsiflex.apps.web.conflict import told
from dorsiflex.apps.web.fields import fields_of
from dorsiflex.apps.web.reading import read
from dorsiflex.language.case import flat
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.store.records import Assessment, DecisionRecord, Json
from dorsiflex.store.store import Store

PERSON = "person"


@dataclass(frozen=True)
class Line:
    """One answer of the intake."""

    stem: str
    title: str
    text: str


@dataclass(frozen=True)
class Part:
    """The answers of the person, or of one side."""

    unit: str
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Shelf:
    """The suggestions of one category on a side."""

    title: str
    items: tuple[Json, ...]


@dataclass(frozen=True)
class Kept:
    """One assessment with what was decided on it."""

    knowledge: KnowledgeBase
    label: str
    item: Assessment
    decisions: dict[tuple[str, str], DecisionRecord]

    @property
    def sides(self) -> dict[str, Json]:
        """The answer of each side that it has."""
        return {unit: side for unit, side in self.item.answer.items() if isinstance(side, dict) and "assessed" in side}

    @property
    def assessed(self) -> dict[str, Json]:
        return {unit: side for unit, side in self.sides.items() if side["assessed"]}

    @property
    def note(self) -> str:
        """The note as it was written then; an assessment that a program kept may have none."""
        return str((self.item.note or {}).get("text", ""))

    def heading(self, unit: str) -> str:
        settings = self.knowledge.settings
        return f"{unit} {settings.side_noun}" if unit in settings.sides else settings.person_noun

    def tone(self, disposition: str) -> str:
        """The tone of a disposition; plain where today's rules have it no more."""
        meant = self.knowledge.settings.disposition.get(disposition)
        return meant.tone if meant else "plain"

    def shelves(self, unit: str) -> Iterator[Shelf]:
        """The suggestions by category; a category that is no more comes last, under its id."""
        found = self.sides[unit]["suggestions"]
        titles = {category.id: category.title for category in self.knowledge.settings.categories}
        for category in dict.fromkeys([*titles, *(item["category"] for item in found)]):
            items = tuple(item for item in found if item["category"] == category)
            if items:
                yield Shelf(titles.get(category, category), items)

    def decision(self, unit: str, technique: str) -> DecisionRecord | None:
        return self.decisions.get((unit, technique))

    @property
    def recorded(self) -> tuple[Part, ...]:
        """The intake as it was."""
        return tuple(
            Part(unit, self.heading(unit), lines)
            for unit in (PERSON, *self.knowledge.settings.sides)
            if (lines := tuple(self.lines(unit)))
        )

    def lines(self, unit: str) -> Iterator[Line]:
        findings = self.knowledge.vocabulary.findings
        for name, value in (self.item.intake.get(unit) or {}).items():
            stem = flat(None if unit == PERSON else unit, name)
            if value is None:
                continue
            finding = findings.get(name)
            text = plain(value) if finding is None else told(finding, typed(value), "")
            yield Line(stem, finding.title if finding else name, text)

    def named(self, stem: str) -> str:
        """A question in words, with its side."""
        unit, _, name = stem.rpartition(".")
        finding = self.knowledge.vocabulary.findings.get(name)
        title = finding.title if finding else name
        return f"{unit}: {title}" if unit else title

    def known(self, identity: str) -> bool:
        """Whether the catalogue of today has a page of this id."""
        base = self.knowledge
        return any(identity in each for each in (base.rules, base.techniques, base.sources, base.retired))


def kept(store: Store, knowledge: KnowledgeBase, assessment_id: str) -> Kept:
    """The assessment of this id. Raises `NotFound`."""
    item = store.assessment(assessment_id)
    decisions = {(made.unit, made.technique): made for made in store.decisions(assessment_id)}
    return Kept(knowledge, store.case(item.case_id).label, item, decisions)


def typed(value: Any) -> str | list[str]:
    """An answer of an intake as the form has it."""
    if isinstance(value, list):
        return [str(item) for item in value] or ["-"]
    return plain(value)


def plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def whole_numbers(intake: Json) -> Json:
    """An intake as it is kept, its numbers as they were typed: 29 and not 29.0."""
    return {unit: {name: number(value) for name, value in answers.items()} for unit, answers in intake.items()}


def number(value: Any) -> Any:
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def measured(item: Assessment, finding: str, knowledge: KnowledgeBase) -> dict[str, int]:
    """A number of each unit in an intake, in whole steps; what cannot be read today is left out."""
    recorded = read(fields_of(item.intake, knowledge), knowledge).known.recorded
    found = {}
    for unit in (*knowledge.settings.sides, PERSON):
        value = recorded.get(flat(None if unit == PERSON else unit, finding))
        if isinstance(value, int) and not isinstance(value, bool):
            found[unit] = value
    return found
