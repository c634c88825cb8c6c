"""What is measured again in the same visit? The questions of the re-test alone; they are assessed with the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.exceptions import HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from dorsiflex.apps.web.again import asked, names
from dorsiflex.apps.web.desk import Desk
from dorsiflex.apps.web.fields import Fields, read_form
from dorsiflex.apps.web.finish import already, assessed, follows_of, last
from dorsiflex.apps.web.form import Block, Cell
from dorsiflex.apps.web.kept import Kept
from dorsiflex.apps.web.kept import kept as read_kept
from dorsiflex.apps.web.pages import Here, Posted, address, kept, revision_of
from dorsiflex.apps.web.visit import Visit, visit
from dorsiflex.language.case import flat
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Kind
from dorsiflex.store.records import Conflict

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
CHANGED = "This case was saved elsewhere since the page was opened, so nothing was kept. Below is what stands now."
NOTHING = "Nothing new is entered yet."


@router.get("/visits/{case_id}/retest")
def show(request: Request, desk: Here, case_id: str) -> Response:
    """The questions of the re-test, as far as they are answered; before the first assessment there is none."""
    section_of(desk.knowledge)
    record = desk.store.case(case_id)
    if not record.latest:
        return RedirectResponse(f"{address(case_id)}/finish", 303)
    return asking(request, desk, visit(desk, record, desk.store.draft(case_id)))


@router.post("/visits/{case_id}/retest")
def keep(request: Request, desk: Here, form: Posted, case_id: str) -> Response:
    """Put the answers of the re-test beside the others, and keep the assessment of all of them."""
    again = names(desk.knowledge)
    record, standing = desk.store.case(case_id), desk.store.draft(case_id)
    if not record.latest:
        raise HTTPException(404)
    fields: Fields = dict(standing.answers) if standing else {}
    fields = {name: value for name, value in fields.items() if name not in again}
    fields |= {name: value for name, value in read_form(form, desk.knowledge).items() if name in again}
    try:
        made = visit(desk, record, kept(desk, case_id, fields, revision_of(form)))
        answer, case = made.panel.answered.answer, made.read.case
        if answer is None or case is None:
            return asking(request, desk, made, 422)
        if already(desk, made):
            return asking(request, desk, made, 422, NOTHING)
        item = assessed(desk, made, answer, case, follows_of(form), "retest")
    except Conflict:
        now = visit(desk, desk.store.case(case_id), desk.store.draft(case_id))
        return asking(request, desk, now, 409, CHANGED)
    return RedirectResponse(f"/assessments/{item.id}", 303)


def asking(request: Request, desk: Desk, made: Visit, status: int = 200, said: str = "") -> Response:
    before = read_kept(desk.store, desk.knowledge, last(desk, made.record.id).id)
    section = next(item for item in made.sections if item.section.id == section_of(desk.knowledge))
    again = asked(desk.knowledge)
    blocks = [block for block in section.blocks if any(row.finding.id in again for row in block.rows)]
    return desk.page(
        request,
        "retest.html",
        status,
        visit=made,
        section=section.section,
        blocks=[opened(block, before) for block in blocks],
        said=said,
        before=before,
        was=dict(measures(made, desk.knowledge)),
    )


def opened(block: Block, before: Kept) -> Block:
    """A question of the re-test, open on the sides that were assessed."""
    rows = (replace(row, cells=tuple(unfolded(cell, before) for cell in row.cells)) for row in block.rows)
    return replace(block, rows=tuple(rows))


def unfolded(cell: Cell, before: Kept) -> Cell:
    """The question open, with the one technique filled in that was accepted and that it names."""
    if cell.unit is not None and cell.unit not in before.assessed:
        return cell
    tried = [
        made.technique
        for (unit, _), made in before.decisions.items()
        if unit == (cell.unit or unit) and made.decision != "declined" and made.technique in cell.finding.option_ids
    ]
    one = cell.finding.kind is Kind.CHOICE and len(tried) == 1 and not cell.typed
    return replace(cell, folded=False, typed=tried[0] if one else cell.typed)


def measures(made: Visit, knowledge: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """The charted measure before, on each unit."""
    chart = knowledge.settings.chart
    if chart is None:
        return
    finding = knowledge.vocabulary.findings[chart.measure]
    for unit in knowledge.settings.sides or (None,):
        value = made.read.known.recorded.get(flat(unit, chart.measure))
        if isinstance(value, int):
            yield unit or knowledge.settings.person_noun, f"{finding.title} {finding.quantity.text(value)}"


def section_of(knowledge: KnowledgeBase) -> str:
    """The section in which the charted measure is taken again."""
    chart = knowledge.settings.chart
    if chart is None or not chart.retest:
        raise HTTPException(404)
    return knowledge.vocabulary.findings[chart.retest].section
