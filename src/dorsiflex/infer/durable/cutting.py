"""How is a rail that is too big for one rule cut up? Into helper rails, worked out in rounds before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, count
from math import comb
from typing import assert_never

from dorsiflex.infer.durable.limits import fits, groups, terms
from dorsiflex.language.rails import NO, YES, Enough, Every, Literal, Rail, Some, enough, join, literals

# Names of rules that are no rules: the rail that always holds, and the one that never does.
ALWAYS, NEVER = "always", "never"
# So many combinations are written out; a longer count is left to the host, over helper rails.
WRITTEN_OUT = 10
CHUNK = 60


@dataclass(frozen=True)
class Watch:
    """One rule of the library: its name is fired where the rail holds."""

    name: str
    rail: Rail


@dataclass(frozen=True)
class Count:
    """An attribute that is true where enough of the named rules fired."""

    attribute: str
    needed: int
    names: tuple[str, ...]


@dataclass
class Round:
    """Rules that can be asked together, and the attributes that follow for the next round."""

    watches: list[Watch] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)


@dataclass
class Cutter:
    """The rails of one stratum, cut to size and placed in rounds; equal rails become one rule."""

    numbers: count[int]
    rounds: defaultdict[int, Round] = field(default_factory=lambda: defaultdict(Round))
    names: dict[Rail, str] = field(default_factory=dict)
    placed: dict[str, int] = field(default_factory=dict)
    ready: dict[str, int] = field(default_factory=dict)

    def literals(self) -> Iterator[Literal]:
        """Every comparison of a rule, and the helpers even where no rule came to read them."""
        for asked in self.rounds.values():
            for watch in asked.watches:
                yield from literals(watch.rail)
        for attribute in self.ready:
            yield Literal(attribute, "==", True)

    def watch(self, rail: Rail) -> str:
        """The name that is fired where `rail` holds."""
        cut = self.fit(rail)
        if cut == YES:
            return ALWAYS
        if cut == NO:
            return NEVER
        if cut not in self.names:
            name = self.names[cut] = f"r{next(self.numbers)}"
            self.placed[name] = max(self.ready.get(literal.attribute, 0) for literal in literals(cut))
            self.rounds[self.placed[name]].watches.append(Watch(name, cut))
        return self.names[cut]

    def fit(self, rail: Rail) -> Rail:
        """The same rail, small enough for one rule."""
        match rail:
            case Literal():
                return rail
            case Every(parts):
                return self._narrow(join([self.fit(part) for part in parts], every=True))
            case Some(parts):
                return self._narrow(join([self.fit(part) for part in parts], every=False))
            case Enough(needed, parts):
                return self._counted(enough(needed, [self.fit(part) for part in parts]))
            case _:
                assert_never(rail)

    def _narrow(self, rail: Rail) -> Rail:
        """Put helpers in the place of the largest parts until the whole fits."""
        while not fits(rail):
            assert isinstance(rail, Every | Some)
            parts = list(rail.parts)
            largest = max(parts, key=lambda part: (terms(part), groups(part)))
            if isinstance(largest, Literal):
                same = type(rail)
                parts = [self._helper(same(tuple(parts[n : n + CHUNK]))) for n in range(0, len(parts), CHUNK)]
            else:
                parts[parts.index(largest)] = self._helper(largest)
            rail = join(parts, every=isinstance(rail, Every))
        return rail

    def _counted(self, rail: Rail) -> Rail:
        """A count: written out where that is short, else counted by the host."""
        if not isinstance(rail, Enough):
            return self.fit(rail)
        if comb(len(rail.parts), rail.count) <= WRITTEN_OUT:
            ways = combinations(rail.parts, rail.count)
            written = join([join(list(way), every=True) for way in ways], every=False)
            if fits(written):
                return written
        names = tuple(self.watch(part) for part in rail.parts)
        return self._follows(f"?{rail.count}of:" + "+".join(names), rail.count, names)

    def _helper(self, rail: Rail) -> Rail:
        name = self.watch(rail)
        return self._follows(f"?{name}", 1, (name,))

    def _follows(self, attribute: str, needed: int, names: tuple[str, ...]) -> Literal:
        """The attribute that the host sets after the round in which the last of the rules was asked."""
        if attribute not in self.ready:
            last = max(self.placed[name] for name in names)
            self.rounds[last].counts.append(Count(attribute, needed, names))
            self.ready[attribute] = last + 1
        return Literal(attribute, "==", True)
