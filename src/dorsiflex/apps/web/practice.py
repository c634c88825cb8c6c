"""How is a case practised in the browser? Told, answered by a learner, and then laid beside the engine's answer."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.exceptions import HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.convertors import IntegerConvertor, register_url_convertor

from dorsiflex.apps.practice.case_sets import CaseSet
from dorsiflex.apps.practice.commitment import Commitment, Offered, offered, read
from dorsiflex.apps.practice.marking import of_rules
from dorsiflex.apps.practice.seen import TONES, seen
from dorsiflex.apps.practice.shelf import set_of, shelf
from dorsiflex.apps.web.desk import Desk
from dorsiflex.apps.web.pages import Here, Posted
from dorsiflex.errors import Problem
from dorsiflex.store.practising import add_attempt, all_attempts, attempt
from dorsiflex.store.records import NotFound


class Count(IntegerConvertor):
    """A number in an address, of no more digits than anything here is counted to."""

    regex = "[0-9]{1,9}"


register_url_convertor("count", Count())
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


def rules_of(desk: Desk) -> Path:
    """The folder of the rules that answer here."""
    return desk.drawings.parent


def found(desk: Desk, set_id: str, number: int) -> CaseSet:
    """The set that has a case of this number."""
    cases = set_of(set_id, desk.store, rules_of(desk))
    if not 1 <= number <= len(cases):
        raise HTTPException(404)
    return cases


def tried(desk: Desk, cases: CaseSet) -> set[str]:
    """The cases of a set that were attempted."""
    return {each.case_id for each in all_attempts(desk.store) if each.set_id == cases.id}


def next_number(cases: CaseSet, done: set[str], after: int = 0) -> int:
    """The next case that nobody tried yet; the next one of all where each was tried."""
    order: list[int] = [*range(after + 1, len(cases) + 1), *range(1, after + 1)]
    fresh: list[int] = [number for number in order if cases.ids[number - 1] not in done]
    return (fresh or order)[0]


@router.get("/practice")
def start(request: Request, desk: Here) -> Response:
    """The sets, and how far each was practised."""
    return overview(request, desk)


def overview(request: Request, desk: Desk, status: int = 200, problems: tuple[Problem, ...] = ()) -> Response:
    rows = []
    for cases in shelf(desk.store, rules_of(desk)):
        done = tried(desk, cases)
        rows.append((cases, len(done & set(cases.ids)), next_number(cases, done)))
    return desk.page(request, "practice.html", status, rows=rows, problems=problems)


@router.get("/practice/sets/{set_id}")
def one_set(request: Request, desk: Here, set_id: str) -> Response:
    cases = found(desk, set_id, 1)
    done = tried(desk, cases)
    return desk.page(request, "practice_set.html", cases=cases, done=done, next=next_number(cases, done))


@router.get("/practice/sets/{set_id}/{number:count}")
def told(request: Request, desk: Here, set_id: str, number: int) -> Response:
    """A case, told without its answer."""
    return form(request, desk, found(desk, set_id, number), number)


@router.post("/practice/sets/{set_id}/{number:count}")
def commit(request: Request, desk: Here, posted: Posted, set_id: str, number: int) -> Response:
    """What was committed to is kept, then shown beside the engine's answer."""
    cases = found(desk, set_id, number)
    case = cases.case(number, desk.knowledge)
    typed = {name: value for name, value in posted.items() if isinstance(value, str)}
    shown = seen(case, desk.assessor)
    questions = offered(case.case, shown.answer, desk.knowledge)
    commitment, problems, near = read(typed, shown.targets, questions, desk.knowledge)
    if commitment is None:
        return form(request, desk, cases, number, 422, typed, problems, near)
    marked = seen(case, desk.assessor, commitment).marks
    tag = shown.answer.knowledge
    knowledge = {"name": tag.name, "version": tag.version, "digest": tag.digest}
    made = add_attempt(desk.store, cases.id, case.id, knowledge, commitment.to_json(), of_rules(marked))
    return RedirectResponse(f"/practice/attempts/{made.place}", 303)


def form(
    request: Request,
    desk: Desk,
    cases: CaseSet,
    number: int,
    status: int = 200,
    typed: dict[str, str] | None = None,
    problems: tuple[Problem, ...] = (),
    near: tuple[Offered, ...] = (),
) -> Response:
    shown = seen(cases.case(number, desk.knowledge), desk.assessor)
    questions = offered(shown.case.case, shown.answer, desk.knowledge)
    return desk.page(
        request,
        "practice_case.html",
        status,
        cases=cases,
        number=number,
        shown=shown,
        questions=questions,
        typed=typed or {},
        problems=problems,
        wrong={problem.where: problem for problem in problems},
        near=near,
    )


@router.get("/practice/attempts/{place:count}")
def compared(request: Request, desk: Here, place: int) -> Response:
    """One attempt beside the engine's answer of today."""
    kept = attempt(desk.store, place)
    cases = set_of(kept.set_id, desk.store, rules_of(desk))
    number = cases.number_of.get(kept.case_id)
    if number is None:
        raise NotFound("case", kept.case_id)
    case = cases.case(number, desk.knowledge)
    shown = seen(case, desk.assessor, Commitment.from_json(kept.committed))
    return desk.page(
        request,
        "practice_attempt.html",
        cases=cases,
        number=number,
        shown=shown,
        tones=TONES,
        other_rules=kept.knowledge["digest"] != desk.knowledge.digest,
        next=next_number(cases, tried(desk, cases), number),
    )
