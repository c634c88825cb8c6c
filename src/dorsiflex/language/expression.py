"""What can a condition say? The small tree that every engine, the solver and the sentence writer read.

A name in a tree is bare (ids of findings, numbers, scores and rules); `Side` says whose it is
when the finding belongs to one side. Limits are whole steps: integers scaled by the decimals of what they are
compared with (`Quantity` in vocabulary.py), so that no engine ever compares binary fractions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import assert_never


class Side(Enum):
    """Whose finding is meant, seen from the side a rule is speaking of."""

    THIS = "this"
    OTHER = "other"


class Op(Enum):
    """The comparisons of numbers, in the words of the rule files."""

    BELOW = "below"
    AT_MOST = "at_most"
    ABOVE = "above"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Answered:
    """A yes/no finding is present (`wanted` true) or absent (`wanted` false)."""

    finding: str
    wanted: bool
    side: Side = Side.THIS


@dataclass(frozen=True, slots=True)
class OneOf:
    """A choice is one of `options` (`is` has one option)."""

    finding: str
    options: tuple[str, ...]
    side: Side = Side.THIS


@dataclass(frozen=True, slots=True)
class Includes:
    """A several-of finding includes `option`."""

    finding: str
    option: str
    side: Side = Side.THIS


@dataclass(frozen=True, slots=True)
class Compared:
    """A number (finding, computed number or score) stands in relation `op` to `limit`, in whole steps."""

    number: str
    op: Op
    limit: int
    side: Side = Side.THIS


@dataclass(frozen=True, slots=True)
class Known:
    """A finding is recorded, or a rule is settled. Never unknown itself."""

    name: str
    side: Side = Side.THIS


@dataclass(frozen=True, slots=True)
class Concluded:
    """Another rule fires (`wanted` true) or is silent (`wanted` false)."""

    rule: str
    wanted: bool
    side: Side = Side.THIS


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of the parts hold."""

    count: int
    parts: tuple[Expression, ...]


Leaf = Answered | OneOf | Includes | Compared | Known | Concluded
Group = AllOf | AnyOf | NoneOf | AtLeast
Expression = Leaf | Group

ALWAYS: Expression = AllOf(())


def leaves(expr: Expression) -> Iterator[Leaf]:
    """Every comparison in the tree, from left to right, as often as it stands there."""
    match expr:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from leaves(part)
        case Answered() | OneOf() | Includes() | Compared() | Known() | Concluded():
            yield expr
        case _:
            assert_never(expr)


def name_of(leaf: Leaf) -> str:
    """The finding, number, score or rule that a comparison speaks of."""
    match leaf:
        case Answered(name) | OneOf(name) | Includes(name) | Compared(name) | Known(name) | Concluded(name):
            return name
        case _:
            assert_never(leaf)
