"""How does an assessment leave the screen? As a page for the printer, as a PDF, and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from dorsiflex.apps.web.deciding import REASONS
from dorsiflex.apps.web.kept import PERSON, Kept, kept
from dorsiflex.apps.web.looks import TEMPLATES
from dorsiflex.apps.web.pages import Here
from dorsiflex.store.records import DecisionRecord, Json

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
SHEET = TEMPLATES / "sheet.typ"
PAST = {"accepted": "Accepted", "modified": "Modified", "declined": "Declined"}


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


def sheet(found: Kept) -> Json:
    """What is printed: one page for each side that was assessed, or one for all where none was."""
    item, answer = found.item, found.item.answer
    tag = item.knowledge
    return {
        "label": found.label,
        "about": f"Assessment {item.number}, {item.created_at.astimezone():%Y-%m-%d %H:%M}",
        "title": answer["title"],
        "say": answer["say"],
        "person": recorded(found, PERSON),
        "sides": [side(found, unit, each) for unit, each in (found.assessed or found.sides).items()],
        "sources": [{"id": source.id, "text": found.citation(source)} for source in found.cited()],
        "intended_use": answer["intended_use"],
        "footer": f"dorsiflex, {tag['name']} {tag['version']}, {tag['digest']}",
    }


def side(found: Kept, unit: str, told: Json) -> Json:
    """The page of one side."""
    fires = [gate for gate in told["gates"] if gate["truth"] == "true"]
    return {
        "heading": found.heading(unit),
        "title": told["title"],
        "say": told["say"],
        "recorded": recorded(found, unit) if unit != PERSON else [],
        "gates": [{"say": gate["say"], "why": gate["reason"]["text"], "refs": refs(gate)} for gate in fires],
        "waiting": [gate["title"] for gate in told["gates"] if gate["truth"] == "unknown"],
        "shelves": [
            {"title": shelf.title, "options": [option(found, unit, each) for each in shelf.items]}
            for shelf in found.shelves(unit)
        ],
        "withheld": [f"{each['title']} (by {', '.join(each['because'])})" for each in told["withheld"]],
    }


def option(found: Kept, unit: str, item: Json) -> Json:
    made = found.decision(unit, item["technique"])
    why = "; ".join(reason["text"] for reason in item["reasons"])
    return {"title": item["title"], "say": item["say"], "why": why, "refs": refs(item), "decided": decided(made)}


def decided(made: DecisionRecord | None) -> str:
    if made is None:
        return ""
    why = "; ".join(filter(None, (REASONS.get(made.reason_code, made.reason_code), made.text)))
    return f"{PAST[made.decision]}{f': {why}' if why else ''}"


def refs(holder: Json) -> list[str]:
    """The ids of the sources, each once."""
    return list(dict.fromkeys(each["ref"] for each in holder["evidence"]))


def recorded(found: Kept, unit: str) -> list[list[str]]:
    return [[line.title, line.text] for part in found.recorded if part.unit == unit for line in part.lines]


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
