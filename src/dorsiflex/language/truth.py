"""Which truth values are there, and how do they combine? (Kleene's strong three-valued logic.)"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """True, false, or not known. Not known is a value of its own; it is never read as no."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("Truth has three values; compare with `is Truth.TRUE`")


def known(value: bool) -> Truth:
    """The truth of a statement that is settled."""
    return Truth.TRUE if value else Truth.FALSE


def opposite(truth: Truth) -> Truth:
    """The truth of the denial: not known stays not known."""
    if truth is Truth.UNKNOWN:
        return truth
    return known(truth is Truth.FALSE)


def all_true(truths: Iterable[Truth]) -> Truth:
    """False as soon as one part is false, true only where every part is; of no parts at all: true."""
    open_ = False
    for truth in truths:
        if truth is Truth.FALSE:
            return truth
        open_ = open_ or truth is Truth.UNKNOWN
    return Truth.UNKNOWN if open_ else Truth.TRUE


def any_true(truths: Iterable[Truth]) -> Truth:
    """True as soon as one part is true, false only where every part is; of no parts at all: false."""
    open_ = False
    for truth in truths:
        if truth is Truth.TRUE:
            return truth
        open_ = open_ or truth is Truth.UNKNOWN
    return Truth.UNKNOWN if open_ else Truth.FALSE
