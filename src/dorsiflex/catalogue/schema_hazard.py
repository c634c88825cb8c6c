"""Which form has an entry of the hazard log, and how does it become what the stages read?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from dorsiflex.catalogue.document import Document
from dorsiflex.catalogue.parts import Date, KebabId, OwnersPart, Part, RuleStatus, Text, Texts
from dorsiflex.language.hazard import Hazard
from dorsiflex.language.rule import Owners

TestPath = Annotated[str, Field(pattern=r"^tests/[a-z0-9_/]+(\.py)?$")]


class HazardFile(Part):
    id: KebabId
    hazard: Text
    cause: Text
    harm: Text
    control: list[KebabId] = []
    safeguard: list[Text] = []
    case: list[KebabId] = []
    test: list[TestPath] = []
    claim: Texts
    residual: Text
    refs: list[KebabId] = []
    status: RuleStatus
    owners: OwnersPart
    created: Date | None = None
    review_by: Date | None = None


def hazard(file: HazardFile, document: Document) -> Hazard:
    """The hazard of one file."""
    return Hazard(
        file.id,
        file.hazard,
        file.cause,
        file.harm,
        file.status,
        Owners(file.owners.author, file.owners.reviewer),
        file.residual,
        controls=tuple(file.control),
        safeguards=tuple(file.safeguard),
        cases=tuple(file.case),
        tests=tuple(file.test),
        claims=tuple(file.claim),
        refs=tuple(file.refs),
        created=file.created or "",
        review_by=file.review_by or "",
        defined_at=document.where(()),
    )
