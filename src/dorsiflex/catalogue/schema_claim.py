"""Which form has a claim, and how does it become what the solver's stage reads?"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from dorsiflex.catalogue.conditions import ConditionReader
from dorsiflex.catalogue.document import Document
from dorsiflex.catalogue.document import Path as At
from dorsiflex.catalogue.parts import AnyId, Date, KebabId, OwnersPart, Part, RuleStatus, SnakeId, Text, When
from dorsiflex.catalogue.words import Condition
from dorsiflex.language.claim import (
    Apart,
    Body,
    Claim,
    EveryRule,
    ExactlyOneDisposition,
    Never,
    NeverMoreWhenUnknown,
    NeverTogether,
    Whenever,
    Where,
    WithheldNeverSuggested,
)
from dorsiflex.language.expression import Expression
from dorsiflex.language.rule import Owners

Suggests = Literal["all"] | Annotated[list[AnyId], Field(min_length=1)]
Dispositions = Annotated[list[SnakeId], Field(min_length=1)]
BODIES = (
    "never",
    "whenever",
    "never_more_when_unknown",
    "never_together",
    "withheld_never_suggested",
    "exactly_one",
    "every_rule",
)


class WherePart(Part):
    when: When | None = None
    unless: When | None = None
    disposition: list[SnakeId] = []
    person_disposition: list[SnakeId] = []


class AnswerPart(Part):
    answer_to: SnakeId


class NeverPart(WherePart):
    suggests: Suggests | AnswerPart


class WheneverPart(WherePart):
    then: Dispositions


class NeverMorePart(Part):
    suggests: Suggests
    except_answers: Annotated[list[SnakeId], Field(alias="except")] = []


class ApartPart(Part):
    one: Suggests
    other: Suggests


class ClaimFile(Part):
    id: KebabId
    title: Text
    status: RuleStatus
    owners: OwnersPart
    created: Date | None = None
    review_by: Date | None = None
    never: NeverPart | None = None
    whenever: WheneverPart | None = None
    never_more_when_unknown: NeverMorePart | None = None
    never_together: Annotated[list[ApartPart], Field(min_length=1)] | None = None
    withheld_never_suggested: Literal["all"] | None = None
    exactly_one: Literal["disposition"] | None = None
    every_rule: Annotated[list[Literal["fires", "silent", "cannot-tell"]], Field(min_length=1)] | None = None
    rationale: Text
    hazards: list[KebabId] = []

    @model_validator(mode="after")
    def says_one_thing(self) -> Self:
        if sum(getattr(self, name) is not None for name in BODIES) != 1:
            raise PydanticCustomError("one_body", f"A claim says just one of these: {', '.join(BODIES)}.")
        return self


def claim(file: ClaimFile, document: Document, reader: ConditionReader, read: list[Condition]) -> Claim:
    """The claim of one file; its conditions join `read`."""
    return Claim(
        file.id,
        file.title,
        body(file, reader, read),
        file.rationale.strip(),
        file.status,
        Owners(file.owners.author, file.owners.reviewer),
        tuple(file.hazards),
        file.created or "",
        file.review_by or "",
        document.where(()),
    )


def body(file: ClaimFile, reader: ConditionReader, read: list[Condition]) -> Body:
    """The one thing that a claim says."""
    if file.never is not None:
        there, said = where(file.never, ("never",), reader, read), file.never.suggests
        return Never(there, (), said.answer_to) if isinstance(said, AnswerPart) else Never(there, names(said))
    if file.whenever is not None:
        return Whenever(where(file.whenever, ("whenever",), reader, read), tuple(file.whenever.then))
    if file.never_more_when_unknown is not None:
        more = file.never_more_when_unknown
        return NeverMoreWhenUnknown(names(more.suggests), tuple(more.except_answers))
    if file.never_together is not None:
        return NeverTogether(tuple(Apart(names(pair.one), names(pair.other)) for pair in file.never_together))
    if file.every_rule is not None:
        return EveryRule(tuple(file.every_rule))
    return WithheldNeverSuggested() if file.withheld_never_suggested else ExactlyOneDisposition()


def where(part: WherePart, path: At, reader: ConditionReader, read: list[Condition]) -> Where:
    def condition(key: str) -> Expression | None:
        said = getattr(part, key)
        if said is None:
            return None
        read.append(reader.read(said, (*path, key)))
        return read[-1].expr

    return Where(condition("when"), condition("unless"), tuple(part.disposition), tuple(part.person_disposition))


def names(suggests: Literal["all"] | list[str]) -> tuple[str, ...]:
    return ("all",) if suggests == "all" else tuple(suggests)
