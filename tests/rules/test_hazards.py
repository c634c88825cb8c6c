from __future__ import annotations

from functools import cache

import pytest

from dorsiflex.language.hazard import Hazard
from dorsiflex.present.concluded import Concluded, Concluder, read_cases
from tests.rules.ankle import ROOT, ankle

HAZARDS = [pytest.param(hazard, id=hazard.id) for hazard in ankle().hazards.values()]


@cache
def cases() -> dict[str, Concluded]:
    return {one.read.id: one for one in Concluder(ankle()).conclude(read_cases(ROOT / "cases", ankle()))}


def held(one: Concluded) -> set[str]:
    """The gates that withhold something in a case."""
    return {item.gate for side in one.decision.sides for item in side.held}


def test_every_gate_that_withholds_is_the_control_of_a_hazard() -> None:
    controls = {gate for hazard in ankle().hazards.values() for gate in hazard.controls}
    assert [gate.id for gate in ankle().gates.values() if ankle().guarded_by(gate) and gate.id not in controls] == []


@pytest.mark.parametrize("hazard", HAZARDS)
def test_a_hazard_names_cases_and_tests_that_exist(hazard: Hazard) -> None:
    assert [name for name in hazard.cases if name not in cases()] == []
    assert [path for path in hazard.tests if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("hazard", HAZARDS)
def test_a_control_is_seen_to_hold_in_one_of_its_cases(hazard: Hazard) -> None:
    if hazard.cases:
        shown = {gate for name in hazard.cases for gate in held(cases()[name])}
        # One family of gates, one for each technique: a case for each stands in cases/techniques.
        shown |= {gate for one in cases().values() for gate in held(one) if gate == one.read.id}
        assert [gate for gate in hazard.controls if gate not in shown] == []


@pytest.mark.parametrize("hazard", HAZARDS)
def test_a_hazard_claims_nothing_reviewed(hazard: Hazard) -> None:
    assert (hazard.status, hazard.owners.reviewer) == ("draft", "none yet")


@pytest.mark.parametrize("hazard", HAZARDS)
def test_a_hazard_names_the_claims_that_name_it(hazard: Hazard) -> None:
    claims = tuple(claim.id for claim in ankle().claims.values() if hazard.id in claim.hazards)
    if claims:
        assert hazard.claims == claims
    else:  # the reason why none can
        [reason] = hazard.claims
        assert len(reason.split()) > 5 and "none yet" not in reason
