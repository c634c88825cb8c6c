"""Whatever is typed, there is an answer or a list of problems, and never anything else."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dorsiflex
from dorsiflex.errors import BadInput, Problem
from dorsiflex.explain.answer import Answer
from tests.apps.people import SCREENED, WRIST

KNOWLEDGE = dorsiflex.load(WRIST)
FINDINGS = [*KNOWLEDGE.vocabulary.findings, "extention_deg", ""]
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 100),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(max_size=12),
    st.sampled_from(["present", "absent", "unknown", "firm", "fracture", "not_done", "nan", "1e9", "-", "yes"]),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
places = st.sampled_from(["person", "left", "right"])


def answered(intake: Any) -> None:
    """There is an answer with a disposition the knowledge has, or there are problems."""
    found = answer_or_problems(intake)
    if isinstance(found, Answer):
        assert found.disposition in KNOWLEDGE.settings.disposition
    else:
        assert found
        assert all(problem.where and problem.found and problem.why and problem.mend for problem in found)


def answer_or_problems(intake: Any) -> Answer | tuple[Problem, ...]:
    try:
        return dorsiflex.assess(intake, KNOWLEDGE)
    except BadInput as refused:
        return refused.problems


@CALM
@given(st.binary(max_size=400))
def test_arbitrary_bytes(data: bytes) -> None:
    answered(data)


@CALM
@given(st.text(alphabet="leftrighperson: {}[]&*!|>'\"#-\n\t%@`,?abc0123456789._\\", max_size=200))
def test_text_that_looks_like_yaml(text: str) -> None:
    answered(text.encode())


@CALM
@given(st.data())
def test_a_sound_intake_with_bytes_changed(data: st.DataObject) -> None:
    text = bytearray(json.dumps(SCREENED, indent=1).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    answered(bytes(text))


@CALM
@given(places, st.sampled_from(FINDINGS), values)
def test_a_sound_intake_with_one_answer_changed(place: str, finding: str, value: Any) -> None:
    answered({**SCREENED, place: {**SCREENED[place], finding: value}})


@CALM
@given(
    st.dictionaries(st.sampled_from(["person", "left", "right", "id", "expected", "x"]) | st.text(max_size=3), values)
)
def test_arbitrary_mappings(intake: dict[str, Any]) -> None:
    answered(intake)


@CALM
@given(
    st.fixed_dictionaries(
        {
            place: st.dictionaries(st.sampled_from(FINDINGS[:-2]), scalars, max_size=8)
            for place in ("person", "left", "right")
        }
    )
)
def test_mappings_of_known_findings(intake: dict[str, Any]) -> None:
    answered(intake)
