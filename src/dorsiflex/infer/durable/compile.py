"""What is durable-rules given? A program as rulesets, each small enough to be safe, in the order in which they are asked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import assert_never

from dorsiflex.errors import EngineFault
from dorsiflex.infer.durable.cutting import Count, Cutter, Round, Watch
from dorsiflex.infer.durable.limits import ATTRIBUTES, RESERVED, TERMS, attributes, check, fnv1a, terms
from dorsiflex.language.program import Program, Stratum
from dorsiflex.language.rails import Enough, Every, Literal, Rail, Scalar, Some, literals

COMPARISONS = {"!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
JSON = dict[str, object]


@dataclass(frozen=True)
class Field:
    """An attribute as the library sees it: a short name, and the one kind of value it is compared with."""

    name: str
    kind: type[Scalar]


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


@dataclass(frozen=True)
class Layer:
    """One stratum: its numbers, the attributes they bring, what is asked, the heads, the attributes they bring."""

    stratum: Stratum
    computed: tuple[str, ...]
    rounds: tuple[Asking, ...]
    verdicts: tuple[Verdict, ...]
    concluded: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """A whole program for the library; `given` are the attributes that a case brings."""

    given: tuple[str, ...]
    layers: tuple[Layer, ...]
    fields: dict[str, Field]

    @property
    def rulesets(self) -> tuple[Ruleset, ...]:
        return tuple(ruleset for layer in self.layers for asking in layer.rounds for ruleset in asking.rulesets)


def compile_program(program: Program) -> Plan:
    """Cut, name, check and pack the rails of a program."""
    numbers = count()
    cut = [_cut(stratum, numbers) for stratum in program.strata]
    watches = [watch for cutter, _ in cut for asked in cutter.rounds.values() for watch in asked.watches]
    fields = name_fields(literal for watch in watches for literal in literals(watch.rail))
    layers = []
    left = set(fields)
    for stratum, (cutter, verdicts) in zip(program.strata, cut, strict=True):
        computed = _brought_by((step.stem for step in stratum.steps), left)
        rounds = tuple(_pack(cutter.rounds[n], fields) for n in sorted(cutter.rounds))
        concluded = _brought_by((head.stem for head in stratum.heads), left)
        left -= {*computed, *concluded, *cutter.ready}
        layers.append(Layer(stratum, computed, rounds, verdicts, concluded))
    return Plan(tuple(sorted(left)), tuple(layers), fields)


def _brought_by(stems: Iterable[str], fields: Iterable[str]) -> tuple[str, ...]:
    """The attributes that some rule reads of what is computed here."""
    made = set(stems)
    return tuple(sorted(name for name in fields if name.rpartition("?")[0] in made))


def _cut(stratum: Stratum, numbers: count[int]) -> tuple[Cutter, tuple[Verdict, ...]]:
    cutter = Cutter(numbers)
    verdicts = tuple(Verdict(head.stem, cutter.watch(head.yes), cutter.watch(head.no)) for head in stratum.heads)
    return cutter, verdicts


def name_fields(found: Iterable[Literal]) -> dict[str, Field]:
    """Short names of distinct hashes for the attributes, and the kind of each; a constant of a second kind is a fault."""
    names = safe_names()
    fields: dict[str, Field] = {}
    for literal in found:
        if literal.attribute not in fields:
            fields[literal.attribute] = Field(next(names), type(literal.value))
        check(literal.attribute, literal.value, fields[literal.attribute].kind)
    return fields


def safe_names() -> Iterator[str]:
    """Names that the library can tell apart, from each other and from its own words."""
    taken = {fnv1a(word) for word in RESERVED}
    for number in count():
        name = f"a{number}"
        if fnv1a(name) not in taken:
            taken.add(fnv1a(name))
            yield name


def _pack(asked: Round, fields: dict[str, Field]) -> Asking:
    """Fill one ruleset after another, up to the limits, each time with the rule that adds the fewest attributes."""
    waiting = [(watch, attributes(watch.rail), terms(watch.rail)) for watch in asked.watches]
    rulesets = []
    while waiting:
        chosen: list[Watch] = []
        reads: frozenset[str] = frozenset()
        room = TERMS
        while best := min(
            (item for item in waiting if item[2] <= room and len(reads | item[1]) <= ATTRIBUTES),
            key=lambda item: len(item[1] - reads),
            default=None,
        ):
            waiting.remove(best)
            chosen.append(best[0])
            reads |= best[1]
            room -= best[2]
        rulesets.append(Ruleset(definition(chosen, fields), tuple(sorted(reads)), TERMS - room))
    return Asking(tuple(rulesets), tuple(asked.counts))


def definition(watches: Iterable[Watch], fields: dict[str, Field]) -> str:
    """A ruleset in the library's own form: no action, no priority, one pattern a rule."""
    return json.dumps({watch.name: {"all": [{"m": pattern(watch.rail, fields)}]} for watch in watches})


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
