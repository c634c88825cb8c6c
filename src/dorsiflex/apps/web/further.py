"""How does a further visit begin while the form still holds the answers of the last? With an empty form."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from dorsiflex.apps.web.followed import carried, every
from dorsiflex.apps.web.pages import Here, Posted, address, revision_of
from dorsiflex.apps.web.visit import visit

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/visits/{case_id}/further")
def show(request: Request, desk: Here, case_id: str) -> Response:
    """What the empty form takes over, and what it leaves out; a form that stands on no kept visit is that form."""
    made = visit(desk, desk.store.case(case_id), desk.store.draft(case_id))
    if made.stands_on is None:
        return RedirectResponse(address(case_id), 303)
    return desk.page(request, "further.html", visit=made, last=made.stands_on)


@router.post("/visits/{case_id}/further")
def begin(desk: Here, form: Posted, case_id: str) -> Response:
    """The empty form, with the measures to compare with. Raises `Conflict`."""
    made = visit(desk, desk.store.case(case_id), desk.store.draft(case_id))
    if made.stands_on is not None:
        measures = carried(every(desk, case_id), desk.knowledge)
        desk.store.save_draft(case_id, measures, revision_of(form), afresh=True)
    return RedirectResponse(address(case_id), 303)
