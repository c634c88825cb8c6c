"""Which JSON Schemas complete and check the files in an editor? Made from the models that check them here.

`python -m dorsiflex.catalogue.json_schema` writes them to `rules/schema/`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from dorsiflex.catalogue.schema import (
    CaseFile,
    EvidenceFile,
    GateFile,
    KnowledgeFile,
    PatternFile,
    RetiredFile,
    SuggestionFile,
    TechniqueFile,
)
from dorsiflex.catalogue.schema_claim import ClaimFile
from dorsiflex.catalogue.schema_hazard import HazardFile
from dorsiflex.catalogue.schema_mapping import MappingFile
from dorsiflex.catalogue.schema_synthetic import SyntheticFile
from dorsiflex.catalogue.schema_vocabulary import VocabularyFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MODELS: dict[str, Any] = {
    "knowledge": KnowledgeFile,
    "vocabulary": VocabularyFile,
    "rule": Annotated[GateFile | PatternFile | SuggestionFile, Field(discriminator="kind")],
    "technique": TechniqueFile,
    "evidence": EvidenceFile,
    "retired": RetiredFile,
    "hazard": HazardFile,
    "claim": ClaimFile,
    "case": CaseFile,
    "synthetic": SyntheticFile,
    "mapping": MappingFile,
}
PARTS = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Condition"}}
NUMBER = {"type": "number"}
WORDS = {"type": "array", "minItems": 1, "items": {"type": "string"}}


def words_of(one: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [one, WORDS]}


COMPARISON: dict[str, Any] = {
    "description": "What is said of a finding, number, score or rule.",
    "anyOf": [
        {"type": "string", "description": "present, absent; an option; fires, silent."},
        {
            "type": "object",
            "additionalProperties": False,
            "minProperties": 1,
            "properties": {
                "below": NUMBER,
                "at_most": NUMBER,
                "above": NUMBER,
                "at_least": NUMBER,
                "between": {"type": "array", "minItems": 2, "maxItems": 2, "items": NUMBER},
                "one_of": WORDS,
                "includes": words_of({"type": "string"}),
            },
        },
    ],
}
CONDITION: dict[str, Any] = {
    "description": "A map of conditions: all of them.",
    "type": "object",
    "minProperties": 1,
    "properties": {
        "all_of": PARTS,
        "any_of": PARTS,
        "none_of": PARTS,
        "at_least": {"type": "integer", "minimum": 1},
        "of": PARTS,
        "other": {"$ref": "#/$defs/Condition"},
        "this": {"$ref": "#/$defs/Condition"},
        "known": words_of({"type": "string"}),
    },
    "additionalProperties": {"$ref": "#/$defs/Comparison"},
    "dependentRequired": {"of": ["at_least"], "at_least": ["of"]},
}
ANSWERS: dict[str, Any] = {
    "description": "Answers by finding; below `other`, those of the other side.",
    "type": "object",
    "additionalProperties": {
        "anyOf": [
            {"type": ["string", "number", "null"]},
            {"type": "array", "items": {"type": "string"}},
            {"$ref": "#/$defs/Answers"},
        ]
    },
}


def schema_of(form: str) -> dict[str, Any]:
    """The JSON Schema of one form of file."""
    adapter: TypeAdapter[Any] = TypeAdapter(MODELS[form])
    made = finished(adapter.json_schema(mode="validation", by_alias=True))
    parts = made.pop("$defs", {})
    if '#/$defs/Condition"' in json.dumps([made, parts]):
        parts |= {"Condition": CONDITION, "Comparison": COMPARISON}
    if '#/$defs/Answers"' in json.dumps([made, parts]):
        parts |= {"Answers": ANSWERS}
    named = {"$schema": DIALECT, "title": f"dorsiflex: a {form} file", **made}
    return {**named, "$defs": parts} if parts else named


def finished(part: Any) -> Any:
    """Conditions by reference (pydantic cannot name what is no model), and no titles that only repeat a key."""
    if isinstance(part, list):
        return [finished(item) for item in part]
    if not isinstance(part, dict):
        return part
    if "x-part" in part:
        return {"$ref": f"#/$defs/{part['x-part']}"}
    return {key: finished(value) for key, value in part.items() if not (key == "title" and isinstance(value, str))}


def text_of(form: str) -> str:
    """The schema as it stands in its file."""
    return json.dumps(schema_of(form), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def write(folder: Path) -> None:
    """All schemas into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for form in MODELS:
        (folder / f"{form}.schema.json").write_text(text_of(form), encoding="utf-8")


if __name__ == "__main__":
    from dorsiflex.catalogue.load import rules_folder

    write(rules_folder() / "schema")
