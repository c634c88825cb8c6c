"""Is every engine held to the reference? Random knowledge, random half-filled cases.

An engine joins by its entry in ENGINES or TABLE_ENGINES; nothing here changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

import pytest
from hypothesis import given

from dorsiflex.infer import reference
from dorsiflex.infer.engines import ENGINES, TABLE_ENGINES
from dorsiflex.language.case import Case
from dorsiflex.language.facts import add_head, facts_of, take_step
from dorsiflex.language.grounding import build_program, need_stem
from dorsiflex.language.meaning import evaluate
from dorsiflex.language.truth import Truth
from tests.conformance.random_knowledge import Draft
from tests.conformance.strategies import World, examples, worlds
from tests.infer.rail_programs import holds

EVERY = {**ENGINES, **TABLE_ENGINES}
OTHERS = [name for name in EVERY if name != "reference"]
Conclude = Callable[[Case], dict[str, Truth]]


@contextmanager
def engine(name: str, world: World) -> Iterator[Conclude]:
    """An engine for one knowledge base; one that holds memory of its own gives it back."""
    conclude = EVERY[name](world.knowledge, world.program)
    try:
        yield conclude
    finally:
        close = getattr(getattr(conclude, "__self__", None), "close", None)
        if close is not None:
            close()


def meaning(world: World, case: Case) -> dict[str, Truth]:
    """What the reference says of every rule, and of every need of every technique."""
    whole = reference.Reference(world.knowledge, case, world.scopes)
    truths = reference.conclude(world.knowledge, case)
    for technique in world.knowledge.techniques.values():
        for place, need in enumerate(technique.needs):
            for unit in world.knowledge.units:
                seen = whole.seen_from(unit if world.knowledge.settings.sides else None)
                truths[need_stem(unit, technique.id, place)] = evaluate(need.when, seen)
    return truths


def agrees(name: str, world: World) -> None:
    with engine(name, world) as conclude:
        for case in world.cases:
            assert conclude(case) == meaning(world, case)


@pytest.mark.parametrize("name", OTHERS)
@examples(400)
@given(world=worlds())
def test_every_engine_agrees_with_the_reference(name: str, world: World):
    agrees(name, world)


@pytest.mark.parametrize("name", OTHERS)
def test_where_there_is_no_rule_nothing_is_concluded(name: str):
    draft = Draft(())
    draft.add_dispositions(Random(0))
    knowledge = draft.knowledge(Random(0))
    assert not build_program(knowledge).rules
    with engine(name, World(knowledge, ())) as conclude:
        assert conclude(Case()) == {}


@pytest.mark.soak
@pytest.mark.parametrize("name", OTHERS)
@examples(20_000)
@given(world=worlds(most=8))
def test_every_engine_agrees_with_the_reference_for_many_more(name: str, world: World):
    agrees(name, world)


@examples(150)
@given(world=worlds())
def test_the_reference_concludes_every_rule_of_every_side_and_nothing_else(world: World):
    for case in world.cases:
        assert reference.conclude(world.knowledge, case).keys() == world.program.rules.keys()


@examples(200)
@given(world=worlds())
def test_nothing_is_surely_true_and_surely_false(world: World):
    """The rails themselves, read naively: no engine is asked, so none can hide it."""
    for case in world.cases:
        facts = facts_of(case, world.program)
        for stratum in world.program.strata:
            for step in stratum.steps:
                take_step(facts, step)
            for head in stratum.heads:
                yes, no = holds(head.yes, facts), holds(head.no, facts)
                assert not (yes and no), head
                add_head(facts, head.stem, yes, no)


def learn(world: World, less: Case, more: Case) -> None:
    """Whatever was settled with less stays so with more."""
    before, after = meaning(world, less), meaning(world, more)
    assert {stem: after[stem] for stem, truth in before.items() if truth is not Truth.UNKNOWN} == {
        stem: truth for stem, truth in before.items() if truth is not Truth.UNKNOWN
    }


@examples(200)
@given(world=worlds(sure=True))
def test_learning_a_finding_never_turns_a_conclusion_round(world: World):
    """Rules that do not ask `known:` only ever go from cannot-tell to fires or silent."""
    for case in world.cases:
        for stem in case.settled:
            fewer = {name: value for name, value in case.settled.items() if name != stem}
            learn(world, Case(fewer, fewer), case)
        learn(world, Case(), case)
