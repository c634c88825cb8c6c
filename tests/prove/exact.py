"""Which unanswered findings can still change the answer? By solver, over every completion: the yardstick of `ask`.

A completion answers every question that may be asked of this person and arises; what may not be asked stays unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import z3

from dorsiflex.infer.decide import Decision
from dorsiflex.language.case import Case
from dorsiflex.language.grounding import need_stem
from dorsiflex.language.meaning import Value
from dorsiflex.pipeline import Assessor
from dorsiflex.prove.decision import SymbolicDecision
from dorsiflex.prove.encode import Encoded
from dorsiflex.prove.health import apart, outputs
from dorsiflex.prove.intake import SymbolicIntake
from tests.explain.completions import open_findings


@dataclass
class Completions:
    """Every completion of one case, as formulas."""

    assessor: Assessor
    case: Case

    @cached_property
    def decision_now(self) -> Decision:
        truths = self.assessor.generated.conclude(self.case)
        return self.assessor.decider.decide(truths, truths, self.case)

    @cached_property
    def open(self) -> list[str]:
        return open_findings(self.assessor, self.case, self.decision_now)

    @cached_property
    def asked(self) -> set[str]:
        asker = self.assessor.asker
        return set(asker.ask(asker.opened(self.case, self.decision_now), self.decision_now))

    @cached_property
    def intake(self) -> SymbolicIntake:
        """What is recorded stands fixed; an open question is answered wherever it arises."""
        program = self.assessor.program
        intake, may = SymbolicIntake(program), set(self.open)
        recorded = self.case.recorded
        for stem in program.findings:
            intake.known[stem] = z3.BoolVal(stem in recorded or stem in may)
        for dependent in program.dependents:
            if dependent.stem in may:
                intake.known[dependent.stem] = z3.Not(intake.irrelevant(dependent.stem))
        return intake

    @cached_property
    def fixed(self) -> list[tuple[z3.ExprRef, z3.ExprRef]]:
        """The recorded answers, to be put in place of their variables."""
        found = []
        for stem, value in self.case.recorded.items():
            variable = self.intake.values[stem]
            for one, equal in self.places(stem, value, variable):
                found.append((one, equal))
        return found

    def places(self, stem: str, value: Value, variable: object) -> list[tuple[z3.ExprRef, z3.ExprRef]]:
        if isinstance(variable, dict):
            assert isinstance(value, frozenset)
            return [(chosen, z3.BoolVal(option in value)) for option, chosen in variable.items()]
        assert isinstance(variable, z3.ExprRef)
        if isinstance(value, bool):
            return [(variable, z3.BoolVal(value))]
        if isinstance(value, str):
            return [(variable, z3.IntVal(self.assessor.program.findings[stem].option_ids.index(value)))]
        assert isinstance(value, int)
        return [(variable, z3.IntVal(value))]

    def plain(self, formula: z3.BoolRef) -> z3.BoolRef:
        return z3.simplify(z3.substitute(formula, *self.fixed))

    @cached_property
    def valid(self) -> z3.BoolRef:
        return self.plain(self.intake.valid())

    @cached_property
    def told(self) -> list[z3.BoolRef]:
        """Dispositions, what is suggested and what it lacks, what is withheld."""
        encoded = Encoded(self.assessor.program, self.intake)
        decision = SymbolicDecision(encoded, self.assessor.decider)
        lacking = {
            stem: z3.And(side.suggested[name], encoded.no[stem])
            for unit, side in decision.sides.items()
            for name, technique in self.assessor.knowledge.techniques.items()
            for stem in (need_stem(unit, name, place) for place in range(len(technique.needs)))
        }
        return [self.plain(formula) for formula in outputs(decision, lacking)]

    @cached_property
    def solver(self) -> z3.Solver:
        solver = z3.Solver()
        solver.set("timeout", 60_000)
        solver.add(self.valid)
        return solver

    def can_change(self, stem: str) -> tuple[dict[str, Value], dict[str, Value]] | None:
        """Two completions that differ in this finding alone and get different answers; None: proved that none do."""
        variable = self.intake.values[stem]
        here = list(variable.values()) if isinstance(variable, dict) else [variable]
        swaps = [(one, z3.FreshConst(one.sort())) for one in here]
        other = [z3.substitute(formula, *swaps) for formula in self.told]
        self.solver.push()
        self.solver.add(z3.substitute(self.valid, *swaps), apart(self.told, other))
        answer = self.solver.check()
        model = self.solver.model() if answer == z3.sat else None
        self.solver.pop()
        assert answer != z3.unknown, f"the solver cannot say whether {stem} matters"
        return None if model is None else (self.read(model, []), self.read(model, swaps))

    def read(self, model: z3.ModelRef, swaps: list[tuple[z3.ExprRef, z3.ExprRef]]) -> dict[str, Value]:
        """The answers of a completion: of the one, or (with `swaps`) of the other."""

        def value(formula: z3.ExprRef) -> z3.ExprRef:
            return model.eval(z3.substitute(z3.substitute(formula, *self.fixed), *swaps), model_completion=True)

        answers: dict[str, Value] = {}
        for stem, finding in self.assessor.program.findings.items():
            if not z3.is_true(value(self.intake.known[stem])):
                continue
            variable = self.intake.values[stem]
            if isinstance(variable, dict):
                answers[stem] = frozenset(option for option, one in variable.items() if z3.is_true(value(one)))
            elif z3.is_bool(variable):
                answers[stem] = z3.is_true(value(variable))
            else:
                number = value(variable).as_long()
                answers[stem] = finding.option_ids[number] if finding.option_ids else number
        return answers
