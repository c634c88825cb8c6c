"""Which JSON Schema has an answer? Published as `rules/schema/answer.schema.json`, held to real answers by a test."""

from __future__ import annotations

import json
from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
TRUTH: Schema = {"enum": ["true", "false", "unknown"]}
STEM: Schema = {"type": "string", "description": "A finding of the person bare, of a side as `side.finding`."}


def many(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def part(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def closed(properties: dict[str, Schema], optional: tuple[str, ...] = (), **more: Any) -> Schema:
    """An object with these keys and no other."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False} | more


DISPOSITION: dict[str, Schema] = {
    "disposition": {"type": "string", "description": "An id of knowledge.yaml; the worst of what the gates say."},
    "title": TEXT,
    "say": {"type": "string", "description": "What is read first."},
}
PARTS: dict[str, Schema] = {
    "Reason": closed(
        {
            "text": {"type": "string", "description": "The facts that settled it, or what is not known, in English."},
            "truth": TRUTH,
            "findings": {
                "type": "object",
                "description": "The findings it rests on, as text; null where nothing is recorded.",
                "additionalProperties": MAYBE_TEXT,
            },
        }
    ),
    "Evidence": closed(
        {
            "ref": TEXT,
            "supports": TEXT,
            "citation": TEXT,
            "status": TEXT,
            "certainty": {"anyOf": [{"type": "null"}, closed({"scheme": TEXT, "level": TEXT})]},
        }
    ),
    "Dissent": closed({"who": TEXT, "says": TEXT, "we_answer": TEXT, "citation": MAYBE_TEXT}),
    "Gate": closed(
        {
            "id": TEXT,
            "truth": TRUTH,
            "withholds": many(TEXT),
            "asks": many(STEM),
            "stem": STEM,
            "title": TEXT,
            "say": TEXT,
            "disposition": MAYBE_TEXT,
            "status": TEXT,
            "version": {"type": "integer"},
            "reason": part("Reason"),
            "evidence": many(part("Evidence")),
            "dissent": many(part("Dissent")),
        },
        description="A gate that is unknown withholds what it would withhold if it were true.",
    ),
    "Pattern": closed({"id": TEXT, "truth": TRUTH, "stem": STEM, "title": TEXT, "say": TEXT, "reason": part("Reason")}),
    "Suggestion": closed(
        {
            "technique": TEXT,
            "category": TEXT,
            "rank": {"type": "integer", "minimum": 1},
            "rules": many(TEXT),
            "title": TEXT,
            "say": TEXT,
            "purpose": TEXT,
            "reasons": many(part("Reason")),
            "needed": {**many(TEXT), "description": "What it needs and nobody has said to be at hand."},
            "lacking": {**many(TEXT), "description": "What it needs and is known to be lacking."},
            "stability": {"anyOf": [{"type": "null"}, part("Stability")]},
            "dose": {**many(part("Evidence")), "description": "Each dose as its source reports it."},
            "stop_rules": {**many(TEXT), "description": "When the technique is stopped."},
            "evidence": many(part("Evidence")),
            "dissent": many(part("Dissent")),
        }
    ),
    "Stability": closed(
        {
            "stable": {"type": "boolean"},
            "borderline": many(closed({"finding": STEM, "at": TEXT})),
            "tried": many(STEM),
        },
        description="Whether it would still be suggested, were each measure off by its measurement error.",
    ),
    "Withheld": closed({"technique": TEXT, "because": many(TEXT), "title": TEXT, "indicated": {"type": "boolean"}}),
    "Side": closed(
        {
            **DISPOSITION,
            "assessed": {"type": "boolean"},
            "gates": many(part("Gate")),
            "patterns": many(part("Pattern")),
            "suggestions": many(part("Suggestion")),
            "withheld": many(part("Withheld")),
            "ask": many(STEM),
        }
    ),
}


def answer_schema() -> Schema:
    """The schema; a side stands under its own name, the whole person under `person` where there are no sides."""
    keys = {
        "id": MAYBE_TEXT,
        **DISPOSITION,
        "ask": {**many(STEM), "description": "What can still change the answer, the most useful first."},
        "person_gates": many(part("Gate")),
        "knowledge": closed({"name": TEXT, "version": TEXT, "digest": TEXT, "title": TEXT}),
        "engines": many(TEXT),
        "intended_use": TEXT,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "dorsiflex: an answer",
        **closed(keys, optional=("person_gates",)),
        "additionalProperties": part("Side"),
        "$defs": PARTS,
    }


def schema_text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(answer_schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
