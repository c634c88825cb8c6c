"""What does durable-rules 2.0.28 bear? Its limits, as measured, and the sizes of a rail that they are held against."""

from __future__ import annotations

from json.encoder import encode_basestring_ascii
from math import prod
from typing import assert_never

from dorsiflex.errors import EngineFault
from dorsiflex.language.rails import Enough, Every, Literal, Rail, Scalar, Some

# More than 64 matches waiting on one fact are error 303; terms of the rails bound the matches that can
# wait, and one is kept for the primer.
TERMS = 63
# A 16th group of one pattern is error 113.
GROUPS = 15
# A 253rd attribute of one fact is error 302, its sid included in the count below.
ATTRIBUTES = 250
# Text compares wrongly from 65 536 characters on, as it is written in JSON: up to six for one of ours.
TEXT = 60_000
# Integers saturate at 2**63 - 1; beyond 2**53 other engines would round.
INTEGER = 2**53
# A rule of every ruleset, and the attribute it reads: see Host.
# Words of the library's own facts and definitions, which no attribute may share a hash with.
PRIMER = "primer"
RESERVED = ("sid", "id", "$s", "m", "s", PRIMER)


def fnv1a(text: str) -> int:
    """The hash by which the library compares names: it never compares the names themselves."""
    value = 2166136261
    for byte in text.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def terms(rail: Rail) -> int:
    """How many ways a rail can be true at once: that often one rule fires, and so many matches can wait."""
    match rail:
        case Literal():
            return 1
        case Every(parts):
            return prod(terms(part) for part in parts)
        case Some(parts):
            return sum(terms(part) for part in parts)
        case Enough():
            raise EngineFault("durable: a count was left in a rail that should have been cut up")
        case _:
            assert_never(rail)


def groups(rail: Rail) -> int:
    """How many and/or groups the pattern of a rail has."""
    return 0 if isinstance(rail, Literal) else 1 + sum(groups(part) for part in rail.parts)


def attributes(rail: Rail) -> frozenset[str]:
    """Every attribute that a rail reads."""
    if isinstance(rail, Literal):
        return frozenset((rail.attribute,))
    return frozenset().union(*(attributes(part) for part in rail.parts))


def fits(rail: Rail) -> bool:
    """Whether a rail can be one rule of one ruleset."""
    return terms(rail) <= TERMS and groups(rail) <= GROUPS and len(attributes(rail)) <= ATTRIBUTES


def check(attribute: str, value: object, kind: type[Scalar]) -> None:
    """Refuse what the library would coerce, round, cut off or misread: only bool, int and str, and of one kind each."""
    if type(value) is not kind:
        found, wanted = type(value).__name__, kind.__name__
        raise EngineFault(f"durable: {attribute} is {value!r}, a {found} where a {wanted} belongs")
    if isinstance(value, str):
        if len(encode_basestring_ascii(value)) >= TEXT:
            raise EngineFault(f"durable: the text of {attribute} has {len(value)} characters, which is too long")
    elif isinstance(value, int) and abs(value) >= INTEGER:
        raise EngineFault(f"durable: {attribute} is {value}, beyond what every engine counts exactly")


def check_literal(literal: Literal) -> None:
    """Refuse a comparison with anything but a constant, and an order among anything but whole numbers."""
    kind = type(literal.value)
    if kind not in (bool, int, str):
        raise EngineFault(f"durable: {literal.attribute} is compared with {literal.value!r}, a {kind.__name__}")
    if kind is not int and literal.op not in ("==", "!="):
        raise EngineFault(f"durable: {literal.attribute} {literal.op} {literal.value!r}: only numbers have an order")
