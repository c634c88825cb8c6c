"""Can an unanswered finding still change the answer? A pair of completions that differ in it alone is the proof."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from dorsiflex.explain.answers import PossibleAnswers
from dorsiflex.infer.bits import BitsEngine, Columns, settle_dependents
from dorsiflex.infer.decide import Decider, Decision
from dorsiflex.language.case import Case
from dorsiflex.language.facts import Facts
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.rails import literals
from dorsiflex.language.truth import Truth


@dataclass
class Witnesses:
    """Looks for witnesses in the completions of a case."""

    knowledge: KnowledgeBase
    program: Program
    bits: BitsEngine
    decider: Decider
    values: PossibleAnswers = field(init=False)
    parents: dict[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.values = PossibleAnswers(self.program)
        self.parents = {
            dependent.stem: tuple(dict.fromkeys(item.attribute.partition("/")[0] for item in literals(dependent.irrelevant)))
            for dependent in self.program.dependents
        }

    def settle(self, columns: Columns) -> int:
        """Fill in the dependents of each column."""
        return settle_dependents(columns, self.program)

    def that_can_change(
        self, candidates: Collection[str], case: Case, facts: Facts, truths: Mapping[str, Truth], decision: Decision
    ) -> set[str]:
        """The candidates for which some pair of completions gives different answers."""
        return set(candidates)
