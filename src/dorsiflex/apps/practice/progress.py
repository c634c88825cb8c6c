"""Which rules were met, and which were missed? Counted over a learner's attempts; written to and read from a file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal, Protocol

from pydantic import Field, StringConstraints

from dorsiflex.apps.practice.marking import Met
from dorsiflex.catalogue.faults import read_as
from dorsiflex.catalogue.parts import ANY_ID, Date, Part
from dorsiflex.catalogue.reader import read_document
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Gate, Pattern

FORMAT = "dorsiflex practice 1"
FILE_BYTES = 64 * 1024
LABEL_LETTERS = 80
MOST = 1_000_000


class Marked(Protocol):
    """An attempt as it is kept."""

    @property
    def set_id(self) -> str: ...

    @property
    def case_id(self) -> str: ...

    @property
    def marks(self) -> dict[str, str]: ...


@dataclass(frozen=True)
class RuleProgress:
    """How often a rule was met, met with more caution than the engine's, or missed; and how at the last time."""

    id: str
    met: int
    safer: int
    missed: int
    last: str

    def title(self, knowledge: KnowledgeBase) -> str:
        """The rule's title, or its id where the knowledge of today has no such rule."""
        rule = knowledge.rules.get(self.id)
        return rule.title if rule is not None else self.id

    def kind(self, knowledge: KnowledgeBase) -> str:
        return kind_of(self.id, knowledge)


def kind_of(rule: str, knowledge: KnowledgeBase) -> str:
    """Gate, pattern or suggestion."""
    found = knowledge.rules.get(rule)
    if found is None:
        return "not here"
    return "gate" if isinstance(found, Gate) else "pattern" if isinstance(found, Pattern) else "suggestion"


def progress(attempts: Iterable[Marked]) -> tuple[RuleProgress, ...]:
    """Every rule that was met with: the most missed first."""
    counts: dict[str, list[str]] = {}
    for attempt in attempts:
        for rule, met in attempt.marks.items():
            counts.setdefault(rule, []).append(met)
    made = (counted(rule, found) for rule, found in counts.items())
    return tuple(sorted(made, key=lambda each: (-each.missed, -each.safer, each.id)))


def counted(rule: str, found: list[str]) -> RuleProgress:
    met, safer, missed = (found.count(word.value) for word in (Met.MET, Met.SAFER, Met.MISSED))
    return RuleProgress(rule, met, safer, missed, found[-1])


Count = Annotated[int, Field(ge=0, le=MOST)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=LABEL_LETTERS, pattern=r"\S")]


class RulePart(Part):
    id: Annotated[str, StringConstraints(pattern=ANY_ID, max_length=200)]
    met: Count
    safer: Count
    missed: Count
    last: Literal["met", "safer", "missed"]


class KnowledgePart(Part):
    name: Label
    version: Label
    digest: Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]


class ProgressFile(Part):
    """What a learner hands to an educator: a label, which rules were served, and the table; no case, no free text."""

    format: Literal["dorsiflex practice 1"]
    learner: Label
    written_on: Date
    knowledge: KnowledgePart
    attempts: Count
    cases: Count
    rules: Annotated[list[RulePart], Field(max_length=2000)]


def written(learner: str, day: str, attempts: Iterable[Marked], knowledge: KnowledgeBase) -> str:
    """A learner's progress as the text of a file. Raises `BadInput` where the label cannot be one."""
    every = tuple(attempts)
    settings = knowledge.settings
    rules = [
        {"id": it.id, "met": it.met, "safer": it.safer, "missed": it.missed, "last": it.last} for it in progress(every)
    ]
    text = json.dumps(
        {
            "format": FORMAT,
            "learner": " ".join(learner.split()),
            "written_on": day,
            "knowledge": {"name": settings.name, "version": settings.version, "digest": knowledge.digest},
            "attempts": len(every),
            "cases": len({(attempt.set_id, attempt.case_id) for attempt in every}),
            "rules": rules,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    read_progress(f"{text}\n".encode(), "the label")
    return f"{text}\n"


def read_progress(data: bytes, name: str) -> ProgressFile:
    """A learner's file. Raises `BadInput` with everything that is wrong with it."""
    document = read_document(data, name, FILE_BYTES, BadInput)
    problems: list[Problem] = []
    found = read_as(ProgressFile, document, problems)
    if found is not None:
        problems += [
            Problem(document.where(("rules", at)), f"the rule `{rule.id}` twice", "Its counts differ.", "Export again.")
            for at, rule in enumerate(found.rules)
            if rule.id in {other.id for other in found.rules[:at]}
        ]
    if found is None or problems:
        raise BadInput(problems)
    return found
