"""Does a slip change anything at all? Proved to change nothing, or the smallest intake where it does.

A changed condition must make its own rule come out otherwise, a changed number some rule that reads it; a gate that
withholds nothing must let something be suggested.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from functools import cached_property

import z3

from dorsiflex.infer.decide import Decider
from dorsiflex.language.case import Case, flat
from dorsiflex.language.grounding import build_program
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Head
from dorsiflex.language.scopes import Scopes
from dorsiflex.prove.coverage_missing import Searcher
from dorsiflex.prove.coverage_sheet import Order
from dorsiflex.prove.decision import SymbolicDecision
from dorsiflex.prove.encode import Encoded
from dorsiflex.prove.mutants import Mutant, Mutants, Slip


class Comparer:
    """Compares mutants with the knowledge they are made from, for every possible intake."""

    def __init__(self, knowledge: KnowledgeBase, seen: Sequence[Case] = ()) -> None:
        self.knowledge = knowledge
        self.mutants = Mutants(knowledge)
        self.program = build_program(knowledge)
        self.order = Order(self.program)
        self.searcher = Searcher(knowledge, seen)
        self.encoded = self.searcher.encoded

    def differs_on(self, mutant: Mutant) -> Case | None:
        """The smallest intake on which a mutant does otherwise; None where it is proved that there is none.

        Raises `TimeoutError` where the solver cannot say.
        """
        wanted = self.opened(mutant) if mutant.slip is Slip.WITHHOLDS else self.otherwise(mutant)
        return self.searcher.found(wanted)

    def otherwise(self, mutant: Mutant) -> z3.BoolRef:
        """Where a rule comes out otherwise: the changed one, or those that read a changed number."""
        changed = self.mutants.parts(mutant, self.program)
        varied = copy.copy(self.encoded)
        varied.yes, varied.no, varied.numbers = dict(varied.yes), dict(varied.no), dict(varied.numbers)
        unit = self.mutants.units(mutant.owner)[0]
        behind = self.order.behind(changed)
        if mutant.owner in self.knowledge.rules:
            behind = [flat(unit, mutant.owner)]
        for stem in behind:
            part = changed.get(stem, self.order.parts[stem])
            if isinstance(part, Head):
                varied.yes[stem], varied.no[stem] = varied.rail(part.yes), varied.rail(part.no)
            else:
                varied.numbers[stem] = varied.number(part)
        return z3.Or(*(self.apart(varied, stem) for stem in behind if stem in self.program.rules))

    def apart(self, varied: Encoded, stem: str) -> z3.BoolRef:
        return z3.Or(z3.Xor(varied.yes[stem], self.encoded.yes[stem]), z3.Xor(varied.no[stem], self.encoded.no[stem]))

    def opened(self, mutant: Mutant) -> z3.BoolRef:
        """Where something is suggested that the gate alone held back."""
        decider = Decider(self.knowledge, Scopes(self.knowledge))
        decider.guards = self.mutants.guards(mutant, decider.guards)
        side, free = self.knowledge.units[0], SymbolicDecision(self.encoded, decider)
        every = tuple(self.knowledge.techniques)
        held = self.decision.sides[side].suggested
        return z3.Or(*(z3.And(free.sides[side].suggested[name], z3.Not(held[name])) for name in every))

    @cached_property
    def decision(self) -> SymbolicDecision:
        return SymbolicDecision(self.encoded, Decider(self.knowledge, Scopes(self.knowledge)))
