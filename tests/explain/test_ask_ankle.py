"""`ask` on the shipped knowledge: no random pair of completions shows a finding that it left out.

Brute force is out of reach here (some 150 findings), so this looks for misses, through the columns of `infer/bits.py`:
another way than the one by which `ask` is found. tests/prove/test_exactness.py asks the solver.
"""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from dorsiflex.catalogue.load import load, rules_folder
from dorsiflex.explain.library import Completion, Pair, as_attributes
from dorsiflex.language.case import Case
from dorsiflex.pipeline import Assessor
from dorsiflex.validate.case import settle
from tests.explain.completions import open_findings, shown

CASES = sorted((Path(__file__).parents[2] / "cases").rglob("*.yaml"))
COMPLETIONS = 40


@cache
def ankle() -> Assessor:
    return Assessor(load(rules_folder()))


def half_forgotten(assessor: Assessor, draw: random.Random) -> Case | None:
    """A shipped case of which some answers are forgotten."""
    case = assessor.case(CASES[draw.randrange(len(CASES))])
    kept = draw.choice([1.0, 0.98, 0.9, 0.7, 0.4])
    recorded = {stem: value for stem, value in case.recorded.items() if draw.random() < kept}
    settled, contradictions = settle(recorded, assessor.knowledge)
    return None if contradictions else Case(recorded, settled)


def drawn(assessor: Assessor, stem: str, draw: random.Random) -> Completion:
    answer = draw.choice(assessor.asker.values.answers(stem))
    return as_attributes(assessor.program.findings[stem], stem, answer)


def pairs_at_random(assessor: Assessor, open_: list[str], draw: random.Random) -> list[Pair]:
    """For each open finding, completions that differ in it alone."""
    pairs = []
    for _ in range(COMPLETIONS):
        share = draw.choice([0.05, 0.15, 0.3, 0.6])
        base: Completion = {}
        for stem in open_:
            if draw.random() < share:
                base.update(drawn(assessor, stem, draw))
        for stem in open_:
            one, other = drawn(assessor, stem, draw), drawn(assessor, stem, draw)
            if one != other:
                pairs.append(Pair(stem, {key: value for key, value in base.items() if key not in one}, one, other))
    return pairs


@pytest.mark.parametrize("seed", range(24))
def test_no_random_completion_shows_a_finding_that_was_left_out(seed: int) -> None:
    assessor, draw = ankle(), random.Random(seed)
    case = half_forgotten(assessor, draw)
    if case is None:
        case = assessor.case({})
    truths = assessor.generated.conclude(case)
    decision = assessor.decider.decide(truths, truths, case)
    left = assessor.asker.opened(case, decision)
    open_ = open_findings(assessor, case, decision)
    pairs = pairs_at_random(assessor, open_, draw)
    assert shown(assessor, left, pairs) & set(open_) <= set(assessor.asker.ask(left, decision))
