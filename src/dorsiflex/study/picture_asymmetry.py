"""How far apart are the sides? The charted measure, side against side, with what may be mere error shaded."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Difference, Finding, MeasurementError, Operand
from dorsiflex.study.answered import Answered, answered, numbers
from dorsiflex.study.basis import count
from dorsiflex.study.picture import BLUE, INK, PALE, Picture, only, percent, sheet, wrapped

BARS = 40


def asymmetry(frame: Any, *, knowledge: KnowledgeBase | None = None) -> Picture:
    """The difference between the sides for everybody measured on both. Raises `BadInput` where there is none.

    It is the other side minus the assessed one, where one side alone is assessed;
    people with both or neither assessed are left out.
    """
    base = answered(frame, knowledge)
    finding = charted(base.knowledge)
    gaps = differences(base, finding)
    if not len(gaps):
        why = f"Nobody has `{finding.id}` on both sides and one assessed side."
        raise BadInput([Problem("the table", finding.title, why, "Measure both sides.")])
    return drawn(finding, error_of_difference(base.knowledge, finding), gaps, base.basis.noun).under(base.basis.line)


def charted(knowledge: KnowledgeBase) -> Finding:
    """The measure of the chart, of two sides. Raises `BadInput`."""
    chart = knowledge.settings.chart
    if chart is None or len(knowledge.settings.sides) != 2:
        why = "A difference between sides needs two sides and a measure that is charted."
        raise BadInput([Problem("knowledge.yaml", "no such chart", why, "Name it under `chart`.")])
    return knowledge.vocabulary.findings[chart.measure]


def differences(base: Answered, finding: Finding) -> Any:
    """The other side minus the assessed one, in the unit."""
    first, second = base.knowledge.settings.sides
    columns = [f"{side}_{finding.id}" for side in (first, second)]
    if any(column not in base.cohort.columns for column in columns):
        return np.empty(0)
    one, two = (numbers(base.cohort[column]) for column in columns)
    only_first = base.answers[f"{first}_assessed"] & ~base.answers[f"{second}_assessed"]
    only_second = base.answers[f"{second}_assessed"] & ~base.answers[f"{first}_assessed"]
    gaps = pl.select(pl.when(only_first).then(two - one).when(only_second).then(one - two)).to_series()
    return gaps.drop_nulls().to_numpy()


def error_of_difference(knowledge: KnowledgeBase, finding: Finding) -> MeasurementError | None:
    """The declared error of this measure's difference between the sides; that of one measurement would be too small."""
    theirs = {Operand(finding.id), Operand(finding.id, other=True)}
    return next(
        (
            number.error
            for number in knowledge.vocabulary.numbers.values()
            if isinstance(number.made, Difference) and {number.made.of, number.made.minus} == theirs
        ),
        None,
    )


def drawn(finding: Finding, declared: MeasurementError | None, gaps: Any, noun: str) -> Picture:
    """A histogram; bars within the error are hatched, those beyond it plain."""
    unit = finding.quantity.unit
    error = None if declared is None else finding.quantity.value(declared.detectable_change)
    title = f"Side difference of the {finding.title}, {count(len(gaps), noun)}"
    with sheet(7.0, 3.8) as figure:
        axes = only(figure)
        edges = edges_of(gaps, error)
        counts, _ = np.histogram(gaps, edges)
        inside = [error is not None and bool(abs(low + high) / 2 < float(error)) for low, high in pairwise(edges)]
        width = edges[1] - edges[0]
        for within, colour, hatch in ((True, PALE, "////"), (False, BLUE, "")):
            chosen = [place for place, mine in enumerate(inside) if mine is within]
            name = label_of(within, error, unit, noun)
            if chosen and name:
                axes.bar(edges[chosen], counts[chosen], width=width, align="edge", color=colour, hatch=hatch,
                         edgecolor=INK, lw=0.6, label=name)  # fmt: skip
        axes.axvline(0, color=INK, lw=1)
        median = float(np.median(gaps))
        axes.axvline(median, color=INK, lw=1.6, ls="--", label=f"median {median:.1f} {unit}")
        axes.set(xlabel=f"other side minus assessed side, {unit}", ylabel=noun, title=wrapped(title, 76))
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=8.5)
    return Picture(title, alt_of(finding, gaps, declared, median), figure)


def edges_of(gaps: Any, error: Decimal | None) -> Any:
    """Bins of equal width, of which some end just where the error does."""
    span = max(float(np.abs(gaps).max()), 1e-9)
    width = 2 * span / BARS
    if error is not None:
        width = float(error) / max(1, round(float(error) / width))
    first, last = (int(np.floor(float(end) / width + 1e-9)) for end in (gaps.min(), gaps.max()))
    return np.arange(first, last + 2) * width


def label_of(within: bool, error: Decimal | None, unit: str, noun: str) -> str:
    if error is None:
        return "" if within else noun
    return wrapped(f"within the detectable side difference of {error} {unit}" if within else "beyond it", 26)


def alt_of(finding: Finding, gaps: Any, declared: MeasurementError | None, median: float) -> str:
    """What the picture shows, and who reports the error."""
    unit = finding.quantity.unit
    low, high = np.quantile(gaps, [0.25, 0.75])
    told = "Histogram of the other side minus the assessed one. "
    told += f"Median {median:.1f} {unit}, middle half {low:.1f} to {high:.1f}."
    if declared is None:
        return f"{told} No error of a difference between the sides is declared."
    error = finding.quantity.value(declared.detectable_change)
    within = percent(float((np.abs(gaps) < float(error)).mean()))
    note = f"; {declared.note}" if declared.note else ""
    return f"{told} {within} lie within the detectable side difference of {error} {unit} ({declared.ref}{note})."
