"""How did the charted measure go over the visits, and what was tried meanwhile?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dorsiflex.apps.web.beside import signed
from dorsiflex.apps.web.gain import against_error
from dorsiflex.apps.web.kept import PERSON, Kept, measured
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Finding


@dataclass(frozen=True)
class Point:
    """The measure at one moment, by unit in whole steps; `after`: taken again after treating."""

    kept: Kept
    after: bool
    values: dict[str, int]

    @property
    def when(self) -> str:
        at = self.kept.item.created_at.astimezone().strftime("%Y-%m-%d")
        return f"{at}, re-test" if self.after else at


@dataclass(frozen=True)
class Course:
    """The measure over the visits of one case."""

    finding: Finding
    units: tuple[str, ...]
    points: tuple[Point, ...]

    @property
    def error(self) -> int | None:
        return self.finding.error.detectable_change if self.finding.error else None

    def series(self, unit: str) -> tuple[tuple[int, int], ...]:
        """Place and value of each measure of a unit."""
        return tuple((place, point.values[unit]) for place, point in enumerate(self.points) if unit in point.values)

    def says(self, unit: str) -> str:
        """In words, the last measure against the first."""
        text, series = self.finding.quantity.text, self.series(unit)
        if len(series) < 2:
            return f"measured once, {text(series[0][1])}" if series else "not measured"
        first, last = series[0][1], series[-1][1]
        told = f"from {text(first)} to {text(last)}, a change of {signed(last - first, self.finding)}"
        return f"{told}: {against_error(last - first, self.finding)}" if self.finding.error else told


def course(versions: Sequence[Kept], knowledge: KnowledgeBase) -> Course | None:
    """The course; None where the knowledge charts nothing. What was corrected is left out for its correction."""
    chart = knowledge.settings.chart
    if chart is None:
        return None
    finding = knowledge.vocabulary.findings[chart.measure]
    points = tuple(point for point in every_point(versions, knowledge) if point.values)
    units = tuple(unit for unit in (*knowledge.settings.sides, PERSON) if any(unit in point.values for point in points))
    return Course(finding, units, points)


def every_point(versions: Sequence[Kept], knowledge: KnowledgeBase) -> Iterator[Point]:
    chart = knowledge.settings.chart
    assert chart is not None
    for found in standing(versions):
        if kind_of(found, versions) != "retest":
            yield Point(found, False, measured(found.item, chart.measure, knowledge))
        if chart.retest:
            yield Point(found, True, measured(found.item, chart.retest, knowledge))


def standing(versions: Sequence[Kept]) -> list[Kept]:
    """The versions without those that a correction took the place of."""
    corrected = {found.item.follows for found in versions if found.item.kind == "correction"}
    return [found for found in versions if found.item.number not in corrected]


def kind_of(found: Kept, versions: Sequence[Kept]) -> str:
    """What a version is; a correction is what it corrects."""
    by_number = {each.item.number: each for each in versions}
    while found.item.kind == "correction" and found.item.follows in by_number:
        found = by_number[found.item.follows]
    return found.item.kind
