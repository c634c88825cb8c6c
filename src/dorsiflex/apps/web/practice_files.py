"""What of practice comes in and goes out as a file? Sets of cases, a learner's progress, a class, worksheets."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from dorsiflex.apps.practice.case_sets import packed, read_set
from dorsiflex.apps.practice.overview import overview
from dorsiflex.apps.practice.progress import FILE_BYTES, progress, written
from dorsiflex.apps.practice.shelf import set_of
from dorsiflex.apps.practice.worksheet import MOST_CASES, sheet
from dorsiflex.apps.web import practice
from dorsiflex.apps.web.desk import Desk
from dorsiflex.apps.web.pages import Here, Posted
from dorsiflex.errors import BadInput, Problem
from dorsiflex.store.practising import all_attempts, keep_set, remove_set

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
SET_BYTES = 256 * 1024
KINDS = {"zip": "application/zip", "yaml": "application/yaml", "json": "application/json"}


def uploads(form: FormData, name: str, most: int) -> list[tuple[str, bytes]]:
    """The files that were chosen; each with a byte more than is bearable at most, so that it can be refused."""
    chosen = [item for item in form.getlist(name) if isinstance(item, UploadFile) and item.filename]
    return [(item.filename or "", item.file.read(most + 1)) for item in chosen]


def download(kind: str, name: str, data: bytes | str) -> Response:
    """A file to be saved; its name in plain letters."""
    plain = re.sub(r"[^A-Za-z0-9-]+", "-", name).strip("-") or "dorsiflex"
    headers = {"Content-Disposition": f'attachment; filename="{plain}.{kind}"'}
    return Response(data, media_type=KINDS[kind], headers=headers)


@router.post("/practice/sets")
def bring_in(request: Request, desk: Here, form: Posted) -> Response:
    """Import a set; nothing of it is kept where anything is wrong with it."""
    title = form.get("title")
    try:
        files = uploads(form, "file", SET_BYTES)
        if len(files) != 1:
            why = "A set is one file: a zip of case files, or one YAML file."
            raise BadInput([Problem("file", f"{len(files)} files", why, "Choose one file.")])
        [(name, data)] = files
        read_set("", "", name, data, desk.knowledge)
        keep_set(desk.store, title if isinstance(title, str) else "", name, data)
    except BadInput as bad:
        return practice.overview(request, desk, 422, bad.problems)
    return RedirectResponse("/practice", 303)


@router.get("/practice/sets/{set_id}/file")
def take_out(desk: Here, set_id: str) -> Response:
    """A set as a file."""
    cases = set_of(set_id, desk.store, practice.rules_of(desk))
    kind, data = packed(cases)
    return download(kind, cases.title, data)


@router.post("/practice/sets/{set_id}/remove")
def remove(desk: Here, _: Posted, set_id: str) -> Response:
    remove_set(desk.store, set_id)
    return RedirectResponse("/practice", 303)


@router.get("/practice/progress")
def own_progress(request: Request, desk: Here) -> Response:
    """Rule by rule: what was met and what was missed."""
    return progress_page(request, desk)


def progress_page(
    request: Request, desk: Desk, status: int = 200, problems: tuple[Problem, ...] = (), learner: str = ""
) -> Response:
    attempts = all_attempts(desk.store)
    return desk.page(
        request,
        "practice_progress.html",
        status,
        rules=progress(attempts),
        attempts=len(attempts),
        cases=len({(each.set_id, each.case_id) for each in attempts}),
        problems=problems,
        learner=learner,
    )


@router.get("/practice/progress/file")
def export(request: Request, desk: Here, learner: str = "") -> Response:
    """The progress as one file, under a label of the learner's own."""
    day = datetime.now(UTC).astimezone().strftime("%Y-%m-%d")
    try:
        text = written(learner, day, all_attempts(desk.store), desk.knowledge)
    except BadInput:
        why, mend = "The educator tells learners apart by it.", "Write a word or number of at most 80 characters."
        problem = Problem("learner", "This cannot be a label.", why, mend)
        return progress_page(request, desk, 422, (problem,), learner)
    return download("json", f"practice-{learner}", text)


@router.get("/practice/class")
def of_class(request: Request, desk: Here) -> Response:
    return desk.page(request, "practice_class.html", made=None, problems=())


@router.post("/practice/class")
def lay_out(request: Request, desk: Here, form: Posted) -> Response:
    """Learners' files side by side; none of them is kept."""
    try:
        made = overview(uploads(form, "files", FILE_BYTES), desk.knowledge)
    except BadInput as bad:
        return desk.page(request, "practice_class.html", 422, made=None, problems=bad.problems)
    return desk.page(request, "practice_class.html", made=made, problems=())


@router.get("/practice/worksheet")
def worksheet(
    desk: Here,
    chosen: Annotated[str, Query(alias="set")],
    first: Annotated[int, Query(alias="from", ge=1)] = 1,
    last: Annotated[int | None, Query(alias="to", ge=1)] = None,
) -> Response:
    """Cases to print, the answers on pages of their own."""
    cases = set_of(chosen, desk.store, practice.rules_of(desk))
    wanted = first + MOST_CASES - 1 if last is None else last
    numbers = range(first, min(wanted, len(cases)) + 1)
    if not numbers:
        why, mend = f"The set has {len(cases)}.", "Give other numbers."
        raise BadInput([Problem("worksheet", f"no case from {first} to {wanted}", why, mend)])
    if len(numbers) > MOST_CASES:
        why = f"A worksheet has at most {MOST_CASES} cases."
        mend = f"Make several: from {first} to {first + MOST_CASES - 1} first, then on from {first + MOST_CASES}."
        raise BadInput([Problem("worksheet", f"{len(numbers)} cases, from {first} to {numbers[-1]}", why, mend)])
    read = [(number, cases.case(number, desk.knowledge)) for number in numbers]
    return HTMLResponse(sheet(cases.title, read, desk.assessor, desk.templates))
