"""Suggestions, never orders; no number without its source; nothing that speaks to a patient."""

from __future__ import annotations

import re
from functools import cache

import pytest
from ruamel.yaml import YAML

from tests.rules.ankle import ROOT, ankle
from tests.rules.sentences import Shown, normal, shown

MOST_WORDS = 30
ORDER = re.compile(
    r"\b(must|should|shall|ought to|(has|have|need|needs) to)\b"  # an order anywhere
    r"|(^|[.;:,–] )(do|do not|don't|never|always)\b"  # an order where a clause begins with it
    r"|\b(never|always) (be )?\w+(ed|en)\b",  # a ban or a duty in the passive
    flags=re.IGNORECASE,
)
PATIENT = re.compile(r"\b(you|your|yours|yourself)\b", flags=re.IGNORECASE)
OURS = re.compile(r"\b(convention|our reading|our working limit|design choice|choice of this project)\b")


@cache
def every() -> tuple[Shown, ...]:
    return tuple(shown())


@cache
def argued() -> dict[tuple[str, str], str]:
    """By record and kind of fault: why it stands."""
    entries = YAML(typ="safe").load((ROOT / "tests" / "rules" / "argued.yaml").read_text(encoding="utf-8"))
    return {(entry["record"], entry["fault"]): entry["reason"] for entry in entries}


def unargued(fault: str, found: list[Shown]) -> list[str]:
    return [f"{one.record}, {one.field}: {one.text}" for one in found if (one.record, fault) not in argued()]


def too_long() -> list[Shown]:
    return [one for one in every() if len(one.prose.split()) > MOST_WORDS]


def orders() -> list[Shown]:
    """What others say, and what evidence supports, is theirs."""
    return [one for one in every() if one.field not in ("says", "supports") and ORDER.search(one.prose)]


def bare_numbers() -> list[Shown]:
    """Numbers that no source of the sentence or its record reports, that its own condition does not set, and that
    are not called a convention of ours. What stands under one source by name (`supports`, `says`) is that source's."""
    prose = [one for one in every() if one.field not in ("supports", "says") and not OURS.search(one.text)]
    return [one for one in prose if one.numbers - one.limits - reported(one)]


@cache
def numbers_of(source: str) -> frozenset[str]:
    """The numbers that a source is recorded to report; a sentence that names its source answers for its own."""
    entry = ankle().sources[source]
    text = " ".join([entry.says, entry.study, entry.population, str(entry.csl.get("note", ""))])
    return frozenset(normal(number) for number in re.findall(r"\d+(?:\.\d+)?", text))


def reported(one: Shown) -> set[str]:
    if one.cited:
        return one.numbers
    return set().union(*(numbers_of(source) for source in one.sources)) if one.sources else set()


def to_patients() -> list[Shown]:
    return [one for one in every() if PATIENT.search(one.prose)]


FAULTS = {"too long": too_long, "order": orders, "number": bare_numbers, "patient": to_patients}


@pytest.mark.parametrize("fault", FAULTS)
def test_no_shown_sentence_has_this_fault_unless_it_is_argued(fault: str) -> None:
    assert unargued(fault, FAULTS[fault]()) == []


def test_whatever_is_argued_still_has_the_fault_it_is_argued_for() -> None:
    faulty = {(one.record, fault) for fault, found in FAULTS.items() for one in found()}
    assert sorted(set(argued()) - faulty) == []


def test_the_list_of_arguments_is_short_and_each_gives_a_reason() -> None:
    assert len(argued()) <= 40
    assert [key for key, reason in argued().items() if len(reason.split()) < 4] == []


@pytest.mark.parametrize("text", ["The ankle must be rested.", "Rest first; never load it.", "It is never stretched."])
def test_an_order_would_be_found(text: str) -> None:
    assert ORDER.search(text)


@pytest.mark.parametrize("text", ["Consider imaging.", "The rules do not apply here.", "It never lowers the score."])
def test_a_plain_statement_is_not_taken_for_an_order(text: str) -> None:
    assert not ORDER.search(text)


def test_a_number_that_nobody_reports_would_be_found() -> None:
    made_up = Shown("some-rule", "say", "It helps 87 % of people.", ("ottawa-ankle-series",))
    assert made_up.numbers - reported(made_up) == {"87"}
