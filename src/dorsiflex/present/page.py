"""What is a page made of? A head, and sections of sentences, lists and tables: data, before anybody prints it.

The terminal (page_text.py) and the catalogue (html/) show the same page, so that they cannot come apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from dorsiflex.explain.sentence import Teller
from dorsiflex.language.expression import Expression
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Dissent, Example, Source, Support


class Question(Enum):
    """Which of a reader's four questions a section answers; the last is for whoever keeps the record."""

    WHEN = "When to use it"
    WHAT = "What it is"
    WHY = "Why"
    WHO = "Who says so"
    UPKEEP = "Upkeep"


@dataclass(frozen=True)
class Prose:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Bullet:
    """An item of a list, perhaps with a line below it."""

    text: str
    below: str = ""


@dataclass(frozen=True)
class Condition:
    """A condition, and its lines: one part a line, each as deep as it stands."""

    expr: Expression
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """A name and its value."""

    name: str
    value: str


@dataclass(frozen=True)
class Names:
    """Ids of records that have pages of their own."""

    name: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Supported:
    """What a source supports, and the source."""

    says: str
    source: Source


@dataclass(frozen=True)
class Otherwise:
    """Who reads it otherwise (a source of ours, or a name), what they say, our answer."""

    who: str
    source: Source | None
    says: str
    we_answer: str


@dataclass(frozen=True)
class Shown:
    """An example of a rule."""

    example: Example


@dataclass(frozen=True)
class Cited:
    """A source as it stands in a bibliography."""

    source: Source


Part = Prose | Bullet | Condition | Fact | Names | Supported | Otherwise | Shown | Cited


@dataclass
class Section:
    """A title, the question it answers, and its parts."""

    title: str
    question: Question
    parts: list[Part] = field(default_factory=list)


@dataclass
class Page:
    """Collects sections; one without parts is left out."""

    head: str
    title: str
    opened: list[Section] = field(default_factory=list)

    @property
    def sections(self) -> list[Section]:
        return [section for section in self.opened if section.parts]

    def section(self, title: str, question: Question = Question.WHAT) -> Page:
        """Open a section."""
        self.opened.append(Section(title, question))
        return self

    def add(self, parts: Iterable[Part]) -> Page:
        self.opened[-1].parts.extend(parts)
        return self

    def text(self, text: str) -> Page:
        """A paragraph."""
        return self.add([Prose(" ".join(text.split()))] if text else [])

    def items(self, items: Iterable[str]) -> Page:
        """A list."""
        return self.add(map(Bullet, items))

    def condition(self, expr: Expression, knowledge: KnowledgeBase) -> Page:
        """A condition in words."""
        return self.add([Condition(expr, tuple(Teller(knowledge).lines(expr)))])

    def fact(self, name: str, value: str) -> Page:
        """A name and its value, if it has one."""
        return self.add([Fact(name, value)] if value else [])

    def names(self, ids: Iterable[str], name: str = "") -> Page:
        """Other records, if there are any."""
        known = tuple(ids)
        return self.add([Names(name, known)] if known else [])

    def evidence(self, supports: Iterable[Support], knowledge: KnowledgeBase, title: str = "Evidence") -> Page:
        """Each claim with the source that supports it."""
        self.section(title, Question.WHO)
        return self.add(Supported(support.supports, knowledge.sources[support.ref]) for support in supports)

    def dissent(self, dissent: Dissent, knowledge: KnowledgeBase) -> Page:
        """Who reads it otherwise, our answer, and where we looked."""
        self.section("Read otherwise", Question.WHO)
        self.add(
            Otherwise(found.who, knowledge.sources.get(found.who), found.says, found.we_answer)
            for found in dissent.found
        )
        return self.names(dissent.sought_in, "sought in")

    def cited(self, refs: Iterable[str], knowledge: KnowledgeBase, title: str = "Sources") -> Page:
        """Sources that a record names without a claim of their own."""
        self.section(title, Question.WHO)
        return self.add(Cited(knowledge.sources[ref]) for ref in refs)
