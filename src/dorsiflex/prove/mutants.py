"""What could be wrong by one slip? Every limit, comparison, option, condition and point, changed one at a time.

A mutant is the knowledge with one such slip. If no case and no example notices it, nobody would notice the slip either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import assert_never

from dorsiflex.language.case import flat
from dorsiflex.language.expression import (
    Answered,
    Compared,
    Concluded,
    Expression,
    Includes,
    Known,
    Leaf,
    NoneOf,
    OneOf,
    Op,
)
from dorsiflex.language.grounding import Grounding
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Choice, Head, Program, Sum
from dorsiflex.language.rails import surely
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.vocabulary import Difference, Score, parts_of
from dorsiflex.prove.coverage_places import Place, places, replaced
from dorsiflex.prove.coverage_sheet import Part

REVERSED = {Op.BELOW: Op.AT_LEAST, Op.AT_LEAST: Op.BELOW, Op.ABOVE: Op.AT_MOST, Op.AT_MOST: Op.ABOVE}


class Slip(Enum):
    """What is changed."""

    HIGHER = "limit one step higher"
    LOWER = "limit one step lower"
    REVERSED = "comparison reversed"
    OPTION = "option left out"
    DROPPED = "condition left out"
    POINTS = "one point more"
    NO_POINTS = "no points"
    VALUE = "value one step higher"
    WITHHOLDS = "withholds nothing"


@dataclass(frozen=True)
class Mutant:
    """One slip: in a rule (`part` None), or in an item or row of a computed number.

    `condition` is what stands there instead; without one it is the points or the value that change (`value`), or what
    a gate withholds.
    """

    owner: str
    slip: Slip
    leaf: Leaf | None = None
    number: int = 0
    part: int | None = None
    detail: str = ""
    condition: Expression | None = None
    value: int | None = None

    @property
    def id(self) -> str:
        """A name that stays while the rule stays."""
        part = "" if self.part is None else f"#{self.part + 1}"
        where = f" condition {self.number + 1}" if self.leaf is not None else ""
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.owner}{part}{where}: {self.slip.value}{detail}"


class Mutants:
    """The mutants of one knowledge base, and what each changes in its program."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self.knowledge = knowledge
        self.scopes = Scopes(knowledge)

    def of_rule(self, rule: str) -> Iterator[Mutant]:
        """Every slip in a rule's condition; of a gate also that it withholds nothing."""
        yield from self.of_condition(rule, None, self.knowledge.rules[rule].condition)
        gate = self.knowledge.gates.get(rule)
        if gate is not None and self.knowledge.guarded_by(gate):
            yield Mutant(rule, Slip.WITHHOLDS)

    def of_number(self, name: str) -> Iterator[Mutant]:
        """Every slip in the items of a score or the rows of a table."""
        made = self.knowledge.vocabulary.numbers[name].made
        if isinstance(made, Difference):
            return
        for part, (when, value) in enumerate(parts_of(made)):
            yield from self.of_condition(name, part, when)
            if isinstance(made, Score):
                yield Mutant(name, Slip.POINTS, part=part, value=value + 1)
                yield Mutant(name, Slip.NO_POINTS, part=part, value=0)
            else:
                yield Mutant(name, Slip.VALUE, part=part, value=value + 1)

    def of_condition(self, owner: str, part: int | None, whole: Expression) -> Iterator[Mutant]:
        for number, place in enumerate(places(whole)):
            blank = Mutant(owner, Slip.DROPPED, place.leaf, number, part)
            for slip, detail, new in slips(place):
                yield replace(blank, slip=slip, detail=detail, condition=replaced(whole, place.path, new))

    def parts(self, mutant: Mutant, program: Program) -> dict[str, Part]:
        """What is exchanged in the program; nothing where only the withholding changes."""
        changed: dict[str, Part] = {}
        for unit in self.units(mutant.owner):
            stem = flat(unit, mutant.owner)
            if mutant.condition is not None:
                head = stem if mutant.part is None else f"{stem}#{mutant.part}"
                changed[head] = self.head(head, mutant.condition, unit)
            elif mutant.part is not None:
                changed[stem] = with_value(program, stem, mutant)
        return changed

    def head(self, stem: str, condition: Expression, unit: str | None) -> Head:
        names = Grounding(self.knowledge, self.scopes, unit)
        return Head(stem, surely(condition, True, names), surely(condition, False, names))

    def units(self, owner: str) -> tuple[str | None, ...]:
        return self.knowledge.settings.sides if self.scopes.of_side(owner) else (None,)

    def guards(self, mutant: Mutant, guards: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """What each gate withholds."""
        return {**guards, mutant.owner: ()} if mutant.slip is Slip.WITHHOLDS else dict(guards)


def with_value(program: Program, stem: str, mutant: Mutant) -> Part:
    """A score or table with one value changed."""
    step = program.step[stem]
    assert isinstance(step, Sum | Choice) and mutant.value is not None
    pairs = list(step.items if isinstance(step, Sum) else step.rows)
    pairs[mutant.part or 0] = (pairs[mutant.part or 0][0], mutant.value)
    return type(step)(stem, tuple(pairs))


def slips(place: Place) -> Iterator[tuple[Slip, str, Expression | None]]:
    """Every slip in one atomic condition, and what stands there then; `at_least` read as `above` is one step higher."""
    leaf = place.leaf
    yield Slip.REVERSED, "", opposite(leaf)
    yield Slip.DROPPED, "", None
    if isinstance(leaf, Compared):
        yield Slip.HIGHER, "", replace(leaf, limit=leaf.limit + 1)
        yield Slip.LOWER, "", replace(leaf, limit=leaf.limit - 1)
    if isinstance(leaf, OneOf) and len(leaf.options) > 1:
        for option in leaf.options:
            left = tuple(other for other in leaf.options if other != option)
            yield Slip.OPTION, option, replace(leaf, options=left)


def opposite(leaf: Leaf) -> Expression:
    """The comparison read the other way round."""
    match leaf:
        case Answered(_, wanted) | Concluded(_, wanted):
            return replace(leaf, wanted=not wanted)
        case Compared(_, op):
            return replace(leaf, op=REVERSED[op])
        case OneOf() | Includes() | Known():
            return NoneOf((leaf,))
        case _:
            assert_never(leaf)
