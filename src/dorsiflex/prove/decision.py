"""What is decided for every intake? Who is assessed, what is held, suggested and disposed, as in `infer/decide.py`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import z3

from dorsiflex.infer.decide import Decider
from dorsiflex.language.case import flat
from dorsiflex.language.rails import Literal
from dorsiflex.prove.encode import Encoded


@dataclass(frozen=True)
class SymbolicSide:
    """One side: where it is assessed, has each disposition, and withholds or suggests each technique."""

    unit: str
    assessed: z3.BoolRef
    dispositions: dict[str, z3.BoolRef]
    withheld: dict[str, z3.BoolRef]
    suggested: dict[str, z3.BoolRef]


class SymbolicDecision:
    """The decision for every intake. A disposition that the knowledge does not declare leaves a side with none."""

    def __init__(self, encoded: Encoded, decider: Decider) -> None:
        self.encoded, self.decider = encoded, decider
        self.knowledge, self.settings = decider.knowledge, decider.settings
        self.assessed = {unit: self.is_assessed(unit) for unit in self.knowledge.units}
        self.sides = {unit: self.side(unit) for unit in self.knowledge.units}
        self.dispositions = self.person()

    def is_assessed(self, unit: str) -> z3.BoolRef:
        by = self.settings.assessed_by
        if by is None or not self.settings.sides:
            return z3.BoolVal(True)
        intake, stem = self.encoded.intake, flat(unit, by)
        yes = intake.literal(Literal(stem, "==", True))
        return z3.Or(yes, z3.And(z3.Not(intake.settled(stem)), intake.recorded(unit)))

    def fires(self, gate: str, unit: str) -> z3.BoolRef:
        """A gate is true here: for the person, this side, or the other where it reaches both."""
        return z3.Or(*(self.encoded.yes[flat(source, gate)] for source in self.decider.sources(gate, unit)))

    def opens(self, gate: str, unit: str) -> z3.BoolRef:
        """A gate cannot tell here; the unknowns of a side that is not assessed ask nothing."""
        parts = []
        for source in self.decider.sources(gate, unit):
            unknown = self.encoded.unknown(flat(source, gate))
            parts.append(unknown if source is None else z3.And(unknown, self.assessed[source]))
        return z3.Or(*parts)

    def side(self, unit: str) -> SymbolicSide:
        here = self.assessed[unit]
        fires = {gate: z3.And(here, self.fires(gate, unit)) for gate in self.knowledge.gates}
        opens = {gate: z3.And(here, self.opens(gate, unit)) for gate in self.knowledge.gates}
        withheld = {
            technique: z3.Or(*(z3.Or(fires[gate], opens[gate]) for gate in gates))
            for technique, gates in self.guards().items()
        }
        active = self.active(unit, here, fires, opens)
        suggested = {technique: self.suggested(technique, unit, here, withheld) for technique in withheld}
        return SymbolicSide(unit, here, self.worst(active), withheld, suggested)

    def guards(self) -> dict[str, list[str]]:
        """The gates that withhold each technique."""
        return {
            technique: [gate for gate, techniques in self.decider.guards.items() if technique in techniques]
            for technique in self.knowledge.techniques
        }

    def active(
        self, unit: str, here: z3.BoolRef, fires: dict[str, z3.BoolRef], opens: dict[str, z3.BoolRef]
    ) -> list[tuple[str, z3.BoolRef]]:
        """Every disposition that something gives a side, with where it does."""
        usual = self.settings.severity.get(self.settings.default_disposition, -1)
        given: list[tuple[str, z3.BoolRef]] = []
        alone: list[tuple[str, z3.BoolRef]] = []
        for gate in self.knowledge.gates.values():
            if gate.disposition is not None:
                given.append((gate.disposition, fires[gate.id]))
                worse = self.settings.severity.get(gate.disposition, -1) < usual
                if worse and self.decider.of_side[gate.id]:
                    firing = self.encoded.yes[flat(unit, gate.id)]
                    alone.append((gate.disposition, z3.And(z3.Not(here), firing)))
            if not gate.unknown_stands:
                given.append((self.settings.unknown_gate_disposition, opens[gate.id]))
        nothing = z3.And(here, z3.Not(z3.Or(*(where for _, where in given))))
        usually = (self.settings.default_disposition, nothing)
        return [*given, usually, *alone, (self.settings.unassessed_disposition, z3.Not(here))]

    def worst(self, active: Iterable[tuple[str, z3.BoolRef]]) -> dict[str, z3.BoolRef]:
        """Where each declared disposition is the worst of those that are given."""
        given: dict[str, list[z3.BoolRef]] = {item.id: [] for item in self.settings.dispositions}
        undeclared: list[z3.BoolRef] = []
        for disposition, where in active:
            given.get(disposition, undeclared).append(where)
        worse: list[z3.BoolRef] = list(undeclared)
        found: dict[str, z3.BoolRef] = {}
        for disposition, places in given.items():
            found[disposition] = z3.And(z3.Or(*places), z3.Not(z3.Or(*worse)))
            worse += places
        return found

    def suggested(self, technique: str, unit: str, here: z3.BoolRef, withheld: dict[str, z3.BoolRef]) -> z3.BoolRef:
        rules = [rule for _, rule in self.decider.by_technique.get(technique, [])]
        firing = z3.Or(*(self.encoded.yes[self.decider.stem(unit, rule)] for rule in rules))
        if self.knowledge.techniques[technique].category in self.decider.treatments:
            return z3.And(here, firing, z3.Not(withheld[technique]))
        return z3.And(here, firing)

    def person(self) -> dict[str, z3.BoolRef]:
        """The worst of the sides; where none is assessed, the person's own gates count beside the usual question."""
        nobody = z3.Not(z3.Or(*self.assessed.values()))
        active = [item for side in self.sides.values() for item in side.dispositions.items()]
        active.append((self.settings.unknown_gate_disposition, nobody))
        for gate in self.knowledge.gates.values():
            if gate.disposition and not self.decider.of_side[gate.id]:
                active.append((gate.disposition, z3.And(nobody, self.encoded.yes[gate.id])))
        return self.worst(active)

    def suggests(self, unit: str, techniques: Sequence[str]) -> z3.BoolRef:
        """Where any of some techniques is suggested on a side."""
        return z3.Or(*(self.sides[unit].suggested[technique] for technique in techniques))
