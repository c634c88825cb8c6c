"""What is kept of a visit? Cases, drafts, assessments and decisions, as they are handed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from dorsiflex.errors import BadInput, Problem

Json = dict[str, Any]
Kind = Literal["visit", "retest", "correction"]
Choice = Literal["accepted", "modified", "declined"]


@dataclass(frozen=True)
class CaseRecord:
    """One person under a label. `latest` is the number of the last assessment, 0 where there is none yet.

    `has_draft` says that something was typed since.
    """

    id: str
    label: str
    created_at: datetime
    touched_at: datetime
    latest: int
    has_draft: bool


@dataclass(frozen=True)
class Draft:
    """What stands in the form of a case, as typed. `revision` counts the saves.

    `on_top_of` is the number of the assessment that was the last when it was saved; `afresh` says that the form was
    emptied after that one, for a further visit.
    """

    case_id: str
    answers: Json
    revision: int
    saved_at: datetime
    on_top_of: int
    afresh: bool


@dataclass(frozen=True)
class Assessment:
    """One immutable version: the intake, the answer, and the knowledge that gave it. `follows` is the one before."""

    id: str
    case_id: str
    number: int
    kind: Kind
    follows: int | None
    created_at: datetime
    intake: Json
    answer: Json
    knowledge: Json
    note: Json | None


@dataclass(frozen=True)
class DecisionRecord:
    """What was decided on one suggestion, and why."""

    assessment_id: str
    unit: str
    technique: str
    decision: Choice
    reason_code: str
    text: str
    decided_at: datetime


class NotFound(BadInput):
    """Nothing is kept under this id."""

    def __init__(self, what: str, identity: str) -> None:
        why = f"No {what} is kept under this id."
        mend = "Check the address, or find the case by its label."
        super().__init__([Problem(what, f"`{identity[:80]}`", why, mend)])


class Unavailable(BadInput):
    """The file of the visits cannot be used: nothing of this write was kept."""


class Conflict(BadInput):
    """Somebody saved in between: `theirs` is what stands now; None where nothing does. Nothing was overwritten."""

    def __init__(self, theirs: Draft | Assessment | None, found: str) -> None:
        self.theirs = theirs
        why = "This case was saved elsewhere since it was opened here, so it was not overwritten."
        super().__init__([Problem("case", found, why, "Compare the two, then save again on top of what stands now.")])
