"""How does an answer look in a terminal? Words, a shape and a colour, at any width, with no colour needed."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text

from dorsiflex.present.card import Card, GateLine, Option, Question, Shelf, SideCard

WIDEST = 80
NARROWEST = 30
# A shape and a style for each tone that knowledge may give a disposition.
TONES = {
    "emergency": ("■", "bold white on red"),
    "urgent": ("▲", "bold red"),
    "ask": ("◆", "bold yellow"),
    "routine": ("▶", "bold magenta"),
    "go": ("●", "bold green"),
    "plain": ("○", "bold"),
}


def show(card: Card, console: Console) -> None:
    """Print a card."""
    console.width = max(NARROWEST, min(WIDEST, console.width))
    console.print(page(card))


def as_text(card: Card, width: int = WIDEST) -> str:
    """The card as plain text."""
    written = io.StringIO()
    show(
        card,
        Console(
            file=written, width=width, color_system=None, highlight=False, legacy_windows=False, force_jupyter=False
        ),
    )
    return written.getvalue()


def page(card: Card) -> Group:
    several = len(card.sides) > 1
    parts: list[RenderableType] = [headline(card), *asking(card)]
    for side in card.sides:
        parts += side_block(side, several)
    if card.person_gates:
        parts += [section("Withheld"), *map(gate, card.person_gates), *rest_of_gates(card.more_person_gates)]
    parts += sources(card)
    parts += [Text(""), paragraph(card.knowledge), paragraph(card.intended_use)]
    return Group(*parts)


def headline(card: Card) -> Group:
    """The disposition in words, with a shape and a colour, then whom it is about."""
    shape, style = TONES.get(card.tone, TONES["plain"])
    about = " · ".join(filter(None, (card.about, card.id)))
    left = Text.assemble((f" {shape} {card.disposition.upper()} ", style))
    return Group(Headline(left, Text(about, style="dim")), paragraph(Text(card.say), indent=3))


def section(title: str, note: str = "") -> Group:
    said = Text(title, style="bold")
    if note:
        said.append(f" · {note}", style="not bold")
    return Group("", paragraph(said))


@dataclass(frozen=True)
class Hanging:
    """A mark, and paragraphs that keep clear of it; nothing trails behind their lines."""

    mark: Text
    parts: tuple[Text, ...]
    indent: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        margin = self.indent + (self.mark.cell_len + 1 if self.mark else 0)
        lead = Text.assemble(" " * self.indent, self.mark, " " if self.mark else "", end="")
        for part in self.parts:
            for line in part.wrap(console, max(1, options.max_width - margin)):
                line.rstrip()
                yield lead
                yield line
                lead = Text(" " * margin, end="")


def hanging(mark: str | Text, *parts: Text, indent: int = 2) -> Hanging:
    return Hanging(mark if isinstance(mark, Text) else Text(mark), parts, indent)


def paragraph(text: str | Text, indent: int = 0) -> Hanging:
    """Text without a mark."""
    return hanging("", text if isinstance(text, Text) else Text(text, style="dim"), indent=indent)


@dataclass(frozen=True)
class Headline:
    """What stands on the left, and on the right of the same line where there is room."""

    left: Text
    right: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = options.max_width - self.left.cell_len - self.right.cell_len
        if room >= 2:
            yield Text.assemble(self.left, " " * room, self.right)
        else:
            yield paragraph(self.left)
            yield paragraph(self.right)


def asking(card: Card) -> Iterable[RenderableType]:
    if not card.questions:
        yield section("Ask next", "no unanswered question can change this answer")
        return
    yield section("Ask next")
    yield from map(question, card.questions)
    if card.more_questions:
        yield hanging(" ", Text(f"and {card.more_questions} more that can change this answer", style="dim"))


def question(asked: Question) -> RenderableType:
    said = Text("")
    if asked.where:
        said.append(f"{asked.where}: ", style="bold")
    said.append(asked.ask)
    if asked.form:
        said.append(f" ({asked.form})", style="dim")
    return hanging("?", said)


def side_block(side: SideCard, several: bool) -> Iterable[RenderableType]:
    if several:
        shape, style = TONES.get(side.tone, TONES["plain"])
        yield Text("")
        yield Text.assemble((side.heading.upper(), "bold"), "  ", (f"{shape} {side.disposition}", style))
    for shelf in side.shelves:
        yield from shelf_block(shelf)
    if side.assessed or side.gates:
        if side.assessed:
            yield section("Withheld", side.withheld or "nothing")
        else:
            yield section("Not assessed, yet a gate fires")
        yield from map(gate, side.gates)
        yield from rest_of_gates(side.more_gates)
        if side.missed:
            yield hanging(" ", Text(f"would be suggested otherwise: {'; '.join(side.missed)}", style="dim"))
    if side.patterns or side.more_patterns or side.undecided:
        yield section("Patterns")
        for pattern in side.patterns:
            yield hanging(
                "+", Text.assemble((pattern.id, "bold"), f" {pattern.title}"), Text(pattern.facts, style="dim")
            )
        if side.more_patterns:
            yield hanging("+", Text(", ".join(side.more_patterns), style="dim"))
        if side.undecided:
            yield hanging("?", Text(f"cannot tell yet: {', '.join(side.undecided)}", style="dim"))


def shelf_block(shelf: Shelf) -> Iterable[RenderableType]:
    yield section(shelf.title)
    for number, option in enumerate(shelf.options, 1):
        yield option_block(number, option)
    if shelf.folded:
        yield hanging(" ", Text(f"and {len(shelf.folded)} more: {'; '.join(shelf.folded)}", style="dim"))


def option_block(number: int, option: Option) -> RenderableType:
    title = Text(option.title, style="bold")
    marks = "".join(f"[{number}]" for number in option.cites)
    notes = [Text(f"– {' · '.join(option.notes)}", style="dim")] if option.notes else []
    facts = Text(f"because {option.facts} {marks}".rstrip(), style="dim")
    return hanging(str(number), title, Text(option.why), facts, *notes)


def gate(line: GateLine) -> RenderableType:
    mark, style, state = ("■", "red", "fires") if line.fires else ("?", "yellow", "cannot tell")
    head = Text.assemble((line.id, "bold"), (f" {state}", style))
    if line.withholds:
        head.append(f"; withholds {line.withholds}")
    marks = "".join(f"[{number}]" for number in line.cites)
    parts = [head, Text(line.say)] if line.fires else [head]
    return hanging(Text(mark, style=style), *parts, Text(f"{line.facts} {marks}".rstrip(), style="dim"))


def rest_of_gates(more: tuple[str, ...]) -> Iterable[RenderableType]:
    if more:
        yield hanging(" ", Text(f"and {len(more)} more gate{'s' * (len(more) != 1)} that cannot tell", style="dim"))


def sources(card: Card) -> Iterable[RenderableType]:
    if not card.sources:
        return
    yield section("Sources")
    for source in card.sources:
        said = Text.assemble(source.citation, (f" ({source.id})", "dim"))
        yield hanging(f"[{source.number}]".ljust(4), said)
    if card.more_sources:
        yield hanging("    ", Text(f"and {card.more_sources} more", style="dim"))
