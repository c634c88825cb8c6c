"""How are synthetic people drawn? As a file beside the rules says; without one, evenly over the ranges."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from dorsiflex.catalogue.compile import check_first_line
from dorsiflex.catalogue.faults import read_as
from dorsiflex.catalogue.reader import KNOWLEDGE_BYTES, Unreadable, parse_document
from dorsiflex.catalogue.schema_synthetic import DrawPart, SyntheticFile
from dorsiflex.cohort.synth_review import Review
from dorsiflex.errors import FaultyKnowledge, Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Finding, Kind, Scope

FILE = "synthetic/cohort.yaml"
FORM = "synthetic"
EVENLY = "No file says how people of these rules are drawn, so every answer is equally likely."


@dataclass(frozen=True)
class Recipe:
    """The file, checked, and its fingerprint; without a file, made from the vocabulary."""

    form: SyntheticFile
    sha256: str | None


def read_recipe(rules: Path, knowledge: KnowledgeBase) -> Recipe:
    """The recipe in a folder of rules. Raises `FaultyKnowledge` with every problem of it."""
    path = rules / FILE
    if not path.is_file():
        return Recipe(evenly(knowledge), None)
    data = path.read_bytes()
    problems: list[Problem] = []
    try:
        document = parse_document(data, FILE, KNOWLEDGE_BYTES)
    except Unreadable as unreadable:
        raise FaultyKnowledge(unreadable.problems) from None
    check_first_line(document, FORM, problems)
    form = read_as(SyntheticFile, document, problems)
    if form is not None:
        problems += Review(form, document, knowledge).problems()
    if problems or form is None:
        raise FaultyKnowledge(problems)
    return Recipe(form, sha256(data).hexdigest())


def evenly(knowledge: KnowledgeBase) -> SyntheticFile:
    """Every answer of the vocabulary equally likely, and said to be assumed."""
    drawn: dict[Scope, dict[str, DrawPart]] = {Scope.PERSON: {}, Scope.SIDE: {}}
    for finding in knowledge.vocabulary.findings.values():
        drawn[finding.scope][finding.id] = DrawPart(**even(finding), assumed=EVENLY)
    whole = {"id": "everyone", "title": "everyone", "share": Decimal(1), "assumed": EVENLY}
    return SyntheticFile.model_validate(
        {
            "id": "evenly",
            "title": "Evenly over the vocabulary",
            "about": EVENLY,
            "both_sides": {"share": Decimal("0.5"), "assumed": EVENLY},
            "person": drawn[Scope.PERSON],
            "this": drawn[Scope.SIDE],
            "other": drawn[Scope.SIDE],
            "strata": [whole],
            "missing": {"at_random": {"share": Decimal("0.2"), "assumed": EVENLY}},
        }
    )


def even(finding: Finding) -> dict[str, Any]:
    """All answers of a finding equally likely; the shares of a choice add up to exactly one."""
    half = Decimal("0.5")
    match finding.kind:
        case Kind.YES_NO:
            return {"present": half}
        case Kind.NUMBER:
            return {"uniform": [finding.quantity.value(finding.least), finding.quantity.value(finding.most)]}
        case Kind.SEVERAL_OF:
            return {"includes": {option: half for option in finding.option_ids if option not in finding.negative}}
        case Kind.CHOICE:
            first, *others = finding.option_ids
            each = (Decimal(1) / len(finding.option_ids)).quantize(Decimal("0.0001"))
            return {"options": {first: 1 - each * len(others), **dict.fromkeys(others, each)}}
