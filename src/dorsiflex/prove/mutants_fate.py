"""What becomes of every slip? Noticed by a case or example, proved to change nothing, or a survivor."""

from __future__ import annotations

from dataclasses import dataclass

from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.case import Case
from dorsiflex.prove.coverage import Coverage, Tried
from dorsiflex.prove.mutants import Mutant
from dorsiflex.prove.mutants_equal import Comparer
from dorsiflex.prove.mutants_killed import Trial


@dataclass(frozen=True)
class Fate:
    """One slip, and what noticed it; `equal`: proved to change nothing; otherwise where it would be seen."""

    mutant: Mutant
    by: Tried | None = None
    equal: bool = False
    seen_in: Case | None = None
    undecided: str = ""

    @property
    def survives(self) -> bool:
        return self.by is None and not self.equal


class Fates:
    """Tells the fate of slips. Raises `BadInput` where something is not as expected before any slip."""

    def __init__(self, coverage: Coverage) -> None:
        self.knowledge = coverage.knowledge
        self.trial = Trial(coverage)
        if failing := self.trial.as_it_is():
            why = "A slip is noticed where something stops being as expected, so first all must be."
            mend = "`dorsiflex check` and `dorsiflex cases run` tell what is wrong."
            raise BadInput([Problem(one.name, "not as expected before any slip", why, mend) for one in failing])
        self.comparer = Comparer(coverage.knowledge, [one.case for one in coverage.tried])

    def of(self, name: str) -> list[Fate]:
        """The fate of every slip in a rule or a computed number."""
        mutants = self.trial.mutants
        every = mutants.of_rule(name) if name in self.knowledge.rules else mutants.of_number(name)
        return [self.one(mutant) for mutant in every]

    def one(self, mutant: Mutant) -> Fate:
        """Noticed; or put to the solver."""
        by = self.trial.noticed_by(mutant)
        if by is not None:
            return Fate(mutant, by)
        try:
            case = self.comparer.differs_on(mutant)
        except TimeoutError as undecided:
            return Fate(mutant, undecided=str(undecided))
        return Fate(mutant, equal=case is None, seen_in=case)
