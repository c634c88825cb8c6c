"""What came of a technique? The charted measure before and after, its gain, and whether that exceeds its error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dorsiflex.apps.web.beside import signed
from dorsiflex.apps.web.differing import Change, conclusions_changed
from dorsiflex.apps.web.kept import Kept, measured
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Finding
from dorsiflex.store.records import Assessment


@dataclass(frozen=True)
class Gain:
    """The measure of one unit before and after, in words."""

    heading: str
    before: str
    after: str
    change: str
    says: str
    ref: str


@dataclass(frozen=True)
class Gains:
    """What a re-test shows, and what it changes of the answer."""

    title: str
    sides: tuple[Gain, ...]
    changes: tuple[Change, ...]


def gains(found: Kept, versions: Sequence[Assessment], knowledge: KnowledgeBase) -> Gains | None:
    """What a re-test shows; None where the assessment is none, or nothing is charted."""
    chart, item = knowledge.settings.chart, found.item
    if chart is None or not chart.retest or item.kind != "retest":
        return None
    before = next((each for each in versions if each.number == item.follows), None)
    finding = knowledge.vocabulary.findings[chart.measure]
    was, now = measured(item, chart.measure, knowledge), measured(item, chart.retest, knowledge)
    sides = tuple(gain(found.heading(unit), was[unit], now[unit], finding) for unit in now if unit in was)
    changed = conclusions_changed(before.answer, item.answer, knowledge) if before else ()
    return Gains(finding.title, sides, changed)


def gain(heading: str, was: int, now: int, finding: Finding) -> Gain:
    """One gain against the error of the measure."""
    change = signed(now - was, finding)
    text = finding.quantity.text
    if finding.error is None:
        return Gain(heading, text(was), text(now), change, "No error of this measure is known.", "")
    return Gain(heading, text(was), text(now), change, against_error(now - was, finding), finding.error.ref)


def against_error(change: int, finding: Finding) -> str:
    """Whether a change may be an error of measurement; asked only of a measure that declares one."""
    assert finding.error is not None
    limit = finding.error.detectable_change
    beyond = "at least" if abs(change) >= limit else "less than"
    return f"{beyond} the smallest change that is not measurement error, {finding.quantity.text(limit)}"
