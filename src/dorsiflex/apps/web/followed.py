"""What happened over the visits of a case? The charted measure, what was tried, two of them compared."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.exceptions import HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from dorsiflex.apps.web import chart
from dorsiflex.apps.web.compared import compared
from dorsiflex.apps.web.course import Course, course, standing
from dorsiflex.apps.web.deciding import line, rows
from dorsiflex.apps.web.desk import Desk
from dorsiflex.apps.web.differing import conclusions_changed
from dorsiflex.apps.web.fields import Fields, fields_of
from dorsiflex.apps.web.kept import Kept
from dorsiflex.apps.web.kept import kept as read_kept
from dorsiflex.apps.web.pages import Here, Posted, address, revision_of
from dorsiflex.language.knowledge import KnowledgeBase

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/cases/{case_id}")
def show(request: Request, desk: Here, case_id: str) -> Response:
    """Every visit of a case, the course of its measure, and a choice of two to compare."""
    record, draft = desk.store.case(case_id), desk.store.draft(case_id)
    versions = every(desk, case_id)
    followed = course(versions, desk.knowledge)
    return desk.page(
        request,
        "followed.html",
        record=record,
        revision=draft.revision if draft else 0,
        versions=versions,
        course=followed,
        pictures=pictures(followed, versions),
        done={found.item.id: done(found) for found in versions},
        replaced={found.item.id for found in versions} - {found.item.id for found in standing(versions)},
        back=address(case_id),
    )


def every(desk: Desk, case_id: str) -> list[Kept]:
    return [read_kept(desk.store, desk.knowledge, item.id) for item in desk.store.assessments(case_id)]


def pictures(followed: Course | None, versions: list[Kept]) -> list[object]:
    if followed is None or not versions:
        return []
    return [chart.drawn(followed, unit, versions[0].heading(unit)) for unit in followed.units]


def done(found: Kept) -> list[str]:
    """What was decided: accepted, modified, and declined with the reason."""
    return [line(each, found) for each in rows(found).values() if each.decision]


@router.get("/cases/{case_id}/compare")
def compare(request: Request, desk: Here, case_id: str, first: int, second: int) -> Response:
    """Two visits: what was answered and concluded otherwise."""
    by_number = {found.item.number: found for found in every(desk, case_id)}
    if first not in by_number or second not in by_number:
        raise HTTPException(404)
    before, after = by_number[min(first, second)], by_number[max(first, second)]
    return desk.page(
        request,
        "compare.html",
        record=desk.store.case(case_id),
        before=before,
        after=after,
        answers=compared(before, after, by_number.values()),
        conclusions=conclusions_changed(before.item.answer, after.item.answer, desk.knowledge),
    )


@router.post("/cases/{case_id}/next")
def next_visit(desk: Here, form: Posted, case_id: str) -> Response:
    """An empty form for a further visit: nothing is taken over but the measures to compare with. Raises `Conflict`."""
    versions = every(desk, case_id)
    if not versions:
        raise HTTPException(404)
    if desk.store.case(case_id).has_draft:  # a visit that is not kept yet is finished or corrected first
        return RedirectResponse(address(case_id), 303)
    desk.store.save_draft(case_id, carried(versions, desk.knowledge), revision_of(form), afresh=True)
    return RedirectResponse(address(case_id), 303)


def carried(versions: list[Kept], knowledge: KnowledgeBase) -> Fields:
    """The first and the last measure of each unit, where the knowledge asks for them.

    Whatever else was answered is of its day: what spoke against a technique then may be gone, or may have come.
    """
    followed, settings = course(versions, knowledge), knowledge.settings
    if followed is None or settings.chart is None:
        return {}
    intake: dict[str, dict[str, object]] = {}
    for unit in followed.units:
        series = [value for place, value in followed.series(unit) if not followed.points[place].after]
        for name, place in ((settings.chart.first_visit, 0), (settings.chart.last_visit, -1)):
            if name and series:
                intake.setdefault(unit, {})[name] = f"{followed.finding.quantity.value(series[place]):f}"
    return fields_of(intake, knowledge)
