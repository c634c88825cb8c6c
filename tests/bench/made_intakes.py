"""Who is assessed? Made-up intakes as people type them, a quarter to half of the questions unanswered."""

from __future__ import annotations

from random import Random
from typing import Any

from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Finding, Kind, Scope
from dorsiflex.validate.case import settle

Intake = dict[str, Any]
PRESENT = 0.2


def made_intakes(knowledge: KnowledgeBase, count: int, seed: int = 3) -> list[Intake]:
    """So many intakes, each without contradictions; the same seed gives the same people."""
    rng = Random(seed)
    return [made_intake(knowledge, rng) for _ in range(count)]


def made_intake(knowledge: KnowledgeBase, rng: Random) -> Intake:
    """One person, both sides with symptoms in three of ten."""
    unanswered = rng.uniform(0.25, 0.5)
    recorded: dict[str, Any] = {}
    for finding in knowledge.vocabulary.findings.values():
        for unit in (None,) if finding.scope is Scope.PERSON else knowledge.settings.sides:
            if rng.random() >= unanswered:
                recorded[f"{unit}.{finding.id}" if unit else finding.id] = answer(finding, rng)
    by = knowledge.settings.assessed_by
    if by is not None:
        for place, side in enumerate(knowledge.settings.sides):
            recorded[f"{side}.{by}"] = place == 0 or rng.random() < 0.3
    _, contradictions = settle(recorded, knowledge)
    for item in contradictions:
        del recorded[item.stem]
    return typed(recorded, knowledge)


def answer(finding: Finding, rng: Random) -> Any:
    if finding.kind is Kind.YES_NO:
        return rng.random() < PRESENT
    if finding.kind is Kind.CHOICE:
        return rng.choice(finding.option_ids)
    if finding.kind is Kind.SEVERAL_OF:
        return frozenset(option for option in finding.option_ids if rng.random() < PRESENT)
    return rng.randint(finding.least, finding.most)


def typed(recorded: dict[str, Any], knowledge: KnowledgeBase) -> Intake:
    """Answers as they stand in an intake file."""
    intake: Intake = {"person": {}, **{side: {} for side in knowledge.settings.sides}}
    for stem, value in recorded.items():
        unit, _, name = stem.rpartition(".")
        finding = knowledge.vocabulary.findings[name]
        intake[unit or "person"][name] = written(value, finding)
    return intake


def written(value: Any, finding: Finding) -> Any:
    if isinstance(value, bool):
        return "present" if value else "absent"
    if isinstance(value, int):
        return float(finding.quantity.value(value)) if finding.quantity.decimals else value
    return sorted(value) if isinstance(value, frozenset) else value
