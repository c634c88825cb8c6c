"""What does the API say of itself? One OpenAPI document; the answer's part is the schema that the files have."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi

from dorsiflex import __version__
from dorsiflex.apps.web.api_forms import Problems
from dorsiflex.apps.web.api_record import kinds
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.answer_schema import answer_schema

Json = dict[str, Any]
ABOUT = (
    "Options with reasons, for qualified professionals who decide. For this machine and one user; the token of the "
    "printed address is sent as `Authorization: Bearer TOKEN`."
)
ANSWERS = "Answers by finding, as `GET /api/v1/catalogue?kind=finding` lists them; what is left out is not known."
COMPONENTS = "#/components/schemas/"


def openapi(router: APIRouter, knowledge: KnowledgeBase) -> Json:
    """The document."""
    made = get_openapi(
        title="dorsiflex", version=__version__, openapi_version="3.1.0", description=ABOUT, routes=router.routes
    )
    components = made.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas |= {**answer_schemas(), "Intake": intake_schema(knowledge), "RecordKind": {"enum": kinds(knowledge)}}
    schemas["Problems"] = Problems.model_json_schema(ref_template=f"{COMPONENTS}{{model}}")
    schemas |= schemas["Problems"].pop("$defs")
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    linked: Json = link(made)
    return linked | {"security": [{"token": []}]}


def link(value: Any) -> Any:
    """Where a form names a part that pydantic does not know, the reference to it."""
    if isinstance(value, list):
        return [link(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if "x-part" in value:
        return {"$ref": COMPONENTS + value["x-part"]}
    return {name: link(inner) for name, inner in value.items()}


def answer_schemas() -> Json:
    """The published schema of answers, its parts where OpenAPI keeps parts."""
    whole = json.loads(json.dumps(answer_schema()).replace("#/$defs/", COMPONENTS))
    parts = whole.pop("$defs")
    whole.pop("$schema")
    return {**parts, "Answer": whole}


def intake_schema(knowledge: KnowledgeBase) -> Json:
    """An intake of this knowledge base: which findings there are, the catalogue says."""
    answers = {"type": ["object", "null"], "description": ANSWERS}
    label = {"type": ["string", "integer", "null"], "description": "A label without a name or birth date."}
    units = dict.fromkeys(("person", *knowledge.units), answers)
    return {"type": "object", "properties": {"id": label, **units}, "additionalProperties": False}
