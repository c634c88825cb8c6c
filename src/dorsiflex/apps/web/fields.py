"""Which answers does a posted form hold? Fields as typed, by flat name; what they say as an intake comes from them.

A number in another of its units keeps that unit in `name:unit`. Nothing is stored for what was left open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from dorsiflex.language.case import flat
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Finding, Kind, QuestionGroup, Scope
from dorsiflex.present.values import parted

Typed = str | list[str]
Fields = dict[str, Typed]

PRESENT, ABSENT, NOT_EXAMINED = "present", "absent", "unknown"
NONE_OF_THESE = "-"
UNIT = ":unit"
NONE = "none:"
CLEAR = "clear"
BESIDE = ","
LONGEST = 200
NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,6}|,\d{1,2})?", re.ASCII)


class Posted(Protocol):
    """A form as it came."""

    def getlist(self, key: Any) -> Sequence[Any]:
        """Every value under one name."""


def units_of(finding: Finding, knowledge: KnowledgeBase) -> tuple[str | None, ...]:
    """Where a finding is asked: of the person (None), or of each side."""
    return (None,) if finding.scope is Scope.PERSON else knowledge.settings.sides


def stems(knowledge: KnowledgeBase) -> Iterator[tuple[str, Finding, str | None]]:
    """Every question of the form."""
    for finding in knowledge.vocabulary.findings.values():
        for unit in units_of(finding, knowledge):
            yield flat(unit, finding.id), finding, unit


def none_name(group: QuestionGroup, unit: str | None) -> str:
    """The name of the box that says: none of these."""
    return f"{NONE}{unit or ''}:{group.id}"


def read_form(posted: Posted, knowledge: KnowledgeBase) -> Fields:
    """What was typed and ticked, and what a ticked “none of these” says of the questions left open beside it."""
    fields: Fields = {}
    cleared = posted.getlist(CLEAR)
    for stem, finding, _ in stems(knowledge):
        values = [
            text for value in posted.getlist(stem) if isinstance(value, str) and (text := value.strip()[:LONGEST])
        ]
        if not values or stem in cleared:
            continue
        fields[stem] = values if finding.kind is Kind.SEVERAL_OF else values[-1]
        unit = next(iter(posted.getlist(stem + UNIT)), "")
        if isinstance(unit, str) and unit in dict(finding.other_units):
            fields[stem + UNIT] = unit
    for group in knowledge.vocabulary.groups.values():
        for unit in group_units(group, knowledge):
            for stem in covered(posted.getlist(none_name(group, unit)), group, unit):
                if stem not in cleared:
                    fields.setdefault(stem, ABSENT)
    return fields


def group_units(group: QuestionGroup, knowledge: KnowledgeBase) -> tuple[str | None, ...]:
    return units_of(knowledge.vocabulary.findings[group.findings[0]], knowledge)


def covered(said: Sequence[Any], group: QuestionGroup, unit: str | None) -> Iterator[str]:
    """The questions that a ticked “none of these” names: those that its page showed. Of any other it says nothing."""
    shown = {stem for value in said if isinstance(value, str) for stem in value.split(BESIDE)}
    return (stem for name in group.findings if (stem := flat(unit, name)) in shown)


def intake_of(fields: Fields, knowledge: KnowledgeBase) -> dict[str, Any]:
    """The intake that the fields make: values by place, numbers in the vocabulary's own unit."""
    intake: dict[str, Any] = {}
    for stem, typed in fields.items():
        if stem.endswith(UNIT):
            continue
        unit, name = parted(stem)
        finding = knowledge.vocabulary.findings.get(name)
        value = typed if finding is None else value_of(typed, finding, fields.get(stem + UNIT))
        intake.setdefault(unit or "person", {})[name] = value
    return intake


def value_of(typed: Typed, finding: Finding, unit: Typed | None) -> Any:
    """One answer as an intake file would have it."""
    if isinstance(typed, list):
        return [] if typed == [NONE_OF_THESE] else typed
    if finding.kind is not Kind.NUMBER:
        return typed
    number = number_of(typed)
    if number is None:
        return typed
    return number * Decimal(dict(finding.other_units)[unit]) if isinstance(unit, str) else number


def number_of(typed: str) -> Decimal | None:
    """A number with a decimal point, or with a decimal comma where that can be nothing else."""
    return Decimal(typed.replace(",", ".")) if NUMBER.fullmatch(typed) else None


def fields_of(intake: Mapping[str, Any], knowledge: KnowledgeBase) -> Fields:
    """The fields that an intake fills; what it leaves open stays empty."""
    fields: Fields = {}
    for stem, finding, unit in stems(knowledge):
        value = (intake.get(unit or "person") or {}).get(finding.id)
        if value is None:
            continue
        if isinstance(value, list):
            fields[stem] = [str(item) for item in value] or [NONE_OF_THESE]
        else:
            fields[stem] = str(value)
    return fields
