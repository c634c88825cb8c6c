"""How does the answer fade as less is known? The same cohort with more and more of its answers blanked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl

from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.study.answered import Answered, answered, finding_columns
from dorsiflex.study.basis import Basis
from dorsiflex.study.result import Result

if TYPE_CHECKING:
    from dorsiflex.study.picture import Picture

SHARES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
WAYS = ("random", "section")


@dataclass(frozen=True)
class Faded(Result):
    """What is left of the answers at each share of blanked answers."""

    title: str
    notes: tuple[str, ...]
    basis: Basis
    shares: pd.DataFrame
    asks: str

    def drawn(self) -> Picture:
        """What is left, against the share that is blanked."""
        from dorsiflex.study.picture_lines import lines

        series = {
            "same disposition": "same_disposition",
            f"disposition “{self.asks}”": "asked",
            "treatments kept": "treatments_kept",
        }
        return lines(self.title, self.shares, "blanked", "share of answers blanked", series, None, "")


def missing(
    frame: Any,
    *,
    shares: Iterable[float] = SHARES,
    how: str = "random",
    seed: int = 1,
    knowledge: KnowledgeBase | None = None,
) -> Faded:
    """Blank answers one by one (`random`) or whole sections of a person (`section`); what is blank stays blank.

    Raises `BadInput`.
    """
    wanted = sorted({0.0, *shares})
    if how not in WAYS or not all(0 <= share <= 1 for share in wanted):
        why = "Answers are blanked at `random` or by `section`, in shares from 0 to 1."
        raise BadInput([Problem("the study", f"`{how}`, {wanted}", why, "Correct it.")])
    base = answered(frame, knowledge)
    settings = base.knowledge.settings
    chances = chances_of(base, how, seed)
    rows = [told(base, blanked(base, chances, share), share) for share in wanted]
    asks = settings.disposition[settings.unknown_gate_disposition].title
    return Faded(
        f"Answers blanked {'one by one' if how == 'random' else 'by section'}",
        (
            f"Seed {seed}. Shares are of answers that were recorded at all.",
            "treatments_kept: of those suggested at first. treatments_new: suggested only with less known.",
            "rejected: what could be taken no more once these answers were blank.",
        ),
        base.basis,
        pd.DataFrame(rows),
        asks,
    )


def chances_of(base: Answered, how: str, seed: int) -> dict[str, Any]:
    """For each answer a number from 0 to 1; it is blanked at every share above it."""
    random = np.random.default_rng(seed)
    columns = finding_columns(base.knowledge, base.cohort.columns)
    rows = base.cohort.height
    if how == "random":
        return {name: random.random(rows) for name in columns}
    sections = {finding.section: random.random(rows) for _, finding in columns.values()}
    return {name: sections[finding.section] for name, (_, finding) in columns.items()}


def blanked(base: Answered, chances: dict[str, Any], share: float) -> Answered:
    """The cohort without the answers whose time has come."""
    gone = [pl.when(pl.Series(chance >= share)).then(pl.col(name)).alias(name) for name, chance in chances.items()]
    return answered(base.cohort.with_columns(gone), base.knowledge)


def told(base: Answered, now: Answered, share: float) -> dict[str, Any]:
    """What is left at one share; rows that could no longer be taken are counted, and compared no more."""
    place = now.answers["row"].to_numpy().astype(np.int64) - 1
    was, suggested = np.asarray(base.dispositions, dtype=object)[place], base.treatments[place]
    dispositions = np.asarray(now.dispositions, dtype=object)
    asked = dispositions == base.knowledge.settings.unknown_gate_disposition
    people = max(len(place), 1)
    return {
        "blanked": share,
        "n": len(place),
        "rejected": now.rejected,
        "same_disposition": float((dispositions == was).sum()) / people,
        "asked": float(asked.sum()) / people,
        "offered": float(now.offered.sum()) / people,
        "treatments_kept": float((now.treatments & suggested).sum()) / max(int(suggested.sum()), 1),
        "treatments_new": int((now.treatments & ~suggested).sum()),
    }
