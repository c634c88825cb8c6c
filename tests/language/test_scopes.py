from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from dorsiflex.language.expression import AllOf, Answered, Compared, Concluded, Expression, Known, Op, Side
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Pattern
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.vocabulary import (
    Difference,
    Kind,
    Number,
    Operand,
    Quantity,
    Scope,
    Score,
    ScoreItem,
    Table,
    TableRow,
)
from tests.conformance.random_knowledge import OWNERS, Draft
from tests.language.conditions import a_finding

SWOLLEN, DIABETIC = Answered("swelling", True), Answered("diabetes", True)


def knowledge(conditions: dict[str, Expression], *sides: str) -> KnowledgeBase:
    draft = Draft(sides)
    for finding in (
        a_finding("swelling", Kind.YES_NO),
        a_finding("diabetes", Kind.YES_NO, scope=Scope.PERSON),
        a_finding("girth", Kind.NUMBER),
        a_finding("age", Kind.NUMBER, scope=Scope.PERSON),
    ):
        draft.findings[finding.id] = finding if sides else replace(finding, scope=Scope.PERSON)
    numbers = {
        "girth_gain": Difference(Operand("girth", other=True), Operand("girth")),
        "mixed_gain": Difference(Operand("age"), Operand("girth")),
        "age_gain": Difference(Operand("age"), Operand("age")),
        "table_of_side": Table((TableRow(DIABETIC, 1), TableRow(SWOLLEN, 2))),
        "score_of_person": Score((ScoreItem(DIABETIC, 1, ""),)),
        "gain_of_scores": Difference(Operand("score_of_person"), Operand("table_of_side")),
    }
    draft.numbers = {name: Number(name, name, Quantity("", 0), made) for name, made in numbers.items()}
    draft.rules = {name: Pattern(name, name, "draft", 1, OWNERS, when) for name, when in conditions.items()}
    draft.add_dispositions(Random(0))
    return draft.knowledge(Random(0))


@pytest.mark.parametrize(
    ("name", "of_side"),
    [
        ("swelling", True),
        ("diabetes", False),
        ("girth_gain", True),
        ("mixed_gain", True),
        ("age_gain", False),
        ("table_of_side", True),
        ("score_of_person", False),
        ("gain_of_scores", True),
    ],
)
def test_a_number_is_of_a_side_where_anything_it_is_computed_from_is(name: str, of_side: bool):
    assert Scopes(knowledge({}, "left", "right")).of_side(name) is of_side


@pytest.mark.parametrize(
    ("when", "of_side"),
    [
        (DIABETIC, False),
        (AllOf((DIABETIC, SWOLLEN)), True),
        (Answered("swelling", True, Side.OTHER), True),
        (Known("swelling"), True),
        (Known("diabetes"), False),
        (Compared("girth_gain", Op.BELOW, 3), True),
        (Compared("score_of_person", Op.BELOW, 3), False),
    ],
)
def test_a_rule_is_of_a_side_where_anything_it_reads_is(when: Expression, of_side: bool):
    assert Scopes(knowledge({"a-rule": when}, "left", "right")).of_side("a-rule") is of_side


def test_a_rule_takes_the_scope_of_the_rules_it_reads():
    rules = {
        "first": SWOLLEN,
        "second": Concluded("first", True),
        "third": DIABETIC,
        "fourth": Concluded("third", True),
    }
    scopes = Scopes(knowledge(rules, "left", "right"))
    assert scopes.of_side("second")
    assert not scopes.of_side("fourth")


def test_what_applies_is_read_too():
    base = knowledge({"a-rule": DIABETIC}, "left", "right")
    base.patterns["a-rule"] = replace(base.patterns["a-rule"], applies_to=SWOLLEN)
    assert Scopes(base).of_side("a-rule")


def test_without_sides_everything_is_of_the_person():
    scopes = Scopes(knowledge({"a-rule": AllOf((SWOLLEN, DIABETIC))}))
    assert not any(scopes.of_side(name) for name in ("swelling", "girth_gain", "table_of_side", "a-rule"))
