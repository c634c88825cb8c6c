"""Can what no case shows be shown at all? The smallest intake that would show it, or why there is none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import z3

from dorsiflex.language.case import Case
from dorsiflex.language.grounding import build_program
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import Value
from dorsiflex.language.rails import surely
from dorsiflex.language.rule import Outcome
from dorsiflex.prove.coverage import Aspect, Condition, Demands
from dorsiflex.prove.encode import Encoded
from dorsiflex.prove.intake import SymbolicIntake
from dorsiflex.prove.smallest import plainest, without

PATIENCE_SECONDS = 60
TRIED_VALUES = 8


class WhyNot(Enum):
    """Why nothing can show an aspect of a condition."""

    NEVER_SO = "never so"
    NEVER_NOT_SO = "never not so"
    ONLY_UNKNOWN = "decides only whether the rule can tell"
    NEVER_DECIDES = "never decides"


@dataclass(frozen=True)
class Showing:
    """An intake that would show it, and what the rule then does; or else why there is none."""

    case: Case | None = None
    outcome: Outcome | None = None
    why_not: WhyNot | None = None
    undecided: str = ""


class Searcher:
    """Looks for intakes that show what is missing, seen from the first side."""

    def __init__(self, knowledge: KnowledgeBase, seen: Sequence[Case] = ()) -> None:
        self.knowledge, self.seen = knowledge, seen
        self.demands = Demands(knowledge)
        self.intake = SymbolicIntake(build_program(knowledge))
        self.encoded = Encoded(self.intake.program, self.intake)

    @cached_property
    def valid(self) -> z3.BoolRef:
        return self.intake.valid()

    def showing(self, condition: Condition, aspect: Aspect, near: Sequence[Case] = ()) -> Showing:
        """An intake that shows an aspect of a condition, near to some."""
        unit = self.demands.units(condition.rule)[0]
        wanted = self.demands.where(condition, aspect, unit, self.encoded.rail)
        try:
            case = self.found(wanted, near)
        except TimeoutError as undecided:
            return Showing(undecided=str(undecided))
        if case is None:
            return Showing(why_not=self.why_not(condition, aspect, unit))
        return Showing(case, self.outcome(condition, unit, case))

    def found(self, wanted: z3.BoolRef, near: Sequence[Case] = ()) -> Case | None:
        """The smallest intake of some kind, or the one that least differs from those that are near.

        None where it is proved that there is none. Raises `TimeoutError`.
        """
        solver = self.solver(wanted)
        answer = solver.check()
        if answer == z3.unknown:
            raise TimeoutError(solver.reason_unknown())
        return self.smallest(solver, wanted, near) if answer == z3.sat else None

    def solver(self, wanted: z3.BoolRef) -> z3.Solver:
        solver = z3.Solver()
        solver.set("timeout", PATIENCE_SECONDS * 1000)
        solver.add(self.valid, wanted)
        return solver

    def smallest(self, solver: z3.Solver, wanted: z3.BoolRef, near: Sequence[Case]) -> Case:
        """An intake that needs each of its answers beside those of the nearest example."""
        asked = self.asked(wanted)
        solver.add(*(z3.Not(known) for stem, known in self.intake.known.items() if stem not in asked))
        found = [self.beside(solver, case.recorded, asked) for case in near] or [self.beside(solver, {}, asked)]
        return min(found, key=lambda one: one[0])[1]

    def beside(self, solver: z3.Solver, base: Mapping[str, Value], asked: set[str]) -> tuple[int, Case]:
        """The intake that changes as few answers as it can of some that are given, and how many."""
        solver.push()
        kept = {stem: self.pinned(stem, value) for stem, value in base.items() if stem in asked}
        labels = {stem: z3.Bool(f"keep {stem}") for stem in kept}
        solver.add(*(z3.Implies(labels[stem], pin) for stem, pin in kept.items()))
        while solver.check(*(labels[stem] for stem in kept)) == z3.unsat:
            core = {str(label) for label in solver.unsat_core()}
            del kept[next(stem for stem in reversed(kept) if f"keep {stem}" in core)]
        solver.add(*(labels[stem] for stem in kept))
        new = [stem for stem in self.intake.known if stem in asked and stem not in kept]
        without(solver, [self.intake.known[stem] for stem in new])
        self.usual_values(solver, new)
        case = self.intake.read(plainest(solver, self.intake, new), self.knowledge)
        solver.pop()
        changed = sum(case.recorded.get(stem) != value for stem, value in base.items() if stem in asked)
        return changed + len(case.recorded.keys() - base.keys()), case

    def pinned(self, stem: str, value: Value) -> z3.BoolRef:
        """That a finding is answered so."""
        return z3.And(self.intake.known[stem], *self.intake.equals(stem, self.intake.program.findings[stem], value))

    def usual_values(self, solver: z3.Solver, stems: Iterable[str]) -> None:
        """Answers as they stand in other cases, where they serve as well."""
        for stem in stems:
            for value in self.usual.get(stem, ())[:TRIED_VALUES]:
                pin = z3.Implies(self.intake.known[stem], self.pinned(stem, value))
                if solver.check(pin) == z3.sat:
                    solver.add(pin)
                    break

    @cached_property
    def usual(self) -> dict[str, list[Value]]:
        """The answers to each finding in the cases at hand, the most frequent first."""
        seen: dict[str, Counter[Value]] = defaultdict(Counter)
        for case in self.seen:
            for stem, value in case.recorded.items():
                seen[stem][value] += 1
        return {stem: [value for value, _ in counts.most_common()] for stem, counts in seen.items()}

    def asked(self, wanted: z3.BoolRef) -> set[str]:
        """The findings that a formula asks about, and the parents of these."""
        every = set(variables(wanted))
        stems = {name.partition("?")[0].partition("/")[0] for name in every}
        for stem in stems & self.intake.program.dependent.keys():
            every |= set(variables(self.intake.irrelevant(stem)))
        return {name.partition("?")[0].partition("/")[0] for name in every} & self.intake.known.keys()

    def outcome(self, condition: Condition, unit: str | None, case: Case) -> Outcome:
        rule = condition.rule if unit is None else f"{unit}.{condition.rule}"
        for formula, outcome in ((self.encoded.yes[rule], Outcome.FIRES), (self.encoded.no[rule], Outcome.SILENT)):
            solver = self.solver(formula)
            solver.add(*self.intake.pins(case.recorded))
            if solver.check() == z3.sat:
                return outcome
        return Outcome.CANNOT_TELL

    def why_not(self, condition: Condition, aspect: Aspect, unit: str | None) -> WhyNot:
        """It cannot be so at all; or it can, and then something else has always decided between firing and silence."""
        if aspect in (Aspect.SO, Aspect.NOT_SO):
            so = aspect is Aspect.SO
            rail = surely(condition.leaf, so, self.demands.names(unit))
            if self.solver(self.encoded.rail(rail)).check() == z3.unsat:
                return WhyNot.NEVER_SO if so else WhyNot.NEVER_NOT_SO
        wanted = self.demands.where(condition, aspect, unit, self.encoded.rail, fully=False)
        return WhyNot.NEVER_DECIDES if self.solver(wanted).check() == z3.unsat else WhyNot.ONLY_UNKNOWN


def variables(formula: z3.ExprRef) -> Iterator[str]:
    """The names of the variables in a formula."""
    seen: set[int] = set()
    waiting = [formula]
    while waiting:
        part = waiting.pop()
        if part.get_id() in seen:
            continue
        seen.add(part.get_id())
        if z3.is_const(part) and part.decl().kind() == z3.Z3_OP_UNINTERPRETED:
            yield part.decl().name()
        waiting += part.children()
