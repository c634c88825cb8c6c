"""Is a healthy, simple intake soon done? An old sprain, one stiff ankle, nothing else; answered as it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from dorsiflex.explain.answer import Answer
from dorsiflex.language.vocabulary import Kind, QuestionGroup
from dorsiflex.pipeline import Assessor
from dorsiflex.ready import assessor_for
from tests.rules.ankle import ankle

MOST = 25
Record = dict[str, dict[str, Any]]

# Whatever is not named here is answered with no.
PERSON = {"age_years": 29, "sex": "male", "main_goal": "squatting", "hands_on_clinician": "present"}
PERSON |= {"equipment": ["resistance_band"]}
STIFF = {"symptomatic": "present", "sprain_history": "present", "weeks_since_last_sprain": 78, "mechanism": "none"}
STIFF |= {"calf_tightness_reported": "absent", "restriction_felt": ["front_block"], "dorsiflexion_power_mmt": 5}
STIFF |= {"posterior_talar_glide": "restricted", "end_feel": "firm", "lunge_cm": 6.5, "lunge_straight_knee_deg": 38}
STIFF |= {"hip_extension_mmt": 5, "hip_abduction_mmt": 5, "knee_flexion_mmt": 5, "single_leg_heel_raises": 30}
STIFF |= {"single_leg_bridge_reps": 30, "weight_bearing_status": "full", "pain_movement_nprs": 1}
HEALTHY = {"symptomatic": "absent", "lunge_cm": 11.0}
TRUE_ANSWERS: Record = {"person": PERSON, "left": STIFF, "right": HEALTHY}


@cache
def assessor() -> Assessor:
    return assessor_for(ankle())


@cache
def group_of() -> dict[str, QuestionGroup]:
    return {finding: group for group in ankle().vocabulary.groups.values() for finding in group.findings}


def in_one_breath(stem: str, ask: tuple[str, ...]) -> tuple[str, list[str]]:
    """What is asked together with a finding: its name, and those of its group that are still to ask."""
    side, dot, finding = stem.rpartition(".")
    group = group_of().get(finding)
    if group is None:
        return stem, [stem]
    return side + dot + group.id, [name for item in group.findings if (name := side + dot + item) in ask]


def answer_to(stem: str) -> Any:
    side, _, finding = stem.rpartition(".")
    truth = TRUE_ANSWERS[side or "person"]
    if finding in truth:
        return truth[finding]
    assert ankle().vocabulary.findings[finding].kind is Kind.YES_NO, f"{stem} is asked of a simple ankle"
    return "absent"


def play(record: Record) -> Iterator[tuple[str, Answer]]:
    """Answer the first question of `ask` again and again; each with the answer that stood before it."""
    while (answer := assessor().assess(record)).ask:
        asked, stems = in_one_breath(answer.ask[0], answer.ask)
        for stem in stems:
            side, _, finding = stem.rpartition(".")
            record.setdefault(side or "person", {})[finding] = answer_to(stem)
        yield asked, answer
    yield "", answer


STARTS: dict[str, Record] = {
    "from nothing": {},
    "which ankle is known": {"left": {"symptomatic": "present"}, "right": {"symptomatic": "absent"}},
    "the other ankle measured": {"left": {"symptomatic": "present"}, "right": dict(HEALTHY)},
    "the lunges first": {"left": {"symptomatic": "present", "lunge_cm": 6.5}, "right": dict(HEALTHY)},
}


@pytest.mark.parametrize("start", STARTS)
def test_an_old_sprain_and_one_stiff_ankle_are_done_within_25_questions(start: str) -> None:
    record = {side: dict(answers) for side, answers in STARTS[start].items()}
    *asked, (_, last) = play(record)
    questions = [question for question, _ in asked]
    assert len(questions) <= MOST, questions
    assert last.disposition == "treat"
    assert {"manual-mwm", "banded-mwm-talus-back", "banded-mwm-tibia-forward"} <= {
        s.id for s in last["left"].suggestions
    }


def test_nothing_is_asked_twice_and_nothing_of_a_later_visit() -> None:
    *asked, _ = play({})
    questions = [question for question, _ in asked]
    assert len(set(questions)) == len(questions)
    assert not {"left.technique_tried", "left.retest_lunge_cm", "left.sessions_so_far"} & set(questions)


def test_what_may_be_an_emergency_is_asked_before_anything_else_but_which_ankle() -> None:
    *asked, _ = play({})
    assert [question for question, _ in asked][:2] == ["left.symptomatic", "emergency_signs"]


def test_nothing_is_suggested_before_the_last_safety_question() -> None:
    """Each treatment appears only once the disposition no longer says that something is missing."""
    *asked, _ = play({})
    treatments = {item.id for item in ankle().settings.categories if item.treatment}
    open_yet = [answer for _, answer in asked if answer.disposition == "screen_first"]
    assert open_yet
    joint = {s.id for answer in open_yet for s in answer["left"].suggestions if s.technique.category in treatments}
    assert not joint & {"manual-mwm", "banded-mwm-talus-back", "talocrural-thrust"}
