"""What changes for a few people whose answers are known: limits, errors of measurement, gaps, groups, other rules."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from dorsiflex import study
from dorsiflex.errors import BadInput
from dorsiflex.ready import packaged
from dorsiflex.study.limits import Limit, charted_limits, error_of, limits_of
from dorsiflex.study.remeasured import remeasured
from tests.study.people import WRIST, people

# 30 and 38 degrees are stiff, 45 and 60 are not; nobody's right wrist is 10 degrees better, as it is troubled too.
BY_DEGREES = people(
    *(
        {"left_extension_deg": degrees, "right_symptomatic": "present", "right_extension_deg": 60}
        for degrees in (30, 38, 45, 60)
    )
)


def test_the_limits_of_a_rule_are_found() -> None:
    assert limits_of(WRIST, "stiff") == [
        Limit("stiff", "extension_asymmetry_deg", Decimal(10)),
        Limit("stiff", "extension_deg", Decimal(40)),
    ]
    assert {limit.number for limit in charted_limits(WRIST)} >= {"extension_deg", "extension_asymmetry_deg"}


def test_the_error_of_a_side_difference_is_its_own_and_not_that_of_one_measurement() -> None:
    """wblt-chisholm-2012-mdc-patients reports 1.0 cm for the affected leg, and 1.5 cm between the legs."""
    ankle = packaged()
    assert [error_of(ankle, name) for name in ("lunge_cm", "lunge_asymmetry_cm")] == [Decimal("1.0"), Decimal("1.5")]
    assert [error_of(WRIST, name) for name in ("extension_deg", "extension_asymmetry_deg")] == [5, 7]


def test_a_moved_limit_changes_that_rule_and_nothing_else() -> None:
    other = study.moved(WRIST, study.the_limit(WRIST, "stiff", "extension_deg"), 50)
    assert limits_of(other, "stiff")[1].value == 50
    assert {name for name in WRIST.rules if WRIST.rules[name] != other.rules[name]} == {"stiff"}
    assert other.digest != WRIST.digest


def test_a_limit_moved_past_a_person_changes_his_answer() -> None:
    """At 35 only the 30 degrees are stiff; at 40 the 38 too; at 50 the 45 too."""
    result = study.sweep(BY_DEGREES, "stiff", "extension_deg", [35, 50], knowledge=WRIST)
    assert result.people[["limit", "offered", "changed"]].to_numpy().tolist() == [[35, 1, 1], [40, 2, 0], [50, 3, 1]]
    glide = result.techniques[result.techniques["technique"] == "belt-glide"]
    assert glide[["before", "after", "gained", "lost"]].to_numpy().tolist() == [
        [2, 1, 0, 1],
        [2, 2, 0, 0],
        [2, 3, 1, 0],
    ]


def test_a_tornado_shows_both_ends_the_widest_first() -> None:
    """A step of the measurement error, 5 degrees, down leaves one glide of two, up leaves two: 38 lies in between."""
    limits = [study.the_limit(WRIST, "stiff", name) for name in ("extension_asymmetry_deg", "extension_deg")]
    table = study.tornado(BY_DEGREES, limits, knowledge=WRIST).limits
    assert table["limit"][0] == "extension_deg 40 in stiff"
    first = table.iloc[0]
    assert (first["step"], first["down_changed"], first["up_changed"]) == (5, 1, 0)
    assert first["down_treatments_per_person"] == pytest.approx(1 / 4)
    assert first["up_treatments_per_person"] == pytest.approx(2 / 4)


@pytest.mark.parametrize(
    ("rule", "number", "said"),
    [
        ("stif", "extension_deg", "Did you mean `stiff`"),
        ("stiff", "grip_kg", "It has no such limit"),
        ("firm-joint", "weeks_since_injury", "several limits"),
    ],
)
def test_a_limit_that_cannot_be_told_is_refused(rule: str, number: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        study.the_limit(WRIST, rule, number)


def test_measuring_again_spreads_as_the_declared_error_says() -> None:
    """A detectable change of 5 degrees is 1.96·√2 standard errors, so the spread is 1.80; rounding adds 1/12."""
    finding = WRIST.vocabulary.findings["extension_deg"]
    drawn = remeasured(np.full(20_000, 45.0), finding, np.random.default_rng(1))
    assert drawn.mean() == pytest.approx(45, abs=0.06)
    assert drawn.std() == pytest.approx(np.sqrt((5 / (1.96 * np.sqrt(2))) ** 2 + 1 / 12), rel=0.03)
    edge = remeasured(np.array([0.0, 90.0, np.nan] * 500), finding, np.random.default_rng(1))
    assert np.nanmin(edge) >= 0
    assert np.nanmax(edge) <= 90
    assert np.isnan(edge).sum() == 500


def test_a_suggestion_far_from_the_limit_is_stable_and_one_beside_it_is_not() -> None:
    far, near = ({"left_extension_deg": degrees, "right_symptomatic": "present"} for degrees in (20, 39))
    result = study.error(people(far, near), draws=200, seed=3, knowledge=WRIST)
    glide = result.techniques.set_index("technique").loc["belt-glide"]
    assert (glide["suggested"], glide["stable"]) == (2, 1)
    assert 0.5 < glide["kept"] < 0.95
    again = study.error(people(far, near), draws=200, seed=3, knowledge=WRIST)
    assert result.techniques.equals(again.techniques)


def test_without_a_declared_error_nothing_can_be_measured_again() -> None:
    with pytest.raises(BadInput, match="declares"):
        study.error(people({}).drop("left_extension_deg", "right_extension_deg"), knowledge=WRIST)


@pytest.mark.parametrize("how", ["random", "section"])
def test_with_everything_blanked_nothing_is_left(how: str) -> None:
    result = study.missing(people(*[{}] * 40), shares=[0.5, 1], how=how, knowledge=WRIST)
    table = result.shares.set_index("blanked")
    assert table.loc[0.0, ["same_disposition", "treatments_kept", "treatments_new"]].tolist() == [1, 1, 0]
    assert table.loc[1.0, ["same_disposition", "treatments_kept", "treatments_new"]].tolist() == [0, 0, 0]
    assert table.loc[1.0, "treatments_kept"] <= table.loc[0.5, "treatments_kept"] < 1


def test_groups_are_counted_by_hand() -> None:
    """Below 50 one of two is offered the glide, from 50 on the one is; where the age is not known it is withheld."""
    cohort = people(
        {"age_years": 20}, {"age_years": 49, "left_extension_deg": 60}, {"age_years": 50}, {"age_years": None}
    )
    table = study.groups(cohort, "age_years", bands=[50], knowledge=WRIST).offered
    assert table[["group", "n", "offered"]].to_numpy().tolist() == [
        ["below 50", 2, 1],
        ["50 and above", 1, 1],
        ["not known", 1, 0],
    ]


@pytest.mark.parametrize("library", ["pandas", "arrow", "lazy"])
def test_frames_of_other_libraries_give_the_same(library: str) -> None:
    frames = {"pandas": BY_DEGREES.to_pandas, "arrow": BY_DEGREES.to_arrow, "lazy": BY_DEGREES.lazy}
    ours, theirs = (study.groups(frame, "sex", knowledge=WRIST).offered for frame in (BY_DEGREES, frames[library]()))
    assert ours.equals(theirs)


def test_too_many_groups_are_refused() -> None:
    with pytest.raises(BadInput, match="25 different values"):
        study.groups(people(*({"age_years": age} for age in range(20, 45))), "age_years", knowledge=WRIST)


def test_a_change_of_the_rules_is_told_person_by_person() -> None:
    after = study.moved(WRIST, study.the_limit(WRIST, "stiff", "extension_deg"), 35)
    result = study.compare(BY_DEGREES, WRIST, after)
    assert result.people[["id", "gained", "lost"]].to_numpy().tolist() == [["p2", "", "left belt-glide"]]
    assert result.dispositions["n"].sum() == 4
    glide = result.techniques.set_index("technique").loc["belt-glide"]
    assert glide.tolist() == [2, 1, 0, 1]


def test_a_table_of_which_no_row_can_be_answered_is_no_study() -> None:
    with pytest.raises(BadInput, match="None of its 1 rows") as caught:
        study.dispositions(people({"left_extension_deg": 500}), knowledge=WRIST)
    assert caught.value.problems[1].found == "`left_extension_deg: 500`"


def test_rejected_rows_are_left_out_and_counted() -> None:
    result = study.missing(people({}, {"left_extension_deg": 500}), shares=[0.0], knowledge=WRIST)
    assert result.shares["n"].tolist() == [1]
