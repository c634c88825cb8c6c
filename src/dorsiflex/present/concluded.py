"""What does each case file lead to? Every case read, concluded and decided, without the words around it.

For tables over many cases; `dorsiflex cases run` gives the whole answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dorsiflex.catalogue.faults import read_as
from dorsiflex.catalogue.reader import read_document
from dorsiflex.catalogue.schema import CaseFile, ExpectedPart
from dorsiflex.errors import BadInput, Problem
from dorsiflex.infer.decide import Decider, Decision
from dorsiflex.infer.generated import GeneratedEngine
from dorsiflex.intake.form import intake_of
from dorsiflex.language.case import Case
from dorsiflex.language.grounding import build_program
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.truth import Truth
from dorsiflex.validate.case import validate


@dataclass(frozen=True)
class CaseRead:
    """One case file: its id, its answers and what it expects."""

    id: str
    case: Case
    expected: ExpectedPart


@dataclass(frozen=True)
class Concluded:
    """A case with the truth of every rule and what they add up to."""

    read: CaseRead
    truths: Mapping[str, Truth]
    decision: Decision


def read_cases(folder: Path, knowledge: KnowledgeBase) -> list[CaseRead]:
    """Every case below a folder, in the order of their ids. Raises `BadInput`."""
    return sorted((read_case(path, knowledge) for path in folder.rglob("*.yaml")), key=lambda read: read.id)


def read_case(path: Path, knowledge: KnowledgeBase) -> CaseRead:
    document = read_document(path, str(path), faulty=BadInput)
    problems: list[Problem] = []
    form = read_as(CaseFile, document, problems)
    if form is None:
        raise BadInput(problems)
    return CaseRead(form.id, validate(intake_of(document, knowledge.units), knowledge), form.expected)


class Concluder:
    """Concludes and decides the cases of one knowledge base; a changed program may be put in the place of its own."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self.program = build_program(knowledge)
        self.decider = Decider(knowledge, Scopes(knowledge))

    def conclude(self, cases: list[CaseRead], program: Program | None = None) -> list[Concluded]:
        """Every case, by the rules as they are or as `program` has them."""
        engine = GeneratedEngine(program or self.program)
        return [self.one(read, engine) for read in cases]

    def one(self, read: CaseRead, engine: GeneratedEngine) -> Concluded:
        truths = engine.conclude(read.case)
        return Concluded(read, truths, self.decider.decide(truths, truths, read.case))
