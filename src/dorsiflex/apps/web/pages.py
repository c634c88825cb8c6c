"""Which pages are there? The start, the visit with its form and answer, what stands behind a suggestion."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import HTTPException
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from dorsiflex.apps.web import conflict
from dorsiflex.apps.web.desk import Desk, desk_of
from dorsiflex.apps.web.detail import detail
from dorsiflex.apps.web.fields import Fields, read_form
from dorsiflex.apps.web.visit import changes, visit
from dorsiflex.errors import BadInput
from dorsiflex.store.records import Conflict, Draft

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Here = Annotated[Desk, Depends(desk_of)]


async def posted(request: Request) -> AsyncIterator[FormData]:
    """The form; the files in it are closed once the request is answered."""
    async with request.form() as form:
        yield form


Posted = Annotated[FormData, Depends(posted)]


def address(case_id: str) -> str:
    return f"/visits/{quote(case_id, safe='')}"


@router.get("/")
def start(request: Request, desk: Here, label: str = "") -> Response:
    """New intake, or one that was begun."""
    return desk.page(request, "start.html", cases=desk.store.find_cases(label), sought=label, problems=(), typed="")


@router.post("/visits")
def begin(request: Request, desk: Here, form: Posted) -> Response:
    label = form.get("label")
    typed = label if isinstance(label, str) else ""
    try:
        record = desk.store.start_case(typed)
    except BadInput as bad:
        cases = desk.store.find_cases()
        return desk.page(request, "start.html", 422, cases=cases, sought="", problems=bad.problems, typed=typed)
    return RedirectResponse(address(record.id), 303)


@router.get("/visits/{case_id}")
def show(request: Request, desk: Here, case_id: str) -> Response:
    made = visit(desk, desk.store.case(case_id), desk.store.draft(case_id))
    return desk.page(request, "visit.html", visit=made, panel=made.panel)


@router.post("/visits/{case_id}")
def save(request: Request, desk: Here, form: Posted, case_id: str) -> Response:
    """Save and show again: how the form works without script."""
    mine = read_form(form, desk.knowledge)
    try:
        kept(desk, case_id, mine, revision_of(form))
    except Conflict as clash:
        return choosing(request, desk, case_id, mine, clash, form)
    return RedirectResponse(f"{address(case_id)}#answer", 303)


@router.post("/visits/{case_id}/panel")
def update(desk: Here, form: Posted, case_id: str) -> Response:
    """Save, and say what changes on the page that is open."""
    mine = read_form(form, desk.knowledge)
    try:
        draft = kept(desk, case_id, mine, revision_of(form))
    except Conflict as clash:
        theirs = clash.theirs if isinstance(clash.theirs, Draft) else None
        part = difference(desk, case_id, mine, theirs, form.get("csrf"), form)
        standing = {"revision": theirs.revision, "answers": posted_answers(desk, theirs)} if theirs else None
        return JSONResponse({"conflict": part, "standing": standing}, 409)
    return JSONResponse(changes(visit(desk, desk.store.case(case_id), draft), desk))


@router.post("/visits/{case_id}/choice")
def choose(request: Request, desk: Here, form: Posted, case_id: str) -> Response:
    """Keep, of two tabs, what was chosen for each question."""
    mine = conflict.unpacked(form.get("mine"), desk.knowledge)
    standing = desk.store.draft(case_id)
    theirs: Fields = standing.answers if standing else {}
    made = conflict.settled(form, mine, theirs, desk.knowledge)
    try:
        if made is None or finished(desk, case_id, form):
            raise Conflict(standing, "a question without a choice, or a visit that is finished")
        kept(desk, case_id, made, revision_of(form))
    except Conflict as clash:
        return choosing(request, desk, case_id, mine, clash, form)
    return RedirectResponse(address(case_id), 303)


@router.get("/visits/{case_id}/suggestions/{unit}/{technique}")
def behind(request: Request, desk: Here, case_id: str, unit: str, technique: str, part: bool = False) -> Response:
    """What stands behind one suggestion: a page, or the part of it that a page which is open shows."""
    record = desk.store.case(case_id)
    made = visit(desk, record, desk.store.draft(case_id))
    answer, case = made.panel.answered.answer, made.read.case
    found = detail(answer, case, unit, technique, desk) if answer and case else None
    if found is None:
        raise HTTPException(404)
    drawing = desk.drawing(found.technique, unit)
    template, heading = ("detail.html", "h4") if part else ("suggestion.html", "h2")
    return desk.page(request, template, visit=made, detail=found, drawing=drawing, heading=heading)


def revision_of(form: FormData) -> int:
    """On top of which save the form was filled; a form that does not say so is on top of none that stands."""
    revision = counted(form, "revision")
    return -1 if revision is None else revision


def counted(form: Mapping[str, object], name: str) -> int | None:
    """A count that a form or an address carries; none where it is no count, or has more digits than anything here."""
    given = form.get(name)
    return int(given) if isinstance(given, str) and re.fullmatch(r"[0-9]{1,9}", given) else None


def kept(desk: Desk, case_id: str, fields: Fields, revision: int) -> Draft:
    """Save the fields; where they already stand so, nothing is saved and nobody is in anybody's way."""
    standing = desk.store.draft(case_id)
    if standing is not None and standing.answers == fields:
        return standing
    try:
        return desk.store.save_draft(case_id, fields, revision)
    except Conflict as clash:
        # The same may have been saved a moment ago, by a page that was left before it heard so.
        if isinstance(clash.theirs, Draft) and clash.theirs.answers == fields:
            return clash.theirs
        raise


def choosing(request: Request, desk: Desk, case_id: str, mine: Fields, clash: Conflict, form: FormData) -> Response:
    theirs = clash.theirs if isinstance(clash.theirs, Draft) else None
    part = difference(desk, case_id, mine, theirs, getattr(request.state, "csrf", ""), form)
    return desk.page(request, "choose.html", 409, record=desk.store.case(case_id), part=part)


def difference(desk: Desk, case_id: str, mine: Fields, theirs: Draft | None, csrf: object, form: FormData) -> str:
    """Both ways of each question that differs, to choose from; none of a visit that is finished."""
    other: Fields = theirs.answers if theirs else {}
    over = finished(desk, case_id, form)
    return desk.fragment(
        "difference.html",
        action=f"{address(case_id)}/choice",
        back=address(case_id),
        case=desk.store.case(case_id),
        over=over,
        differing=() if over else conflict.differing(mine, other, desk.knowledge),
        mine=conflict.packed(mine),
        revision=theirs.revision if theirs else 0,
        csrf=csrf,
    )


def finished(desk: Desk, case_id: str, form: FormData) -> bool:
    """Whether an assessment was kept since the page was opened that sends a form: its answers are of that visit."""
    follows = counted(form, "follows")
    return follows is not None and follows < desk.store.case(case_id).latest


def posted_answers(desk: Desk, draft: Draft) -> Fields:
    """What stands, as a page that is open would send it."""
    return {**draft.answers, "follows": str(desk.store.case(draft.case_id).latest)}
