"""What may still come, as the leaves of formulas? An answer chosen, or an amount reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from dorsiflex.explain.circuit import FALSE, TRUE, Circuit
from dorsiflex.language.program import Program


@dataclass(frozen=True, slots=True)
class Chosen:
    """A yes/no, or an option of several, is so; a choice is this option."""

    attribute: str
    option: str | None = None


@dataclass(frozen=True, slots=True)
class Reaches:
    """`scale` times a number, less (where there is one) `times` another, is at least so much."""

    stem: str
    least: int
    scale: int = 1
    minus: str | None = None
    times: int = 1


@dataclass(frozen=True, slots=True)
class Anything:
    """What is not followed further, a difference of differences or of scores: it is taken to be free."""

    about: str


Leaf = Chosen | Reaches | Anything


@dataclass(frozen=True, slots=True)
class Amount:
    """What an operand may be, where `holds`: a fixed amount and, if it is measured, so many times a number."""

    holds: int
    fixed: int
    stem: str | None = None
    scale: int = 1


@dataclass
class Leaves:
    """The leaves of one case; `places` has the bit of each finding, in their order."""

    program: Program
    places: dict[str, int]
    circuit: Circuit = field(default_factory=Circuit)
    leaves: dict[int, Leaf] = field(default_factory=dict)
    _leaf: dict[Leaf, int] = field(default_factory=dict)

    def leaf(self, leaf: Leaf, *stems: str) -> int:
        """The formula of a leaf, which hangs on these findings."""
        found = self._leaf.get(leaf)
        if found is None:
            support = 0
            for stem in stems:
                support |= 1 << self.places[stem]
            found = self._leaf[leaf] = self.circuit.leaf(support)
            self.leaves[found >> 1] = leaf
        return found

    def names(self, support: int) -> frozenset[str]:
        """The findings of some bits."""
        found = []
        while support:
            lowest = support & -support
            found.append(self.stems[lowest.bit_length() - 1])
            support ^= lowest
        return frozenset(found)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The finding of each bit."""
        return tuple(self.places)

    def compared(self, of: Amount, minus: Amount | None, op: str, limit: int) -> int:
        """Where one amount, less another, compares so."""
        if op in ("<", "<="):
            return self.compared(of, minus, ">=" if op == "<" else ">", limit) ^ 1
        least = limit + (op == ">") - of.fixed
        if minus is None:
            return self.reaches(of.stem, of.scale, None, 0, least)
        least += minus.fixed
        if of.stem != minus.stem:
            return self.reaches(of.stem, of.scale, minus.stem, minus.scale, least)
        net = of.scale - minus.scale
        return self.reaches(of.stem, max(net, 0), minus.stem, max(-net, 0), least)

    def reaches(self, stem: str | None, scale: int, minus: str | None, times: int, least: int) -> int:
        """Where a difference is at least so much; a fixed amount has no stem, or a scale of nothing."""
        low = high = 0
        if stem is not None:
            finding = self.program.findings[stem]
            low, high = finding.least * scale, finding.most * scale
        if minus is not None:
            finding = self.program.findings[minus]
            low, high = low - finding.most * times, high - finding.least * times
        if least <= low:
            return TRUE
        if least > high:
            return FALSE
        if stem is None or not scale:
            assert minus is not None
            # It is at least so much less some of it: that is, it is not more.
            return self.leaf(Reaches(minus, -least // times + 1), minus) ^ 1
        if minus is None or not times:
            return self.leaf(Reaches(stem, -(-least // scale)), stem)
        return self.leaf(Reaches(stem, least, scale, minus, times), stem, minus)
