"""Where does each atomic condition stand in a rule, and what is the rule with another in its place?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from dorsiflex.language.expression import (
    ALWAYS,
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    Compared,
    Concluded,
    Expression,
    Includes,
    Known,
    Leaf,
    NoneOf,
    OneOf,
)

NEVER: Expression = AnyOf(())
# From the root of a condition downwards: which part of each group.
Way = tuple[int, ...]


@dataclass(frozen=True)
class Place:
    """One atomic condition, and where it stands; the same words twice are two."""

    path: Way
    leaf: Leaf


def places(expr: Expression, above: Way = ()) -> Iterator[Place]:
    """Every atomic condition, from left to right."""
    match expr:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts) | AtLeast(_, parts):
            for number, part in enumerate(parts):
                yield from places(part, (*above, number))
        case Answered() | OneOf() | Includes() | Compared() | Known() | Concluded():
            yield Place(above, expr)
        case _:
            assert_never(expr)


def replaced(expr: Expression, path: Way, new: Expression | None) -> Expression:
    """The same with `new` in one place; None leaves that part out, and of nothing at all is left what always holds."""
    if not path:
        return ALWAYS if new is None else new
    match expr:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts) | AtLeast(_, parts):
            number, below = path[0], path[1:]
            here = () if new is None and not below else (replaced(parts[number], below, new),)
            every = (*parts[:number], *here, *parts[number + 1 :])
            return AtLeast(expr.count, every) if isinstance(expr, AtLeast) else type(expr)(every)
        case _:
            raise LookupError(f"no place {path} in {expr}")
