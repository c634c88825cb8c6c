"""Which case or example would notice a slip? All of them at once, in columns.

A rule's own example notices it where the rule does otherwise than the row says; a case where its disposition, or what
it says must or must not be suggested, is not met. What a case wants asked is not looked at.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dorsiflex.infer.bit_columns import union
from dorsiflex.infer.decide import Decider
from dorsiflex.infer.decide_bits import BitsDecider, SideMasks
from dorsiflex.language.case import flat
from dorsiflex.language.rule import Outcome
from dorsiflex.prove.coverage import Coverage, Tried
from dorsiflex.prove.coverage_sheet import Sheet
from dorsiflex.prove.mutants import Mutant, Mutants


@dataclass(frozen=True)
class Rows:
    """The columns of a rule's examples, and where it is to fire or be silent."""

    every: int
    fires: int
    silent: int


class Trial:
    """Tries mutants of one knowledge base on what is expected of it."""

    def __init__(self, coverage: Coverage) -> None:
        self.coverage, self.knowledge = coverage, coverage.knowledge
        self.mutants = Mutants(self.knowledge)
        self.concluded = coverage.concluded
        self.decider = Decider(self.knowledge, coverage.demands.scopes)
        self.rows = {self.stem(rule): self.rows_of(rule) for rule in self.knowledge.rules}

    def stem(self, rule: str) -> str:
        """A row speaks of the first side."""
        return flat(self.coverage.demands.units(rule)[0], rule)

    def rows_of(self, rule: str) -> Rows:
        outcomes = {Outcome.FIRES: 0, Outcome.SILENT: 0, Outcome.CANNOT_TELL: 0}
        for place, one in enumerate(self.coverage.tried):
            if one.rule == rule and one.outcome is not None:
                outcomes[one.outcome] |= 1 << place
        return Rows(union(outcomes.values()), outcomes[Outcome.FIRES], outcomes[Outcome.SILENT])

    def noticed_by(self, mutant: Mutant) -> Tried | None:
        """The first that notices a mutant: an example, or else a case."""
        sheet, behind = self.concluded.changed(self.mutants.parts(mutant, self.concluded.program))
        broken = self.broken_rows(sheet, behind) or self.broken_cases(sheet, mutant)
        return self.coverage.tried[(broken & -broken).bit_length() - 1] if broken else None

    def as_it_is(self) -> list[Tried]:
        """What is not as expected before anything is changed; a trial then says nothing."""
        sheet = self.concluded.sheet
        broken = self.broken_rows(sheet, list(self.rows)) | self.broken_cases(sheet, None)
        return [one for place, one in enumerate(self.coverage.tried) if broken >> place & 1]

    def broken_rows(self, sheet: Sheet, stems: list[str]) -> int:
        """The examples of the rules behind a change that come out otherwise."""
        broken = 0
        for stem in stems:
            rows = self.rows.get(stem)
            if rows is not None:
                yes, no = sheet.masks[stem]
                broken |= ((yes & rows.every) ^ rows.fires) | ((no & rows.every) ^ rows.silent)
        return broken

    def broken_cases(self, sheet: Sheet, mutant: Mutant | None) -> int:
        """The cases of which an expectation is not met."""
        decider = self.bits_decider if mutant is None else self.decider_of(mutant)
        sides = decider.decide(sheet.masks, sheet.columns)
        person = decider.person(sides, sheet.masks, sheet.columns.all)
        broken = union(mask & ~person[disposition] for disposition, mask in self.dispositions.items())
        for (technique, wanted), mask in self.techniques.items():
            suggested = union(told(sides, technique))
            broken |= mask & (~suggested if wanted else suggested)
        return broken

    @cached_property
    def bits_decider(self) -> BitsDecider:
        return BitsDecider(self.decider)

    def decider_of(self, mutant: Mutant) -> BitsDecider:
        guards = self.mutants.guards(mutant, self.decider.guards)
        if guards == self.decider.guards:
            return self.bits_decider
        changed = copy.copy(self.decider)
        changed.guards = guards
        return BitsDecider(changed)

    @cached_property
    def dispositions(self) -> dict[str, int]:
        """The cases that expect each disposition."""
        found: dict[str, int] = {}
        for place, one in enumerate(self.coverage.tried):
            if one.disposition is not None:
                found[one.disposition] = found.get(one.disposition, 0) | 1 << place
        return found

    @cached_property
    def techniques(self) -> dict[tuple[str, bool], int]:
        """The cases in which each technique must, or must not, be suggested."""
        found: dict[tuple[str, bool], int] = {}
        for place, one in enumerate(self.coverage.tried):
            for names, wanted in ((one.must_suggest, True), (one.must_not_suggest, False)):
                for name in names:
                    found[name, wanted] = found.get((name, wanted), 0) | 1 << place
        return found


def told(sides: list[SideMasks], technique: str) -> Iterator[int]:
    """Where a technique is suggested: on the side before its name, or on any."""
    unit, dot, name = technique.rpartition(".")
    for side in sides:
        if not dot or side.unit == unit:
            yield side.suggested.get(name, 0)
