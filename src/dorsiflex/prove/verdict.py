"""Does a claim hold for every intake? Proved; refuted by the smallest intake we can find; or undecided, and why."""

from __future__ import annotations

from dataclasses import dataclass

import z3

from dorsiflex.errors import EnginesDisagree
from dorsiflex.language.case import Case
from dorsiflex.language.claim import Claim
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import Value
from dorsiflex.prove.claims import Claims, OutOfReach, Question
from dorsiflex.prove.replay import replays
from dorsiflex.prove.smallest import plainest, without

PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Proved:
    """No valid intake breaks it; everything that it promises exists."""

    claim: str


@dataclass(frozen=True)
class Refuted:
    """An intake breaks it, in every engine (with `fewer`: taking these answers away does); or what it promises is not.

    Without a case: nothing that is promised can be shown, because it does not exist.
    """

    claim: str
    about: str
    unit: str | None = None
    case: Case | None = None
    fewer: Case | None = None

    def __reduce__(self) -> tuple[object, ...]:
        """A case is read-only and cannot go from one process to another as it is; what is in it can."""
        return _refuted, (self.claim, self.about, self.unit, _plain(self.case), _plain(self.fewer))


Plain = tuple[dict[str, Value], dict[str, Value]]


def _plain(case: Case | None) -> Plain | None:
    return None if case is None else (dict(case.recorded), dict(case.settled))


def _refuted(claim: str, about: str, unit: str | None, case: Plain | None, fewer: Plain | None) -> Refuted:
    return Refuted(claim, about, unit, Case(*case) if case else None, Case(*fewer) if fewer else None)


@dataclass(frozen=True)
class Undecided:
    """The solver could not say."""

    claim: str
    because: str


Verdict = Proved | Refuted | Undecided


def prove(claim: Claim, knowledge: KnowledgeBase, patience_seconds: float = PATIENCE_SECONDS) -> Verdict:
    """The verdict on one claim."""
    return Prover(knowledge, patience_seconds).prove(claim)


class Prover:
    """Puts claims about one knowledge base to the solver, and whatever it finds to the engines."""

    def __init__(self, knowledge: KnowledgeBase, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self.knowledge = knowledge
        self.claims = Claims(knowledge)
        self.patience = int(patience_seconds * 1000)

    def prove(self, claim: Claim) -> Verdict:
        """The first question that the claim fails decides; if none does but some stay open, it is undecided."""
        open_questions: list[str] = []
        try:
            for question in self.claims.questions(claim):
                solver = self.solver(question)
                answer = solver.check()
                if answer == z3.unknown:
                    open_questions.append(f"{question.about}: {solver.reason_unknown()}")
                elif question.promised and answer == z3.unsat:
                    return Refuted(claim.id, question.about, question.unit)
                elif not question.promised and answer == z3.sat:
                    return self.refuted(claim, question, solver)
        except OutOfReach as why:
            return Undecided(claim.id, str(why))
        return Undecided(claim.id, "; ".join(open_questions)) if open_questions else Proved(claim.id)

    def solver(self, question: Question) -> z3.Solver:
        solver = z3.Solver()
        solver.set("timeout", self.patience)
        solver.add(self.claims.valid, question.formula)
        return solver

    def refuted(self, claim: Claim, question: Question, solver: z3.Solver) -> Refuted:
        """The intake that breaks the claim, made small and confirmed by every engine. Raises `EnginesDisagree`."""
        model = self.smallest(question, solver)
        case = self.claims.intake.read(model, self.knowledge)
        fewer = question.fewer.read(model, self.knowledge) if question.fewer else None
        unconfirmed = [
            name
            for name, replay in replays(self.knowledge).items()
            if not replay.breaks(claim, question.unit, case, fewer)
        ]
        if unconfirmed:
            raise EnginesDisagree(f"{name} does not confirm what breaks {claim.id}" for name in unconfirmed)
        return Refuted(claim.id, question.about, question.unit, case, fewer)

    def smallest(self, question: Question, solver: z3.Solver) -> z3.ModelRef:
        """An intake that needs each of its answers; of two intakes, they differ in no answer more than needed."""
        known = self.claims.intake.known
        if question.fewer is not None:
            taken = [z3.And(known[stem], z3.Not(kept)) for stem, kept in question.fewer.known.items()]
            without(solver, taken)
        without(solver, known.values())
        return plainest(solver, self.claims.intake, known)
