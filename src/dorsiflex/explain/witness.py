"""Can an unanswered finding still change the answer? Two completions that differ in it alone, or a proof of none.

Most are shown by pairs prepared once for a knowledge base (`library.py`), laid over what this case leaves open. For the
others a search over every completion decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import assert_never

from dorsiflex.explain.circuit import FALSE, TRUE
from dorsiflex.explain.fitting import OTHER, Fitting, elsewhere
from dorsiflex.explain.leaves import Anything, Chosen, Leaf, Reaches
from dorsiflex.explain.left_open import LeftOpen
from dorsiflex.explain.library import Completion, Library
from dorsiflex.explain.outcome import Outcome
from dorsiflex.explain.search import Search
from dorsiflex.infer.bit_columns import union
from dorsiflex.language.rails import Scalar
from dorsiflex.language.vocabulary import Kind

# So many dead ends, and the search gives up: first, while other parts of the answer are still to be tried, and at last.
HASTY, PATIENT = 20, 500


@dataclass
class Witnesses:
    """Looks for witnesses in the completions of one case."""

    left: LeftOpen
    outcome: Outcome
    library: Library
    search: Search = field(init=False)
    fitting: Fitting = field(init=False)
    valid: int = field(init=False)

    def __post_init__(self) -> None:
        self.fitting = Fitting(self.left)
        self.search = Search(self.left.circuit, self.fitting.clauses, self.fitting.contradiction, self.usual)
        self.valid = self.left.valid()
        if self.valid != TRUE:
            self.search.enter([self.valid])
            self.search.add([self.valid])

    def candidates(self) -> frozenset[str]:
        """The findings that an open part of the answer hangs on."""
        support = 0
        for formula in self.outcome.open:
            support |= self.left.circuit.hangs_on(formula)
        return self.left.names(support)

    def that_can_change(self, candidates: list[str]) -> set[str]:
        """The candidates for which some pair of completions gives different answers."""
        differ = self.shown({})
        found = {stem for stem in candidates if differ & self.library.pairs.get(stem, 0)}
        left = [stem for stem in candidates if stem not in found]
        while left:
            stem = left.pop(0)
            can = self.can_change(stem)
            # Where the search gives up, the question is asked: one too many rather than one too few.
            if can is not False:
                found.add(stem)
            if can and left:
                # What lets one finding be seen often lets others.
                differ = self.shown(self.completion())
                found |= {stem for stem in left if differ & self.library.pairs.get(stem, 0)}
                left = [stem for stem in left if stem not in found]
        return found

    def completion(self) -> Completion:
        """The answers that the search has found, but for numbers whose difference counts."""
        value, answers = self.search.model, dict[str, Scalar]()
        spans: dict[str, tuple[int, int]] = {}
        apart: set[str | None] = set()
        for node, leaf in self.left.leaves.items():
            now = value[2 * node] if 2 * node < len(value) else None
            match leaf:
                case Chosen(attribute, None) if now is not None:
                    answers[attribute] = now == 1
                case Chosen(attribute, str() as option) if now == 1:
                    answers[attribute] = option
                case Reaches(stem, least, _, None) if now is not None:
                    finding = self.left.program.findings[stem.removesuffix(OTHER)]
                    low, high = spans.get(stem, (finding.least, finding.most))
                    spans[stem] = (max(low, least), high) if now else (low, min(high, least - 1))
                case Reaches(stem, _, _, str() as minus):
                    apart |= {stem, minus}
                case _:
                    pass
        for stem, (low, high) in spans.items():
            answers[stem] = min(max(low, int(self.library.benign[stem.removesuffix(OTHER)])), high)
        return {name: answer for name, answer in answers.items() if name not in apart and OTHER not in name}

    # By the search

    def can_change(self, stem: str) -> bool | None:
        """Whether two completions that differ in one finding give different answers; None: not found out."""
        circuit, bit = self.left.circuit, 1 << self.left.places[stem]
        one, other = (circuit.replaced(partial(self.leaf_in, stem, place), bit) for place in range(2))
        differs = circuit.differing(one, other, bit)
        valid = [formula for formula in (one(self.valid), other(self.valid)) if formula != TRUE]
        if FALSE in valid:
            return False
        turned = {differs(told) for told in self.outcome.open if circuit.hangs_on(told) & bit} - {FALSE}
        ways = {way for formula in turned for way in circuit.ways(formula)}
        return self.any_holds(sorted(sorted(way) for way in ways), valid)

    def any_holds(self, ways: list[list[int]], valid: list[int]) -> bool | None:
        """Whether some formulas can hold together, of several such lists; None: not found out."""
        impossible: list[set[int]] = []
        ways.sort(key=len)
        # One after the other: most are told at once, and one that is hard need not be.
        for patience in (HASTY, PATIENT):
            undecided = []
            for way in ways:
                # What asks for more than what cannot be cannot be.
                if not any(fewer.issubset(way) for fewer in impossible):
                    found = self.search.holds([*valid, *way], patience)
                    if found:
                        return True
                    if found is None:
                        undecided.append(way)
                    else:
                        impossible.append(set(way))
            ways = undecided
        return None if ways else False

    def leaf_in(self, stem: str, place: int, node: int) -> int:
        """A leaf of a finding in one of two completions: a yes/no is yes in the first, and no in the other."""
        if self.left.program.findings[stem].kind is Kind.YES_NO and isinstance(self.left.leaves[node], Chosen):
            return FALSE if place else TRUE
        return self.left.leaf(elsewhere(self.left.leaves[node], stem)) if place else 2 * node

    def usual(self, node: int) -> bool:
        """Which way a leaf is tried first: as in the benign completion."""
        leaf, benign = self.left.leaves.get(node), self.library.benign
        match leaf:
            case Chosen(attribute, option):
                return benign[attribute.removesuffix(OTHER)] == (True if option is None else option)
            case Reaches(stem, least, scale, minus, times):
                less = int(benign[minus.removesuffix(OTHER)]) * times if minus else 0
                return int(benign[stem.removesuffix(OTHER)]) * scale - less >= least
            case _:
                return False

    # By the prepared pairs

    def shown(self, base: Completion) -> int:
        """The first columns of the prepared pairs that, beside some answers, give two answers for this case."""
        circuit, every = self.left.circuit, (1 << self.library.count) - 1
        masks = [every] * len(circuit.parts)
        for node in sorted(circuit.below([*self.outcome.open, self.valid])):
            parts = circuit.parts[node]
            if parts:
                mask = every
                for part in parts:
                    other = masks[part >> 1]
                    # As `mask & ~other`, at a tenth of the cost.
                    mask = mask ^ (mask & other) if part & 1 else mask & other
                masks[node] = mask
            elif node:
                masks[node] = self.columns_of(self.left.leaves[node], base)
        differ = 0
        for formula in self.outcome.open:
            mask = masks[formula >> 1]
            differ |= mask ^ (mask >> 1)
        fine = masks[self.valid >> 1] ^ (every if self.valid & 1 else 0)
        return differ & fine & (fine >> 1)

    def columns_of(self, leaf: Leaf, base: Completion) -> int:
        """The columns of the prepared pairs in which a leaf holds."""
        match leaf:
            case Chosen(attribute, option):
                return self.values_of(attribute, base).get(True if option is None else option, 0)
            case Reaches(stem, least, scale, None):
                values = self.values_of(stem, base)
                return union(mask for value, mask in values.items() if int(value) * scale >= least)
            case Reaches(stem, least, scale, minus, times):
                assert minus is not None
                values, others = self.values_of(stem, base), self.values_of(minus, base)
                return union(
                    mask & other
                    for value, mask in values.items()
                    for less, other in others.items()
                    if int(value) * scale - int(less) * times >= least
                )
            case Anything():
                return 0
            case _:
                assert_never(leaf)

    def values_of(self, attribute: str, base: Completion) -> dict[Scalar, int]:
        """The columns of each value of an attribute: where no pair says, that of the base."""
        values, benign = self.library.values[attribute], self.library.benign[attribute]
        usual = base.get(attribute, benign)
        if usual == benign:
            return values
        own = self.library.pairs.get(attribute.partition("/")[0], 0)
        moved = values[benign] & ~(own | own << 1)
        kept = {**values, benign: values[benign] ^ moved}
        kept[usual] = kept.get(usual, 0) | moved
        return kept
