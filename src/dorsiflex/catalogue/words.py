"""Which words may a condition use while the files are still being read, and what may be said of each?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.language.expression import Expression
from dorsiflex.language.vocabulary import Finding, Kind, Quantity, Scope

RESERVED = ("all_of", "any_of", "none_of", "at_least", "of", "other", "this", "known")


@dataclass(frozen=True)
class Span:
    """How a number is written, and between which values it can lie; all in whole steps."""

    quantity: Quantity
    least: int
    most: int
    step: int = 1
    may_not_apply: bool = False


@dataclass
class Words:
    """Findings, numbers and scores, and the ids of rules; whether there are two sides."""

    two_sides: bool
    findings: dict[str, Finding] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    forgiven: set[str] = field(default_factory=set)
    all_forgiven: bool = False

    def __contains__(self, name: str) -> bool:
        return name in self.findings or name in self.numbers or name in self.rules

    def is_forgiven(self, name: str) -> bool:
        """Whether a name may only be missing because its own file is faulty."""
        return self.all_forgiven or name in self.forgiven

    def nearest(self, name: str) -> str:
        return did_you_mean(name, [*self.findings, *self.numbers, *self.rules])

    def is_persons(self, name: str) -> bool:
        return name in self.findings and self.findings[name].scope is Scope.PERSON

    def kind(self, name: str) -> Kind | None:
        """The kind of a finding; a computed number compares as a number; a rule has none."""
        if name in self.findings:
            return self.findings[name].kind
        return Kind.NUMBER if name in self.numbers else None


@dataclass
class Places:
    """Where each part of each condition was written, and how. Parts are told apart by identity, so they are kept."""

    noted: dict[int, tuple[Expression, str, str]] = field(default_factory=dict)

    def note(self, expr: Expression, where: str, text: str) -> None:
        self.noted.setdefault(id(expr), (expr, where, text))

    def where(self, expr: Expression) -> str:
        return self.noted[id(expr)][1]

    def text(self, expr: Expression) -> str:
        return self.noted[id(expr)][2]


@dataclass(frozen=True)
class Condition:
    """An expression, and whether all of it could be read."""

    expr: Expression
    sound: bool
    where: str


def bare(quantity: Quantity, steps: int) -> str:
    """A number as it is written in a file: without unit and needless zeros."""
    return f"{quantity.value(steps).normalize():f}"


def listed(words: Collection[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)
