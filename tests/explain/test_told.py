"""The reasons that are told fast are those of the plain definition: the same trees, node by node."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given

from dorsiflex.catalogue.load import load, rules_folder
from dorsiflex.explain.because import Because, of_rule
from dorsiflex.explain.teller import Teller
from dorsiflex.infer.generated import GeneratedEngine
from dorsiflex.infer.reference import Reference
from dorsiflex.intake.form import read_intake
from dorsiflex.language.case import Case
from dorsiflex.language.grounding import build_program
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.truth import Truth
from dorsiflex.validate.case import validate
from tests.conformance.strategies import World, examples, worlds

CASES = sorted((Path(__file__).parents[2] / "cases").rglob("*.yaml"))


def plainly(knowledge: KnowledgeBase, scopes: Scopes, program: Program, case: Case) -> dict[str, Because]:
    """The reason of every rule, by the definition."""
    whole = Reference(knowledge, case, scopes)
    return {
        stem: of_rule(rule, whole.seen_from(stem.removesuffix(rule).rstrip(".") or None))
        for stem, rule in program.rules.items()
    }


def same(knowledge: KnowledgeBase, scopes: Scopes, program: Program, cases: Sequence[Case]) -> None:
    """One teller for all cases: what it keeps of one must not show in another."""
    teller, engine = Teller(knowledge, scopes, program.rules), GeneratedEngine(program)
    for case in cases:
        told = teller.told(case, engine.conclude(case))
        plain = plainly(knowledge, scopes, program, case)
        assert {stem: told.of_rule(stem) for stem in program.rules} == plain
        assert told.every().keys() == {stem for stem, reason in plain.items() if reason.truth is not Truth.FALSE}


@given(worlds())
@examples(60)
def test_reasons_told_fast_are_those_of_the_definition(world: World) -> None:
    same(world.knowledge, world.scopes, world.program, world.cases)


@pytest.mark.parametrize("part", range(4))
def test_every_shipped_case_has_the_reasons_of_the_definition(part: int) -> None:
    knowledge = load(rules_folder())
    cases = [validate(read_intake(path, knowledge.units), knowledge) for path in CASES[part::4]]
    same(knowledge, Scopes(knowledge), build_program(knowledge), cases)
