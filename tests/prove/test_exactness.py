"""Is `ask` complete, and is what would change an answer the least? Held to the solver, on samples.

On the shipped rules every open finding of a few cases of which some answers are forgotten; of more under `make soak`.
"""

from __future__ import annotations

from functools import cache
from random import Random

import pytest
import z3

from dorsiflex.catalogue.load import load
from dorsiflex.explain.counterfactual import Change
from dorsiflex.language.case import Case
from dorsiflex.language.meaning import Value
from dorsiflex.pipeline import Assessor
from dorsiflex.validate.case import settle
from tests.conformance.strategies import random_case
from tests.explain.completions import told
from tests.explain.test_ask_ankle import ankle
from tests.prove.exact import Completions
from tests.prove.test_encoded_as_the_engines_run import formulas_in
from tests.rules.ankle import ROOT

SAMPLES = (
    "patterns/joint-alone",
    "patterns/calf-only-by-the-couch",
    "voices/voice-1-band-after-an-old-sprain",
    "patterns/one-joint-sign-glide-not-examined",
    "voices/voice-5-locked-after-limb-lengthening",
    "bilateral/blood-thinner-counts-for-both",
    "bilateral/fused-left-stiff-right",
    "published/calf-strain-that-was-a-clot-second-visit",
    "published/torn-calf-then-a-clot",
    "retest/pain-3-of-10",
    "retest/pinch-not-answered-without-a-named-technique",
)


@cache
def wrist() -> Assessor:
    return Assessor(load(ROOT / "tests" / "foreign" / "wrist"))


def case_of(assessor: Assessor, recorded: dict[str, Value]) -> Case:
    settled, contradictions = settle(recorded, assessor.knowledge)
    assert contradictions == []
    return Case(recorded, settled)


def confirmed(completions: Completions, stem: str) -> bool:
    """Whether the finding can change the answer; the two completions are replayed, and differ in nothing else."""
    found = completions.can_change(stem)
    if found is None:
        return False
    one, other = (case_of(completions.assessor, answers) for answers in found)
    assert told(completions.assessor, one) != told(completions.assessor, other)
    differing = {
        name for name in one.recorded.keys() & other.recorded.keys() if one.recorded[name] != other.recorded[name]
    }
    assert differing <= {stem}
    return True


def half_filled(name: str, kept: float) -> Completions:
    """A shipped case of which some answers are forgotten, always the same."""
    assessor, draw = ankle(), Random(name)
    case = assessor.case(ROOT / "cases" / f"{name}.yaml")
    recorded = {stem: value for stem, value in case.recorded.items() if draw.random() < kept}
    return Completions(assessor, case_of(assessor, recorded))


@pytest.mark.parametrize("seed", range(12))
def test_on_small_rules_what_can_change_the_answer_is_asked(seed: int) -> None:
    completions = Completions(wrist(), random_case(wrist().knowledge, Random(seed)))
    matters = {stem for stem in completions.open if confirmed(completions, stem)}
    assert matters <= completions.asked


def test_a_finding_that_is_asked_is_seen_to_matter() -> None:
    """The yardstick can measure: asked questions do change the answer, and the replay says so too."""
    completions = half_filled(SAMPLES[0], 0.9)
    assert any(confirmed(completions, stem) for stem in sorted(completions.asked))


@pytest.mark.parametrize(
    ("name", "kept"),
    [*((name, 0.9) for name in SAMPLES), *(pytest.param(name, 0.6, marks=pytest.mark.soak) for name in SAMPLES)],
)
def test_on_the_shipped_rules_no_finding_that_can_change_the_answer_is_left_out(name: str, kept: float) -> None:
    completions = half_filled(name, kept)
    left_out = [stem for stem in completions.open if stem not in completions.asked]
    missed = {stem for stem in left_out if confirmed(completions, stem)}
    assert missed == set()


def suggested(assessor: Assessor, case: Case, unit: str, technique: str) -> bool:
    truths = assessor.generated.conclude(case)
    side = assessor.decider.decide(truths, truths, case).side[unit]
    return technique in {item.technique for item in side.suggested}


def moved(assessor: Assessor, case: Case, changes: tuple[Change, ...]) -> Case:
    return case_of(assessor, {**case.recorded, **{change.stem: change.to for change in changes}})


def turn_alone(case: Case, unit: str, technique: str, now: bool) -> set[str]:
    """The re-measurable findings of which some other answer alone turns the suggestion, by solver."""
    formulas = formulas_in(ROOT / "tests" / "foreign" / "wrist")
    intake, solver = formulas.intake, formulas.solver()
    solver.add(formulas.decision.sides[unit].suggested[technique] != now)
    solver.add(*(known == (stem in case.recorded) for stem, known in intake.known.items()))
    same = {
        stem: z3.And(*intake.equals(stem, intake.program.findings[stem], value))
        for stem, value in case.recorded.items()
    }
    movable = [stem for stem in case.recorded if intake.program.findings[stem].remeasurable]
    return {
        stem for stem in movable if solver.check(*(equal for other, equal in same.items() if other != stem)) == z3.sat
    }


@pytest.mark.parametrize("seed", range(4))
def test_what_would_change_names_every_finding_that_turns_the_suggestion_alone(seed: int) -> None:
    assessor, case = wrist(), random_case(wrist().knowledge, Random(seed), 0.95)
    for unit in assessor.knowledge.units:
        for technique in assessor.knowledge.techniques:
            alone = turn_alone(case, unit, technique, suggested(assessor, case, unit, technique))
            told_of = assessor.what_would_change(case, technique, unit)
            assert alone == {changes[0].stem for changes in told_of if len(changes) == 1}


@pytest.mark.parametrize("seed", range(8))
def test_what_would_change_turns_the_suggestion_and_no_less_does(seed: int) -> None:
    """On the small rules: each answer that is named turns it, and of a pair neither does alone."""
    assessor, case = wrist(), random_case(wrist().knowledge, Random(seed), 0.95)
    for unit in assessor.knowledge.units:
        for technique in assessor.knowledge.techniques:
            now = suggested(assessor, case, unit, technique)
            for changes in assessor.what_would_change(case, technique, unit):
                assert suggested(assessor, moved(assessor, case, changes), unit, technique) is not now
                for change in changes if len(changes) > 1 else ():
                    assert suggested(assessor, moved(assessor, case, (change,)), unit, technique) is now
