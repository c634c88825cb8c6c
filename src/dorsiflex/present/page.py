"""What is a page made of? A head, and sections of sentences, lists and facts; an empty section is left out."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, RenderableType
from rich.text import Text

from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Dissent, Support
from dorsiflex.present import citation
from dorsiflex.present.text import WIDEST, hanging, paragraph


class Page:
    """Collects the parts of a page; a section's title is printed with its first part."""

    def __init__(self, head: str, title: str) -> None:
        self.parts: list[RenderableType] = [paragraph(head), paragraph(Text(title, style="bold"))]
        self.opened = ""

    def print(self, console: Console) -> None:
        """Print it, in lines of a length that reads well."""
        console.width = min(WIDEST, console.width)
        for part in self.parts:
            console.print(part)

    def section(self, title: str) -> Page:
        """Open a section."""
        self.opened = title
        return self

    def add(self, part: RenderableType) -> None:
        if self.opened:
            self.parts.append(Text(f"\n{self.opened}", style="bold"))
            self.opened = ""
        self.parts.append(part)

    def text(self, text: str) -> Page:
        """A paragraph."""
        if text:
            self.add(paragraph(Text(" ".join(text.split())), indent=2))
        return self

    def items(self, items: Iterable[str]) -> Page:
        """A list."""
        for item in items:
            self.add(hanging("–", Text(item)))
        return self

    def item(self, item: str, below: str) -> Page:
        """An item of a list, with a line below it."""
        self.add(hanging("–", Text(item), Text(below, style="dim")))
        return self

    def outline(self, lines: Iterable[str]) -> Page:
        """A condition, one part a line, each as deep as it stands."""
        for line in lines:
            words = line.lstrip()
            mark, _, rest = words.partition(" ")
            self.add(hanging(mark, Text(rest), indent=2 + len(line) - len(words)))
        return self

    def fact(self, name: str, value: str) -> Page:
        """A name and its value."""
        if value:
            self.add(paragraph(Text.assemble((f"{name}: ", "dim"), value), indent=2))
        return self

    def evidence(self, supports: Iterable[Support], knowledge: KnowledgeBase, title: str = "Evidence") -> Page:
        """Each claim with the source that supports it, and how that source was seen."""
        self.section(title)
        for support in supports:
            source = knowledge.sources[support.ref]
            level = (
                f"; certainty {source.certainty_level} ({source.certainty_scheme})" if source.certainty_level else ""
            )
            self.item(support.supports, f"{citation.full(source)} ({support.ref}; {source.status}{level})")
        return self

    def dissent(self, dissent: Dissent, knowledge: KnowledgeBase) -> Page:
        """Who reads it otherwise, our answer, and where we looked."""
        self.section("Read otherwise")
        for found in dissent.found:
            known = knowledge.sources.get(found.who)
            who = f"{citation.short(known)} ({found.who})" if known else found.who
            self.item(f"{who}: {found.says}", f"we answer: {found.we_answer}")
        if dissent.sought_in:
            self.fact("sought in", ", ".join(dissent.sought_in))
        return self
