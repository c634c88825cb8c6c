"""What changes for a cohort if a limit moves? One limit over many values, or many limits one step each way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.study.answered import TREATMENT, Answered, answered
from dorsiflex.study.basis import Basis, one
from dorsiflex.study.limits import Limit, charted_limits, decimal, error_of, moved, quantity_of, the_limit, title_of
from dorsiflex.study.result import Result
from dorsiflex.study.shares import counted

if TYPE_CHECKING:
    from dorsiflex.study.picture import Picture


@dataclass(frozen=True)
class Sweep(Result):
    """One limit over several values: who is offered treatment, whose answer changes, which techniques come and go."""

    title: str
    notes: tuple[str, ...]
    basis: Basis
    people: pd.DataFrame
    dispositions: pd.DataFrame
    techniques: pd.DataFrame
    limit: Limit
    axis: str

    def drawn(self) -> Picture:
        """Who is offered treatment and whose answer changes, against the limit."""
        from dorsiflex.study.picture_lines import lines

        series = {"any treatment suggested": "share_offered", "answer changed": "share_changed"}
        return lines(
            self.title, self.people, "limit", self.axis, series, float(self.limit.value), f" of {self.basis.noun}"
        )


@dataclass(frozen=True)
class Tornado(Result):
    """Several limits, each a step down and a step up: how many treatments are suggested per person."""

    title: str
    notes: tuple[str, ...]
    basis: Basis
    limits: pd.DataFrame
    base: float

    def drawn(self) -> Picture:
        """A bar for each limit, the widest first."""
        from dorsiflex.study.picture_tornado import tornado as drawn

        return drawn(
            f"{self.title}, {self.basis.cases}",
            self.limits,
            self.base,
            f"treatments suggested per {one(self.basis.noun)}",
        )


def sweep(
    frame: Any, rule: str, number: str, values: Iterable[Any], *, at: Any = None, knowledge: KnowledgeBase | None = None
) -> Sweep:
    """The answers with a limit of `number` in `rule` at each of some values; `at` says which limit, where several.

    Raises `BadInput`.
    """
    base = answered(frame, knowledge)
    limit = the_limit(base.knowledge, rule, number, at)
    people, dispositions, techniques = [], [], []
    for value in sorted({limit.value, *map(decimal, values)}):
        now = base if value == limit.value else answered(frame, moved(base.knowledge, limit, value))
        people.append({"limit": float(value), **compared(base, now)})
        shares = counted(now.dispositions, [item.id for item in base.knowledge.settings.dispositions], "disposition")
        dispositions.append(shares.assign(limit=float(value)))
        techniques.append(by_technique(base, now).assign(limit=float(value)))
    unit = quantity_of(base.knowledge, number).unit
    return Sweep(
        f"Moving a limit: {limit.in_words(base.knowledge)}",
        (f"The limit in the rules is {limit.value.normalize():f}.", TREATMENT),
        base.basis,
        pd.DataFrame(people),
        first(pd.concat(dispositions, ignore_index=True), "limit"),
        first(pd.concat(techniques, ignore_index=True), "limit"),
        limit,
        f"limit of the {title_of(base.knowledge, number)}" + (f", {unit}" if unit else ""),
    )


def tornado(
    frame: Any, limits: Iterable[Limit] = (), *, by: Any = None, knowledge: KnowledgeBase | None = None
) -> Tornado:
    """Each limit moved down and up by its measurement error, or by `by`; without limits, those of the charted measure.

    Raises `BadInput` where a limit has no error to move by.
    """
    base = answered(frame, knowledge)
    rows = []
    for limit in list(limits) or list(charted_limits(base.knowledge)):
        step = decimal(by) if by is not None else error_of(base.knowledge, limit.number)
        if step is None:
            why = "No error of measurement is declared for it."
            raise BadInput([Problem("the limit", f"`{limit.number}`", why, "Say by how much to move it (`by`).")])
        ends = {name: answered(frame, moved(base.knowledge, limit, limit.value + sign * step)) for name, sign in ENDS}
        told = {name: compared(base, now) for name, now in ends.items()}
        rows.append(
            {
                "limit": str(limit),
                "title": limit.in_words(base.knowledge),
                "step": float(step),
                "unit": quantity_of(base.knowledge, limit.number).unit,
            }
            | {f"{name}_{key}": told[name][key] for name in told for key in ("treatments_per_person", "changed")}
        )
    columns = [
        "limit",
        "title",
        "step",
        "unit",
        *(f"{name}_{key}" for name, _ in ENDS for key in ("treatments_per_person", "changed")),
    ]
    table = pd.DataFrame(rows, columns=columns)
    width = (table["up_treatments_per_person"] - table["down_treatments_per_person"]).abs()
    table = table.assign(width=width).sort_values(["width", "limit"], ascending=[False, True], ignore_index=True)
    today = compared(base, base)["treatments_per_person"]
    note = f"{today:.2f} treatments per person as the rules stand, both sides counted."
    return Tornado("Moving each limit down and up", (note, TREATMENT), base.basis, table, today)


ENDS = (("down", -1), ("up", 1))


def first(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """The same table, a column of it first."""
    return table[[name, *(column for column in table.columns if column != name)]]


def compared(base: Answered, now: Answered) -> dict[str, Any]:
    """How many are offered treatment now, and whose answer is another than before."""
    changed = changed_people(base, now)
    people = max(base.answers.height, 1)
    return {
        "n": base.answers.height,
        "offered": int(now.offered.sum()),
        "share_offered": float(now.offered.sum()) / people,
        "treatments_per_person": float(now.treatments.sum()) / people,
        "changed": int(changed.sum()),
        "share_changed": float(changed.sum()) / people,
    }


def changed_people(base: Answered, now: Answered) -> Any:
    """Whose disposition, or any suggestion of whom, is another."""
    other = np.asarray(base.dispositions, dtype=object) != np.asarray(now.dispositions, dtype=object)
    return other | (base.suggested != now.suggested).any(axis=1)


def by_technique(base: Answered, now: Answered) -> pd.DataFrame:
    """How often each technique is suggested, before and after; sides counted each by itself."""
    rows = []
    names = np.asarray([technique for _, technique, _ in base.techniques])
    for technique in base.knowledge.techniques:
        before, after = base.suggested[:, names == technique], now.suggested[:, names == technique]
        gained, lost = int((after & ~before).sum()), int((before & ~after).sum())
        rows.append((technique, int(before.sum()), int(after.sum()), gained, lost))
    return pd.DataFrame(rows, columns=["technique", "before", "after", "gained", "lost"])
