"""What does the what-if widget say? A card in the few lines that it has, and all of it as text."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill
from typing import Any

from dorsiflex.present.card import Card, SideCard

ASKED = 4
WIDEST = 100


def as_told(now: Card, first: Card) -> dict[str, Any]:
    """A card in the few lines that a widget has; suggestions that the recorded answers did not have are new."""
    before = {side.unit: titles(side) for side in first.sides}
    return {
        "tone": now.tone,
        "disposition": now.disposition,
        "say": now.say,
        "sides": [of_side(side, before.get(side.unit, [])) for side in now.sides if side.assessed],
        "ask": [f"{asked.where}: {asked.ask}" if asked.where else asked.ask for asked in now.questions[:ASKED]],
        "intended_use": now.intended_use,
        "problems": [],
    }


def of_side(side: SideCard, before: list[str]) -> dict[str, Any]:
    now = titles(side)
    return {
        "heading": side.heading,
        "tone": side.tone,
        "disposition": side.disposition,
        "suggested": [{"title": title, "new": title not in before} for title in now],
        "gone": [title for title in before if title not in now],
        "withheld": side.withheld,
        "gates": [f"{gate.id} {'fires' if gate.fires else 'cannot tell'}" for gate in side.gates],
    }


def titles(side: SideCard) -> list[str]:
    """Every suggestion of a side, those that a page folds too."""
    return [title for shelf in side.shelves for title in (*(one.title for one in shelf.options), *shelf.folded)]


def as_text(controls: list[Any], values: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    """The widget where no front end runs."""
    lines = ["What if? (to move these answers, run the cell)"]
    lines += [f"- {one['where']}, {one['label']}: {in_words(values[one['stem']], one)}" for one in controls]
    lines += [*told["problems"]] or [f"{told['disposition']}. {told['say']}"]
    for side in told.get("sides", ()):
        suggested = "; ".join(one["title"] for one in side["suggested"]) or "nothing"
        lines.append(f"- {side['heading']}: {side['disposition']}; suggested: {suggested}")
        lines.append(f"- withheld: {'; '.join([side['withheld'] or 'nothing', *side['gates']])}")
    lines += [f"- ask next: {asked}" for asked in told.get("ask", ())]
    return "\n".join(fill(line, WIDEST, subsequent_indent="  ") for line in lines)


def in_words(value: Any, control: Mapping[str, Any]) -> str:
    """An answer as its control shows it."""
    names = dict(map(tuple, control["options"]))
    if value is None:
        return "not known"
    if isinstance(value, list):
        return ", ".join(names[one] for one in value) or "none of these"
    return f"{names.get(value, value)} {control.get('unit', '')}".strip()
