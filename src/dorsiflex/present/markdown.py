"""How does an answer stand in a wiki or a report? The same card as in the terminal, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from dorsiflex.present.card import Card, GateLine, Option, Question, SideCard
from dorsiflex.present.text import TONES

SPECIAL = re.compile(r"([\\`*_\[\]|#])")


def plain(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return SPECIAL.sub(r"\\\1", escape(text, quote=False))


def as_markdown(card: Card) -> str:
    """The card as one Markdown page."""
    return "\n".join(lines(card)) + "\n"


def lines(card: Card) -> Iterator[str]:
    shape, _ = TONES.get(card.tone, TONES["plain"])
    about = ", ".join(filter(None, (card.about, card.id)))
    yield from (f"# {shape} {plain(card.disposition)}: {plain(about)}", "", plain(card.say), "", "## Ask next", "")
    if not card.questions:
        yield "No unanswered question can change this answer."
    yield from map(question, card.questions)
    if card.more_questions:
        yield f"- and {card.more_questions} more that can change this answer"
    for side in card.sides:
        yield from side_lines(side, len(card.sides) > 1)
    if card.person_gates:
        yield from ("", "## Withheld", "", *map(gate, card.person_gates), *rest_of_gates(card.more_person_gates))
    if card.sources:
        yield from ("", "## Sources", "")
        yield from (f"{source.number}. {plain(source.citation)} (`{source.id}`)" for source in card.sources)
        if card.more_sources:
            yield f"\nand {card.more_sources} more"
    yield from ("", f"*{plain(card.knowledge)}*", "", f"*{plain(card.intended_use)}*")


def question(asked: Question) -> str:
    where = f"**{plain(asked.where)}:** " if asked.where else ""
    form = f" *({plain(asked.form)})*" if asked.form else ""
    return f"- {where}{plain(asked.ask)}{form}"


def side_lines(side: SideCard, several: bool) -> Iterator[str]:
    if several:
        yield from ("", f"## {plain(side.heading.capitalize())}: {plain(side.disposition)}")
    level = "###" if several else "##"
    for shelf in side.shelves:
        yield from ("", f"{level} {plain(shelf.title)}", "")
        for option in shelf.options:
            yield from option_lines(option)
        if shelf.folded:
            yield f"- and {len(shelf.folded)} more: {plain('; '.join(shelf.folded))}"
    if side.assessed or side.gates:
        head = f"Withheld: {plain(side.withheld or 'nothing')}" if side.assessed else "Not assessed, yet a gate fires"
        yield from ("", f"{level} {head}", "", *map(gate, side.gates))
        yield from rest_of_gates(side.more_gates)
        if side.missed:
            yield f"- would be suggested otherwise: {plain('; '.join(side.missed))}"
    if side.patterns or side.more_patterns or side.undecided:
        yield from ("", f"{level} Patterns", "")
        yield from (f"- {plain(item.title)} (`{item.id}`): {plain(item.facts)}" for item in side.patterns)
        if side.more_patterns:
            yield "- " + ", ".join(f"`{name}`" for name in side.more_patterns)
        if side.undecided:
            yield "- cannot tell yet: " + ", ".join(f"`{name}`" for name in side.undecided)


def option_lines(option: Option) -> Iterator[str]:
    marks = "".join(f" ({number})" for number in option.cites)
    rules = ", ".join(f"`{rule}`" for rule in option.rules)
    yield f"1. **{plain(option.title)}** {plain(option.why)}"
    yield f"   - because {plain(option.facts)}{marks}; {rules}"
    yield from (f"   - {plain(note)}" for note in option.notes)


def gate(line: GateLine) -> str:
    state = "fires" if line.fires else "cannot tell"
    holds = f"; withholds {plain(line.withholds)}" if line.withholds else ""
    said = f" {plain(line.say)}" if line.fires else ""
    return f"- `{line.id}` **{state}**{holds}.{said} {plain(line.facts)}".rstrip()


def rest_of_gates(more: tuple[str, ...]) -> Iterator[str]:
    if more:
        yield f"- and {len(more)} more gate{'s' * (len(more) != 1)} that cannot tell"
