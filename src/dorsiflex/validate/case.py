"""Can these answers be so? Typed answers become a Case, or a list of all their Problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from dorsiflex.errors import BadInput, Problem
from dorsiflex.intake.form import Intake, Typed
from dorsiflex.language.case import Case, flat
from dorsiflex.language.expression import Side, leaves, name_of
from dorsiflex.language.grounding import dependents_in_order
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import (
    NOT_APPLICABLE,
    Extent,
    Interval,
    NotApplicable,
    Value,
    evaluate,
)
from dorsiflex.language.truth import Truth
from dorsiflex.language.vocabulary import Finding, Kind, Scope
from dorsiflex.validate.answer import Refused, read_answer


def validate(intake: Intake, knowledge: KnowledgeBase) -> Case:
    """The case that was typed. Raises `BadInput` with everything that is wrong."""
    problems: list[Problem] = []
    recorded: dict[str, Value] = {}
    where: dict[str, str] = {}
    for typed in intake.answers:
        finding = _finding(typed, knowledge, problems)
        if finding is None:
            continue
        stem = flat(typed.unit, finding.id)
        where[stem] = typed.where
        try:
            value = read_answer(typed.value, finding, knowledge.vocabulary.spellings)
        except Refused as refused:
            problems.append(Problem(typed.where, refused.found, refused.why, refused.mend))
            continue
        if value is not None:
            recorded[stem] = value
    settled, contradictions = settle(recorded, knowledge)
    problems += [_contradiction(item, knowledge, where) for item in contradictions]
    if problems:
        raise BadInput(problems)
    return Case(recorded, settled, intake.id)


def _finding(typed: Typed, knowledge: KnowledgeBase, problems: list[Problem]) -> Finding | None:
    findings = knowledge.vocabulary.findings
    finding = findings.get(typed.finding)
    scope = Scope.PERSON if typed.unit is None else Scope.SIDE
    if finding is None:
        near = get_close_matches(typed.finding, findings, n=1)
        mend = f"Did you mean `{near[0]}`?" if near else "`dorsiflex rules list --kind finding` lists them all."
        problems.append(
            Problem(
                typed.where,
                f"the finding `{typed.finding[:80]}`",
                "The vocabulary does not know it, so it would be lost.",
                mend,
            )
        )
        return None
    if finding.scope is not scope:
        places = (
            "`person`"
            if finding.scope is Scope.PERSON
            else " or ".join(f"`{side}`" for side in knowledge.settings.sides)
        )
        problems.append(
            Problem(
                typed.where,
                f"`{finding.id}` under `{typed.unit or 'person'}`",
                f"It is asked of {places}.",
                "Move it there.",
            )
        )
        return None
    return finding


@dataclass(frozen=True)
class Contradiction:
    """A dependent that is positively answered although its parent is denied."""

    stem: str
    finding: Finding
    unit: str | None


def settle(recorded: dict[str, Value], knowledge: KnowledgeBase) -> tuple[dict[str, Value], list[Contradiction]]:
    """What the recorded answers settle: dependents of a denied parent count as absent or not applicable."""
    findings = knowledge.vocabulary.findings
    settled = dict(recorded)
    contradictions: list[Contradiction] = []
    for finding, unit in _placed(knowledge, [name for name, item in findings.items() if item.unanswered_means]):
        assert finding.unanswered_means is not None
        settled.setdefault(flat(unit, finding.id), finding.unanswered_means)
    for finding, unit in _placed(knowledge, dependents_in_order(knowledge)):
        assert finding.parent is not None
        if evaluate(finding.parent, Answers(knowledge, settled, unit)) is Truth.FALSE:
            stem = flat(unit, finding.id)
            if is_positive(recorded.get(stem), finding):
                contradictions.append(Contradiction(stem, finding, unit))
            settled[stem] = not_asked(finding)
    return settled, contradictions


def _placed(knowledge: KnowledgeBase, names: list[str]) -> Iterator[tuple[Finding, str | None]]:
    for name in names:
        finding = knowledge.vocabulary.findings[name]
        for unit in (None,) if finding.scope is Scope.PERSON else knowledge.settings.sides:
            yield finding, unit


def is_positive(value: Value | None, finding: Finding) -> bool:
    """Whether an answer says that there is something: yes, or anything that is not one of the negatives."""
    if value is None or isinstance(value, NotApplicable):
        return False
    if isinstance(value, frozenset):
        return not value <= finding.negative
    if finding.kind is Kind.YES_NO:
        return value is True
    if finding.negative_below is not None and isinstance(value, int) and value < finding.negative_below:
        return False
    return value not in finding.negative


def not_asked(finding: Finding) -> Value:
    """What a finding counts as where its question does not arise."""
    if finding.kind is Kind.YES_NO:
        return False
    return frozenset() if finding.kind is Kind.SEVERAL_OF else NOT_APPLICABLE


@dataclass(frozen=True)
class Answers:
    """Recorded findings, seen from one unit: enough to read a parent's condition (`meaning.Reading`)."""

    knowledge: KnowledgeBase
    values: Mapping[str, Value]
    unit: str | None

    def answer(self, finding: str, side: Side) -> Value | None:
        if self.knowledge.vocabulary.findings[finding].scope is Scope.PERSON:
            return self.values.get(finding)
        unit = self.unit
        if side is Side.OTHER:
            unit = next(item for item in self.knowledge.settings.sides if item != self.unit)
        return self.values.get(flat(unit, finding))

    def extent(self, number: str, side: Side) -> Extent:
        value = self.answer(number, side)
        return Interval(value, value) if isinstance(value, int) else NOT_APPLICABLE if value is NOT_APPLICABLE else None

    def conclusion(self, rule: str, side: Side) -> Truth:  # noqa: ARG002 - the form of `meaning.Reading`
        raise LookupError(f"the parent of a finding reads the rule {rule}, which the catalogue refuses")

    def is_known(self, name: str, side: Side) -> bool:
        return self.answer(name, side) is not None


def _contradiction(item: Contradiction, knowledge: KnowledgeBase, where: dict[str, str]) -> Problem:
    assert item.finding.parent is not None
    findings = knowledge.vocabulary.findings
    parents = dict.fromkeys(name_of(leaf) for leaf in leaves(item.finding.parent))
    stems = [flat(None if findings[name].scope is Scope.PERSON else item.unit, name) for name in parents]
    denied = ", ".join(f"`{stem}` ({where[stem]})" if stem in where else f"`{stem}`" for stem in stems)
    return Problem(
        where[item.stem],
        f"`{item.stem}` is answered, but what it depends on is denied: {denied}",
        f"There can be {findings[item.finding.id].title} only where that is so; one of the answers is wrong.",
        "Correct the one that is wrong, or leave it unanswered.",
    )
