"""What do the conclusions add up to, for a whole table? The decisions of decide.py as Polars expressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from dorsiflex.infer.columns import ALL, NOBODY, some, surely_true
from dorsiflex.infer.decide import Decider
from dorsiflex.infer.decide_bits import BitsDecider, GateHere
from dorsiflex.language.case import flat
from dorsiflex.language.grounding import need_stem

PERSON = "?disposition"
SUGGESTED, WITHHELD = "suggested", "withheld"


class ColumnsDecider:
    """Passes over a table of conclusions, from the same worked-out guards as `Decider`.

    The columns added: `unit?assessed`, `unit?disposition`, `?disposition` (the person's), `unit.technique?answer`
    (suggested, withheld or null) and `unit.technique?lacking0`, … (known to be lacking, where it is suggested).
    """

    def __init__(self, decider: Decider) -> None:
        self.decider = decider
        self.knowledge = decider.knowledge
        self.settings = decider.settings
        self.units = self.knowledge.units
        self.shared = BitsDecider(decider)
        self.severities = pl.Enum([item.id for item in self.settings.dispositions])
        self.answers = pl.Enum([SUGGESTED, WITHHELD])
        self.passes = [
            [self.assessed(unit).alias(f"{unit}?assessed") for unit in self.units],
            [column for unit in self.units for gate in self.shared.gates[unit] for column in self.gate(unit, gate)],
            [column for unit in self.units for column in (self.disposition(unit), *self.withheld(unit))],
            [self.person(), *(column for unit in self.units for column in self.techniques(unit))],
            [column for unit in self.units for column in self.lacking(unit)],
        ]

    def decide(self, table: pl.DataFrame) -> pl.DataFrame:
        for columns in self.passes:
            table = table.with_columns(columns)
        return table

    def assessed(self, unit: str) -> pl.Expr:
        """A side with symptoms; or with anything recorded, while nobody answered whether it has symptoms."""
        by = self.settings.assessed_by
        if by is None or not self.settings.sides:
            return ALL
        return pl.col(flat(unit, by)).fill_null(pl.col(unit + "?recorded"))

    def gate(self, unit: str, gate: GateHere) -> Iterator[pl.Expr]:
        """Where a gate fires for an assessed side, and where it cannot tell."""
        here = pl.col(f"{unit}?assessed")
        fires = some(pl.col(stem + "?true") for stem, _ in gate.sources)
        opens = some(self.open(stem, source) for stem, source in gate.sources)
        yield (fires & here).alias(f"{unit}.{gate.id}?fires")
        yield (opens & here).alias(f"{unit}.{gate.id}?opens")

    def open(self, stem: str, source: str | None) -> pl.Expr:
        unknown = ~(pl.col(stem + "?true") | pl.col(stem + "?false"))
        return unknown if source is None else unknown & pl.col(f"{source}?assessed")

    def disposition(self, unit: str) -> pl.Expr:
        active: dict[str, list[pl.Expr]] = {item.id: [] for item in self.settings.dispositions}
        here = pl.col(f"{unit}?assessed")
        for gate in self.shared.gates[unit]:
            if gate.disposition:
                active[gate.disposition].append(pl.col(f"{unit}.{gate.id}?fires"))
                if gate.alone is not None:
                    active[gate.disposition].append(pl.col(gate.alone + "?true") & ~here)
            if not gate.unknown_stands:
                active[self.settings.unknown_gate_disposition].append(pl.col(f"{unit}.{gate.id}?opens"))
        active[self.settings.unassessed_disposition].append(~here)
        return self.worst(active).alias(f"{unit}?disposition")

    def worst(self, active: dict[str, list[pl.Expr]]) -> pl.Expr:
        """The worst of the dispositions that are active; the usual one where none is."""
        chosen = self.named(self.settings.default_disposition)
        for item in reversed(self.settings.dispositions):
            if active[item.id]:
                chosen = pl.when(some(active[item.id])).then(self.named(item.id)).otherwise(chosen)
        return chosen

    def named(self, disposition: str) -> pl.Expr:
        return pl.lit(disposition, dtype=self.severities)

    def person(self) -> pl.Expr:
        """The worst of the sides; where no side is assessed, also what the person's own gates say."""
        nobody = ~some(pl.col(f"{unit}?assessed") for unit in self.units)
        active = {
            item.id: [pl.col(f"{unit}?disposition") == item.id for unit in self.units]
            for item in self.settings.dispositions
        }
        active[self.settings.unknown_gate_disposition].append(nobody)
        for gate in self.knowledge.gates.values():
            if gate.disposition and not self.decider.of_side[gate.id]:
                active[gate.disposition].append(nobody & pl.col(gate.id + "?true"))
        return self.worst(active).alias(PERSON)

    def withheld(self, unit: str) -> Iterator[pl.Expr]:
        """One column for each set of gates that guard the same techniques."""
        for place, gates in enumerate(self.guard_sets()):
            yield some(self.held(unit, gate) for gate in gates).alias(f"{unit}?withheld{place}")

    def guard_sets(self) -> tuple[tuple[str, ...], ...]:
        return tuple(dict.fromkeys(self.shared.guard_sets.values()))

    def held(self, unit: str, gate: str) -> pl.Expr:
        return pl.col(f"{unit}.{gate}?fires") | pl.col(f"{unit}.{gate}?opens")

    def techniques(self, unit: str) -> Iterator[pl.Expr]:
        places = {gates: place for place, gates in enumerate(self.guard_sets())}
        for technique in self.knowledge.techniques:
            gates = self.shared.guard_sets.get(technique)
            withheld = NOBODY if gates is None else pl.col(f"{unit}?withheld{places[gates]}")
            suggested = some(self.firing(unit, technique)) & pl.col(f"{unit}?assessed")
            answer = pl.when(suggested).then(pl.lit(SUGGESTED, dtype=self.answers))
            # Withheld is said first: both can be so only of what is no treatment and yet named by a gate.
            told = pl.when(withheld).then(pl.lit(WITHHELD, dtype=self.answers)).otherwise(answer)
            yield told.alias(f"{unit}.{technique}?answer")

    def firing(self, unit: str, technique: str) -> Iterable[pl.Expr]:
        for _, rule in self.shared.rules.get(technique, ()):
            yield pl.col(self.decider.stem(unit, rule) + "?true")

    def lacking(self, unit: str) -> Iterator[pl.Expr]:
        for technique in self.knowledge.techniques.values():
            suggested = surely_true(pl.col(f"{unit}.{technique.id}?answer") == SUGGESTED)
            for place in range(len(technique.needs)):
                no = pl.col(need_stem(unit, technique.id, place) + "?false")
                yield (no & suggested).alias(f"{unit}.{technique.id}?lacking{place}")
