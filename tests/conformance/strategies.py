"""Random knowledge bases, and random half-filled cases for them.

One whole number stands for each word, rule and case, and draws it with `random.Random`. Trees of thirty rules drawn
choice by choice run over what Hypothesis gives one example, and cost more than the engines they test. Shrinking still
works: whatever a failure does not need is left out number by number, and a smaller number draws a smaller condition.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from dorsiflex.language.case import Case
from dorsiflex.language.grounding import build_program, findings_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import Value
from dorsiflex.language.program import Program
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.vocabulary import Finding, Kind
from dorsiflex.validate.case import settle
from tests.conformance.random_knowledge import ASSESSED_BY, Draft

SEEDS = st.integers(0, 2**32)
DEEPEST = 3


def examples(count: int) -> settings:
    """So many examples, however busy the machine is."""
    return settings(
        max_examples=count, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
    )


@dataclass(frozen=True)
class World:
    """A knowledge base, its program, and cases for it."""

    knowledge: KnowledgeBase
    cases: tuple[Case, ...]

    @cached_property
    def program(self) -> Program:
        return build_program(self.knowledge)

    @cached_property
    def scopes(self) -> Scopes:
        return Scopes(self.knowledge)


def add(make: Callable[[Random, int], None], seeds: list[int]) -> None:
    for seed in seeds:
        make(Random(seed), seed % (DEEPEST + 1))


@st.composite
def knowledge_bases(draw: st.DrawFn, *, sure: bool = False) -> KnowledgeBase:
    """Any knowledge base that the catalogue would take, as far as engines are concerned."""
    draft = Draft(draw(st.sampled_from([(), ("left", "right"), ("left", "right")])), sure=sure)
    if draft.sides and draw(st.sampled_from([True, True, True, False])):
        draft.add_assessed_by()
    add(draft.add_finding, draw(st.lists(SEEDS, min_size=4, max_size=16)))
    draft.add_dispositions(Random(draw(SEEDS)))
    # Gates and suggestions name techniques.
    add(draft.add_technique, draw(st.lists(SEEDS, min_size=1, max_size=4)))
    # Numbers read rules and rules read numbers, so both come mixed.
    kinds = st.sampled_from([draft.add_rule, draft.add_rule, draft.add_number])
    for make, seed in draw(st.lists(st.tuples(kinds, SEEDS), min_size=4, max_size=24)):
        add(make, [seed])
    return draft.knowledge(Random(draw(SEEDS)))


@st.composite
def worlds(
    draw: st.DrawFn, *, sure: bool = False, least: int = 1, most: int = 4, mostly_answered: bool = False
) -> World:
    """A knowledge base with `least` to `most` cases."""
    knowledge = draw(knowledge_bases(sure=sure))
    seeds = draw(st.lists(SEEDS, min_size=least, max_size=most))
    share = 0.9 if mostly_answered else None
    return World(knowledge, tuple(random_case(knowledge, Random(seed), share) for seed in seeds))


def random_case(knowledge: KnowledgeBase, rng: Random, share: float | None = None) -> Case:
    """A case in which between none and all of the findings are answered, and nothing contradicts."""
    share = rng.random() if share is None else share
    answered: dict[str, Value] = {}
    nobody_sore = rng.random() < 0.15
    for stem, _, finding in findings_of(knowledge):
        if rng.random() < share:
            answered[stem] = random_answer(finding, rng)
        if nobody_sore and finding.id == ASSESSED_BY:
            answered[stem] = False
    return case_of(answered, knowledge)


def random_answer(finding: Finding, rng: Random) -> Value:
    if finding.kind is Kind.YES_NO:
        return rng.random() < 0.5
    if finding.kind is Kind.CHOICE:
        return rng.choice(finding.option_ids)
    if finding.kind is Kind.SEVERAL_OF:
        return frozenset(option for option in finding.option_ids if rng.random() < 0.5)
    return rng.randint(finding.least, finding.most)


def case_of(answered: dict[str, Value], knowledge: KnowledgeBase) -> Case:
    """The case of some answers, without those that contradict a denied parent."""
    recorded = dict(answered)
    while True:
        settled, contradictions = settle(recorded, knowledge)
        if not contradictions:
            return Case(recorded, settled)
        for item in contradictions:
            del recorded[item.stem]
