"""What do recorded answers settle, for a whole table, a bit a case? As `settle_columns.py` settles it, but in masks.

What stands under a denied parent counts as absent or not applicable, and an answer that says otherwise contradicts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dorsiflex.infer.bit_columns import rail_columns, union
from dorsiflex.infer.columns import attributes_of
from dorsiflex.infer.packed import Held, PackedTable, packed, unpacked
from dorsiflex.language.facts import NO_CHOICE
from dorsiflex.language.program import Dependent, Program
from dorsiflex.language.rails import option_of
from dorsiflex.language.vocabulary import Kind


@dataclass(frozen=True)
class SettlePacked:
    """Settles tables of one program."""

    program: Program

    def settle(self, table: PackedTable) -> dict[str, int]:
        """Let recorded answers be settled ones; returns the rows in which each dependent contradicts its parent."""
        findings, dependents = self.program.findings, self.program.dependents
        for item in dependents:
            if item.finding.kind is Kind.NUMBER:
                table.columns[item.stem + "?na"] = Held(0, table.every)
        for unit in self.program.units:
            here = union(table.known(stem) for stem in findings if stem.startswith(unit + "."))
            table.columns[unit + "?recorded"] = Held(here, table.every)
        # Only an answer can contradict, and not what stands for a missing one.
        answered = {item.stem: table.known(item.stem) for item in dependents}
        for stem, finding in findings.items():
            if finding.unanswered_means is not None:
                fill(table, stem, finding.unanswered_means, table.every & ~table.held(stem).there)
        return {item.stem: settle_one(table, item) & answered[item.stem] for item in dependents}


def fill(table: PackedTable, stem: str, value: int | str, where: int) -> None:
    """Let a choice or a number have a value in some rows."""
    held = table.held(stem)
    values = np.where(unpacked(where, table.count), held.values.dtype.type(table.code(stem, value)), held.values)
    table.columns[stem] = Held(values, held.there | where)


def settle_one(table: PackedTable, item: Dependent) -> int:
    """Settle a dependent, whose parents are settled; returns the rows in which it contradicts them."""
    irrelevant = rail_columns(item.irrelevant, table)
    if not irrelevant:
        return 0
    contradicted = irrelevant & union(positive(table, item))
    finding, stem = item.finding, item.stem
    if finding.kind is Kind.CHOICE:
        fill(table, stem, NO_CHOICE, irrelevant)
        return contradicted
    for attribute in attributes_of(stem, finding, dependent=False):
        held = table.held(attribute)
        if finding.kind is Kind.NUMBER:
            table.columns[attribute] = Held(held.values, held.there & ~irrelevant)
            table.columns[stem + "?na"] = Held(irrelevant, table.every)
        else:
            table.columns[attribute] = Held(held.values & ~irrelevant, held.there | irrelevant)
    return contradicted


def positive(table: PackedTable, item: Dependent) -> Iterator[int]:
    """The rows where an answer says that there is something."""
    finding, stem = item.finding, item.stem
    if finding.kind is Kind.YES_NO:
        yield table.held(stem).values
    elif finding.kind is Kind.SEVERAL_OF:
        for option in finding.option_ids:
            if option not in finding.negative:
                yield table.held(option_of(stem, option)).values
    else:
        held = table.held(stem)
        found = np.ones(table.count, bool)
        for value in finding.negative:
            found &= held.values != table.code(stem, value)
        if finding.kind is Kind.NUMBER and finding.negative_below is not None:
            found &= held.values >= finding.negative_below
        yield packed(found) & held.there
