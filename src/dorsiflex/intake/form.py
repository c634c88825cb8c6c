"""What was typed? An intake file, text or mapping becomes answers by place, as typed; judged only in shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dorsiflex.catalogue.document import Document
from dorsiflex.catalogue.reader import INTAKE_BYTES, read_document
from dorsiflex.errors import BadInput, Problem

# A case file is an intake with a story and an expectation; an assessment reads only the intake in it.
CASE_KEYS = frozenset({"opening", "story", "source", "expected", "because"})


@dataclass(frozen=True)
class Typed:
    """One answer as typed: `unit` is None for the person's; `where` says where it stands."""

    unit: str | None
    finding: str
    value: Any
    where: str


@dataclass(frozen=True)
class Intake:
    """Everything that was typed for one person."""

    answers: tuple[Typed, ...]
    id: str | None = None
    name: str = "intake"


def read_intake(source: Path | str | bytes, units: tuple[str, ...], name: str | None = None) -> Intake:
    """The intake in a file (YAML or JSON), or in bytes. Raises `BadInput`."""
    document = read_document(source, name, INTAKE_BYTES, BadInput)
    return intake_of(document, units)


def intake_from(mapping: Mapping[str, Any], units: tuple[str, ...], name: str = "intake") -> Intake:
    """The intake in a mapping of the same form. Raises `BadInput`."""
    return intake_of(Document(name, dict(mapping) if isinstance(mapping, Mapping) else mapping), units)


def intake_of(document: Document, units: tuple[str, ...]) -> Intake:
    """Sort the parts of a document: its id, the person's answers, each side's."""
    if not isinstance(document.value, Mapping):
        raise BadInput([_not_a_mapping(document, (), "an intake", units)])
    problems: list[Problem] = []
    answers: list[Typed] = []
    places = {"person": None, **{unit: unit for unit in units if unit != "person"}}
    is_case = "expected" in document.value
    identity: str | None = None
    for key, part in document.value.items():
        if key == "id":
            identity = _identity(document, part, problems)
        elif key in places:
            answers += _answers(document, key, part, places[key], units, problems)
        elif not (is_case and key in CASE_KEYS):
            problems.append(_unknown_part(document, key, places))
    if problems:
        raise BadInput(problems)
    return Intake(tuple(answers), identity, document.name)


def _identity(document: Document, value: Any, problems: list[Problem]) -> str | None:
    if value is None:
        return None
    if isinstance(value, str | int) and not isinstance(value, bool) and len(str(value)) <= 200:
        if str(value).isprintable():
            return str(value)
        found = "`id` has characters that are not seen, or that turn the text round"
    else:
        found = "`id` is not a short text"
    mend = "Write a label without a name or birth date."
    problems.append(Problem(document.where(("id",)), found, "It labels the answer.", mend))
    return None


def _answers(
    document: Document, key: str, part: Any, unit: str | None, units: tuple[str, ...], problems: list[Problem]
) -> list[Typed]:
    if part is None:
        return []
    if not isinstance(part, Mapping):
        problems.append(_not_a_mapping(document, (key,), f"`{key}`", units))
        return []
    return [Typed(unit, str(finding), value, document.where((key, finding))) for finding, value in part.items()]


def _not_a_mapping(document: Document, path: tuple[str, ...], what: str, units: tuple[str, ...]) -> Problem:
    shape = "`finding: answer` lines" if path else " and ".join(f"`{part}:`" for part in ("person", *units) if part)
    return Problem(
        document.where(path), f"{what} is not a mapping", "Its answers stand under their names.", f"Write {shape}."
    )


def _unknown_part(document: Document, key: Any, places: Mapping[str, str | None]) -> Problem:
    known = ["id", *places]
    near = get_close_matches(str(key), known, n=1)
    mend = f"Did you mean `{near[0]}`?" if near else "An intake has " + ", ".join(f"`{name}`" for name in known) + "."
    why = "It is no part of an intake, and what stands under it would be lost."
    return Problem(document.where((key,)), f"the key `{str(key)[:80]}`", why, mend)
