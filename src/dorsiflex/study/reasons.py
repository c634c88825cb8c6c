"""Why did the rules answer a row as they did? Asked of the assessor of single cases."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from dorsiflex.cohort.header import ID
from dorsiflex.language.truth import Truth
from dorsiflex.language.vocabulary import Finding, Kind
from dorsiflex.ready import assessor_for
from dorsiflex.study.answered import Answered, finding_columns

TOLD = 3


class Reasons:
    """Assesses rows of a cohort one by one."""

    def __init__(self, cohort: Answered) -> None:
        self.cohort = cohort
        self.columns = finding_columns(cohort.knowledge, cohort.cohort.columns)

    def name(self, place: int) -> str:
        """The id of a row, if it has one."""
        return str(self.cohort.cohort[ID][place]) if ID in self.cohort.cohort.columns else ""

    def intake(self, place: int) -> dict[str, dict[str, Any]]:
        """A row as an intake."""
        row = self.cohort.cohort.row(place, named=True)
        given: dict[str, dict[str, Any]] = {}
        for column, (unit, finding) in self.columns.items():
            if row[column] is not None and row[column] == row[column]:
                given.setdefault(unit or "person", {})[finding.id] = typed(row[column], finding)
        return given

    def why(self, place: int) -> str:
        """What gates say, on which side; or which techniques are suggested where none speaks."""
        answer = assessor_for(self.cohort.knowledge).assess(self.intake(place))
        settings = self.cohort.knowledge.settings
        told: dict[tuple[int, str, str], list[str]] = {}
        for unit, side in answer.sides.items():
            for gate in (*answer.person_gates, *side.gates):
                if gate.rule.disposition is None or gate.truth is Truth.FALSE:
                    continue
                unsure = gate.truth is Truth.UNKNOWN
                says = settings.unknown_gate_disposition if unsure else gate.rule.disposition
                key = (settings.severity[says], "cannot tell" if unsure else "fires", gate.rule.title)
                told.setdefault(key, []).append(unit)
        if told:
            ranked = sorted(told.items(), key=lambda item: item[0][0])
            shown = [f"{said}, {' and '.join(dict.fromkeys(units))}: {title}" for (_, said, title), units in ranked]
            return "; ".join(shown[:TOLD]) + (f"; and {len(shown) - TOLD} more" if len(shown) > TOLD else "")
        names = [f"{unit}: {item.technique.title}" for unit, side in answer.sides.items() for item in side.suggestions]
        return "No gate speaks. " + ("Suggested: " + "; ".join(names[:TOLD]) if names else "Nothing is suggested.")


def typed(value: Any, finding: Finding) -> Any:
    """A cell that was accepted, as an intake writes it."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if not isinstance(value, str):
        return value
    text = value.strip()
    if finding.kind is Kind.SEVERAL_OF and (";" in text or text[:1] == "[" or text in finding.option_ids):
        inside = text.removeprefix("[").removesuffix("]")
        return [item.strip() for item in inside.split(";")] if inside else []
    if finding.kind is Kind.NUMBER and text[:1] in "+-0123456789":
        return Decimal(text)
    return value
