"""`ask` holds what can still change the answer, and nothing else: compared with every completion of the intake."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from dorsiflex.catalogue.load import load
from dorsiflex.explain import witness
from dorsiflex.language.case import Case
from dorsiflex.language.expression import AllOf, Answered, Compared, Op
from dorsiflex.language.vocabulary import Difference, Operand
from dorsiflex.pipeline import Assessor
from dorsiflex.validate.case import settle
from tests.explain.completions import answers_to, open_findings, that_can_change

WRIST = Path(__file__).parents[1] / "foreign" / "wrist"
COMPLETIONS = 1500


@cache
def wrist() -> Assessor:
    return Assessor(load(WRIST))


def half_filled(assessor: Assessor, seed: int) -> Case | None:
    """A case with most questions answered at random, so that all of its completions can be tried."""
    draw = random.Random(seed)
    share = draw.choice([0.6, 0.7, 0.8, 0.9])
    recorded = {
        stem: draw.choice(assessor.asker.values.answers(stem))
        for stem in assessor.program.findings
        if draw.random() < share
    }
    _, contradictions = settle(recorded, assessor.knowledge)
    for item in contradictions:
        recorded.pop(item.stem, None)
    settled, contradictions = settle(recorded, assessor.knowledge)
    return None if contradictions else Case(recorded, settled)


def asked(assessor: Assessor, case: Case) -> tuple[set[str], list[str]]:
    truths = assessor.generated.conclude(case)
    decision = assessor.decider.decide(truths, truths, case)
    opened = assessor.asker.opened(case, decision)
    return set(assessor.asker.ask(opened, decision)), open_findings(assessor, case, decision)


@pytest.mark.parametrize("block", range(8))
def test_exactly_the_findings_that_can_change_the_answer_are_asked(block: int) -> None:
    """Two completions that differ in the finding alone give different answers: asked. No two do: not asked."""
    assessor, compared = wrist(), 0
    for seed in range(block * 40, block * 40 + 40):
        case = half_filled(assessor, seed)
        if case is None:
            continue
        found, open_ = asked(assessor, case)
        if math.prod(len(answers_to(assessor, stem, case)) for stem in open_) <= COMPLETIONS:
            compared += 1
            assert found == that_can_change(assessor, case, open_), f"seed {seed}"
    assert compared >= 10


def test_nothing_is_asked_once_everything_is_answered() -> None:
    assessor = wrist()
    answers = {stem: assessor.asker.values.answers(stem)[0] for stem in assessor.program.findings}
    _, contradictions = settle(dict(answers), assessor.knowledge)
    recorded = {stem: value for stem, value in answers.items() if stem not in {item.stem for item in contradictions}}
    settled, _ = settle(recorded, assessor.knowledge)
    assert asked(assessor, Case(recorded, settled))[0] == set()


def test_an_emergency_leaves_little_to_ask() -> None:
    """Once a gate withholds everything on both sides, no finding can change what is suggested or withheld any more."""
    assessor = wrist()
    answer = assessor.assess({"person": {"chest_pain": "present"}, "left": {"symptomatic": "present"}})
    assert answer.disposition == "emergency"
    assert answer["left"].suggestions == ()
    treatments = {c.id for c in assessor.knowledge.settings.categories if c.treatment}
    withheld = {item.id for item in answer["left"].withheld}
    assert withheld >= {t.id for t in assessor.knowledge.techniques.values() if t.category in treatments}


def test_safety_questions_come_before_the_others() -> None:
    assessor = wrist()
    answer = assessor.assess({"left": {"symptomatic": "present", "extension_deg": 30}})
    residual_of = {gate.id: set(gate.asks) for gate in answer["left"].gates}
    worst = {stem for gate, stems in residual_of.items() if gate == "chest-pain" for stem in stems}
    assert worst
    assert set(answer.ask[: len(worst)]) <= {
        stem for gate in answer["left"].gates if gate.rule.disposition == "emergency" for stem in gate.asks
    }


def test_a_side_that_only_compares_is_asked_nothing_but_what_makes_it_a_comparator() -> None:
    assessor = wrist()
    answer = assessor.assess(
        {
            "left": {"symptomatic": "present", "extension_deg": 45},
            "right": {"symptomatic": "absent", "extension_deg": 60},
        }
    )
    of_right = {stem for stem in answer.ask if stem.startswith("right.")}
    assert of_right == {f"right.{name}" for name in assessor.knowledge.settings.comparator_asks}


def test_nothing_recorded_asks_first_which_side_it_is() -> None:
    answer = wrist().assess({})
    assert answer.disposition == "screen_first"
    assert answer.ask[:2] == ("left.symptomatic", "right.symptomatic")


def test_a_question_that_has_no_place_is_not_put_and_the_one_that_decides_it_comes_first() -> None:
    """`asked_where` false: not asked, though it could change the answer; unknown: asked, after what decides it."""
    knowledge = load(WRIST)
    finding = knowledge.vocabulary.findings["grip_kg"]
    placed = replace(finding, asked_where=Answered("injury_history", True))
    vocabulary = replace(knowledge.vocabulary, findings={**knowledge.vocabulary.findings, "grip_kg": placed})
    assessor = Assessor(replace(knowledge, vocabulary=vocabulary))
    compared = {"symptomatic": "absent", "swelling": "absent"}
    intake = {"person": {"age_years": 30, "sex": "male"}, "left": {"symptomatic": "present"}, "right": compared}
    ask = assessor.assess(intake).ask
    assert ask.index("left.injury_history") < ask.index("left.grip_kg")
    denied = {**intake, "left": {"symptomatic": "present", "injury_history": "absent"}}
    assert "left.grip_kg" not in assessor.assess(denied).ask
    assert "left.grip_kg" in wrist().assess(denied).ask


def test_a_finding_that_a_known_condition_waits_for_is_asked() -> None:
    """`known: grip` is false while nobody measured, but measuring would change it."""
    intake = {
        "person": {"age_years": 30, "sex": "male"},
        "left": {"symptomatic": "present", "extension_deg": 50},
        "right": {"symptomatic": "absent", "swelling": "absent"},
    }
    assert "left.grip_kg" in wrist().assess(intake).ask


def test_where_the_search_gives_up_the_question_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """One question too many rather than one too few: without patience, whatever an open part of the answer hangs on."""
    assessor = wrist()
    case = next(case for seed in range(100) if (case := half_filled(assessor, seed)) is not None)
    patient, _ = asked(assessor, case)
    monkeypatch.setattr(witness, "HASTY", 0)
    monkeypatch.setattr(witness, "PATIENT", 0)
    hasty, open_ = asked(assessor, case)
    assert patient <= hasty <= set(open_)


def test_a_difference_of_a_difference_is_asked_about_though_it_can_never_be_so_large() -> None:
    """It is not followed further but taken to be free: one question too many. A plain difference is followed."""
    assert "left.grip_kg" in asked_of_a_gate_that_reads("far")
    assert "left.grip_kg" not in asked_of_a_gate_that_reads("grip_shortfall_kg")


def asked_of_a_gate_that_reads(number: str) -> tuple[str, ...]:
    """What is asked where the only rule is a gate that fires above what this number can be."""
    knowledge = wrist().knowledge
    shortfall = knowledge.vocabulary.numbers["grip_shortfall_kg"]
    far = replace(shortfall, id="far", made=Difference(Operand("grip_shortfall_kg"), Operand("grip_kg")))
    vocabulary = replace(knowledge.vocabulary, numbers={**knowledge.vocabulary.numbers, "far": far})
    gate = replace(knowledge.gates["thin-skin"], applies_to=AllOf(()), when=Compared(number, Op.AT_LEAST, 1_000_000))
    alone = replace(knowledge, vocabulary=vocabulary, gates={gate.id: gate}, patterns={}, suggestions={})
    return Assessor(alone).assess({"left": {"symptomatic": "present"}}).ask
