"""Which two yes/no questions does a condition ask? Is it surely true, is it surely false: with no negation left.

A rail holds only comparisons of attributes that are there; a comparison of a missing attribute is not true. So a
two-valued engine that computes both rails computes three-valued logic, and every engine reads the same rails.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, assert_never

from dorsiflex.language.expression import (
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    Compared,
    Concluded,
    Expression,
    Includes,
    Known,
    NoneOf,
    OneOf,
    Op,
    Side,
)

Scalar = bool | int | str
DENIED = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
SYMBOL = {Op.BELOW: "<", Op.AT_MOST: "<=", Op.ABOVE: ">", Op.AT_LEAST: ">="}


@dataclass(frozen=True, slots=True)
class Literal:
    """One comparison of an attribute with a constant."""

    attribute: str
    op: str
    value: Scalar


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple[Rail, ...]


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple[Rail, ...]


@dataclass(frozen=True, slots=True)
class Enough:
    """At least `count` of the parts."""

    count: int
    parts: tuple[Rail, ...]


Rail = Literal | Every | Some | Enough
YES: Rail = Every(())
NO: Rail = Some(())


class Names(Protocol):
    """How the words of a condition become attributes: grounding (program.py) knows the sides."""

    def attribute(self, name: str, side: Side) -> str:
        """The stem of a name's attributes."""

    def is_interval(self, name: str) -> bool:
        """Whether a number is computed (an interval) rather than measured."""

    def may_not_apply(self, name: str) -> bool:
        """Whether a number can be not applicable."""


def option_of(stem: str, option: str) -> str:
    """The yes/no attribute of one option of a several-of finding."""
    return f"{stem}/{option}"


def surely(expr: Expression, wanted: bool, names: Names) -> Rail:
    """The rail that holds exactly where `expr` is surely true (`wanted`) or surely false (not `wanted`)."""
    match expr:
        case AllOf(parts):
            return join([surely(part, wanted, names) for part in parts], every=wanted)
        case AnyOf(parts):
            return join([surely(part, wanted, names) for part in parts], every=not wanted)
        case NoneOf(parts):
            return join([surely(part, not wanted, names) for part in parts], every=wanted)
        case AtLeast(count, parts):
            needed = count if wanted else len(parts) - count + 1
            return enough(needed, [surely(part, wanted, names) for part in parts])
        case Answered(name, value, side):
            return Literal(names.attribute(name, side), "==", value is wanted)
        case OneOf(name, options, side):
            stem = names.attribute(name, side)
            return join([Literal(stem, "==" if wanted else "!=", option) for option in options], every=not wanted)
        case Includes(name, option, side):
            return Literal(option_of(names.attribute(name, side), option), "==", wanted)
        case Compared(name, op, limit, side):
            return _number(names, name, side, SYMBOL[op] if wanted else DENIED[SYMBOL[op]], limit, wanted)
        case Known(name, side):
            return Literal(names.attribute(name, side) + "?known", "==", wanted)
        case Concluded(rule, value, side):
            return Literal(names.attribute(rule, side) + ("?true" if value is wanted else "?false"), "==", True)
        case _:
            assert_never(expr)


def _number(names: Names, name: str, side: Side, symbol: str, limit: int, wanted: bool) -> Rail:
    """A number that is not applicable fails every comparison, so it stands in the false rail of each."""
    stem = names.attribute(name, side)
    end = ""
    if names.is_interval(name):
        end = "?most" if symbol in ("<", "<=") else "?least"
    plain = Literal(stem + end, symbol, limit)
    return plain if wanted or not names.may_not_apply(name) else Some((plain, Literal(stem + "?na", "==", True)))


def join(parts: list[Rail], *, every: bool) -> Rail:
    """Every part, or some part: flattened, without repetition, constants worked out."""
    same = Every if every else Some
    absorbing, neutral = (NO, YES) if every else (YES, NO)
    flat: dict[Rail, None] = {}
    for part in parts:
        if part == absorbing:
            return absorbing
        if part != neutral:
            flat.update(dict.fromkeys(part.parts if isinstance(part, same) else (part,)))
    return next(iter(flat)) if len(flat) == 1 else same(tuple(flat))


def enough(count: int, parts: list[Rail]) -> Rail:
    """At least `count` of the parts, as plain every/some where that is what it means."""
    certain = sum(part == YES for part in parts)
    open_parts = [part for part in parts if part not in (YES, NO)]
    needed = count - certain
    if needed <= 0:
        return YES
    if needed > len(open_parts):
        return NO
    if needed in (1, len(open_parts)):
        return join(open_parts, every=needed != 1)
    return Enough(needed, tuple(open_parts))


def literals(rail: Rail) -> Iterator[Literal]:
    """Every comparison in a rail."""
    match rail:
        case Literal():
            yield rail
        case Every(parts) | Some(parts) | Enough(_, parts):
            for part in parts:
                yield from literals(part)
        case _:
            assert_never(rail)
