"""What would change a suggestion, how firmly it stands, and why another is not made."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

import dorsiflex
from dorsiflex.catalogue.load import load
from dorsiflex.explain.sentence import Teller
from dorsiflex.language.truth import Truth
from dorsiflex.pipeline import Assessor

WRIST = Path(__file__).parents[1] / "foreign" / "wrist"


@cache
def wrist() -> Assessor:
    return Assessor(load(WRIST))


def stiff_wrist(**left: Any) -> dict[str, Any]:
    """A man of 30 whose left wrist is stiff and firm, everything dangerous denied."""
    return {
        "person": {
            "age_years": 30,
            "sex": "male",
            "chest_pain": "absent",
            "fever": "absent",
            "active_cancer": "absent",
            "other_diagnosis": "absent",
            "equipment": ["belt", "ball"],
        },
        "left": {
            "symptomatic": "present",
            "injury_history": "absent",
            "surgery_history": "absent",
            "swelling": "absent",
            "forearm_girth_cm": 20,
            "extension_deg": 30,
            "end_feel": "firm",
            "pain_where": ["back"],
            "grip_kg": 50,
            **left,
        },
        "right": {"symptomatic": "absent", "forearm_girth_cm": 20, "surgery_history": "absent", "extension_deg": 30},
    }


def suggested(intake: dict[str, Any], technique: str) -> bool:
    return wrist().assess(intake)["left"].suggestion(technique) is not None


def suggestion_of_the_stiff_wrist() -> str:
    treatments = {c.id for c in wrist().knowledge.settings.categories if c.treatment}
    found = [s.id for s in wrist().assess(stiff_wrist())["left"].suggestions if s.technique.category in treatments]
    assert found, "the constructed case is to have a treatment suggested"
    return found[0]


def test_the_smallest_change_of_a_measure_is_the_step_just_past_the_limit() -> None:
    technique = suggestion_of_the_stiff_wrist()
    changes = wrist().what_would_change(wrist().case(stiff_wrist()), technique, "left")
    by_stem = {change[0].stem: change[0] for change in changes if len(change) == 1}
    assert by_stem["left.extension_deg"].to == 40
    assert suggested(stiff_wrist(extension_deg=39), technique)
    assert not suggested(stiff_wrist(extension_deg=40), technique)


def test_every_change_named_does_turn_the_suggestion() -> None:
    technique = suggestion_of_the_stiff_wrist()
    assessor = wrist()
    case = assessor.case(stiff_wrist())
    for changes in assessor.what_would_change(case, technique, "left"):
        turned = assessor.variations.suggested_in(case, [changes], "left", technique)
        assert turned == 0


def test_only_what_may_be_measured_again_is_changed() -> None:
    technique = suggestion_of_the_stiff_wrist()
    assessor = wrist()
    for changes in assessor.what_would_change(assessor.case(stiff_wrist()), technique, "left"):
        assert all(change.finding.remeasurable for change in changes)


@pytest.mark.parametrize(("extension", "stable"), [(30, True), (35, True), (36, False), (39, False)])
def test_a_measure_within_its_error_of_the_limit_makes_a_suggestion_borderline(extension: int, stable: bool) -> None:
    """The wrist's extension has a detectable change of 5 degrees and a limit at 40: 36 could be 40, 35 could not."""
    error = wrist().knowledge.vocabulary.findings["extension_deg"].error
    assert error is not None
    assert error.detectable_change == 5
    technique = suggestion_of_the_stiff_wrist()
    answer = wrist().assess(
        {**stiff_wrist(extension_deg=extension), "right": {"symptomatic": "absent", "forearm_girth_cm": 20}}
    )
    suggestion = answer["left"].suggestion(technique)
    assert suggestion is not None
    assert suggestion.stability.stable is stable
    assert [stem for stem, _ in suggestion.stability.borderline] == ([] if stable else ["left.extension_deg"])


def test_why_not_names_the_gates_that_withhold_and_what_they_rest_on() -> None:
    technique = suggestion_of_the_stiff_wrist()
    intake = stiff_wrist()
    intake["person"]["chest_pain"] = "present"
    told = wrist().why_not(wrist().case(intake), technique, "left")
    assert not told.suggested
    assert {gate.id for gate in told.withheld_by if gate.truth is Truth.TRUE} == {"chest-pain"}
    assert any(truth is Truth.TRUE for _, truth, _ in told.rules), "the rule that names it fires all the same"
    sentence = Teller(wrist().knowledge).tell(told.withheld_by[0].reason)
    assert wrist().knowledge.vocabulary.findings["chest_pain"].title in sentence


def test_why_not_says_which_part_of_a_rule_fails() -> None:
    technique = suggestion_of_the_stiff_wrist()
    told = wrist().why_not(wrist().case(stiff_wrist(extension_deg=80)), technique, "left")
    assert not told.suggested
    assert all(truth is not Truth.TRUE for _, truth, _ in told.rules)
    sentences = " ".join(Teller(wrist().knowledge).tell(reason) for _, _, reason in told.rules)
    assert "80" in sentences


def test_a_technique_or_side_that_does_not_exist_is_told_with_a_guess() -> None:
    knowledge = load(WRIST)
    technique = next(iter(knowledge.techniques))
    with pytest.raises(dorsiflex.BadInput) as caught:
        dorsiflex.why_not({}, technique[:-1], "lef", knowledge)
    assert [problem.mend for problem in caught.value.problems] == [
        f"Did you mean `{technique}`?",
        "Did you mean `left`?",
    ]
