"""How does a visit end? Its assessment is kept as it stands, each suggestion is decided on, and the note is there."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from dorsiflex.apps.web import deciding, harm
from dorsiflex.apps.web.desk import Desk
from dorsiflex.apps.web.differing import answers_changed, conclusions_changed
from dorsiflex.apps.web.fields import intake_of
from dorsiflex.apps.web.gain import gains
from dorsiflex.apps.web.kept import Kept, kept, whole_numbers
from dorsiflex.apps.web.pages import Here, Posted, address, counted, revision_of
from dorsiflex.apps.web.visit import Visit, stands_on, visit
from dorsiflex.explain.answer import Answer
from dorsiflex.language.case import Case
from dorsiflex.present.as_json import as_json
from dorsiflex.present.soap import soap
from dorsiflex.store.records import Assessment, Conflict, Json, Kind

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/visits/{case_id}/finish")
def finish(request: Request, desk: Here, case_id: str) -> Response:
    """What is about to be kept; a visit in which nothing changed since the last assessment leads to that one."""
    made = visit(desk, desk.store.case(case_id), desk.store.draft(case_id))
    return already(desk, made) or finishing(request, desk, made)


@router.post("/visits/{case_id}/finish")
def keep(request: Request, desk: Here, form: Posted, case_id: str) -> Response:
    """Keep the assessment of what stands in the form."""
    made = visit(desk, desk.store.case(case_id), desk.store.draft(case_id))
    if done := already(desk, made):
        return done
    answer, case = made.panel.answered.answer, made.read.case
    if revision_of(form) != made.revision or not made.revision or answer is None or case is None:
        return finishing(request, desk, made, 409)
    kind: Kind = "correction" if form.get("kind") == "correction" else "visit"
    try:
        item = assessed(desk, made, answer, case, follows_of(form), kind)
    except Conflict as clash:
        theirs = clash.theirs if isinstance(clash.theirs, Assessment) else None
        return finishing(request, desk, made, 409, theirs)
    return RedirectResponse(f"/assessments/{item.id}", 303)


def already(desk: Desk, made: Visit) -> Response | None:
    """To the last assessment, where it is of the very answers that stand in the form."""
    if made.record.latest and (before := last(desk, made.record.id)).intake == intake_kept(made, desk):
        return RedirectResponse(f"/assessments/{before.id}", 303)
    return None


def intake_kept(made: Visit, desk: Desk) -> Json:
    return whole_numbers(intake_of(made.read.fields, desk.knowledge))


def assessed(desk: Desk, made: Visit, answer: Answer, case: Case, follows: int | None, kind: Kind) -> Assessment:
    """The assessment, kept with the note and the knowledge of today. Raises `Conflict`."""
    whole = harm.united(answer, case, desk.store, desk.assessor, made.record.id, kind, follows)
    told = harm.told(whole, answer, desk.knowledge)
    note = {"text": harm.noted(soap(whole, case, desk.knowledge), told, desk.knowledge)}
    return desk.store.add_assessment(
        made.record.id, intake_kept(made, desk), told, told["knowledge"], note, follows, kind
    )


def finishing(
    request: Request, desk: Desk, made: Visit, status: int = 200, theirs: Assessment | None = None
) -> Response:
    """The page before anything is kept; with what somebody else kept meanwhile, where somebody did."""
    answer, case = made.panel.answered.answer, made.read.case
    more: dict[str, Any] = {"answers": (), "conclusions": ()}
    if theirs and answer:
        more["answers"] = answers_changed(theirs.intake, intake_kept(made, desk), desk.knowledge)
        more["conclusions"] = conclusions_changed(theirs.answer, as_json(answer, desk.knowledge), desk.knowledge)
    before = last(desk, made.record.id) if made.record.latest else None
    return desk.page(
        request,
        "finish.html",
        status,
        visit=made,
        panel=made.panel,
        note=soap(answer, case, desk.knowledge) if answer and case else "",
        open_questions=len(answer.ask) if answer else 0,
        before=before,
        lacking=lambda unit, technique: lacking(made, unit, technique),
        theirs=theirs,
        changed=status == 409 and theirs is None,
        **more,
    )


def lacking(made: Visit, unit: str, technique: str) -> tuple[str, ...]:
    """What a suggestion lacks, as it is told beside it in the answer."""
    item = made.panel.side(unit).suggestion(technique)
    return (f"lacking here: {', '.join(item.lacking)}",) if item and item.lacking else ()


def follows_of(form: FormData) -> int | None:
    """The number of the assessment that the page showed as the last one."""
    return counted(form, "follows") or None


def last(desk: Desk, case_id: str) -> Assessment:
    return desk.store.assessments(case_id)[-1]


@router.get("/assessments/{assessment_id}")
def show(request: Request, desk: Here, assessment_id: str) -> Response:
    count = counted(request.query_params, "decided")
    return showing(request, desk, kept(desk.store, desk.knowledge, assessment_id), confirmed=count)


@router.post("/assessments/{assessment_id}")
def decide(request: Request, desk: Here, form: Posted, assessment_id: str) -> Response:
    """Keep what was decided on each suggestion."""
    found = kept(desk.store, desk.knowledge, assessment_id)
    sent = list(deciding.sent(form, deciding.rows(found).values()))
    faulty = deciding.decide(desk.store, assessment_id, sent)
    count = len(sent) - len(faulty)
    if faulty:
        return showing(request, desk, kept(desk.store, desk.knowledge, assessment_id), faulty, count or None)
    return RedirectResponse(f"/assessments/{assessment_id}?decided={count}#decided", 303)


def showing(
    request: Request,
    desk: Desk,
    found: Kept,
    faulty: dict[str, deciding.Row] | None = None,
    confirmed: int | None = None,
) -> Response:
    """An assessment that is kept; `confirmed`: how many decisions were kept a moment ago."""
    versions, decided, chart = (
        desk.store.assessments(found.item.case_id),
        deciding.decided(found),
        desk.knowledge.settings.chart,
    )
    retests = bool(chart and chart.retest) and versions[-1].id == found.item.id
    return desk.page(
        request,
        "kept.html",
        422 if faulty else 200,
        kept=found,
        rows=deciding.rows(found) | (faulty or {}),
        faulty=faulty or {},
        decided=decided,
        confirmed=confirmed if confirmed is None or confirmed <= len(decided) else None,
        retests=retests,
        first="retest" if retests and (decided or not deciding.rows(found)) and not faulty else "decide",
        gains=gains(found, versions, desk.knowledge),
        stops=tuple(harm.stops(found)),
        words=deciding.WORDS,
        reasons=deciding.REASONS,
        note=whole_note(found),
        latest=versions[-1],
        before=next((item for item in versions if item.number == found.item.follows), None),
        back=address(found.item.case_id),
        corrects=latest_stands(desk, found),
    )


def latest_stands(desk: Desk, found: Kept) -> bool:
    """Whether the form still holds the answers of this assessment, so that a change there corrects it."""
    record = desk.store.case(found.item.case_id)
    standing = stands_on(desk, record, desk.store.draft(record.id))
    return standing is not None and standing.item.id == found.item.id


def whole_note(found: Kept) -> str:
    """The note of then, with what was decided since."""
    if not found.note:
        return ""
    return found.note.rstrip("\n") + "\n".join(["", *deciding.decided_lines(found)]).rstrip("\n") + "\n"
