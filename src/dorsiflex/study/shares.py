"""How large is a share, and how sure is it? Wilson's interval, by statsmodels."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd
from statsmodels.stats.proportion import proportion_confint


def wilson(count: int, of: int) -> tuple[float, float, float]:
    """The share with its 95 % interval; not a number where there is nobody."""
    if of == 0:
        return (math.nan, math.nan, math.nan)
    low, high = proportion_confint(count, of, alpha=0.05, method="wilson")
    return (count / of, float(low), float(high))


def counted(values: Iterable[str], order: Iterable[str], name: str) -> pd.DataFrame:
    """How often each of some values occurs, in their order."""
    given = list(values)
    rows = []
    for value in order:
        count = given.count(value)
        share, low, high = wilson(count, len(given))
        rows.append({name: value, "n": count, "share": share, "low": low, "high": high})
    return pd.DataFrame(rows, columns=[name, "n", "share", "low", "high"])
