"""What can the answer still be? Dispositions, suggestions and what is withheld, as formulas over what is left open.

The same decisions as infer/decide.py, over formulas.
"""

from __future__ import annotations

from collections.abc import Sequence

from dorsiflex.explain.circuit import FALSE, TRUE
from dorsiflex.explain.left_open import LeftOpen
from dorsiflex.infer.decide_bits import BitsDecider, GateHere
from dorsiflex.language.case import flat
from dorsiflex.language.rails import Literal


class Outcome:
    """The decision for one case, as far as it is open."""

    def __init__(self, left: LeftOpen, decider: BitsDecider) -> None:
        self.left, self.circuit = left, left.circuit
        self.decider, self.settings = decider, decider.settings
        self.assessed = {unit: self.is_assessed(unit) for unit in decider.knowledge.units}
        self.dispositions: dict[str, list[int]] = {item.id: [] for item in self.settings.dispositions}
        self.open: dict[int, None] = {}
        for unit in decider.knowledge.units:
            self.side(unit)
        self.person()

    def tell(self, formulas: Sequence[int]) -> None:
        """Note what of the answer is open."""
        self.open.update(dict.fromkeys(one for one in formulas if one > FALSE))

    def is_assessed(self, unit: str) -> int:
        by = self.settings.assessed_by
        if by is None or not self.settings.sides:
            return TRUE
        stem = flat(unit, by)
        yes = self.left.rail(Literal(stem, "==", True))
        if self.left.facts.get(unit + "?recorded") is not True:
            return yes
        return self.circuit.some((yes, self.circuit.every((yes ^ 1, self.left.rail(Literal(stem, "==", False)) ^ 1))))

    def side(self, unit: str) -> None:
        """One side: what it is disposed to, what is withheld and suggested there."""
        every, some = self.circuit.every, self.circuit.some
        here = self.assessed[unit]
        given: dict[str, list[int]] = {item.id: [] for item in self.settings.dispositions}
        held: dict[str, int] = {}
        for gate in self.decider.gates[unit]:
            fires, opens = self.gate(gate)
            held[gate.id] = FALSE
            if fires == FALSE and opens == FALSE:
                continue
            held[gate.id] = every((some((fires, opens)), here))
            if gate.disposition:
                given[gate.disposition].append(every((fires, here)))
                if gate.alone is not None:
                    given[gate.disposition].append(every((self.left.head(gate.alone)[0], here ^ 1)))
            if not gate.unknown_stands:
                given[self.settings.unknown_gate_disposition].append(every((opens, here)))
        nothing = every([one ^ 1 for formulas in given.values() for one in formulas])
        given[self.settings.default_disposition].append(every((here, nothing)))
        given[self.settings.unassessed_disposition].append(here ^ 1)
        for disposition, formula in self.worst(given).items():
            self.dispositions[disposition].append(formula)
        shared: dict[tuple[str, ...], int] = {}
        for gates in self.decider.guard_sets.values():
            if gates not in shared:
                shared[gates] = some([held[gate] for gate in gates])
        self.tell(list(shared.values()))
        self.suggest(unit, {technique: shared[gates] for technique, gates in self.decider.guard_sets.items()})

    def gate(self, gate: GateHere) -> tuple[int, int]:
        """Where a gate fires for a side, and where it cannot tell; of a side that only compares, nobody need tell."""
        firing, opening = [], []
        for stem, source in gate.sources:
            yes, no = self.left.head(stem)
            if no == TRUE:
                continue
            firing.append(yes)
            asked = TRUE if source is None else self.assessed[source]
            opening.append(self.circuit.every((yes ^ 1, no ^ 1, asked)))
        return self.circuit.some(firing), self.circuit.some(opening)

    def worst(self, given: dict[str, list[int]]) -> dict[str, int]:
        """Where each disposition is the worst of those that are given."""
        found: dict[str, int] = {}
        better = TRUE
        for disposition in self.settings.dispositions:
            any_ = self.circuit.some(given[disposition.id])
            found[disposition.id] = self.circuit.every((any_, better))
            better = self.circuit.every((better, any_ ^ 1))
        self.tell(list(found.values()))
        return found

    def suggest(self, unit: str, withheld: dict[str, int]) -> None:
        """Each technique: whether it is suggested, what it lacks, and by which of its rules it gets its place."""
        every, some = self.circuit.every, self.circuit.some
        here = self.assessed[unit]
        for technique in self.decider.techniques[unit]:
            allowed = every((here, withheld.get(technique.id, FALSE) ^ 1)) if technique.treatment else here
            firing = [(place, every((self.left.head(stem)[0], allowed))) for place, stem in technique.rules]
            suggested = some([formula for _, formula in firing])
            if suggested == FALSE:
                continue
            self.tell([suggested, *(every((self.left.head(stem)[1], suggested)) for stem in technique.needs)])
            if technique.ranked:
                self.tell(self.ranked(firing))

    def ranked(self, firing: list[tuple[int, int]]) -> list[int]:
        """Where each place is that of the first rule that fires."""
        places: dict[int, list[int]] = {}
        before: list[int] = []
        for place, formula in firing:
            places.setdefault(place, []).append(self.circuit.every([formula, *before]))
            before.append(formula ^ 1)
        return [self.circuit.some(formulas) for formulas in places.values()]

    def person(self) -> None:
        """The worst of the sides; where none is assessed, the person's own gates beside the usual question."""
        every = self.circuit.every
        nobody = every([formula ^ 1 for formula in self.assessed.values()])
        given = {disposition: list(formulas) for disposition, formulas in self.dispositions.items()}
        given[self.settings.unknown_gate_disposition].append(nobody)
        for gate in self.decider.knowledge.gates.values():
            if gate.disposition and not self.decider.decider.of_side[gate.id]:
                given[gate.disposition].append(every((nobody, self.left.head(gate.id)[0])))
        self.worst(given)
