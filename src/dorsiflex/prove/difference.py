"""Which decisions differ between two versions? For each a witness, or the proof that no intake tells them apart.

Both versions read one symbolic intake (`pairing.py`). The sides have the same rules, so the first stands for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import z3

from dorsiflex.errors import EnginesDisagree
from dorsiflex.language.case import Case
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.prove.entries import Entry, entries
from dorsiflex.prove.pairing import NotCompared, not_compared, paired
from dorsiflex.prove.smallest import plainest, without
from dorsiflex.prove.verdict import PATIENCE_SECONDS
from dorsiflex.prove.version import NOT_THERE, PERSON, Aspect, Version

NO_SIDE = "The versions have no side in common."


@dataclass(frozen=True)
class Witness:
    """An intake as each version reads it, and what is said of it: `was` by the old one, `now` by the new one."""

    about: str
    was: str
    now: str
    old: Case
    new: Case


@dataclass(frozen=True)
class Compared:
    """One thing that both versions say of an intake: with a witness of each change, or (without any) equivalent.

    `noticed`: where a rule changes, and a decision with it. `undecided`: what the solver could not say.
    """

    about: str
    witnesses: tuple[Witness, ...] = ()
    noticed: Witness | None = None
    undecided: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Proved to be the same for every intake."""
        return not self.witnesses and not self.undecided


@dataclass(frozen=True)
class Difference:
    """All that differs between two versions. `decisions` are dispositions first, then techniques."""

    unit: str | None
    entries: tuple[Entry, ...]
    not_compared: tuple[NotCompared, ...]
    rules: tuple[Compared, ...]
    decisions: tuple[Compared, ...]

    @property
    def undecided(self) -> tuple[str, ...]:
        return tuple(why for one in (*self.rules, *self.decisions) for why in one.undecided)

    @property
    def equivalent(self) -> bool:
        """No intake that both take gets another disposition, suggestion or withholding."""
        return all(one.same for one in self.decisions)


def difference(old: KnowledgeBase, new: KnowledgeBase, patience_seconds: float = PATIENCE_SECONDS) -> Difference:
    """Everything that differs between two versions."""
    comparison = Comparison(old, new, patience_seconds)
    decisions = tuple(comparison.decisions())
    changed = [one for one in decisions if not one.same]
    rules = tuple(comparison.rule(rule, changed) for rule in sorted({*old.rules, *new.rules}))
    return Difference(comparison.unit, tuple(entries(old, new)), tuple(not_compared(old, new)), rules, decisions)


class Comparison:
    """Two versions of a knowledge base, and what can be asked of both."""

    def __init__(self, old: KnowledgeBase, new: KnowledgeBase, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self.old, self.new = Version(old), Version(new)
        self.pair = paired(self.old.intake, self.new.intake)
        self.unit = next((unit for unit in old.units if unit in new.units), None)
        self.solver = z3.Solver()
        self.solver.set("timeout", int(patience_seconds * 1000))
        self.solver.add(self.pair.valid())

    def decisions(self) -> Iterator[Compared]:
        """Every disposition and every technique of either version."""
        for about, was, now in self.aspects():
            yield self.compared(about, was, now)
        if self.unit is None:
            yield Compared("decisions", undecided=(NO_SIDE,))

    def aspects(self) -> Iterator[tuple[str, Aspect, Aspect]]:
        if self.unit is None:
            return
        for unit in (self.unit, PERSON):
            yield f"the disposition ({unit})", self.old.disposition(unit), self.new.disposition(unit)
        for name in dict.fromkeys((*self.old.knowledge.techniques, *self.new.knowledge.techniques)):
            yield name, self.old.technique(name, self.unit), self.new.technique(name, self.unit)

    def rule(self, rule: str, changed: list[Compared]) -> Compared:
        """One rule for every intake; `changed` are the decisions by which somebody may notice."""
        versions = [version for version in (self.old, self.new) if rule in version.knowledge.rules]
        if self.unit is None and any(version.scopes.of_side(rule) for version in versions):
            return Compared(rule, undecided=(NO_SIDE,))
        was, now = self.old.rule(rule, self.unit), self.new.rule(rule, self.unit)
        told = self.compared(rule, was, now)
        return told if not told.witnesses else replace(told, noticed=self.noticed(was, now, told, changed))

    def compared(self, about: str, was: Aspect, now: Aspect) -> Compared:
        """A witness of each change from one value to another."""
        witnesses: list[Witness] = []
        undecided: list[str] = []
        for before, after in changes(was, now):
            formula = z3.And(was.places[before], now.places[after])
            answer = self.solver.check(formula)
            if answer == z3.sat:
                witnesses.append(self.witness(about, was, now, formula))
            elif answer == z3.unknown:
                undecided.append(f"{about}, {before} to {after}: {self.solver.reason_unknown()}")
        return Compared(about, tuple(witnesses), undecided=tuple(undecided))

    def noticed(self, was: Aspect, now: Aspect, told: Compared, changed: list[Compared]) -> Witness | None:
        """An intake of which the rule speaks otherwise, and the decision with it."""
        moved = z3.Or(*(z3.And(was.places[one.was], now.places[one.now]) for one in told.witnesses))
        aspects = {about: (before, after) for about, before, after in self.aspects()}
        for decision in changed:
            for one in decision.witnesses:
                before, after = aspects[decision.about]
                formula = z3.And(moved, before.places[one.was], after.places[one.now])
                if self.solver.check(formula) == z3.sat:
                    return self.witness(decision.about, before, after, formula)
        return None

    def witness(self, about: str, was: Aspect, now: Aspect, formula: z3.BoolRef) -> Witness:
        """The smallest intake we can find, as the reference replays it in both versions. Raises `EnginesDisagree`."""
        with_it = z3.Solver()
        with_it.add(self.pair.valid(), formula)
        known = {**self.pair.old.known, **self.pair.new.known}
        without(with_it, known.values())
        plainest(with_it, self.pair.old, self.pair.old.known)
        model = plainest(with_it, self.pair.new, self.pair.new.known)
        old = self.pair.old.read(model, self.old.knowledge)
        new = self.pair.new.read(model, self.new.knowledge)
        found = Witness(about, was.told(old), now.told(new), old, new)
        if not z3.is_true(model.eval(z3.And(was.places[found.was], now.places[found.now]), model_completion=True)):
            raise EnginesDisagree([f"{about}: the reference does not confirm the intake that tells two versions apart"])
        return found


def changes(was: Aspect, now: Aspect) -> Iterator[tuple[str, str]]:
    """Every pair of values that differ; none where both versions say the very same in the same places."""
    if was.places.keys() == now.places.keys() and all(was.places[v].eq(now.places[v]) for v in was.places):
        return
    for before, after in product(was.places, now.places):
        # That a rule or technique is there is no news where it says nothing.
        if before != after and not (NOT_THERE in (before, after) and {before, after} & {"silent", "neither"}):
            yield before, after
