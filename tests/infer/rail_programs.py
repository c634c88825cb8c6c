"""Which answers do rails give, read naively? Random programs and facts, and the plainest possible evaluator."""

from __future__ import annotations

import operator
import random

from dorsiflex.language.facts import Facts, add_head, head_truth, take_step
from dorsiflex.language.program import Head, Program, Stratum
from dorsiflex.language.rails import DENIED, Enough, Every, Literal, Rail, Some, enough, join
from dorsiflex.language.truth import Truth

YES_NO, CHOICES, NUMBERS = 40, 16, 24
OPTIONS = ("red", "green", "blue", "pale")
HOLDS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
Pair = tuple[Rail, Rail]


def holds(rail: Rail, facts: Facts) -> bool:
    """Two-valued: a comparison of what is not there is not true."""
    match rail:
        case Literal(attribute, op, value):
            return attribute in facts and bool(HOLDS[op](facts[attribute], value))
        case Every(parts):
            return all(holds(part, facts) for part in parts)
        case Some(parts):
            return any(holds(part, facts) for part in parts)
        case Enough(count, parts):
            return sum(holds(part, facts) for part in parts) >= count


def read_naively(program: Program, facts: Facts) -> dict[str, Truth]:
    """What an engine has to conclude."""
    known = dict(facts)
    for stratum in program.strata:
        for step in stratum.steps:
            take_step(known, step)
        for head in stratum.heads:
            add_head(known, head.stem, holds(head.yes, known), holds(head.no, known))
    return {stem: head_truth(known, stem) for stem in (*program.rules, *program.needs)}


def program_of(*strata: Stratum | tuple[Head, ...]) -> Program:
    """A program in which every head is a rule of the person."""
    full = tuple(item if isinstance(item, Stratum) else Stratum((), item) for item in strata)
    rules = {head.stem: head.stem for stratum in full for head in stratum.heads}
    return Program(units=(), strata=full, dependents=(), findings={}, rules=rules, needs=())


def yes_if(stem: str, yes: Rail) -> Head:
    """A head that is never false."""
    return Head(stem, yes, Some(()))


def random_program(seed: int, rules: int, strata: int = 3, units: tuple[str, ...] = ("left", "right")) -> Program:
    """Rules for each unit, which read findings of the unit and the person and earlier rules of the unit."""
    rng = random.Random(seed)
    levels: list[tuple[Head, ...]] = []
    for level in range(strata):
        numbers = range(level * rules // strata, (level + 1) * rules // strata)
        below = [head.stem for heads in levels for head in heads]
        levels.append(
            tuple(
                Head(f"{unit}.rule{number}", *_condition(rng, rng.randint(1, 6), unit, below))
                for number in numbers
                for unit in units
            )
        )
    return program_of(*levels)


def _condition(rng: random.Random, leaves: int, unit: str, below: list[str], depth: int = 2) -> Pair:
    if leaves == 1 or depth == 0:
        return _leaf(rng, unit, below)
    width = rng.randint(2, min(leaves, 4))
    parts = [_condition(rng, max(1, leaves // width), unit, below, depth - 1) for _ in range(width)]
    yes, no = [list(rails) for rails in zip(*parts, strict=True)]
    kind = rng.random()
    if kind < 0.5:
        return join(yes, every=True), join(no, every=False)
    if kind < 0.9 or width < 3:
        return join(yes, every=False), join(no, every=True)
    return enough(2, yes), enough(width - 1, no)


def _leaf(rng: random.Random, unit: str, below: list[str]) -> Pair:
    mine = [stem for stem in below if stem.startswith(unit)]
    prefix = rng.choice((unit + ".", ""))
    kind = rng.random()
    if mine and kind < 0.3:
        stem = rng.choice(mine)
        ends = rng.choice((("?true", "?false"), ("?false", "?true")))
        return Literal(stem + ends[0], "==", True), Literal(stem + ends[1], "==", True)
    if kind < 0.65:
        stem, wanted = f"{prefix}yes_no{rng.randrange(YES_NO)}", rng.random() < 0.7
        return Literal(stem, "==", wanted), Literal(stem, "==", not wanted)
    if kind < 0.8:
        stem, options = f"{prefix}choice{rng.randrange(CHOICES)}", rng.sample(OPTIONS, rng.randint(1, 2))
        yes = join([Literal(stem, "==", option) for option in options], every=False)
        return yes, join([Literal(stem, "!=", option) for option in options], every=True)
    stem, op, limit = f"{prefix}number{rng.randrange(NUMBERS)}", rng.choice(("<", "<=", ">", ">=")), rng.randrange(100)
    return Literal(stem, op, limit), Literal(stem, DENIED[op], limit)


def random_facts(seed: int, units: tuple[str, ...] = ("left", "right"), unknown: float = 0.25) -> Facts:
    """A case of which about a quarter is not known."""
    rng = random.Random(seed)
    facts: Facts = {}
    for prefix in ("", *(unit + "." for unit in units)):
        facts |= {f"{prefix}yes_no{n}": rng.random() < 0.3 for n in range(YES_NO) if rng.random() > unknown}
        facts |= {f"{prefix}choice{n}": rng.choice(OPTIONS) for n in range(CHOICES) if rng.random() > unknown}
        facts |= {f"{prefix}number{n}": rng.randrange(101) for n in range(NUMBERS) if rng.random() > unknown}
    return facts
