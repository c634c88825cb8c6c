"""Which columns are boxes of one question? As REDCap exports them: `field___code`, or `Label (choice=Title)`.

An unticked box says little: nobody may have been asked, and another box may be the one that counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dorsiflex.cohort.mapping import Mapped

LABELLED = re.compile(r"(.+) \(choice=.*\)", re.DOTALL)
MARK = "___"
# What a box ticks besides a choice: none of them; something that is no answer of ours.
NONE_OF_THEM, SOMETHING_ELSE = "[]", "?"
UNTICKED = ("0", "unchecked")


def question_of(column: str) -> str | None:
    """The field or label that a box belongs to; None where a column is no box."""
    field, mark, code = column.partition(MARK)
    if mark and field and code:
        return field
    found = LABELLED.fullmatch(column)
    return found[1] if found else None


def others(names: Sequence[str], columns: Sequence[Mapped]) -> Iterator[Mapped]:
    """The boxes that stand beside those of a question, and tick something that is none of its choices."""
    for ours in dict.fromkeys(one.to for one in columns if one.option is not None):
        boxes = [one for one in columns if one.to == ours]
        questions = {question_of(one.column) for one in boxes} - {None}
        mine = {one.column for one in boxes}
        for name in names:
            if name not in mine and question_of(name) in questions:
                yield replace(boxes[0], column=name, option=SOMETHING_ELSE, values={})


def without_a_box(columns: Sequence[Mapped]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """What is taken of choices that no box can tick, and of boxes that a mapping reads as no; with the columns."""
    told: dict[str, tuple[str, tuple[str, ...]]] = {}
    for ours in dict.fromkeys(one.to for one in columns if one.option is not None):
        boxes = [one for one in columns if one.to == ours]
        finding = boxes[0].finding
        ticked = {one.option for one in boxes}
        left = [option for option in finding.option_ids if option not in ticked and option not in finding.negative]
        if left:
            text = f"not {', not '.join(left)}, for which there is no box, wherever another box is ticked"
            told[f"boxes of {ours}"] = text, (ours,)
    for one in columns:
        if one.box and one.option is None and "absent" in one.values.values():
            told[f"unticked {one.column}"] = f"{one.to} absent", (one.to,)
    return told
