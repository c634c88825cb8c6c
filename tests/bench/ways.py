"""What is done to a case, and measured? From reading its text to the whole checked answer."""

from __future__ import annotations

import json

from dorsiflex.explain.answer import Answer
from dorsiflex.explain.because import Because
from dorsiflex.explain.compose import Composer
from dorsiflex.explain.left_open import LeftOpen
from dorsiflex.language.case import Case
from dorsiflex.language.truth import Truth
from dorsiflex.pipeline import Assessor
from tests.bench.clock import Way
from tests.bench.made_intakes import Intake

LOADS = "json.loads"
GENERATED = "generated evaluation"
REASONS = "generated, with reasons"
WHOLE_REASONS = "generated, whole answer with every reason"
DURABLE = "durable evaluation"
WHOLE = "whole checked assessment"


def ways(assessor: Assessor, intakes: list[Intake]) -> dict[str, Way]:
    """Every way, `json.loads` of the same intake first."""
    texts = [json.dumps(intake) for intake in intakes]
    cases = [assessor.case(intake) for intake in intakes]
    return {
        LOADS: lambda place: json.loads(texts[place]),
        GENERATED: lambda place: assessor.generated.conclude(cases[place]),
        REASONS: lambda place: with_reasons(assessor, cases[place]),
        WHOLE_REASONS: lambda place: whole_with_reasons(assessor, cases[place]),
        DURABLE: lambda place: assessor.durable.conclude(cases[place]),
        WHOLE: lambda place: assessor.assess(intakes[place]),
    }


def with_reasons(assessor: Assessor, case: Case) -> dict[str, Because]:
    """Conclusions, and for every rule: what settled it where it fires, what is missing where it cannot tell."""
    return assessor.teller.told(case, assessor.generated.conclude(case)).every()


def whole_with_reasons(assessor: Assessor, case: Case) -> Answer:
    """Conclusions, decision, and the reason of every suggestion and of every gate that fires or cannot tell."""
    concluded = assessor.generated.conclude(case)
    truths = {stem: concluded[stem] for stem in assessor.program.rules}
    needs = {stem: concluded[stem] for stem in assessor.program.needs}
    decision = assessor.decider.decide(truths, needs, case)
    composer = Composer(
        assessor.knowledge,
        assessor.decider,
        case,
        assessor.teller.told(case, truths),
        no_questions(assessor, case, truths),
        truths,
        needs,
        (),
        assessor.variations.stability(case),
    )
    answer = composer.answer(decision, ("generated",))
    look_at_reasons(answer)
    return answer


def no_questions(assessor: Assessor, case: Case, truths: dict[str, Truth]) -> LeftOpen:
    """What is left open, for questions: none are asked here."""
    asker = assessor.asker
    nobody = frozenset(assessor.program.findings)
    return LeftOpen(
        asker.program, asker.places, reads=asker.values.reads, case=case, facts={}, truths=truths, closed=nobody
    )


def look_at_reasons(answer: Answer) -> int:
    """Work every reason out; how many there are."""
    reasons = [gate.reason for side in answer.sides.values() for gate in side.gates if gate.truth is not Truth.FALSE]
    told = [item.reasons for side in answer.sides.values() for item in side.suggestions]
    return len(reasons) + len(told)
