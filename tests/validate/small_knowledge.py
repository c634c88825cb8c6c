"""One finding of each kind, dependents under dependents, and the spellings that a form may send."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from dorsiflex.errors import BadInput, Problem
from dorsiflex.intake.form import intake_from
from dorsiflex.language.case import Case
from dorsiflex.language.expression import Answered, Compared, Known, OneOf, Op, Side
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Finding, Kind, Quantity, Scope, Spellings, Vocabulary
from dorsiflex.validate.case import validate
from tests.conformance.random_knowledge import Draft


def finding(name: str, kind: Kind, scope: Scope = Scope.SIDE, *, options: tuple[str, ...] = (), **more: Any) -> Finding:
    return Finding(name, f"a {name}", "?", kind, scope, "s", options=tuple((o, o) for o in options), **more)


INJURED, TENDER = Answered("injured", True), Answered("tender", True)
FINDINGS = (
    finding("age_years", Kind.NUMBER, Scope.PERSON, quantity=Quantity("y", 0), most=110),
    finding("diabetes", Kind.YES_NO, Scope.PERSON),
    finding("equipment", Kind.SEVERAL_OF, Scope.PERSON, options=("belt", "band", "step")),
    finding("injured", Kind.YES_NO),
    finding("tender", Kind.YES_NO, parent=INJURED),
    finding("sites", Kind.SEVERAL_OF, options=("inner", "outer", "nowhere"), parent=TENDER, negative={"nowhere"}),
    finding("count", Kind.NUMBER, most=9, parent=INJURED, negative={0}),
    finding("depth", Kind.NUMBER, most=9, parent=INJURED, negative_below=3),
    finding(
        "imaging",
        Kind.CHOICE,
        options=("not_done", "normal", "fracture"),
        parent=INJURED,
        negative={"not_done"},
        unanswered_means="not_done",
    ),
    finding("report", Kind.YES_NO, parent=OneOf("imaging", ("normal", "fracture"))),
    finding("compared", Kind.YES_NO, parent=Answered("injured", True, Side.OTHER)),
    finding("gain", Kind.YES_NO, parent=Compared("reach_cm", Op.AT_LEAST, 15)),
    finding("followed_up", Kind.YES_NO, parent=Known("reach_cm")),
    finding(
        "reach_cm",
        Kind.NUMBER,
        quantity=Quantity("cm", 1),
        least=-30,
        most=250,
        other_units=(("mm", "0.1"), ("inches", "2.54")),
    ),
)
SPELLINGS = Spellings(
    frozenset({"present", "yes", "true", "1"}),
    frozenset({"absent", "no", "false", "0"}),
    frozenset({"unknown", "not examined"}),
)
BY_ID = {item.id: item for item in FINDINGS}


def small_knowledge() -> KnowledgeBase:
    draft = Draft(("left", "right"))
    draft.add_dispositions(Random(0))
    knowledge = draft.knowledge(Random(0))
    vocabulary = Vocabulary(dict(BY_ID), spellings=SPELLINGS)
    return KnowledgeBase(knowledge.settings, vocabulary, {}, {}, {}, {}, {}, {}, "small")


KNOWLEDGE = small_knowledge()


def case(**parts: dict[str, Any]) -> Case:
    """The case of answers under `person`, `left`, `right`."""
    return validate(intake_from(parts, KNOWLEDGE.units), KNOWLEDGE)


def problems(**parts: dict[str, Any]) -> tuple[Problem, ...]:
    """Everything that is wrong with such answers."""
    with pytest.raises(BadInput) as caught:
        case(**parts)
    return caught.value.problems


def problem(**parts: dict[str, Any]) -> Problem:
    """The one thing that is wrong; each of its parts says something."""
    [found] = problems(**parts)
    assert found.where and found.found
    assert found.why.endswith(".")
    assert found.mend.endswith((".", "?"))
    return found
