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
from dorsiflex.present.deal import card
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


CALF_OUT_OF_A_CAST = {
    "person": {"age_years": 45},
    "left": {
        "symptomatic": "present",
        "lunge_cm": 5,
        "calf_pain": "present",
        "calf_swelling": "present",
        "cast_or_boot_history": "present",
        "weeks_since_cast_removal": 2,
    },
    "right": {"symptomatic": "absent", "lunge_cm": 12},
}
FRESH_SPRAIN = {
    "person": {"age_years": 34},
    "left": {"symptomatic": "present", "acute_injury": "present", "mechanism": "inversion"},
}


def test_what_is_recorded_leads_to_its_own_questions_before_others_that_are_as_bad() -> None:
    """A calf sign: the rest of Wells before signs of a fracture; a fresh injury: the other way round."""
    clot, fracture, emergency = "previous_dvt", "left.lateral_malleolus_tender", "chest_pain_or_breathlessness"
    for intake, sooner, later in ((CALF_OUT_OF_A_CAST, clot, fracture), (FRESH_SPRAIN, fracture, clot)):
        ask = ankle().assess(intake).ask
        assert ask.index(emergency) < ask.index(sooner)
        assert later not in ask or ask.index(sooner) < ask.index(later)


def test_a_gate_that_something_recorded_has_begun_is_shown_before_those_that_may_not_apply() -> None:
    answer = ankle().assess(CALF_OUT_OF_A_CAST)
    waiting = [line.id for line in card(answer, ankle().knowledge).sides[0].gates if not line.fires]
    assert waiting[0] == "clot"
    answer = ankle().assess(FRESH_SPRAIN)
    waiting = [line.id for line in card(answer, ankle().knowledge).sides[0].gates if not line.fires]
    assert "clot" not in waiting
