"""How does a condition look as a picture? Boxes within boxes, numbered as the logic of the page numbers them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import assert_never

from dorsiflex.explain.sentence import Teller
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
    name_of,
)


@dataclass(frozen=True)
class Box:
    """A group with its parts, or one comparison with the record that it speaks of."""

    key: str
    shape: str
    label: str
    name: str = ""
    parts: tuple[Box, ...] = ()


def boxes(expr: Expression, teller: Teller, place: int = 0) -> Box:
    """The condition at one place of a page, as boxes."""
    numbers = count()

    def box(part: Expression) -> Box:
        key = f"{place}-{next(numbers)}"
        match part:
            case AllOf(parts) if not parts:
                return Box(key, "all", "always")
            case AllOf(parts):
                return Box(key, "all", "all of", parts=tuple(map(box, parts)))
            case AnyOf(parts):
                return Box(key, "any", "any of", parts=tuple(map(box, parts)))
            case NoneOf(parts):
                return Box(key, "none", "none of", parts=tuple(map(box, parts)))
            case AtLeast(number, parts):
                return Box(key, "some", f"at least {number} of", parts=tuple(map(box, parts)))
            case Answered() | OneOf() | Includes() | Compared() | Known() | Concluded():
                return Box(key, "leaf", teller.phrase(part), name_of(part))
            case _:
                assert_never(part)

    return box(expr)
