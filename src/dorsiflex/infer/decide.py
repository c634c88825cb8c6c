"""What do the rules' conclusions add up to? Who is assessed, what is withheld, what is suggested, which disposition.

Safety fails closed here: a gate that cannot tell withholds what it would withhold if it fired.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from dorsiflex.language.case import Case, flat
from dorsiflex.language.grounding import need_stem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Gate, Reach
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.truth import Truth


@dataclass(frozen=True)
class Held:
    """A gate that withholds something here: it fires, or (while `open`) cannot tell."""

    gate: str
    stem: str
    open: bool


@dataclass(frozen=True)
class Suggested:
    """A technique that is suggested: by which rules, and which of its needs are known to be lacking."""

    technique: str
    category: str
    rules: tuple[str, ...]
    place: int
    lacking: tuple[int, ...]


@dataclass(frozen=True)
class SideDecision:
    """What is decided for one side."""

    unit: str
    assessed: bool
    disposition: str
    held: tuple[Held, ...] = ()
    withheld: tuple[tuple[str, tuple[str, ...]], ...] = ()
    suggested: tuple[Suggested, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What is decided for a person."""

    disposition: str
    sides: tuple[SideDecision, ...]

    @cached_property
    def side(self) -> dict[str, SideDecision]:
        return {item.unit: item for item in self.sides}


