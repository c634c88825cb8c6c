"""What does a row of a rule's examples say, as an intake? Of the first unit, and below `other` of the second."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dorsiflex.intake.form import Intake, Typed
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Example
from dorsiflex.language.vocabulary import Scope


def intake_of(example: Example, knowledge: KnowledgeBase, where: str) -> Intake:
    """The row as an intake; `where` it stands is told with every problem."""
    return Intake(tuple(answers(example.given, knowledge, 0, where)), name=where)


def answers(given: Mapping[str, Any], knowledge: KnowledgeBase, place: int, where: str) -> Iterator[Typed]:
    for name, value in given.items():
        if name == "other" and isinstance(value, Mapping):
            yield from answers(value, knowledge, 1, where)
            continue
        finding = knowledge.vocabulary.findings.get(name)
        of_person = finding is not None and finding.scope is Scope.PERSON
        yield Typed(None if of_person else knowledge.units[place], name, value, where)
