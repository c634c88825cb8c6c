"""What can a program ask over HTTP? Assess, read the catalogue, keep and read assessments: `/api/v1`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from dorsiflex.apps.web import api_forms as forms
from dorsiflex.apps.web import api_schema, harm
from dorsiflex.apps.web.api_bodies import Sent, read
from dorsiflex.apps.web.api_record import kinds, record
from dorsiflex.apps.web.desk import desk_of
from dorsiflex.apps.web.refusals import PROBLEM_JSON, problem_json
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.as_json import as_json
from dorsiflex.present.listing import counts, entries
from dorsiflex.store.records import Assessment
from dorsiflex.store.store import Store

AT_MOST = 200
ANSWER = {"$ref": "#/components/schemas/Answer"}
INTAKE = {"$ref": "#/components/schemas/Intake"}
PROBLEMS = {"content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problems"}}}}
SAYS = {
    401: "The token is missing or wrong.",
    404: "Nothing is kept under this id.",
    409: "Another assessment was saved since.",
    413: "The request is too large.",
    415: "The request is not JSON.",
    422: "The request cannot be taken; every problem says where, what, why and how to mend it.",
    500: "The engines cannot vouch for an answer; nothing is suggested.",
    503: "The visits cannot be read or written.",
}
CaseId = Annotated[str, Path(json_schema_extra={"pattern": forms.ID})]
AssessmentId = Annotated[str, Path(json_schema_extra={"pattern": forms.ID})]

router = APIRouter(prefix="/api/v1", generate_unique_id_function=lambda route: route.name)


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What the document says of answers that are none."""
    return {status: {"description": SAYS[status], **PROBLEMS} for status in sorted({401, 413, 422, *statuses})}


def leads_to(**operations: str) -> dict[str, Any]:
    """Where an answer leads: the operations that take its id, and what they call it."""
    return {
        name: {"operationId": name, "parameters": {parameter: "$response.body#/id"}}
        for name, parameter in operations.items()
    }


