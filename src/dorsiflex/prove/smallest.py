"""Which of many intakes is shown? The one with the fewest answers, and of those the plainest: the same on every run.

The solver gives any intake that serves, another one after another history; a reader who runs a proof again wants to
meet the same person.
"""

from __future__ import annotations

from collections.abc import Iterable

import z3

from dorsiflex.language.vocabulary import Finding, Kind
from dorsiflex.prove.intake import SymbolicIntake


def without(solver: z3.Solver, wanted: Iterable[z3.BoolRef]) -> z3.ModelRef:
    """A model of a solver that has one, with as many as possible of these not so, tried one by one."""
    model = model_of(solver)
    for one in wanted:
        if not z3.is_true(model.eval(one, model_completion=True)):
            solver.add(z3.Not(one))
        elif solver.check(z3.Not(one)) == z3.sat:
            model = solver.model()
            solver.add(z3.Not(one))
    return model_of(solver)


def plainest(solver: z3.Solver, intake: SymbolicIntake, stems: Iterable[str]) -> z3.ModelRef:
    """Of the intakes with the same answers recorded: no before yes, an option before the next, the least number."""
    model = model_of(solver)
    for stem in stems:
        if z3.is_true(model.eval(intake.known[stem], model_completion=True)):
            solver.add(intake.known[stem])
            settle_plainly(solver, intake.program.findings[stem], intake.values[stem])
    return model_of(solver)


def settle_plainly(solver: z3.Solver, finding: Finding, value: object) -> None:
    if isinstance(value, dict):
        without(solver, value.values())
    elif finding.kind is Kind.YES_NO:
        without(solver, [value])
    else:
        solver.add(value == least(solver, value, 0 if finding.kind is Kind.CHOICE else finding.least))


def least(solver: z3.Solver, value: z3.ArithRef, lowest: int) -> int:
    """The least that a whole number can be, and it is `lowest` or more; what was found so far if time runs out."""
    highest = model_of(solver).eval(value, model_completion=True).as_long()
    while lowest < highest:
        middle = (lowest + highest) // 2
        answer = solver.check(value <= middle)
        if answer == z3.sat:
            highest = solver.model().eval(value, model_completion=True).as_long()
        elif answer == z3.unsat:
            lowest = middle + 1
        else:
            break
    return int(highest)


def model_of(solver: z3.Solver) -> z3.ModelRef:
    """A model of a solver that is known to have one."""
    if solver.check() != z3.sat:
        raise AssertionError("an intake that was found is gone")
    return solver.model()
