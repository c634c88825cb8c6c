"""How does an assessment leave the screen? As a page for the printer, as a PDF, and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from dorsiflex.apps.web.kept import Kept, kept
from dorsiflex.apps.web.looks import TEMPLATES
from dorsiflex.apps.web.pages import Here
from dorsiflex.apps.web.sheet import sheet
from dorsiflex.store.records import Json

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
SHEET = TEMPLATES / "sheet.typ"


@router.get("/assessments/{assessment_id}/print")
def to_print(request: Request, desk: Here, assessment_id: str) -> Response:
    found = kept(desk.store, desk.knowledge, assessment_id)
    return desk.page(request, "print.html", kept=found, sheet=sheet(found))


@router.get("/assessments/{assessment_id}/pdf")
def to_pdf(desk: Here, assessment_id: str) -> Response:
    found = kept(desk.store, desk.knowledge, assessment_id)
    return Response(pdf(sheet(found)), media_type="application/pdf", headers=named(found, "pdf"))


@router.get("/assessments/{assessment_id}/json")
def to_json(desk: Here, assessment_id: str) -> Response:
    found = kept(desk.store, desk.knowledge, assessment_id)
    text = json.dumps(whole(found), ensure_ascii=False, indent=2)
    return Response(text, media_type="application/json", headers=named(found, "json"))


def named(found: Kept, ending: str) -> dict[str, str]:
    """A name without the label, which may be anything."""
    at = found.item.created_at.astimezone().strftime("%Y-%m-%d")
    return {"Content-Disposition": f'attachment; filename="visit-{at}-{found.item.number}.{ending}"'}


def whole(found: Kept) -> Json:
    """Everything that is kept of it."""
    item = found.item
    return {
        "label": found.label,
        "number": item.number,
        "kind": item.kind,
        "follows": item.follows,
        "created_at": item.created_at.isoformat(),
        "knowledge": item.knowledge,
        "intake": item.intake,
        "answer": item.answer,
        "note": found.note,
        "decisions": [
            {"unit": made.unit, "technique": made.technique, "decision": made.decision}
            | {"reason": made.reason_code, "text": made.text, "decided_at": made.decided_at.isoformat()}
            for made in found.decisions.values()
        ],
    }


def pdf(values: dict[str, Any], template: Path = SHEET) -> bytes:
    """The pages as PDF. What was typed reaches the template as data, never as markup; the same data, the same bytes."""
    import typst

    made = typst.compile(
        template.read_bytes(),
        sys_inputs={"sheet": json.dumps(values)},
        ignore_system_fonts=True,
        format="pdf",
        timestamp=0,
    )
    assert isinstance(made, bytes)
    return made
