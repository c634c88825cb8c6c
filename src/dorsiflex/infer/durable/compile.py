"""What is durable-rules given? A program as rulesets, each small enough to be safe, in the order of asking."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from json.encoder import encode_basestring_ascii
from typing import assert_never

from dorsiflex.errors import EngineFault
from dorsiflex.infer.durable.cutting import Count, Cutter, Round, Watch
from dorsiflex.infer.durable.limits import (
    ATTRIBUTES,
    PRIMER,
    RESERVED,
    TERMS,
    attributes,
    check,
    check_literal,
    fnv1a,
    terms,
)
from dorsiflex.language.program import Program, Stratum, Subtraction, Sum
from dorsiflex.language.rails import Enough, Every, Literal, Rail, Scalar, Some, literals

COMPARISONS = {"!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
JSON = dict[str, object]


@dataclass(frozen=True)
class Field:
    """An attribute as the library sees it: a short name, and the one kind of value it is compared with."""

    attribute: str
    name: str
    kind: type[Scalar]

    def write(self, value: Scalar) -> str:
        """A value of it in a fact; one that the library would misread is a fault."""
        if self.kind is bool and isinstance(value, bool):
            return f'"{self.name}":true' if value else f'"{self.name}":false'
        check(self.attribute, value, self.kind)
        return f'"{self.name}":{encode_basestring_ascii(value) if isinstance(value, str) else value}'


@dataclass(frozen=True)
class Ruleset:
    """Rules asked with one fact, which holds what they read; they fire `terms` times at most."""

    definition: str
    reads: tuple[str, ...]
    terms: int


@dataclass(frozen=True)
class Asking:
    """Rulesets asked together, and the helper attributes counted from what fired."""

    rulesets: tuple[Ruleset, ...]
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Verdict:
    """A head and the names of the rules that say yes and no."""

    stem: str
    yes: str
    no: str
    is_read: bool


@dataclass(frozen=True)
class Layer:
    """One stratum: its numbers, the attributes they bring, what is asked, the heads, the attributes they bring."""

    stratum: Stratum
    computed: tuple[Field, ...]
    rounds: tuple[Asking, ...]
    verdicts: tuple[Verdict, ...]
    concluded: tuple[Field, ...]


@dataclass(frozen=True)
class Plan:
    """A whole program for the library; `given` are the attributes that a case brings."""

    given: tuple[Field, ...]
    layers: tuple[Layer, ...]
    fields: dict[str, Field]

    @property
    def rulesets(self) -> tuple[Ruleset, ...]:
        return tuple(ruleset for layer in self.layers for asking in layer.rounds for ruleset in asking.rulesets)


def compile_program(program: Program) -> Plan:
    """Cut, name, check and pack the rails of a program."""
    check_literals(literal for head in program.heads for rail in (head.yes, head.no) for literal in literals(rail))
    numbers = count()
    cutters = [Cutter(numbers) for _ in program.strata]
    named = [
        [(head.stem, cutter.watch(head.yes), cutter.watch(head.no)) for head in stratum.heads]
        for stratum, cutter in zip(program.strata, cutters, strict=True)
    ]
    fields = name_fields(literal for cutter in cutters for literal in cutter.literals())
    read = {stem_of(attribute) for attribute in fields} | heads_of_steps(program)
    given = dict(fields)
    layers = []
    for stratum, cutter, names in zip(program.strata, cutters, named, strict=True):
        verdicts = tuple(Verdict(stem, yes, no, stem in read) for stem, yes, no in names)
        computed = _take(given, {step.stem for step in stratum.steps})
        concluded = _take(given, {head.stem for head in stratum.heads})
        for attribute in cutter.ready:
            given.pop(attribute, None)
        rounds = tuple(pack(cutter.rounds[n], fields) for n in sorted(cutter.rounds))
        layers.append(Layer(stratum, computed, rounds, verdicts, concluded))
    return Plan(tuple(given.values()), tuple(layers), fields)


def stem_of(attribute: str) -> str:
    """The head or number that an attribute speaks of, if any."""
    return attribute.rpartition("?")[0]


def heads_of_steps(program: Program) -> set[str]:
    """The heads that scores and tables count."""
    steps = [step for stratum in program.strata for step in stratum.steps]
    items = [step.items if isinstance(step, Sum) else step.rows for step in steps if not isinstance(step, Subtraction)]
    return {head for pairs in items for head, _ in pairs}


def _take(given: dict[str, Field], stems: set[str]) -> tuple[Field, ...]:
    """Out of the attributes still thought given, those that some stems bring."""
    return tuple(given.pop(attribute) for attribute in list(given) if stem_of(attribute) in stems)


def check_literals(found: Iterable[Literal]) -> None:
    """Refuse comparisons that the library would misread, or of one attribute with constants of two kinds."""
    kinds: dict[str, type[Scalar]] = {}
    for literal in found:
        check_literal(literal)
        check(literal.attribute, literal.value, kinds.setdefault(literal.attribute, type(literal.value)))


def name_fields(found: Iterable[Literal]) -> dict[str, Field]:
    """Short names of distinct hashes for the attributes, and the kind of each."""
    kinds = {literal.attribute: type(literal.value) for literal in found}
    return {
        attribute: Field(attribute, name, kinds[attribute])
        for attribute, name in zip(kinds, safe_names(), strict=False)
    }


def safe_names() -> Iterator[str]:
    """Names that the library can tell apart, from each other and from its own words."""
    taken = {fnv1a(word) for word in RESERVED}
    for number in count():
        name = f"a{number}"
        if fnv1a(name) not in taken:
            taken.add(fnv1a(name))
            yield name


def pack(asked: Round, fields: dict[str, Field]) -> Asking:
    """Fill one ruleset after another, up to the limits, each time with the rule that adds the fewest attributes."""
    bits = {attribute: 1 << place for place, attribute in enumerate(fields)}
    waiting = [
        (watch, sum(bits[name] for name in attributes(watch.rail)), terms(watch.rail)) for watch in asked.watches
    ]
    rulesets = []
    while waiting:
        chosen: list[Watch] = []
        read, room = 0, TERMS
        while fitting := [
            (added, place)
            for place, (_, reads, needed) in enumerate(waiting)
            if needed <= room and (added := (reads & ~read).bit_count()) + read.bit_count() <= ATTRIBUTES
        ]:
            watch, reads, needed = waiting.pop(min(fitting)[1])
            chosen.append(watch)
            read, room = read | reads, room - needed
        names = tuple(name for name in fields if bits[name] & read)
        rulesets.append(Ruleset(definition(chosen, fields), names, TERMS - room))
    return Asking(tuple(rulesets), tuple(asked.counts))


def definition(watches: Iterable[Watch], fields: dict[str, Field]) -> str:
    """A ruleset in the library's own form: no action, no priority, one pattern a rule, its firings in one message."""
    rules = {watch.name: {"all": [{"m": pattern(watch.rail, fields)}], "cap": TERMS} for watch in watches}
    return json.dumps({PRIMER: {"all": [{"m": {PRIMER: True}}]}, **rules})


def pattern(rail: Rail, fields: dict[str, Field]) -> JSON:
    """A rail as a pattern: only comparisons with constants, only and/or."""
    match rail:
        case Literal(attribute, "==", value):
            return {fields[attribute].name: value}
        case Literal(attribute, op, value):
            return {COMPARISONS[op]: {fields[attribute].name: value}}
        case Every(parts):
            return {"$and": [pattern(part, fields) for part in parts]}
        case Some(parts):
            return {"$or": [pattern(part, fields) for part in parts]}
        case Enough():
            raise EngineFault("durable: a count was left in a rail that should have been cut up")
        case _:
            assert_never(rail)
