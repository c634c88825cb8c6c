"""What do the conclusions add up to, for many columns at once? The same decisions as decide.py, as masks.

Column 0 of an assessment is the case itself, so this is also a second, independent way to its decision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dorsiflex.infer.bit_columns import Columns, union
from dorsiflex.infer.decide import Decider
from dorsiflex.language.case import flat
from dorsiflex.language.grounding import need_stem

Masks = Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class SideMasks:
    """For one side: the columns in which it is assessed, has each disposition, withholds or suggests each technique."""

    unit: str
    assessed: int
    dispositions: dict[str, int]
    withheld: dict[str, int]
    suggested: dict[str, int]
    lacking: dict[tuple[str, int], int]
    places: dict[tuple[str, int], int]


@dataclass(frozen=True)
class GateHere:
    """A gate as one side meets it: the stems whose conclusions count, each with the unit it speaks of."""

    id: str
    sources: tuple[tuple[str, str | None], ...]
    disposition: str | None
    unknown_stands: bool
    # The stem whose firing counts although the side only compares.
    alone: str | None


@dataclass(frozen=True)
class TechniqueHere:
    """A technique as one side meets it: the stems of its rules by their place, and of its needs."""

    id: str
    treatment: bool
    rules: tuple[tuple[int, str], ...]
    # Whether its rules have more than one place, so that it matters which fires.
    ranked: bool
    needs: tuple[str, ...]


class BitsDecider:
    """Decides over columns, from the same worked-out guards as `Decider`."""

    def __init__(self, decider: Decider) -> None:
        self.decider = decider
        self.knowledge = decider.knowledge
        self.settings = decider.settings
        guards_of: dict[str, list[str]] = {technique: [] for technique in self.knowledge.techniques}
        for gate, techniques in decider.guards.items():
            for technique in techniques:
                guards_of[technique].append(gate)
        self.guard_sets = {technique: tuple(gates) for technique, gates in guards_of.items() if gates}
        self.gates = {unit: tuple(self.gates_of(unit)) for unit in self.knowledge.units}
        self.rules = {technique: sorted(rules) for technique, rules in decider.by_technique.items()}
        self.techniques = {unit: tuple(self.techniques_of(unit)) for unit in self.knowledge.units}

    def gates_of(self, unit: str) -> Iterator[GateHere]:
        """The gates of one side."""
        usual = self.settings.severity[self.settings.default_disposition]
        for gate in self.knowledge.gates.values():
            worse = gate.disposition is not None and self.settings.severity[gate.disposition] < usual
            yield GateHere(
                gate.id,
                tuple((flat(source, gate.id), source) for source in self.decider.sources(gate.id, unit)),
                gate.disposition,
                gate.unknown_stands,
                flat(unit, gate.id) if worse and self.decider.of_side[gate.id] else None,
            )

    def techniques_of(self, unit: str) -> Iterator[TechniqueHere]:
        """What may be suggested for one side."""
        for technique, rules in self.rules.items():
            record = self.knowledge.techniques[technique]
            yield TechniqueHere(
                technique,
                record.category in self.decider.treatments,
                tuple((place, self.decider.stem(unit, rule)) for place, rule in rules),
                len({place for place, _ in rules}) > 1,
                tuple(need_stem(unit, technique, place) for place in range(len(record.needs))),
            )

    def decide(self, masks: Masks, columns: Columns) -> list[SideMasks]:
        """The decision of every side in every column."""
        assessed = {unit: self.assessed(unit, columns) for unit in self.knowledge.units}
        return [self.side(unit, masks, assessed, columns.all) for unit in self.knowledge.units]

    def person(self, sides: list[SideMasks], masks: Masks, every: int) -> dict[str, int]:
        """The columns of each disposition of the person."""
        nobody = every & ~union(side.assessed for side in sides)
        active = {d.id: union(side.dispositions.get(d.id, 0) for side in sides) for d in self.settings.dispositions}
        active[self.settings.unknown_gate_disposition] |= nobody
        for gate in self.knowledge.gates.values():
            if gate.disposition and not self.decider.of_side[gate.id]:
                active[gate.disposition] |= nobody & masks[gate.id][0]
        return self.worst(active, every)

    def assessed(self, unit: str, columns: Columns) -> int:
        by = self.settings.assessed_by
        if by is None or not self.settings.sides:
            return columns.all
        values = columns.values.get(flat(unit, by), {})
        yes, no = values.get(True, 0), values.get(False, 0)
        return yes | (columns.all & ~yes & ~no & columns.values.get(unit + "?recorded", {}).get(True, 0))

    def side(self, unit: str, masks: Masks, assessed: dict[str, int], every: int) -> SideMasks:
        here = assessed[unit]
        active = dict.fromkeys((d.id for d in self.settings.dispositions), 0)
        held: dict[str, int] = {}
        unassessed = dict(active)
        for gate in self.gates[unit]:
            fires = opens = 0
            for stem, source in gate.sources:
                yes, no = masks[stem]
                fires |= yes
                unknown = every ^ (yes | no)  # as `every & ~…`, at a tenth of the cost
                opens |= unknown if source is None else unknown & assessed[source]
            held[gate.id] = (fires | opens) & here
            if gate.disposition:
                active[gate.disposition] |= fires & here
                if gate.alone is not None:
                    unassessed[gate.disposition] |= masks[gate.alone][0] & ~here
            if not gate.unknown_stands:
                # A gate that fires by one source and is open by another gives both dispositions; the worst is taken.
                active[self.settings.unknown_gate_disposition] |= opens & here
        active[self.settings.default_disposition] |= here & ~union(active.values())
        unassessed[self.settings.unassessed_disposition] |= every & ~here
        together = {d: active[d] | unassessed[d] for d in active}
        dispositions = self.worst(together, every)
        shared: dict[tuple[str, ...], int] = {}
        withheld = {}
        for technique, gates in self.guard_sets.items():
            if gates not in shared:
                shared[gates] = union(held[gate] for gate in gates)
            withheld[technique] = shared[gates]
        return self.suggest(unit, masks, here, dispositions, withheld)

    def worst(self, active: dict[str, int], every: int) -> dict[str, int]:
        """Each column keeps the worst of its dispositions."""
        left = every
        kept = {}
        for disposition in self.settings.dispositions:
            kept[disposition.id] = active[disposition.id] & left
            left &= ~active[disposition.id]
        return kept

    def suggest(
        self, unit: str, masks: Masks, here: int, dispositions: dict[str, int], withheld: dict[str, int]
    ) -> SideMasks:
        suggested: dict[str, int] = {}
        lacking: dict[tuple[str, int], int] = {}
        places: dict[tuple[str, int], int] = {}
        for here_too in self.techniques[unit]:
            technique = here_too.id
            allowed = here ^ (here & withheld.get(technique, 0)) if here_too.treatment else here
            together = 0
            firing = [(place, masks[stem][0] & allowed) for place, stem in here_too.rules]
            for _, mask in firing:
                together |= mask
            suggested[technique] = together
            for place, stem in enumerate(here_too.needs):
                lacking[technique, place] = masks[stem][1] & together
            if here_too.ranked:
                for place, mask in firing:
                    places[technique, place] = places.get((technique, place), 0) | (mask & together)
                    together &= ~mask
        return SideMasks(unit, here, dispositions, withheld, suggested, lacking, places)


def outputs(sides: list[SideMasks], person: dict[str, int]) -> list[int]:
    """Every yes/no of the answer as a mask: two columns give the same answer where they agree in all of them."""
    found = list(person.values())
    for side in sides:
        found += side.dispositions.values()
        found += set(side.withheld.values())
        for part in (side.suggested, side.lacking, side.places):
            found += part.values()
    return found
