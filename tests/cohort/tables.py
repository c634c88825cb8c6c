"""How do cases become a table, and what does the reference say of each row?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from dorsiflex.infer.columns import attributes_of, schema_of
from dorsiflex.infer.decide import SideDecision
from dorsiflex.infer.decide_columns import SUGGESTED, WITHHELD
from dorsiflex.infer.packed import Held, PackedTable, unpacked
from dorsiflex.language.meaning import Value
from dorsiflex.language.program import Program
from dorsiflex.language.truth import Truth
from dorsiflex.language.vocabulary import Kind


def recorded_table(answers: Sequence[Mapping[str, Value]], program: Program) -> pl.DataFrame:
    """One row for each case, as recorded; every finding has its column."""
    columns = []
    for stem, finding in program.findings.items():
        values = [one.get(stem) for one in answers]
        for attribute, dtype in attributes_of(stem, finding, dependent=False).items():
            option = attribute.rpartition("/")[2]
            held = (
                [None if value is None else option in value for value in values]  # type: ignore[operator]
                if finding.kind is Kind.SEVERAL_OF
                else values
            )
            columns.append(pl.Series(attribute, held, dtype=dtype))
    return pl.DataFrame(columns)


def unlike(found: PackedTable, wanted: PackedTable) -> list[str]:
    """The attributes that two tables do not have in the same rows, or not alike in them."""
    return [
        name
        for name in schema_of(wanted.program)
        if (one := found.held(name), other := wanted.held(name))
        and (one.there != other.there or held_there(one, found.count) != held_there(other, wanted.count))
    ]


def held_there(column: Held, count: int) -> object:
    """What a column holds where it holds anything."""
    if isinstance(column.values, int):
        return column.values & column.there
    return column.values[unpacked(column.there, count).view(bool)].tolist()


def truths_in(table: pl.DataFrame, stems: Sequence[str]) -> list[dict[str, Truth]]:
    """What each row of a table concludes."""
    ends = [table[f"{stem}?{end}"].to_list() for stem in stems for end in ("true", "false")]
    assert all(None not in column for column in ends)
    return [dict(zip(stems, map(truth, row[::2], row[1::2]), strict=True)) for row in zip(*ends, strict=True)]


def truth(yes: bool, no: bool) -> Truth:
    assert not (yes and no)
    return Truth.TRUE if yes else Truth.FALSE if no else Truth.UNKNOWN


def side_in(row: Mapping[str, object], unit: str, techniques: Sequence[str]) -> dict[str, object]:
    """What one row of a decided table says of one side."""
    return {
        "assessed": row[f"{unit}?assessed"],
        "disposition": row[f"{unit}?disposition"],
        **{technique: row[f"{unit}.{technique}?answer"] for technique in techniques},
        "lacking": {
            name for name, value in row.items() if name.startswith(f"{unit}.") and "?lacking" in name and value
        },
    }


def side_of(side: SideDecision, techniques: Sequence[str]) -> dict[str, object]:
    """The same from a decision of the reference."""
    withheld = {technique for technique, _ in side.withheld}
    suggested = {item.technique for item in side.suggested}
    return {
        "assessed": side.assessed,
        "disposition": side.disposition,
        **{name: WITHHELD if name in withheld else SUGGESTED if name in suggested else None for name in techniques},
        "lacking": {
            f"{side.unit}.{item.technique}?lacking{place}" for item in side.suggested for place in item.lacking
        },
    }
