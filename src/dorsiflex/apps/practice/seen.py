"""What is shown once somebody has committed: the marks, what the case expects, the engine's answer and its dissent?"""

from __future__ import annotations

from dataclasses import dataclass

from dorsiflex.apps.practice.case_file import PracticeCase
from dorsiflex.apps.practice.commitment import Commitment, Target, targets
from dorsiflex.apps.practice.expecting import Expected, Ground, expected, grounds
from dorsiflex.apps.practice.marking import Mark, Verdict, marks
from dorsiflex.apps.practice.telling import ToldSection, told
from dorsiflex.explain.answer import Answer
from dorsiflex.explain.sentence import Teller
from dorsiflex.language.rule import Objection, Rule, Technique
from dorsiflex.language.truth import Truth
from dorsiflex.pipeline import Assessor
from dorsiflex.present.card import Card
from dorsiflex.present.deal import card

TONES = {Verdict.RIGHT: "go", Verdict.SAFER: "ask", Verdict.LESS_SAFE: "emergency", Verdict.OTHERWISE: "plain"}


@dataclass(frozen=True)
class Seen:
    """One case with the engine's answer; `marks` is empty on a sheet that nobody filled in here."""

    case: PracticeCase
    told: tuple[ToldSection, ...]
    targets: tuple[Target, ...]
    answer: Answer
    card: Card
    expected: tuple[Expected, ...]
    grounds: tuple[Ground, ...]
    dissent: tuple[tuple[str, Objection], ...]
    teller: Teller
    marks: tuple[Mark, ...] = ()


def seen(case: PracticeCase, assessor: Assessor, commitment: Commitment | None = None) -> Seen:
    """The case, assessed; and marked, where somebody committed to something."""
    knowledge = assessor.knowledge
    answer = assessor.assess_case(case.case)
    return Seen(
        case,
        told(case.case, knowledge),
        targets(answer, knowledge),
        answer,
        card(answer, knowledge),
        expected(case, answer, knowledge),
        grounds(case, knowledge),
        dissent(answer, knowledge.settings.shown_per_category),
        Teller(knowledge),
        marks(commitment, answer, knowledge) if commitment is not None else (),
    )


def dissent(answer: Answer, limit: int) -> tuple[tuple[str, Objection], ...]:
    """Who reads otherwise what is shown: the rules and techniques of the first suggestions, and the gates that fire."""
    holders: list[Rule | Technique] = []
    for side in answer.sides.values():
        holders += [gate.rule for gate in side.gates if gate.truth is Truth.TRUE]
        for item in side.suggestions[:limit]:
            holders += [*item.rules, item.technique]
    holders += [gate.rule for gate in answer.person_gates if gate.truth is Truth.TRUE]
    found: dict[Objection, str] = {}
    for holder in holders:
        for objection in holder.dissent.found:
            found.setdefault(objection, holder.id)
    return tuple((holder, objection) for objection, holder in found.items())
