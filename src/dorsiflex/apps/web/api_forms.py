"""Which forms have requests and answers of the API? Closed to unknown keys; the OpenAPI document shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

from dorsiflex.store.records import Choice, Kind
from dorsiflex.store.written import LONGEST_CODE, LONGEST_LABEL, LONGEST_TEXT

# What a file cannot hold or nobody can see: the store refuses it, and the document says so.
VISIBLE = r"^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]*$"
VISIBLE_LINES = r"^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]*$"
ID = r"^[A-Za-z0-9_-]{22}$"


def shaped(pattern: str, **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, **more})


Identity = Annotated[str, shaped(ID)]
Label = Annotated[str, shaped(VISIBLE, minLength=1, maxLength=LONGEST_LABEL)]
Answer = Annotated[dict[str, Any], WithJsonSchema({"x-part": "Answer"})]
Intake = Annotated[dict[str, Any], WithJsonSchema({"x-part": "Intake"})]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=VISIBLE)]


class Taken(BaseModel):
    """What a request brings: exact about kinds."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class NewCase(Taken):
    """A case under a label; no name and no birth date."""

    label: Label


class NewAssessment(Taken):
    """What is known today. `follows` is the number of the assessment it goes on from, null at the first."""

    intake: Intake
    follows: Annotated[int, Field(ge=1)] | None = None
    kind: Kind = "visit"


class NewDecision(Taken):
    """What was decided on a suggestion of the assessment."""

    unit: Name
    technique: Name
    decision: Choice
    reason_code: Annotated[str, shaped(VISIBLE, maxLength=LONGEST_CODE)] = ""
    text: Annotated[str, shaped(VISIBLE_LINES, maxLength=LONGEST_TEXT)] = ""


class Given(BaseModel):
    """What an answer brings."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class Case(Given):
    id: Identity
    label: str
    created_at: datetime
    touched_at: datetime
    latest: Annotated[int, Field(description="The number of the last assessment; 0 where there is none.")]
    has_draft: bool


class Cases(Given):
    cases: list[Case]


class Knowledge(Given):
    name: str
    version: str
    digest: str


class Assessed(Given):
    """An assessment without its intake and answer."""

    id: Identity
    case_id: Identity
    number: int
    kind: Kind
    follows: int | None
    created_at: datetime
    knowledge: Knowledge


class Assessments(Given):
    assessments: list[Assessed]


class Decision(Given):
    assessment_id: Identity
    unit: str
    technique: str
    decision: Choice
    reason_code: str
    text: str
    decided_at: datetime


class Decisions(Given):
    decisions: list[Decision]


class Whole(Assessed):
    """An assessment as it was made, and what was decided on it since."""

    intake: dict[str, Any]
    answer: Answer
    note: dict[str, Any] | None
    decisions: list[Decision]


class Entry(Given):
    kind: str
    id: str
    title: str
    status: str


class Catalogue(Given):
    knowledge: Knowledge
    counts: dict[str, int]
    entries: list[Entry]


class RecordSection(Given):
    title: str
    question: Annotated[str, Field(description="Which of a reader's questions it answers.")]
    parts: list[dict[str, Any]]


class Record(Given):
    kind: str
    id: str
    title: str
    head: str
    sections: list[RecordSection]


class Told(Given):
    where: str
    found: str
    why: str
    mend: str


class Standing(Given):
    id: Identity
    number: int


class Problems(Given):
    """RFC 9457, with the problems that the command line prints; a conflict names the assessment that stands now."""

    type: Literal["about:blank"]
    title: str
    status: int
    detail: str
    problems: list[Told]
    latest: Standing | None = None