class Decider:
    """Decides from truths; what depends on the knowledge alone is worked out once."""

    def __init__(self, knowledge: KnowledgeBase, scopes: Scopes) -> None:
        self.knowledge = knowledge
        self.settings = knowledge.settings
        self.guards = {gate.id: knowledge.guarded_by(gate) for gate in knowledge.gates.values()}
        self.of_side = {rule: scopes.of_side(rule) for rule in knowledge.rules}
        self.reaching = {
            gate.id
            for gate in knowledge.gates.values()
            if self.of_side[gate.id] and knowledge.reach_of(gate) is Reach.BOTH
        }
        self.met = {unit: tuple(self.met_on(unit)) for unit in knowledge.units}
        self.by_technique: dict[str, list[tuple[int, str]]] = {}
        for rule in knowledge.suggestions.values():
            self.by_technique.setdefault(rule.technique, []).append((rule.place, rule.id))
        self.treatments = {item.id for item in self.settings.categories if item.treatment}
        self.category_order = {item.id: place for place, item in enumerate(self.settings.categories)}

    def decide(self, truths: Mapping[str, Truth], needs: Mapping[str, Truth], case: Case) -> Decision:
        """The decision for one person, from the truth of every rule and of every need."""
        assessed = {unit: self.is_assessed(unit, case) for unit in self.knowledge.units}
        sides = tuple(self.decide_side(unit, truths, needs, assessed) for unit in self.knowledge.units)
        dispositions = [side.disposition for side in sides]
        if not any(assessed.values()):
            dispositions += [self.settings.unknown_gate_disposition, *self.of_person(truths)]
        return Decision(self.settings.worst(*dispositions), sides)

    def is_assessed(self, unit: str, case: Case) -> bool:
        """A side with symptoms; or with anything recorded, while nobody answered whether it has symptoms."""
        if self.settings.assessed_by is None or not self.settings.sides:
            return True
        answer = case.settled.get(flat(unit, self.settings.assessed_by))
        if answer is None:
            return unit in case.recorded_units
        return answer is True

    def decide_side(
        self, unit: str, truths: Mapping[str, Truth], needs: Mapping[str, Truth], assessed: Mapping[str, bool]
    ) -> SideDecision:
        if not assessed[unit]:
            return SideDecision(unit, False, self.unassessed(unit, truths))
        held = tuple(self.holding(unit, truths, assessed))
        withheld: dict[str, list[str]] = {}
        for item in held:
            for technique in self.guards[item.gate]:
                because = withheld.setdefault(technique, [])
                if item.gate not in because:
                    because.append(item.gate)
        dispositions = [d for item in held if (d := self.disposed(item)) is not None]
        disposition = self.settings.worst(*dispositions) if dispositions else self.settings.default_disposition
        suggested = self.suggestions(unit, truths, needs, withheld)
        order = sorted(withheld, key=self.technique_order)
        listed = tuple((technique, tuple(withheld[technique])) for technique in order)
        return SideDecision(unit, True, disposition, held, listed, suggested)

    def holding(self, unit: str, truths: Mapping[str, Truth], assessed: Mapping[str, bool]) -> list[Held]:
        """The gates that fire or cannot tell here: the side's own, the person's, and those of the other that reach."""
        held = []
        for gate, source, stem in self.met[unit]:
            truth = truths[stem]
            if truth is Truth.TRUE or (truth is Truth.UNKNOWN and (source is None or assessed[source])):
                held.append(Held(gate, stem, truth is Truth.UNKNOWN))
        return held

    def met_on(self, unit: str) -> Iterator[tuple[str, str | None, str]]:
        """Every gate that counts for a side: its id, the unit it speaks of, its stem."""
        for gate in self.knowledge.gates:
            for source in self.sources(gate, unit):
                yield gate, source, flat(source, gate)

    def sources(self, gate: str, unit: str) -> tuple[str | None, ...]:
        """The units whose conclusion of a gate counts for `unit`."""
        if not self.of_side[gate]:
            return (None,)
        if gate in self.reaching:
            return (unit, *(side for side in self.settings.sides if side != unit))
        return (unit,)

    def disposed(self, held: Held) -> str | None:
        gate = self.knowledge.gates[held.gate]
        if not held.open:
            return gate.disposition
        return None if gate.unknown_stands else self.settings.unknown_gate_disposition

    def unassessed(self, unit: str, truths: Mapping[str, Truth]) -> str:
        """A side that only compares: a gate that fires for it still counts where it is worse than treating."""
        usual = self.settings.severity[self.settings.default_disposition]
        firing = [
            gate.disposition
            for gate in self.knowledge.gates.values()
            if gate.disposition and self.of_side[gate.id] and truths[flat(unit, gate.id)] is Truth.TRUE
        ]
        worse = [d for d in firing if self.settings.severity[d] < usual]
        return self.settings.worst(self.settings.unassessed_disposition, *worse)

    def of_person(self, truths: Mapping[str, Truth]) -> list[str]:
        """What the person's own gates say where no side is assessed."""
        gates: list[Gate] = [gate for gate in self.knowledge.gates.values() if not self.of_side[gate.id]]
        return [gate.disposition for gate in gates if gate.disposition and truths[gate.id] is Truth.TRUE]

    def suggestions(
        self, unit: str, truths: Mapping[str, Truth], needs: Mapping[str, Truth], withheld: Mapping[str, object]
    ) -> tuple[Suggested, ...]:
        found = []
        for technique, rules in self.by_technique.items():
            record = self.knowledge.techniques[technique]
            if technique in withheld and record.category in self.treatments:
                continue
            firing = sorted(item for item in rules if truths[self.stem(unit, item[1])] is Truth.TRUE)
            if firing:
                lacking = tuple(
                    place
                    for place in range(len(record.needs))
                    if needs[need_stem(unit, technique, place)] is Truth.FALSE
                )
                names = tuple(rule for _, rule in firing)
                found.append(Suggested(technique, record.category, names, firing[0][0], lacking))
        return tuple(sorted(found, key=self.rank))

    def stem(self, unit: str, rule: str) -> str:
        return flat(unit if self.of_side[rule] else None, rule)

    def rank(self, item: Suggested) -> tuple[object, ...]:
        """The knowledge base's own order; the first difference decides."""
        keys: dict[str, object] = {
            "needs_met": bool(item.lacking),
            "place": item.place,
            "category": self.category_order[item.category],
            "id": item.technique,
        }
        return tuple(keys[key] for key in self.settings.ranking)

    def technique_order(self, technique: str) -> tuple[int, str]:
        return self.category_order[self.knowledge.techniques[technique].category], technique
