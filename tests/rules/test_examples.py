from __future__ import annotations

from functools import cache

import pytest

from dorsiflex.examples import run_example
from dorsiflex.infer.engines import ENGINES, Conclude
from dorsiflex.intake.example import intake_of
from dorsiflex.language.case import flat
from dorsiflex.language.grounding import build_program
from dorsiflex.language.rule import Example, Rule, outcome_word
from dorsiflex.language.scopes import Scopes
from dorsiflex.validate.case import validate
from tests.rules.ankle import ankle

EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}: {example.name}")
    for rule in ankle().rules.values()
    for example in rule.examples
]


@cache
def scopes() -> Scopes:
    return Scopes(ankle())


@cache
def engine(name: str) -> Conclude:
    return ENGINES[name](ankle(), build_program(ankle()))


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_rule_does_what_its_examples_say(rule: Rule, example: Example) -> None:
    """By the reference, which also says what the rule waits for; and by every engine."""
    assert list(run_example(rule, example, ankle(), scopes())) == []
    case = validate(intake_of(example, ankle(), example.name), ankle())
    stem = flat(ankle().settings.sides[0] if scopes().of_side(rule.id) else None, rule.id)
    found = {name: outcome_word(engine(name)(case)[stem].value) for name in ENGINES}
    assert found == dict.fromkeys(ENGINES, example.expect)


def test_no_two_rows_of_a_rule_bear_one_name() -> None:
    names = [(rule.id, example.name) for rule in ankle().rules.values() for example in rule.examples]
    assert len(set(names)) == len(names)
