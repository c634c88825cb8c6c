"""What is the answer? The contract of files, Python and HTTP: dispositions, gates, suggestions, what to ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from dorsiflex.explain.because import Because
from dorsiflex.language.rule import Gate, Pattern, Rule, Suggestion, Technique
from dorsiflex.language.truth import Truth


@dataclass(frozen=True)
class GateAnswer:
    """A gate's conclusion for one side; it withholds where it fires, and just the same where it cannot tell."""

    rule: Gate
    stem: str
    truth: Truth
    withholds: tuple[str, ...]
    asks: tuple[str, ...]
    why: Callable[[], Because] = field(repr=False, compare=False)
    applies: bool = False

    @property
    def id(self) -> str:
        return self.rule.id

    @cached_property
    def reason(self) -> Because:
        """The part of the gate's condition that settled it, worked out when it is first looked at."""
        return self.why()


@dataclass(frozen=True)
class PatternAnswer:
    """A pattern's conclusion for one side."""

    rule: Pattern
    stem: str
    truth: Truth
    why: Callable[[], Because] = field(repr=False, compare=False)

    @property
    def id(self) -> str:
        return self.rule.id

    @cached_property
    def reason(self) -> Because:
        """The part of the pattern's condition that settled it."""
        return self.why()


@dataclass(frozen=True)
class Stability:
    """Whether a suggestion outlives the error of measurement of each finding that declares one.

    `borderline` names the findings that, moved within their error, take the suggestion away: (stem, value as text).
    """

    stable: bool
    borderline: tuple[tuple[str, str], ...] = ()
    tried: tuple[str, ...] = ()

    @staticmethod
    def untried() -> Stability:
        """No finding with a declared error was recorded."""
        return Stability(True)


@dataclass(frozen=True)
class SuggestionAnswer:
    """A technique that is suggested for one side, and why. `lacking` and `needed` name needs of the technique."""

    technique: Technique
    rank: int
    rules: tuple[Suggestion, ...]
    why: Callable[[], tuple[Because, ...]] = field(repr=False, compare=False)
    lacking: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    stable: Callable[[], Stability] = field(repr=False, compare=False, default=Stability.untried)

    @cached_property
    def reasons(self) -> tuple[Because, ...]:
        """For each rule, the part of its condition that settled it."""
        return self.why()

    @cached_property
    def stability(self) -> Stability:
        """Whether the suggestion outlives the measurement error of what it rests on."""
        return self.stable()

    @property
    def id(self) -> str:
        return self.technique.id


@dataclass(frozen=True)
class WithheldAnswer:
    """A technique withheld on one side, by which gates; `indicated` where a suggestion rule names it all the same."""

    technique: Technique
    because: tuple[str, ...]
    indicated: bool = False

    @property
    def id(self) -> str:
        return self.technique.id


@dataclass(frozen=True)
class SideAnswer:
    """The answer for one side (or for the person, where the knowledge has no sides)."""

    unit: str
    assessed: bool
    disposition: str
    gates: tuple[GateAnswer, ...] = ()
    patterns: tuple[PatternAnswer, ...] = ()
    suggestions: tuple[SuggestionAnswer, ...] = ()
    withheld: tuple[WithheldAnswer, ...] = ()
    ask: tuple[str, ...] = ()

    def suggestion(self, technique: str) -> SuggestionAnswer | None:
        """The suggestion of a technique, if there is one."""
        return next((item for item in self.suggestions if item.id == technique), None)


@dataclass(frozen=True)
class KnowledgeTag:
    """Which knowledge answered."""

    name: str
    version: str
    digest: str


@dataclass(frozen=True)
class Answer:
    """The answer for one person."""

    id: str | None
    disposition: str
    sides: dict[str, SideAnswer]
    ask: tuple[str, ...]
    knowledge: KnowledgeTag
    engines: tuple[str, ...] = ()
    person_gates: tuple[GateAnswer, ...] = field(default=())

    def __getitem__(self, unit: str) -> SideAnswer:
        return self.sides[unit]


def title_of(rule: Rule) -> str:
    """What a rule says first: its `say`, or its title."""
    return rule.say or rule.title
