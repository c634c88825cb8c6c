"""Does the answer differ between groups? By a column of the cohort, or by bands of a number in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl

from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.study.answered import TREATMENT, Answered, answered, finding_columns, numbers
from dorsiflex.study.basis import Basis, count
from dorsiflex.study.result import Result
from dorsiflex.study.shares import counted, wilson
from dorsiflex.validate.answer import shown

if TYPE_CHECKING:
    from dorsiflex.study.picture import Picture

UNKNOWN = "not known"
MOST = 20


@dataclass(frozen=True)
class Groups(Result):
    """Dispositions, and who is offered treatment, group by group."""

    title: str
    notes: tuple[str, ...]
    basis: Basis
    offered: pd.DataFrame
    dispositions: pd.DataFrame
    known: KnowledgeBase

    def drawn(self) -> Picture:
        """The dispositions of each group, as parts of a bar."""
        from dorsiflex.study.picture_bars import stacked

        return stacked(self.title, self.dispositions, self.known.settings, self.basis.noun)


def groups(frame: Any, by: str, *, bands: Sequence[float] = (), knowledge: KnowledgeBase | None = None) -> Groups:
    """The answers by a column; with `bands`, by where a number lies between them. Raises `BadInput`."""
    base = answered(frame, knowledge)
    names = group_names(base, by, bands)
    order = sorted(set(names) - {UNKNOWN}, key=lambda name: place_of(name, bands)) + [UNKNOWN] * (UNKNOWN in names)
    ids = [item.id for item in base.knowledge.settings.dispositions]
    offered, dispositions = [], []
    for group in order:
        here = np.asarray([name == group for name in names])
        share, low, high = wilson(int(base.offered[here].sum()), int(here.sum()))
        counts = {"group": group, "n": int(here.sum()), "offered": int(base.offered[here].sum())}
        offered.append(counts | {"share": share, "low": low, "high": high})
        own = [value for value, mine in zip(base.dispositions, here, strict=True) if mine]
        table = counted(own, ids, "disposition")
        table.insert(0, "group", group)
        dispositions.append(table)
    notes = (
        "Intervals are Wilson's, 95 %.",
        TREATMENT,
        "Groups are compared as they are found: nothing is adjusted, and no cause is claimed.",
    )
    return Groups(
        f"Answers by {in_words(base, by)}, {base.basis.cases}",
        notes,
        base.basis,
        pd.DataFrame(offered),
        pd.concat(dispositions, ignore_index=True),
        base.knowledge,
    )


def in_words(base: Answered, by: str) -> str:
    """What a column is called: the title of its finding, with side and unit; else its name."""
    found = finding_columns(base.knowledge, [by]).get(by)
    if found is None:
        return f"“{by}”"
    side, finding = found
    unit = f", {finding.quantity.unit}" if finding.quantity.unit else ""
    return f"{finding.title}{f', {side}' if side else ''}{unit}"


def group_names(base: Answered, by: str, bands: Sequence[float]) -> list[str]:
    """The group of each person."""
    if by not in base.cohort.columns:
        raise BadInput([Problem("the table", f"`{by}`", "There is no such column.", "Name a column of the table.")])
    column = base.cohort[by]
    if bands:
        check_numbers(column, by)
    else:
        names = [UNKNOWN if value is None or not str(value).strip() else str(value) for value in column.cast(pl.String)]
        if len(set(names)) > MOST:
            why = f"It has {len(set(names))} different values; a table of more than {MOST} groups tells nothing."
            raise BadInput([Problem("the table", f"`{by}`", why, "Say where to cut (`bands`), or group it before.")])
        return names
    edges = [-np.inf, *sorted(set(bands)), np.inf]
    labels = [band_name(low, high) for low, high in pairwise(edges)]
    cut = pd.cut(pd.Series(numbers(column).to_numpy(), dtype="float64"), bins=edges, right=False, labels=labels)
    return [UNKNOWN if pd.isna(value) else str(value) for value in cut]


def check_numbers(column: pl.Series, by: str) -> None:
    """Refuse to cut what is no number. Raises `BadInput`."""
    said = column.cast(pl.String).drop_nulls()
    said = said.filter(said.str.strip_chars() != "")
    words = said.filter(numbers(said).is_null())
    if len(words):
        why = f"Bands cut numbers, and {count(len(words), 'rows')} of this column hold none."
        raise BadInput([Problem("the table", f"`{by}: {shown(words[0])}`", why, "Leave the bands out, or mend it.")])


def band_name(low: float, high: float) -> str:
    """A band, its lower end included."""
    if np.isinf(low):
        return f"below {high:g}"
    return f"{low:g} and above" if np.isinf(high) else f"{low:g} to below {high:g}"


def place_of(name: str, bands: Sequence[float]) -> Any:
    """Bands in their order; other groups by their name, numbers as numbers."""
    if bands:
        edges = [-np.inf, *sorted(set(bands)), np.inf]
        return [band_name(low, high) for low, high in pairwise(edges)].index(name)
    return (0, float(name), "") if name.replace(".", "", 1).isdigit() else (1, 0.0, name)
