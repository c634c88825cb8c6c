"""What stands on the one page of an answer, and in which order? Text and Markdown show the same card.

The order is fixed: disposition, ask next, suggestions by category, withheld, patterns, sources.
"""

from __future__ import annotations

from dataclasses import dataclass

SHOWN_QUESTIONS = 8
SHOWN_GATES = 4
SHOWN_SOURCES = 8
SHOWN_PATTERNS = 4
SOURCES_OF_EACH = 2


@dataclass(frozen=True)
class Question:
    """What to ask next, as it can be read aloud; several findings where they are asked in one breath."""

    where: str
    ask: str
    form: str
    stems: tuple[str, ...]


@dataclass(frozen=True)
class Option:
    """One suggestion: what, why, and what speaks beside it."""

    title: str
    why: str
    facts: str
    notes: tuple[str, ...]
    cites: tuple[int, ...]
    rules: tuple[str, ...]
    technique: str


@dataclass(frozen=True)
class Shelf:
    """The suggestions of one category: those shown, and the titles of the rest."""

    title: str
    options: tuple[Option, ...]
    folded: tuple[str, ...]


@dataclass(frozen=True)
class GateLine:
    """A gate that fires or cannot tell: what it says, what settled it or what it waits for, what it withholds."""

    id: str
    fires: bool
    say: str
    facts: str
    withholds: str
    cites: tuple[int, ...]


@dataclass(frozen=True)
class PatternLine:
    """A pattern that holds, and the facts that show it."""

    id: str
    title: str
    facts: str


@dataclass(frozen=True)
class SideCard:
    """One side's part of the page."""

    unit: str
    assessed: bool
    heading: str
    disposition: str
    tone: str
    shelves: tuple[Shelf, ...]
    withheld: str
    gates: tuple[GateLine, ...]
    more_gates: tuple[str, ...]
    missed: tuple[str, ...]
    patterns: tuple[PatternLine, ...]
    more_patterns: tuple[str, ...]
    undecided: tuple[str, ...]


@dataclass(frozen=True)
class CitedSource:
    """A source with its number on the page."""

    number: int
    id: str
    citation: str


@dataclass(frozen=True)
class Card:
    """The page."""

    id: str | None
    tone: str
    disposition: str
    say: str
    about: str
    questions: tuple[Question, ...]
    more_questions: int
    sides: tuple[SideCard, ...]
    person_gates: tuple[GateLine, ...]
    more_person_gates: tuple[str, ...]
    sources: tuple[CitedSource, ...]
    more_sources: int
    knowledge: str
    intended_use: str
