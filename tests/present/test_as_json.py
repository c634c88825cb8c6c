from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

import dorsiflex
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.answer_schema import answer_schema, schema_text
from tests.apps.people import ROOT, person

PEOPLE: dict[str, dict[str, Any]] = {
    "screened": person(),
    "nobody": {},
    "an emergency": person(person__chest_pain="present"),
    "a comparator that is not free": person(right__symptomatic="present"),
    "fever not asked": person(person__fever=None),
    "borderline": person(left__extension_deg=58),
    "no equipment": person(person__equipment=[]),
    "equipment not asked": person(person__equipment=None),
}


def as_json(intake: dict[str, Any], knowledge: KnowledgeBase) -> dict[str, Any]:
    """The answer, once through text and back."""
    answer = dorsiflex.assess(intake, knowledge)
    read: dict[str, Any] = json.loads(json.dumps(dorsiflex.as_json(answer, knowledge)))
    return read


def test_the_published_schema_is_the_one_in_the_code() -> None:
    path = ROOT / "rules" / "schema" / "answer.schema.json"
    assert path.read_text(encoding="utf-8") == schema_text(), "run `make schemas`"
    jsonschema.Draft202012Validator.check_schema(answer_schema())


@pytest.mark.parametrize("name", PEOPLE)
def test_a_real_answer_has_the_published_schema(wrist: KnowledgeBase, name: str) -> None:
    jsonschema.validate(as_json(PEOPLE[name], wrist), answer_schema())


def test_an_answer_of_knowledge_without_sides_has_the_published_schema(sleep: KnowledgeBase) -> None:
    found = as_json({"person": {"hours_slept": 5}}, sleep)
    jsonschema.validate(found, answer_schema())
    assert found["person"]["assessed"] is True


@pytest.mark.parametrize("part", [("gates", "truth"), ("suggestions", "technique"), ("withheld", "because")])
def test_the_schema_refuses_an_answer_that_lacks_a_key(wrist: KnowledgeBase, part: tuple[str, str]) -> None:
    found = as_json(person(person__age_years=81) if part[0] != "suggestions" else person(), wrist)
    del found["left"][part[0]][0][part[1]]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found, answer_schema())


def test_the_keys_of_the_contract_keep_their_names(wrist: KnowledgeBase) -> None:
    found = as_json(person(), wrist)
    assert {"id", "disposition", "left", "right", "ask", "knowledge"} <= found.keys()
    assert {"disposition", "gates", "patterns", "suggestions", "withheld", "ask"} <= found["left"].keys()
    assert {"id", "truth", "withholds", "asks"} <= found["left"]["gates"][0].keys()
    assert {"technique", "category", "rank", "rules"} <= found["left"]["suggestions"][0].keys()
    held = as_json(person(person__age_years=81), wrist)
    assert {"technique", "because"} <= held["left"]["withheld"][0].keys()
    assert found["right"]["suggestions"] == found["right"]["withheld"] == found["right"]["ask"] == []
    assert found["knowledge"]["digest"] == wrist.digest


def test_a_gate_that_fires_shows_the_findings_that_settled_it(wrist: KnowledgeBase) -> None:
    found = as_json(person(person__chest_pain="present"), wrist)
    [gate] = [gate for gate in found["left"]["gates"] if gate["truth"] == "true"]
    assert gate["id"] == "chest-pain"
    assert gate["reason"]["findings"] == {"chest_pain": "present"}
    assert {item["technique"] for item in found["left"]["withheld"]} == {"belt-glide", "hand-glide", "ball-squeeze"}
    assert [item["technique"] for item in found["left"]["withheld"] if item["indicated"]] == ["belt-glide"]


def test_a_gate_that_cannot_tell_shows_the_missing_finding_as_null(wrist: KnowledgeBase) -> None:
    found = as_json(person(person__fever=None), wrist)
    [gate] = [gate for gate in found["left"]["gates"] if gate["truth"] == "unknown"]
    assert gate["reason"]["findings"] == {"fever": None}
    assert gate["asks"] == found["ask"] == ["fever"]


def test_a_suggestion_brings_reasons_with_values_evidence_and_citation(wrist: KnowledgeBase) -> None:
    [found] = as_json(person(), wrist)["left"]["suggestions"]
    assert found["rules"] == ["glide-for-stiff-wrist"]
    assert found["reasons"][0]["findings"]["left.extension_deg"] == "40 deg"
    assert found["reasons"][0]["findings"]["right.extension_deg"] == "70 deg"
    assert found["evidence"][0]["ref"] == "constructed-rule"
    assert found["evidence"][0]["citation"] == "Constructed for the tests."


def test_a_suggestion_brings_its_dose_with_its_source_and_when_to_stop(wrist: KnowledgeBase) -> None:
    [found] = as_json(person(), wrist)["left"]["suggestions"]
    assert [(dose["supports"], dose["ref"]) for dose in found["dose"]] == [("an invented dose", "constructed-rule")]
    assert found["stop_rules"] == ["Pain."]


def test_what_a_technique_needs_is_said_as_lacking_or_as_not_recorded(wrist: KnowledgeBase) -> None:
    [lacking] = as_json(person(person__equipment=[]), wrist)["left"]["suggestions"]
    [needed] = as_json(person(person__equipment=None), wrist)["left"]["suggestions"]
    assert (lacking["lacking"], lacking["needed"]) == (["a belt or a band"], [])
    assert (needed["lacking"], needed["needed"]) == ([], ["a belt or a band"])


def test_where_no_side_is_assessed_the_gates_of_the_person_are_still_shown(wrist: KnowledgeBase) -> None:
    found = as_json({"person": {"chest_pain": "present"}}, wrist)
    assert found["disposition"] == "emergency"
    assert [gate["id"] for gate in found["person_gates"] if gate["truth"] == "true"] == ["chest-pain"]
