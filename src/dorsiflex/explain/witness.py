"""Can an unanswered finding still change the answer? A pair of completions that differ in it alone is the proof.

Most proofs are prepared once for a knowledge base (`library.py`) and only checked for the case at hand; what they leave
open is searched for this case.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice

from dorsiflex.explain.answers import PossibleAnswers
from dorsiflex.explain.library import Library, Pair, attributes_of, build_library, pairs_of_head
from dorsiflex.explain.solve import Restriction, Solver, Store
from dorsiflex.infer.bits import BitsEngine, Columns, settle_dependents, union
from dorsiflex.infer.decide import Decider, Decision
from dorsiflex.infer.decide_bits import BitsDecider, outputs
from dorsiflex.language.case import Case
from dorsiflex.language.facts import Facts
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.rails import literals

PAIRS_SEARCHED = 24


@dataclass
class Witnesses:
    """Looks for witnesses in the completions of a case."""

    knowledge: KnowledgeBase
    program: Program
    bits: BitsEngine
    decider: Decider
    values: PossibleAnswers = field(init=False)
    parents: dict[str, tuple[str, ...]] = field(init=False)
    library: Library = field(init=False)
    bits_decider: BitsDecider = field(init=False)
    solver: Solver = field(init=False)

    def __post_init__(self) -> None:
        self.values = PossibleAnswers(self.program)
        self.parents = {
            dependent.stem: tuple(
                dict.fromkeys(item.attribute.partition("/")[0] for item in literals(dependent.irrelevant))
            )
            for dependent in self.program.dependents
        }
        self.bits_decider = BitsDecider(self.decider)
        self.solver = Solver(self.program, self.values.reads)
        self.library = build_library(self.knowledge, self.program, self.bits, self.decider, self.values)

    def settle(self, columns: Columns) -> int:
        """Fill in the dependents of each column."""
        return settle_dependents(columns, self.program)

    def that_can_change(
        self, candidates: Collection[str], case: Case, facts: Facts, heads: list[str], decision: Decision
    ) -> set[str]:
        """The candidates for which some pair of completions gives different answers."""
        if not candidates:
            return set()
        found = self.proved(candidates, self.library.columns_for(case, facts, decision), self.library.pairs, case)
        missing = [stem for stem in candidates if stem not in found]
        if missing:
            pairs = [pair for stem in missing for pair in self.searched(stem, heads, facts, case)]
            own = Library.of(self.program, self.library.benign, pairs)
            own.assessed_by, own.comparator_asks = self.library.assessed_by, self.library.comparator_asks
            found |= self.proved(missing, own.columns_for(case, facts, decision), own.pairs, case)
        return found

    def proved(self, candidates: Collection[str], columns: Columns, pairs: dict[str, int], case: Case) -> set[str]:
        """The candidates that have a pair whose two columns give different answers."""
        contradicted = settle_dependents(columns, self.program, case.recorded)
        masks = self.bits.conclude(columns)
        sides = self.bits_decider.decide(masks, columns)
        told = outputs(sides, self.bits_decider.person(sides, masks, columns.all))
        differ = union((mask ^ (mask >> 1)) for mask in told)
        differ &= ~(contradicted | (contradicted >> 1))
        return {stem for stem in candidates if differ & pairs.get(stem, 0)}

    def searched(self, stem: str, heads: list[str], facts: Facts, case: Case) -> Iterator[Pair]:
        """Pairs for one finding, sought with the answers of this case as given."""
        store = self.given(facts, case)
        reading = (head for head in heads if stem in self.solver.reads.of_head(head))
        own = (
            pair
            for head in reading
            for pair in pairs_of_head(self.program, self.solver, head, stem, store, BREADTH_HERE)
        )
        yield from islice(own, PAIRS_SEARCHED)

    def given(self, facts: Facts, case: Case) -> Store:
        """The recorded answers as a store."""
        store: dict[str, Restriction] = {}
        for stem in case.settled:
            for attribute in attributes_of(self.program.findings[stem], stem):
                value = facts.get(attribute)
                if isinstance(value, bool):
                    store[attribute] = value
                elif isinstance(value, str):
                    store[attribute] = frozenset({value})
                elif value is not None:
                    store[attribute] = (value, value)
        return store


BREADTH_HERE = 6
