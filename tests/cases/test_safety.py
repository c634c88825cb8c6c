"""Does the ankle knowledge base keep the promises of its clinical contract for any intake? Random ones try it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dorsiflex.infer.decide import Decision
from dorsiflex.language.case import Case, flat
from dorsiflex.language.truth import Truth
from dorsiflex.validate.case import settle
from tests.cases.ankle import FILES, assessor, case_of, case_with, decided, drawn

INTAKES = 10_000
BATCH = 1_000
seeds = st.integers(min_value=0, max_value=2**63)
few = settings(max_examples=300, deadline=None)
FOR_RANGE = ("joint_mobilisation", "soft_tissue")
SQUAT = "squat-through-new-range"


def treatments(decision: Decision) -> set[tuple[str, str]]:
    """The suggested techniques that treat, with their side."""
    treating = assessor().decider.treatments
    return {
        (side.unit, item.technique) for side in decision.sides for item in side.suggested if item.category in treating
    }


def for_range(decision: Decision, unit: str) -> set[str]:
    """The suggested techniques that are meant for range."""
    suggested = decision.side[unit].suggested
    return {item.technique for item in suggested if item.category in FOR_RANGE or item.technique == SQUAT}


@few
@given(seed=seeds)
def test_an_emergency_suggests_no_treatment_on_either_ankle(seed: int) -> None:
    decision = decided(drawn(seed))
    if decision.disposition == "emergency":
        assert not treatments(decision)


@few
@given(seed=seeds)
def test_an_ankle_to_be_referred_urgently_is_not_treated(seed: int) -> None:
    decision = decided(drawn(seed))
    urgent = {side.unit for side in decision.sides if side.disposition in ("emergency", "refer_urgently")}
    assert not {item for item in treatments(decision) if item[0] in urgent}


@few
@given(seed=seeds)
def test_a_withheld_technique_is_never_suggested(seed: int) -> None:
    decision = decided(drawn(seed))
    withheld = {(side.unit, technique) for side in decision.sides for technique, _ in side.withheld}
    assert not withheld & treatments(decision)


@few
@given(seed=seeds)
def test_a_fused_ankle_gets_nothing_for_range(seed: int) -> None:
    case = drawn(seed)
    fused = dict(case.recorded) | {"left.surgery_history": True, "left.surgery_type": frozenset({"ankle_fusion"})}
    assert not for_range(decided(case_with(fused)), "left")


@few
@given(seed=seeds, age=st.integers(min_value=0, max_value=15))
def test_under_16_no_technique_is_suggested(seed: int, age: int) -> None:
    assert not treatments(decided(case_with(dict(drawn(seed).recorded) | {"age_years": age})))


@few
@given(seed=seeds, tested=st.sampled_from(["positive", "not_done"]))
def test_a_clot_that_is_not_excluded_leaves_the_calf_alone(seed: int, tested: str) -> None:
    case = case_with(dict(drawn(seed).recorded) | {"left.calf_pain": True, "left.clot_test_result": tested})
    truths = assessor().generated.conclude(case)
    clear = all(
        truths[flat("left", gate)] is Truth.FALSE for gate in ("clot", "clot-unexplained-sign", "clot-test-positive")
    )
    suggested = {item.technique for item in decided(case).side["left"].suggested if item.category == "soft_tissue"}
    assert clear or not suggested


@few
@given(seed=seeds)
def test_a_swollen_leg_with_oedema_is_never_passed_over(seed: int) -> None:
    """Two examined signs of a clot: either they contradict the calf signs that were denied, or nothing is treated."""
    signs = {"left.whole_leg_swollen": True, "left.pitting_oedema": True, "left.symptomatic": True}
    recorded = dict(drawn(seed).recorded) | signs | {"left.clot_test_result": "not_done"}
    refused = {item.stem for item in settle(recorded, assessor().knowledge)[1]} & signs.keys()
    assert refused or not {item for item in treatments(decided(case_with(recorded))) if item[0] == "left"}


@few
@given(seed=seeds)
def test_without_a_measured_restriction_nothing_is_for_range(seed: int) -> None:
    case = drawn(seed)
    truths, decision = assessor().generated.conclude(case), decided(case)
    measures = ("deficit", "straight-knee-deficit", "knee-bent-stand-in", "knee-straight-stand-in")
    for side in decision.sides:
        if not any(truths[flat(side.unit, measure)] is Truth.TRUE for measure in measures):
            assert not for_range(decision, side.unit)


@few
@given(seed=seeds)
def test_every_intake_gets_exactly_one_disposition_the_worst_of_its_assessed_ankles(seed: int) -> None:
    decision = decided(drawn(seed))
    severity = assessor().knowledge.settings.severity
    assert decision.disposition in severity
    assessed = [side.disposition for side in decision.sides if side.assessed]
    assert all(severity[decision.disposition] <= severity[item] for item in assessed)


def test_the_random_intakes_reach_every_disposition_and_treat_often_enough() -> None:
    """Otherwise the promises above would be kept for want of a case."""
    decisions = [decided(drawn(seed)) for seed in range(BATCH)]
    dispositions = {side.disposition for decision in decisions for side in decision.sides}
    assert dispositions == set(assessor().knowledge.settings.severity)
    assert sum(bool(treatments(decision)) for decision in decisions) > BATCH // 10


def may_add(stem: str, case: Case) -> bool:
    """The answers whose loss may add a suggestion, each for a reason of the clinical contract.

    Range answers and `symptomatic` are exempt by its section 10.6. What a re-test found is recorded when it happens:
    with it gone no technique was tried, so nothing is held for having hurt. A choice that counts as something when it
    is not given (a scan, a film) is by section 10.5 the same as not done. An ankle declared free of symptoms is asked
    nothing (10.3), so what is not known of it holds nothing up; of an ankle without any answer that is so too.
    """
    unit, dot, name = stem.rpartition(".")
    finding = assessor().knowledge.vocabulary.findings[name]
    if finding.section in ("range", "retest") or name == "symptomatic" or finding.unanswered_means is not None:
        return True
    last = [item for item in case.recorded if item.startswith(unit + ".")] == [stem]
    return bool(dot) and (last or not assessor().decider.is_assessed(unit, case))


def additions(case: Case, stems: list[str]) -> Iterator[tuple[str, set[tuple[str, str]]]]:
    """What the loss of each of these answers adds to the treatments, where it may not."""
    before = treatments(decided(case))
    for stem in stems:
        left = {name: value for name, value in case.recorded.items() if name != stem}
        added = treatments(decided(case_with(left))) - before
        if added and not may_add(stem, case):
            yield stem, added


@pytest.mark.parametrize("start", range(0, INTAKES, BATCH))
def test_losing_an_answer_never_adds_a_treatment(start: int) -> None:
    for seed in range(start, start + BATCH):
        case = drawn(seed)
        lost = Random(seed).sample(sorted(case.recorded), min(1, len(case.recorded)))
        assert not list(additions(case, lost)), f"seed {seed}"


@pytest.mark.soak
def test_losing_any_one_answer_of_any_case_never_adds_a_treatment() -> None:
    for path in FILES:
        case = case_of(path)
        assert not list(additions(case, sorted(case.recorded))), path.stem
