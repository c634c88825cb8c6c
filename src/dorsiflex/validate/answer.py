"""Is this one answer of the right kind, and within its range? Nothing is converted that could be a mistake."""

from __future__ import annotations

import re
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, assert_never

from dorsiflex.errors import visible
from dorsiflex.language.meaning import Value
from dorsiflex.language.vocabulary import Finding, Kind, Spellings

LONGEST = 200
# No unit makes a number of so many digits plausible, and its product may overflow.
LARGEST = 1000


class Refused(Exception):
    """Why one answer cannot be taken."""

    def __init__(self, found: str, why: str, mend: str) -> None:
        super().__init__(found)
        self.found, self.why, self.mend = found, why, mend


def read_answer(typed: Any, finding: Finding, spellings: Spellings) -> Value | None:
    """The value of an answer as typed; None where it says that it is not known. Raises `Refused`."""
    if typed is None or (isinstance(typed, str) and typed.strip().casefold() in ("", *spellings.unknown)):
        return None
    if isinstance(typed, list | tuple | set | frozenset) and finding.kind is not Kind.SEVERAL_OF:
        raise refused(typed, finding, f"`{finding.id}` takes one value, not a list.", "Write the one value.")
    if isinstance(typed, dict):
        raise refused(typed, finding, f"`{finding.id}` takes a value, not a mapping.", "Write the value.")
    match finding.kind:
        case Kind.YES_NO:
            return read_yes_no(typed, finding, spellings)
        case Kind.CHOICE:
            return read_option(typed, finding)
        case Kind.SEVERAL_OF:
            return read_options(typed, finding)
        case Kind.NUMBER:
            return read_number(typed, finding)
        case _:
            assert_never(finding.kind)


def refused(typed: Any, finding: Finding, why: str, mend: str) -> Refused:
    return Refused(f"`{finding.id}: {shown(typed)}`", why, mend)


def shown(typed: Any) -> str:
    """A value as its author wrote it, cut where it is long; what cannot be seen stands as its code."""
    try:
        text = {True: "true", False: "false"}[typed] if isinstance(typed, bool) else str(typed)
    except ValueError:
        # Python does not write out a whole number of some thousand digits.
        return "a number of thousands of digits"
    return visible(text if len(text) <= LONGEST else text[:LONGEST] + "…")


def read_yes_no(typed: Any, finding: Finding, spellings: Spellings) -> bool:
    word = shown(typed).strip().casefold()
    if isinstance(typed, float | Decimal) and _is_small(typed) and typed == int(typed):
        word = str(int(typed))
    if word in spellings.present:
        return True
    if word in spellings.absent:
        return False
    also = sorted((spellings.present | spellings.absent) - {"present", "absent"})
    more = f" (also {', '.join(also)})" if also else ""
    raise refused(typed, finding, "It is a yes/no finding.", f"Write present, absent or unknown{more}.")


def _is_small(typed: float | Decimal) -> bool:
    """Whether a number may be a code such as 1.0, as tables have it."""
    return Decimal(typed).is_finite() and -100 < typed < 100


def read_option(typed: Any, finding: Finding) -> str:
    if isinstance(typed, str) and typed.strip() in finding.option_ids:
        return typed.strip()
    raise refused(typed, finding, "It is not one of the choices.", one_of(shown(typed), finding))


def read_options(typed: Any, finding: Finding) -> frozenset[str]:
    if not isinstance(typed, list | tuple | set | frozenset):
        mend = f"Write a list, such as [{finding.option_ids[0]}]; an empty list [] means none of them."
        raise refused(typed, finding, f"`{finding.id}` takes a list of choices.", mend)
    for item in typed:
        if not isinstance(item, str) or item.strip() not in finding.option_ids:
            raise refused(item, finding, "It is not one of the choices.", one_of(shown(item), finding))
    return frozenset(item.strip() for item in typed)


def one_of(typed: str, finding: Finding) -> str:
    near = get_close_matches(typed, finding.option_ids, n=1)
    guess = f"Did you mean {near[0]}? " if near else ""
    return guess + "The choices are " + ", ".join(finding.option_ids) + "; leave it out where it is not known."


def read_number(typed: Any, finding: Finding) -> int:
    unit = f" {finding.quantity.unit}" if finding.quantity.unit else ""
    least, most = finding.quantity.value(finding.least), finding.quantity.value(finding.most)
    span = f"{least:f} to {most:f}{unit}"
    if isinstance(typed, bool) or not isinstance(typed, int | float | Decimal):
        mend = f"Write a number from {span}, without quotes or unit."
        if isinstance(typed, str) and re.fullmatch(r"-?\d+,\d+", typed.strip()):
            mend = f"Write {typed.strip().replace(',', '.')}, with a decimal point."
        raise refused(typed, finding, "It is a number, and this is not one.", mend)
    value = Decimal(str(typed)) if isinstance(typed, float) else Decimal(typed)
    if not value.is_finite():
        raise refused(
            typed, finding, "It is not a number that was measured.", f"Write a number from {span}, or leave it out."
        )
    if not least <= value <= most:
        why = f"It lies outside the range {span}; a value is never clipped."
        raise refused(typed, finding, why, _units_hint(value, finding) or "Check the value and its unit.")
    if finding.whole and value != value.to_integral_value():
        why = "It is counted in whole numbers; rounding could carry it over a limit."
        raise refused(typed, finding, why, "Write the whole number, such as completed years.")
    return finding.quantity.steps(value)


def _units_hint(value: Decimal, finding: Finding) -> str:
    """Another unit in which the value would be plausible."""
    if value.adjusted() > LARGEST:
        return ""
    for name, factor in finding.other_units:
        converted = value * Decimal(factor)
        if finding.quantity.value(finding.least) <= converted <= finding.quantity.value(finding.most):
            shown_value = finding.quantity.text(finding.quantity.steps(converted))
            return f"Was it measured in {name}? That would be {shown_value}."
    return ""
