"""Would the answer be the same, had each number been measured again? Each is drawn anew within its declared error."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
from numpy.typing import NDArray
from scipy.stats import truncnorm

from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Finding
from dorsiflex.study.answered import Answered, answered, finding_columns
from dorsiflex.study.answered import numbers as numbers_in
from dorsiflex.study.basis import Basis
from dorsiflex.study.result import Result
from dorsiflex.study.shares import wilson

if TYPE_CHECKING:
    from dorsiflex.study.picture import Picture

# The smallest detectable change is 1.96 times the standard error of a difference of two measurements.
ERRORS_IN_A_CHANGE = 1.96 * math.sqrt(2)
STABLE = 0.95
# Rows assessed at a time.
BLOCK = 100_000


@dataclass(frozen=True)
class Remeasured(Result):
    """How often a suggestion, and a disposition, outlives measuring again."""

    title: str
    notes: tuple[str, ...]
    basis: Basis
    techniques: pd.DataFrame
    dispositions: pd.DataFrame
    numbers: pd.DataFrame

    def drawn(self) -> Picture:
        """For each technique the share of its suggestions that are stable."""
        from dorsiflex.study.picture_dots import dots

        table = self.techniques[self.techniques["suggested"] > 0]
        return dots(
            self.title, table, "title", "suggested", f"share of suggestions kept in {100 * STABLE:.0f} % of draws"
        )


def error(frame: Any, *, draws: int = 100, seed: int = 1, knowledge: KnowledgeBase | None = None) -> Remeasured:
    """Every number with a declared error, drawn again `draws` times for everybody. Raises `BadInput` without any."""
    base = answered(frame, knowledge)
    numbers = measured(base)
    rows, width = base.suggested.shape
    kept, same = np.zeros((rows, width)), np.zeros(rows)
    appeared = np.zeros((rows, width))
    answers = np.zeros(rows)
    random = np.random.default_rng(seed)
    was = np.asarray(base.dispositions, dtype=object)
    for place, now in redrawn(base, numbers, random, draws):
        np.add.at(kept, place, now.suggested & base.suggested[place])
        np.add.at(appeared, place, now.suggested & ~base.suggested[place])
        np.add.at(same, place, np.asarray(now.dispositions, dtype=object) == was[place])
        np.add.at(answers, place, 1)
    every = np.maximum(answers, 1)
    return Remeasured(
        f"Measured again {draws} times within the declared error",
        (
            f"Seed {seed}. Errors are normal; their spread is the detectable change over 1.96 × √2.",
            f"Stable: the same answer in at least {100 * STABLE:.0f} % of the draws. Only declared errors are drawn.",
        ),
        base.basis,
        by_technique(base, kept / every[:, None], appeared / every[:, None]),
        by_disposition(base, same / every),
        pd.DataFrame(
            [spread_of(name, finding) for name, finding in numbers.items()],
            columns=["column", "detectable_change", "spread", "unit", "ref"],
        ),
    )


def measured(base: Answered) -> dict[str, Finding]:
    """The columns of the cohort that are numbers with a declared error."""
    columns = finding_columns(base.knowledge, base.cohort.columns)
    found = {name: finding for name, (_, finding) in columns.items() if finding.error is not None}
    if not found:
        why = "No column of it is a number whose error of measurement the vocabulary declares."
        raise BadInput([Problem("the table", "its columns", why, "Add one, or declare the error.")])
    return found


def spread_of(name: str, finding: Finding) -> tuple[str, float, float, str, str]:
    assert finding.error is not None
    change = float(finding.quantity.value(finding.error.detectable_change))
    return name, change, change / ERRORS_IN_A_CHANGE, finding.quantity.unit, finding.error.ref


def redrawn(
    base: Answered, numbers: dict[str, Finding], random: np.random.Generator, draws: int
) -> Iterator[tuple[NDArray[np.int64], Answered]]:
    """The cohort with its numbers drawn again, several times over; with the place of each answered row."""
    rows = base.cohort.height
    given = {name: numbers_in(base.cohort[name]).to_numpy() for name in numbers}
    each = max(1, BLOCK // max(rows, 1))
    for start in range(0, draws, each):
        times = min(each, draws - start)
        again = pl.concat([base.cohort] * times)
        new = [
            pl.Series(name, remeasured(np.tile(values, times), numbers[name], random)) for name, values in given.items()
        ]
        now = answered(again.with_columns(series.fill_nan(None) for series in new), base.knowledge)
        yield (now.answers["row"].to_numpy().astype(np.int64) - 1) % rows, now


def remeasured(values: NDArray[np.float64], finding: Finding, random: np.random.Generator) -> NDArray[np.float64]:
    """Values with a normal error, within the range and rounded to the step; not a number where there is none."""
    _, _, spread, _, _ = spread_of("", finding)
    least, most = (float(finding.quantity.value(end)) for end in (finding.least, finding.most))
    known = np.where(np.isnan(values), least, values)
    drawn = truncnorm.ppf(
        random.random(len(values)), (least - known) / spread, (most - known) / spread, loc=known, scale=spread
    )
    scale = 10**finding.quantity.decimals
    steps = np.clip(np.floor(drawn * scale / finding.step + 0.5) * finding.step, finding.least, finding.most)
    return np.asarray(np.where(np.isnan(values), np.nan, np.round(steps / scale, finding.quantity.decimals)))


def by_technique(base: Answered, kept: NDArray[Any], appeared: NDArray[Any]) -> pd.DataFrame:
    """For each technique: its suggestions, the share of draws that keep them, and how many are stable."""
    names = np.asarray([technique for _, technique, _ in base.techniques])
    rows = []
    for technique in base.knowledge.techniques:
        mine = names == technique
        was = base.suggested[:, mine]
        shares = kept[:, mine][was]
        stable = int((shares >= STABLE).sum())
        share, low, high = wilson(stable, len(shares))
        away = appeared[:, mine][~was]
        rows.append(
            {
                "technique": technique,
                "title": base.knowledge.techniques[technique].title,
                "suggested": len(shares),
                "kept": float(shares.mean()) if len(shares) else math.nan,
                "stable": stable,
                "share": share,
                "low": low,
                "high": high,
                "appears_elsewhere": float(away.mean()) if len(away) else math.nan,
            }
        )
    return pd.DataFrame(rows)


def by_disposition(base: Answered, same: NDArray[Any]) -> pd.DataFrame:
    """For each disposition: how many have it, the share of draws that keep it, and how many are stable."""
    was = np.asarray(base.dispositions, dtype=object)
    rows = []
    for item in base.knowledge.settings.dispositions:
        shares = same[was == item.id]
        stable = int((shares >= STABLE).sum())
        share, low, high = wilson(stable, len(shares))
        mean = float(shares.mean()) if len(shares) else math.nan
        told = {"disposition": item.id, "n": len(shares), "kept": mean, "stable": stable}
        rows.append(told | {"share": share, "low": low, "high": high})
    return pd.DataFrame(rows)
