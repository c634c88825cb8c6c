"""What is shown of every condition of every rule, by what, and what could be shown but is not?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dorsiflex.prove.coverage import Aspect, Condition, Coverage, Tried
from dorsiflex.prove.coverage_missing import Searcher, Showing

TURNS = (Aspect.SO, Aspect.NOT_SO)
NEAR = 12


@dataclass(frozen=True)
class Line:
    """One aspect of one condition: what shows it; or else what would show it, or why nothing can."""

    condition: Condition
    aspect: Aspect
    by: Tried | None
    showing: Showing | None = None

    @property
    def impossible(self) -> bool:
        return self.showing is not None and self.showing.why_not is not None

    @property
    def covered(self) -> bool:
        """Shown; or proved that nothing can show it."""
        return self.by is not None or self.impossible


@dataclass(frozen=True)
class RuleCoverage:
    """The lines of one rule."""

    rule: str
    lines: tuple[Line, ...]

    def of(self, aspects: Iterable[Aspect]) -> list[bool]:
        """For each condition that has these aspects, whether all of them are covered."""
        covered: dict[int, bool] = {}
        for line in self.lines:
            if line.aspect in aspects:
                number = line.condition.number
                covered[number] = covered.get(number, True) and line.covered
        return list(covered.values())

    @property
    def conditions(self) -> list[bool]:
        """For each condition, whether it is shown to turn the rule both ways."""
        return self.of(TURNS)

    @property
    def limits(self) -> list[bool]:
        """For each limit, whether both its sides are shown."""
        return self.of((Aspect.AT, Aspect.BESIDE))

    @property
    def missing(self) -> list[Line]:
        return [line for line in self.lines if not line.covered]

    @property
    def impossible(self) -> list[Line]:
        return [line for line in self.lines if line.impossible]


class Reporter:
    """Tells the coverage of rules. What nothing shows is put to the solver."""

    def __init__(self, coverage: Coverage) -> None:
        self.coverage = coverage
        self.searcher = Searcher(coverage.knowledge, [one.case for one in coverage.tried])

    def of(self, rule: str) -> RuleCoverage:
        """The coverage of one rule."""
        near = [one.case for one in self.coverage.tried if one.rule == rule][:NEAR]
        lines = []
        for condition in self.coverage.demands.conditions(rule):
            for aspect in condition.aspects:
                by = next(self.coverage.shown_by(condition, aspect), None)
                lines.append(
                    Line(condition, aspect, by, None if by else self.searcher.showing(condition, aspect, near))
                )
        return RuleCoverage(rule, tuple(lines))
