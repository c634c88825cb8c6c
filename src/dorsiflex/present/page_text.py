"""How is a page printed in a terminal? Hanging marks and lines of a length that reads well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from rich.console import Console, RenderableType
from rich.text import Text

from dorsiflex.language.rule import Example
from dorsiflex.present import citation
from dorsiflex.present.page import (
    Bullet,
    Cited,
    Condition,
    Fact,
    Names,
    Otherwise,
    Page,
    Part,
    Prose,
    Shown,
    Supported,
)
from dorsiflex.present.text import WIDEST, hanging, paragraph


def print_page(page: Page, console: Console) -> None:
    """Print it."""
    console.width = min(WIDEST, console.width)
    console.print(paragraph(page.head))
    console.print(paragraph(Text(page.title, style="bold")))
    for section in page.sections:
        console.print(Text(f"\n{section.title}", style="bold"))
        for part in section.parts:
            for line in lines(part):
                console.print(line)


def lines(part: Part) -> Iterator[RenderableType]:
    """What one part prints."""
    match part:
        case Prose(text):
            yield paragraph(Text(text), indent=2)
        case Bullet(text, below):
            yield item(text, below)
        case Condition(_, outline):
            yield from map(outlined, outline)
        case Fact(name, value):
            yield fact(name, value)
        case Names(name, ids):
            joined = ", ".join(ids)
            yield fact(name, joined) if name else paragraph(Text(joined), indent=2)
        case Supported(says, source):
            level = (
                f"; certainty {source.certainty_level} ({source.certainty_scheme})" if source.certainty_level else ""
            )
            yield item(says, f"{citation.full(source)} ({source.id}; {source.status}{level})")
        case Otherwise(who, source, says, we_answer):
            named = f"{citation.short(source)} ({who})" if source else who
            yield item(f"{named}: {says}", f"we answer: {we_answer}")
        case Shown(example):
            yield item(f"{outcome(example)}: {example.name}", f"given {given(example)}")
        case Cited(source):
            yield item(f"{citation.full(source)} ({source.id})")
        case _:
            assert_never(part)


def item(text: str, below: str = "") -> RenderableType:
    return hanging("–", Text(text), *([Text(below, style="dim")] if below else []))


def fact(name: str, value: str) -> RenderableType:
    return paragraph(Text.assemble((f"{name}: ", "dim"), value), indent=2)


def outlined(line: str) -> RenderableType:
    words = line.lstrip()
    mark, _, rest = words.partition(" ")
    return hanging(mark, Text(rest), indent=2 + len(line) - len(words))


def outcome(example: Example) -> str:
    """What the rule does, and what it waits for."""
    waits = f" (waits for {', '.join(example.asks_for)})" if example.asks_for else ""
    return f"{example.expect.value}{waits}"


def given(example: Example) -> str:
    """What an example gives, in one line."""
    return shown_pairs(example.given.items()) or "nothing"


def shown_pairs(pairs: Iterable[tuple[str, object]]) -> str:
    return ", ".join(f"{name}: {shown(value)}" for name, value in pairs)


def shown(value: object) -> str:
    if isinstance(value, dict):
        return "{" + shown_pairs(value.items()) + "}"
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)
