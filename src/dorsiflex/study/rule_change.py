"""What did a change of the rules do to a cohort? The same people before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from dorsiflex.cohort.header import ID
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.study.answered import Answered, answered
from dorsiflex.study.basis import Basis, count
from dorsiflex.study.result import Result

if TYPE_CHECKING:
    from dorsiflex.study.picture import Picture


@dataclass(frozen=True)
class Comparison(Result):
    """Dispositions before and after, techniques gained and lost, and whom it concerns."""

    title: str
    notes: tuple[str, ...]
    basis: Basis
    dispositions: pd.DataFrame
    techniques: pd.DataFrame
    people: pd.DataFrame
    words: dict[str, str]

    def drawn(self) -> Picture:
        """How many moved from which disposition to which."""
        from dorsiflex.study.picture_grid import grid

        order = list(dict.fromkeys(self.dispositions["before"])), list(dict.fromkeys(self.dispositions["after"]))
        counts = self.dispositions.pivot(index="before", columns="after", values="n")
        said = f"n = {int(self.dispositions['n'].sum()):,}"
        return grid(self.title, counts.loc[order[0], order[1]], "before", "after", self.words, said, self.basis.noun)


def compare(frame: Any, before: KnowledgeBase, after: KnowledgeBase) -> Comparison:
    """The answers of two knowledge bases to one cohort. Raises `BadInput` where either cannot read its columns."""
    old, new = answered(frame, before), answered(frame, after)
    was, now = by_row(old), by_row(new)
    both = sorted(was.keys() & now.keys())
    orders = [[item.id for item in base.settings.dispositions] for base in (before, after)]
    moves = [(was[row][0], now[row][0]) for row in both]
    transitions = [(a, b, moves.count((a, b))) for a in orders[0] for b in orders[1]]
    changed = [row for row in both if was[row] != now[row]]
    noun, only = new.basis.noun, (len(was) - len(both), len(now) - len(both))
    notes = (
        f"{count(len(both), noun)} answered by both; {only[0]} only before, {only[1]} only after.",
        f"{count(len(changed), noun)} answered otherwise.",
        f"Before: {before.settings.name} {before.settings.version}, {before.digest}.",
        f"After: {after.settings.name} {after.settings.version}, {after.digest}.",
    )
    return Comparison(
        "Before and after a change of the rules",
        notes,
        new.basis,
        pd.DataFrame(transitions, columns=["before", "after", "n"]),
        techniques(
            [was[row][1] for row in both], [now[row][1] for row in both], {**before.techniques, **after.techniques}
        ),
        people(old, {row: (was[row], now[row]) for row in changed}),
        {item.id: item.title for base in (before, after) for item in base.settings.dispositions},
    )


def by_row(cohort: Answered) -> dict[int, tuple[str, frozenset[tuple[str, str]]]]:
    """For each row its disposition, and what is suggested on which side."""
    names = [(technique, unit) for unit, technique, _ in cohort.techniques]
    return {
        row: (disposition, frozenset(name for name, yes in zip(names, suggested, strict=True) if yes))
        for row, disposition, suggested in zip(
            cohort.answers["row"].to_list(), cohort.dispositions, cohort.suggested, strict=True
        )
    }


def techniques(before: list[Any], after: list[Any], known: dict[str, Any]) -> pd.DataFrame:
    """How often each technique is suggested, sides counted each by itself."""
    rows = []
    for technique in sorted(known):
        was = [{unit for name, unit in item if name == technique} for item in before]
        now = [{unit for name, unit in item if name == technique} for item in after]
        gained = sum(len(b - a) for a, b in zip(was, now, strict=True))
        lost = sum(len(a - b) for a, b in zip(was, now, strict=True))
        rows.append((technique, sum(map(len, was)), sum(map(len, now)), gained, lost))
    return pd.DataFrame(rows, columns=["technique", "before", "after", "gained", "lost"])


def people(old: Answered, changed: dict[int, Any]) -> pd.DataFrame:
    """Whom it concerns, with what comes and goes."""
    place = {row: at for at, row in enumerate(old.answers["row"].to_list())}
    ids = old.cohort[ID].to_list() if ID in old.cohort.columns else [""] * old.cohort.height

    def told(items: frozenset[tuple[str, str]]) -> str:
        return "; ".join(f"{unit} {technique}" for technique, unit in sorted(items))

    return pd.DataFrame(
        [
            (row, str(ids[place[row]]), was[0], now[0], told(now[1] - was[1]), told(was[1] - now[1]))
            for row, (was, now) in changed.items()
        ],
        columns=["row", "id", "before", "after", "gained", "lost"],
    )
