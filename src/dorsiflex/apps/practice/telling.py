"""How is a case told before its answer is shown? What was recorded, in the order of the form, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dorsiflex.explain.sentence import Teller
from dorsiflex.language.case import Case, flat
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import Value
from dorsiflex.language.vocabulary import Finding
from dorsiflex.present.values import after_title


@dataclass(frozen=True)
class Told:
    """What is recorded of the person or of one side in one section: what there is, and what was denied."""

    whose: str
    found: tuple[str, ...]
    denied: tuple[str, ...]


@dataclass(frozen=True)
class ToldSection:
    title: str
    parts: tuple[Told, ...]


def told(case: Case, knowledge: KnowledgeBase) -> tuple[ToldSection, ...]:
    """The recorded findings, section by section; a section of which nothing is recorded is left out."""
    vocabulary = knowledge.vocabulary
    made = (ToldSection(item.title, tuple(parts(item.id, case, knowledge))) for item in vocabulary.sections.values())
    return tuple(section for section in made if section.parts)


def parts(section: str, case: Case, knowledge: KnowledgeBase) -> Iterator[Told]:
    """The person's part of a section, then each side's."""
    findings = [item for item in knowledge.vocabulary.findings.values() if item.section == section]
    for unit in (None, *knowledge.settings.sides):
        recorded = [(item, case.recorded[stem]) for item in findings if (stem := flat(unit, item.id)) in case.recorded]
        if recorded:
            found = tuple(said(item, value) for item, value in recorded if value is not False)
            denied = tuple(Teller(knowledge).title(item.id) for item, value in recorded if value is False)
            yield Told(whose(unit, knowledge), found, denied)


def whose(unit: str | None, knowledge: KnowledgeBase) -> str:
    settings = knowledge.settings
    return settings.person_noun.capitalize() if unit is None else f"{unit.capitalize()} {settings.side_noun}"


def said(finding: Finding, value: Value) -> str:
    """That there is something, or a value with its unit."""
    if value is True:
        return finding.title
    return after_title(value, finding)
