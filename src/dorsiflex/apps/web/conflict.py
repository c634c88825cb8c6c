"""Two tabs saved one case: where do they differ, and what comes of the choice for each question?"""

from __future__ import annotations

import json
from dataclasses import dataclass

from dorsiflex.apps.web.fields import NONE_OF_THESE, NOT_EXAMINED, UNIT, Fields, Posted, Typed, stems
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Finding, Kind, singular

MINE, THEIRS = "mine", "theirs"
CHOICE = "choice:"
WORDS = {"present": "yes", "absent": "no", NOT_EXAMINED: "not examined"}


@dataclass(frozen=True)
class Differing:
    """One question answered differently, both ways in words. Neither is taken to be meant: a person chooses."""

    name: str
    label: str
    mine: str
    theirs: str


def differing(mine: Fields, theirs: Fields, knowledge: KnowledgeBase) -> tuple[Differing, ...]:
    """The questions to choose on."""
    found = []
    for stem, finding, unit in stems(knowledge):
        ours, other = whole(mine, stem), whole(theirs, stem)
        if ours != other:
            label = f"{unit}: {finding.ask}" if unit else finding.ask
            found.append(Differing(CHOICE + stem, label, told(finding, *ours), told(finding, *other)))
    return tuple(found)


def whole(fields: Fields, stem: str) -> tuple[Typed, Typed]:
    """An answer with its unit."""
    return fields.get(stem, ""), fields.get(stem + UNIT, "")


def told(finding: Finding, typed: Typed, unit: Typed) -> str:
    """An answer as it was typed, in words."""
    if not typed:
        return "no answer"
    titles = finding.option_titles
    if isinstance(typed, list):
        return ", ".join("none of these" if item == NONE_OF_THESE else titles.get(item, item) for item in typed)
    if finding.kind is Kind.NUMBER:
        whole = finding.quantity.unit
        return f"{typed} {unit or (singular(whole) if typed == '1' else whole)}".strip()
    return WORDS.get(typed) or titles.get(typed, typed)


def settled(posted: Posted, mine: Fields, theirs: Fields, knowledge: KnowledgeBase) -> Fields | None:
    """The fields that the choices make; None while a question that differs has no choice."""
    made = dict(theirs)
    for each in differing(mine, theirs, knowledge):
        choice = next(iter(posted.getlist(each.name)), "")
        if choice not in (MINE, THEIRS):
            return None
        if choice == MINE:
            stem = each.name.removeprefix(CHOICE)
            for name in (stem, stem + UNIT):
                made.pop(name, None)
                if name in mine:
                    made[name] = mine[name]
    return made


def packed(fields: Fields) -> str:
    """Fields that a form carries from one page to the next."""
    return json.dumps(fields, ensure_ascii=False)


def unpacked(text: object, knowledge: KnowledgeBase) -> Fields:
    """The same again; what is not of that form is left out."""
    try:
        carried = json.loads(text) if isinstance(text, str) else {}
    except ValueError:
        return {}
    if not isinstance(carried, dict):
        return {}
    names = {name for stem, _, _ in stems(knowledge) for name in (stem, stem + UNIT)}
    return {name: value for name, value in carried.items() if name in names and is_typed(value)}


def is_typed(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))
