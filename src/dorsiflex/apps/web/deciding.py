"""What is done with each suggestion? It is accepted, modified or declined, with a reason of a list and own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from dorsiflex.apps.web.fields import Posted
from dorsiflex.apps.web.kept import Kept
from dorsiflex.errors import BadInput
from dorsiflex.store.records import Choice, Json
from dorsiflex.store.store import Store

CHOICES: tuple[Choice, ...] = get_args(Choice)
WORDS: dict[str, str] = {"accepted": "Accept", "modified": "Modify", "declined": "Decline"}
# Any field has these reasons; whatever is particular goes into the text.
REASONS = {
    "worse": "hurt or made it worse",
    "contraindicated": "contraindicated",
    "preference": "preference of the person",
    "time": "lack of time",
    "equipment": "lack of equipment",
    "judgement": "clinical judgement",
    "tried": "already tried",
    "other": "other",
}


@dataclass(frozen=True)
class Row:
    """One suggestion with what was decided on it, or what was sent and could not be kept."""

    unit: str
    item: Json
    decision: str = ""
    reason: str = ""
    text: str = ""
    trouble: str = ""

    @property
    def key(self) -> str:
        return f"{self.unit}:{self.item['technique']}"


def rows(kept: Kept) -> dict[str, Row]:
    """Every suggestion, as it was decided on."""
    found = (row(kept, unit, item) for unit, side in kept.assessed.items() for item in side["suggestions"])
    return {each.key: each for each in found}


def row(kept: Kept, unit: str, item: Json) -> Row:
    made = kept.decision(unit, item["technique"])
    return Row(unit, item, made.decision, made.reason_code, made.text) if made else Row(unit, item)


def sent(posted: Posted, standing: Iterable[Row]) -> Iterator[Row]:
    """The decisions that a form brings where they differ from what stands."""
    for old in standing:
        decision, reason, text = (one(posted, f"{part}:{old.key}") for part in ("choice", "reason", "text"))
        new = Row(old.unit, old.item, decision, reason, text)
        if decision in CHOICES and new != old:
            yield Row(old.unit, old.item, decision, reason, text, trouble(decision, reason))


def trouble(decision: str, reason: str) -> str:
    if reason and reason not in REASONS:
        return "Choose a reason of the list."
    return "Choose a reason; it is kept with the decision." if decision != "accepted" and not reason else ""


def one(posted: Posted, name: str) -> str:
    value = next(iter(posted.getlist(name)), "")
    return " ".join(value.split()) if isinstance(value, str) else ""


def decide(store: Store, assessment_id: str, made: Iterable[Row]) -> dict[str, Row]:
    """Keep what can be kept; the rest by its key, with what is wrong with it."""
    faulty = {}
    for each in made:
        if each.trouble:
            faulty[each.key] = each
            continue
        choice = next(choice for choice in CHOICES if choice == each.decision)
        try:
            store.decide(assessment_id, each.unit, each.item["technique"], choice, each.reason, each.text)
        except BadInput as bad:
            words = " ".join(f"{problem.why} {problem.mend}" for problem in bad.problems)
            faulty[each.key] = Row(each.unit, each.item, each.decision, each.reason, each.text, words)
    return faulty


@dataclass(frozen=True)
class Decided:
    """A decision that is kept, in words, and when it was taken."""

    words: str
    at: datetime


def decided(kept: Kept) -> list[Decided]:
    """Every decision that is kept, the last one last."""
    made = [
        Decided(line(each, kept), record.decided_at)
        for each in rows(kept).values()
        if (record := kept.decision(each.unit, each.item["technique"]))
    ]
    return sorted(made, key=lambda each: each.at)


def decided_lines(kept: Kept) -> list[str]:
    """What was decided, for the note; in the order of the suggestions."""
    made = [line(each, kept) for each in rows(kept).values() if each.decision]
    return ["", "Decided", *(f"- {said}" for said in made)] if made else []


def line(each: Row, kept: Kept) -> str:
    why = reason_of(each.reason, each.text)
    return f"{each.decision.capitalize()}: {each.item['title']} ({kept.heading(each.unit)}){f': {why}' if why else ''}."


def reason_of(code: str, text: str) -> str:
    """A reason of the list, with what was added in own words."""
    return "; ".join(filter(None, (REASONS.get(code, code), text)))