def taking(form: type[BaseModel] | None = None) -> dict[str, Any]:
    """What the document says of a request's body."""
    schema = INTAKE if form is None else form.model_json_schema(ref_template=f"{api_schema.COMPONENTS}{{model}}")
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def given(form: type[BaseModel], values: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer in its form."""
    return JSONResponse(form.model_validate(values).model_dump(mode="json"), status, headers)


CASE_LINKS = leads_to(one_case="case_id", assessments="case_id", add_assessment="case_id")
ASSESSMENT_LINKS = leads_to(one_assessment="assessment_id", decisions="assessment_id", decide="assessment_id")


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request) -> Response:
    """The document that describes all this."""
    return JSONResponse(api_schema.openapi(router, desk_of(request).knowledge))


@router.post(
    "/assess",
    summary="Assess one person; nothing is kept",
    openapi_extra=taking(),
    responses={200: {"content": {"application/json": {"schema": ANSWER}}}, **refusals(415, 500)},
)
def assess(request: Request, sent: Sent) -> Response:
    desk = desk_of(request)
    return JSONResponse(as_json(desk.assessor.assess(intake_in(sent.value)), desk.knowledge))


def intake_in(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadInput([Problem("body", "not a JSON object", "An intake is one.", "Send `{…}`.")])
    return value


@router.get(
    "/catalogue",
    summary="Everything with an id",
    response_model=forms.Catalogue,
    responses=refusals(),
)
def catalogue(
    request: Request,
    kind: Annotated[str | None, Query(description="Only these.", json_schema_extra={"x-part": "RecordKind"})] = None,
) -> Response:
    knowledge = desk_of(request).knowledge
    known = kinds(knowledge)
    if kind is not None and kind not in known:
        listed = ", ".join(f"`{name}`" for name in known)
        raise BadInput([Problem("kind", f"`{kind}`", "There is no such kind.", f"Kinds are {listed}.")])
    found = {"knowledge": tag_of(knowledge), "counts": counts(knowledge), "entries": entries(knowledge, kind)}
    return unless_known(request, knowledge, forms.Catalogue, found)


@router.get(
    "/catalogue/{identity}",
    summary="One rule, technique, finding, number, source or retired id",
    response_model=forms.Record,
    responses=refusals(404),
)
def one_record(request: Request, identity: str) -> Response:
    knowledge = desk_of(request).knowledge
    try:
        found = record(identity, knowledge)
    except BadInput as nothing:
        return problem_json(404, nothing.problems)
    return unless_known(request, knowledge, forms.Record, found)


def unless_known(request: Request, knowledge: KnowledgeBase, form: type[BaseModel], found: object) -> Response:
    """The answer; only that nothing changed, where the asker has the one of the same rules."""
    tag = f'"{knowledge.digest}"'
    kept = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=kept)
    return given(form, found, headers=kept)


def tag_of(knowledge: KnowledgeBase) -> dict[str, str]:
    settings = knowledge.settings
    return {"name": settings.name, "version": settings.version, "digest": knowledge.digest}


@router.get("/cases", summary="Find cases by their label", response_model=forms.Cases, responses=refusals(503))
def find_cases(
    request: Request,
    text: Annotated[str, Query(max_length=AT_MOST)] = "",
    limit: Annotated[int, Query(ge=1, le=AT_MOST)] = 50,
) -> Response:
    return given(forms.Cases, {"cases": store_of(request).find_cases(text, limit)})


@router.post(
    "/cases",
    summary="Start a case",
    status_code=201,
    response_model=forms.Case,
    openapi_extra=taking(forms.NewCase),
    responses={201: {"links": CASE_LINKS}, **refusals(415, 503)},
)
def start_case(request: Request, sent: Sent) -> Response:
    case = store_of(request).start_case(read(forms.NewCase, sent).label)
    return given(forms.Case, case, 201, {"Location": f"/api/v1/cases/{case.id}"})


@router.get("/cases/{case_id}", summary="One case", response_model=forms.Case, responses=refusals(404, 503))
def one_case(request: Request, case_id: CaseId) -> Response:
    return given(forms.Case, store_of(request).case(case_id))


@router.get(
    "/cases/{case_id}/assessments",
    summary="The assessments of a case, the first first",
    response_model=forms.Assessments,
    responses=refusals(404, 503),
)
def assessments(request: Request, case_id: CaseId) -> Response:
    found = [without_answer(item) for item in store_of(request).assessments(case_id)]
    return given(forms.Assessments, {"assessments": found})


def without_answer(item: Assessment) -> dict[str, Any]:
    told = {name: getattr(item, name) for name in forms.Assessed.model_fields}
    # What is kept of the rules may hold more, for the pages.
    return told | {"knowledge": {name: item.knowledge[name] for name in forms.Knowledge.model_fields}}


@router.post(
    "/cases/{case_id}/assessments",
    summary="Assess an intake and keep it with its answer",
    status_code=201,
    response_model=forms.Whole,
    openapi_extra=taking(forms.NewAssessment),
    responses={201: {"links": ASSESSMENT_LINKS}, **refusals(404, 409, 415, 500, 503)},
)
def add_assessment(request: Request, case_id: CaseId, sent: Sent) -> Response:
    desk, new = desk_of(request), read(forms.NewAssessment, sent)
    desk.store.case(case_id)
    case = desk.assessor.case(new.intake)
    alone = desk.assessor.assess_case(case)
    whole_visit = harm.united(alone, case, desk.store, desk.assessor, case_id, new.kind, new.follows)
    answer, tag = harm.told(whole_visit, alone, desk.knowledge), tag_of(desk.knowledge)
    kept = desk.store.add_assessment(case_id, new.intake, answer, tag, None, new.follows, new.kind)
    return whole(kept, desk.store, 201, {"Location": f"/api/v1/assessments/{kept.id}"})


@router.get(
    "/assessments/{assessment_id}",
    summary="One assessment, with what was decided on it",
    response_model=forms.Whole,
    responses=refusals(404, 503),
)
def one_assessment(request: Request, assessment_id: AssessmentId) -> Response:
    store = store_of(request)
    return whole(store.assessment(assessment_id), store)


def whole(item: Assessment, store: Store, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    more = {"intake": item.intake, "answer": item.answer, "note": item.note, "decisions": store.decisions(item.id)}
    return given(forms.Whole, without_answer(item) | more, status, headers)


@router.get(
    "/assessments/{assessment_id}/decisions",
    summary="The last decision on each suggestion",
    response_model=forms.Decisions,
    responses=refusals(404, 503),
)
def decisions(request: Request, assessment_id: AssessmentId) -> Response:
    return given(forms.Decisions, {"decisions": store_of(request).decisions(assessment_id)})


@router.post(
    "/assessments/{assessment_id}/decisions",
    summary="Accept, modify or decline a suggestion",
    status_code=201,
    response_model=forms.Decision,
    openapi_extra=taking(forms.NewDecision),
    responses=refusals(404, 415, 503),
)
def decide(request: Request, assessment_id: AssessmentId, sent: Sent) -> Response:
    store, new = store_of(request), read(forms.NewDecision, sent)
    side = store.assessment(assessment_id).answer.get(new.unit)
    suggested = side.get("suggestions", []) if isinstance(side, dict) else []
    if new.technique not in [item["technique"] for item in suggested]:
        why = "This assessment did not suggest it there, so there is nothing to decide."
        mend = f"`GET /api/v1/assessments/{assessment_id}` holds the suggestions of each side."
        raise BadInput([Problem("body", "`technique`", why, mend)])
    made = store.decide(assessment_id, new.unit, new.technique, new.decision, new.reason_code, new.text)
    return given(forms.Decision, made, 201)


def store_of(request: Request) -> Store:
    return desk_of(request).store
