"""Does a proof speak of what runs? Random intakes in the formulas, and the solver's intakes in the engines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import pytest
import z3
from hypothesis import given

from dorsiflex.catalogue.load import load
from dorsiflex.infer.decide import Decider, Decision
from dorsiflex.language.case import Case
from dorsiflex.language.truth import Truth
from dorsiflex.prove.decision import SymbolicDecision
from dorsiflex.prove.encode import Encoded
from dorsiflex.prove.intake import SymbolicIntake
from tests.conformance.strategies import World, examples, random_case, worlds
from tests.conformance.test_every_engine_agrees import meaning

ROOT = Path(__file__).parents[2]
FOLDERS = [ROOT / "rules", ROOT / "tests" / "foreign" / "wrist", ROOT / "tests" / "foreign" / "sleep"]


@dataclass(frozen=True)
class Formulas:
    """A knowledge base, and what the solver knows of it."""

    world: World
    decision: SymbolicDecision

    @property
    def encoded(self) -> Encoded:
        return self.decision.encoded

    @property
    def intake(self) -> SymbolicIntake:
        return self.encoded.intake

    def solver(self) -> z3.Solver:
        solver = z3.Solver()
        solver.add(self.intake.valid())
        return solver

    def agree_on(self, case: Case, model: z3.ModelRef) -> None:
        """A model of the formulas says of a case what the reference says, and the same is decided."""

        def holds(formula: z3.BoolRef) -> bool:
            return bool(z3.is_true(model.eval(formula, model_completion=True)))

        truths = meaning(self.world, case)
        for stem, truth in truths.items():
            assert (stem, holds(self.encoded.yes[stem])) == (stem, truth is Truth.TRUE)
            assert (stem, holds(self.encoded.no[stem])) == (stem, truth is Truth.FALSE)
        decided = Decider(self.world.knowledge, self.world.scopes).decide(truths, truths, case)
        assert [d for d, where in self.decision.dispositions.items() if holds(where)] == [decided.disposition]
        self.agree_on_sides(decided, holds)

    def agree_on_sides(self, decided: Decision, holds: object) -> None:
        assert callable(holds)
        for side in decided.sides:
            formulas = self.decision.sides[side.unit]
            assert holds(formulas.assessed) == side.assessed
            assert [d for d, where in formulas.dispositions.items() if holds(where)] == [side.disposition]
            withheld = {technique for technique, where in formulas.withheld.items() if holds(where)}
            assert withheld == {technique for technique, _ in side.withheld}
            suggested = {technique for technique, where in formulas.suggested.items() if holds(where)}
            assert suggested == {item.technique for item in side.suggested}


def formulas_of(world: World) -> Formulas:
    encoded = Encoded(world.program, SymbolicIntake(world.program))
    return Formulas(world, SymbolicDecision(encoded, Decider(world.knowledge, world.scopes)))


@cache
def formulas_in(folder: Path) -> Formulas:
    return formulas_of(World(load(folder), ()))


def pinned(formulas: Formulas, case: Case) -> z3.ModelRef:
    """The one model in which the intake is the case."""
    solver = formulas.solver()
    solver.add(*formulas.intake.pins(case.recorded))
    assert solver.check() == z3.sat
    return solver.model()


@examples(60)
@given(world=worlds())
def test_the_formulas_of_any_knowledge_say_of_a_case_what_the_reference_says(world: World) -> None:
    formulas = formulas_of(world)
    for case in world.cases:
        formulas.agree_on(case, pinned(formulas, case))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_formulas_of_these_rules_say_of_random_cases_what_the_reference_says(folder: Path) -> None:
    formulas = formulas_in(folder)
    for seed in range(8):
        case = random_case(formulas.world.knowledge, Random(seed))
        formulas.agree_on(case, pinned(formulas, case))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_an_intake_that_the_solver_finds_is_taken_and_decided_as_it_says(folder: Path) -> None:
    formulas = formulas_in(folder)
    rules = sorted(formulas.world.program.rules)
    solver = formulas.solver()
    for stem in Random(1).sample(rules, 8 if len(rules) > 8 else len(rules)):
        for rail in (formulas.encoded.yes, formulas.encoded.no):
            if solver.check(rail[stem]) == z3.sat:
                model = solver.model()
                formulas.agree_on(formulas.intake.read(model, formulas.world.knowledge), model)


@examples(30)
@given(world=worlds(most=1))
def test_contradictory_answers_are_no_intake_of_the_solver_and_all_others_are(world: World) -> None:
    formulas = formulas_of(world)
    for dependent in world.program.dependents:
        solver = formulas.solver()
        positive = formulas.intake.positive(dependent.stem, dependent.finding)
        solver.add(formulas.intake.irrelevant(dependent.stem), formulas.intake.known[dependent.stem], positive)
        assert solver.check() == z3.unsat
    pinned(formulas, random_case(world.knowledge, Random(0), 1.0))
