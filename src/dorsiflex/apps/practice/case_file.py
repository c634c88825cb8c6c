"""What is one case to practise on? A case file, read strictly, with what it expects and why."""

from __future__ import annotations

from dataclasses import dataclass

from dorsiflex.catalogue.document import Document
from dorsiflex.catalogue.faults import read_as
from dorsiflex.catalogue.schema import CaseFile
from dorsiflex.errors import BadInput, Problem
from dorsiflex.expectation import Expectation, expectation_of, unknown_names
from dorsiflex.intake.form import intake_of
from dorsiflex.language.case import Case
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.validate.case import validate


@dataclass(frozen=True)
class PracticeCase:
    """The recorded findings, and what is expected of them; `because` names where that is argued from.

    A story says what a case shows, and so its answer; `opening` is what may be said before, where the case has it.
    """

    id: str
    opening: str
    story: str
    source: str
    case: Case
    expected: Expectation
    because: tuple[str, ...]


def read_case(document: Document, knowledge: KnowledgeBase) -> PracticeCase:
    """The case in a document. Raises `BadInput` with everything that is wrong with it."""
    problems: list[Problem] = []
    form = read_as(CaseFile, document, problems)
    expected = Expectation() if form is None else expectation_of(form.expected.model_dump())
    problems += unknown_names(document, expected, knowledge)
    try:
        case = validate(intake_of(document, knowledge.units), knowledge)
    except BadInput as bad:
        raise BadInput([*problems, *bad.problems]) from None
    if problems or form is None:
        raise BadInput(problems)
    return PracticeCase(
        form.id, tidy(form.opening or ""), tidy(form.story), tidy(form.source), case, expected, tuple(form.because)
    )


def tidy(text: str) -> str:
    """On one line."""
    return " ".join(text.split())
