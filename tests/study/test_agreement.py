"""Kappa, sensitivity and intervals are those of the textbook; disagreements come with the rules' reasons."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from dorsiflex import study
from dorsiflex.errors import BadInput
from dorsiflex.study.clinician import accuracies, kappas
from dorsiflex.study.shares import wilson
from tests.study.people import WRIST, people

COHORT = people(
    {"decided": "treat"},
    {"decided": "Treat"},  # its title
    {"decided": "emergency", "chest_pain": "present"},
    {"decided": "refer urgently", "fever": None},  # nobody asked: the rules screen first
    {"decided": "treat", "fever": "present"},  # the rules say more
    {"decided": None},
)


@pytest.fixture(scope="module")
def result() -> Any:
    return study.agreement(COHORT, "decided", knowledge=WRIST)


def test_kappa_of_two_readers_by_hand() -> None:
    """20 yes by both, 15 no by both, 5 and 10 apart, of 50: observed (20+15)/50 = 0.7; expected by chance
    (25·30 + 25·20)/50² = 0.5; kappa (0.7 - 0.5)/(1 - 0.5) = 0.4."""
    table = kappas(np.array([[20, 5], [10, 15]]), ordered=False)
    assert table["weights"].tolist() == ["none"]
    assert table["kappa"][0] == pytest.approx(0.4)
    assert table["low"][0] < 0.4 < table["high"][0]


def test_weighted_kappa_forgives_neighbours_by_hand() -> None:
    """Three ordered answers, 10 people each side of the diagonal as below; margins 10, 10, 10 for both readers.

    Linear weights: observed disagreement (2·1 + 2·1)/30 · ½ = 2/30; expected, with each cell 1/9:
    (4 neighbours · ½ + 2 far · 1)/9 = 4/9; kappa 1 - (2/30)/(4/9) = 0.85. Quadratic: 1 - (1/30)/(3/9) = 0.9.
    """
    counts = np.array([[9, 1, 0], [1, 8, 1], [0, 1, 9]])
    table = kappas(counts, ordered=True).set_index("weights")["kappa"]
    assert table["linear"] == pytest.approx(0.85)
    assert table["quadratic"] == pytest.approx(0.9)
    assert table["none"] == pytest.approx(1 - (4 / 30) / (6 / 9))


def test_kappa_of_a_single_answer_is_not_a_number() -> None:
    assert kappas(np.array([[7, 0], [0, 0]]), ordered=True)["kappa"].isna().all()


def test_wilsons_interval_by_hand() -> None:
    """None of 10: from 0 to z²/(10 + z²) with z = 1.959964, which is 0.2775. 5 of 10: 0.5 ± 0.2634."""
    assert wilson(0, 10) == (0.0, pytest.approx(0.0, abs=1e-12), pytest.approx(0.27753, abs=1e-5))
    share, low, high = wilson(5, 10)
    assert (share, low, high) == (0.5, pytest.approx(0.23659, abs=1e-5), pytest.approx(0.76341, abs=1e-5))
    assert all(math.isnan(value) for value in wilson(0, 0))


def test_sensitivity_and_specificity_by_hand() -> None:
    """Clinician: 8 worst, 12 middle, 20 best. The rules call 7 worst, 6 of them rightly."""
    counts = np.array([[6, 2, 0], [1, 10, 1], [0, 4, 16]])
    table = accuracies(counts, ["worst", "middle", "best"], ordered=True).set_index("answer")
    assert table.loc["worst", ["clinician", "rules", "both"]].tolist() == [8, 7, 6]
    assert table.loc["worst", "sensitivity"] == pytest.approx(6 / 8)
    assert table.loc["worst", "specificity"] == pytest.approx(31 / 32)
    assert table.loc["middle or worse", "sensitivity"] == pytest.approx(19 / 20)
    assert table.loc["middle or worse", "specificity"] == pytest.approx(16 / 20)


def test_each_person_stands_where_both_put_him(result: Any) -> None:
    counts = result.confusion.set_index(["clinician", "rules"])["n"]
    assert counts[counts > 0].to_dict() == {
        ("emergency", "emergency"): 1,
        ("refer_urgently", "screen_first"): 1,
        ("treat", "emergency"): 1,
        ("treat", "treat"): 2,
    }
    assert "1 without a decision" in result.notes[0]


def test_the_picture_of_an_agreement_tells_how_many_and_how_well(result: Any) -> None:
    """Of five, three agree."""
    picture = result.figure()
    assert "The same answer for 3 of 5 people. n = 5. Kappa, 95 %: unweighted " in picture.alt
    assert "n = 5. Kappa" in picture.svg().decode().split("</desc>")[1]


def test_a_disagreement_comes_with_the_gate_that_made_it(result: Any) -> None:
    """Where the rules say less than the clinician stands first."""
    rows = result.disagreements.to_dict("records")
    assert [(row["row"], row["id"], row["clinician"], row["rules"]) for row in rows] == [
        (4, "p4", "refer_urgently", "screen_first"),
        (5, "p5", "treat", "emergency"),
    ]
    assert rows[0]["why"].startswith("cannot tell, left: New chest pain or a fever stops everything")
    assert rows[1]["why"].startswith("fires, left: New chest pain or a fever stops everything")


def test_a_technique_can_be_compared_too() -> None:
    cohort = people({"glide": "suggested"}, {"glide": "suggested", "left_extension_deg": 60}, {"glide": "neither"})
    result = study.agreement(cohort, "glide", of="left_technique_belt_glide", knowledge=WRIST)
    counts = result.confusion.set_index(["clinician", "rules"])["n"]
    assert counts[counts > 0].to_dict() == {
        ("suggested", "suggested"): 1,
        ("suggested", "neither"): 1,
        ("neither", "suggested"): 1,
    }
    assert result.kappa["weights"].tolist() == ["none"]
    assert "No gate speaks" in result.disagreements["why"][0]


@pytest.mark.parametrize(
    ("clinician", "of", "said"),
    [("decides", "disposition", "`decides`"), ("id", "disposition", "`p1`"), ("decided", "disposal", "`disposal`")],
    ids=["no such column", "no dispositions", "no such answer"],
)
def test_a_column_that_cannot_be_compared_is_refused(clinician: str, of: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        study.agreement(COHORT, clinician, of=of, knowledge=WRIST)
