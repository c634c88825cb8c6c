"""How would the answers of a case be typed into a table?"""

from __future__ import annotations

from random import Random
from typing import Any

from dorsiflex.cohort.header import column_of
from dorsiflex.language.case import Case
from dorsiflex.language.meaning import Value
from dorsiflex.language.program import Program
from dorsiflex.language.vocabulary import Finding

NONSENSE = ("maybe", "99999", "-1", "6,5", "1e1", "two", "[", ";", "inf")


def typed(value: Value, finding: Finding) -> str:
    """An answer as the text of a cell."""
    if isinstance(value, bool):
        return "present" if value else "absent"
    if isinstance(value, frozenset):
        return ";".join(sorted(value)) or "[]"
    return f"{finding.quantity.value(value):f}" if isinstance(value, int) else str(value)


def typed_row(case: Case, program: Program) -> dict[str, Any]:
    """A case as a row of text; None where nothing is recorded."""
    return {
        column_of(stem): typed(case.recorded[stem], finding) if stem in case.recorded else None
        for stem, finding in program.findings.items()
    }


def spoilt(row: dict[str, Any], rng: Random, program: Program) -> dict[str, Any]:
    """The row with some answers turned round, so that they may contradict, and some that nobody can read."""
    turned = {"present": "absent", "absent": "present"}
    share = rng.choice((0.0, 0.0, 0.1, 0.4))
    row = {name: turned.get(value, value) if rng.random() < share else value for name, value in row.items()}
    for stem in rng.sample(sorted(program.findings), rng.choice((0, 0, 0, 1, 3))):
        row[column_of(stem)] = rng.choice(NONSENSE)
    return row
