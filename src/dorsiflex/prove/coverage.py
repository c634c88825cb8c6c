"""Which conditions do the cases and examples show to matter? Each must turn its rule alone, both ways.

Masking MC/DC in three values. A case *shows a condition so* where it surely holds and the rule fires while without it
(the condition put to never, all else as it is) it would be silent, or the other way round; it *shows it not so* where
it surely does not hold, and holding would turn the rule. A condition that is not known shows nothing. `known: x`
decides between an answer and *cannot tell*, so of it alone that difference counts too. A condition is shown when it is
shown so and not so, on either side. A limit is shown on both sides when, besides, the number stands at the limit and
one step beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, Protocol

from dorsiflex.language.case import Case
from dorsiflex.language.expression import ALWAYS, Compared, Expression, Known, Leaf, Op
from dorsiflex.language.grounding import Grounding, build_program
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rails import Literal, Rail, Some, surely
from dorsiflex.language.rule import Outcome
from dorsiflex.language.scopes import Scopes
from dorsiflex.prove.coverage_places import NEVER, Way, places, replaced
from dorsiflex.prove.coverage_sheet import Tabled


@dataclass(frozen=True)
class Tried:
    """One intake that shows rules at work: a case with what it expects, or a row of a rule with its outcome."""

    name: str
    case: Case
    rule: str | None = None
    outcome: Outcome | None = None
    disposition: str | None = None
    must_suggest: tuple[str, ...] = ()
    must_not_suggest: tuple[str, ...] = ()


class Aspect(Enum):
    """What is to be shown of a condition."""

    SO = "so"
    NOT_SO = "not so"
    AT = "at the limit"
    BESIDE = "beside the limit"


@dataclass(frozen=True)
class Condition:
    """An atomic condition of a rule."""

    rule: str
    number: int
    path: Way
    leaf: Leaf

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        both = (Aspect.SO, Aspect.NOT_SO)
        return (*both, Aspect.AT, Aspect.BESIDE) if isinstance(self.leaf, Compared) else both


class Reader(Protocol):
    """Where a rail holds: in columns of cases, or as a formula. Both know `&`, `|` and `^`."""

    def __call__(self, rail: Rail) -> Any: ...


class Demands:
    """What has to be shown of each condition of a knowledge base, for whoever can read rails."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self.knowledge = knowledge
        self.scopes = Scopes(knowledge)

    def conditions(self, rule: str) -> list[Condition]:
        """The atomic conditions of a rule, in their order."""
        found = enumerate(places(self.knowledge.rules[rule].condition))
        return [Condition(rule, number, place.path, place.leaf) for number, place in found]

    def units(self, rule: str) -> tuple[str | None, ...]:
        return self.knowledge.settings.sides if self.scopes.of_side(rule) else (None,)

    def names(self, unit: str | None) -> Grounding:
        return Grounding(self.knowledge, self.scopes, unit)

    def where(self, condition: Condition, aspect: Aspect, unit: str | None, read: Reader, *, fully: bool = True) -> Any:
        """Where an aspect of a condition is shown on a unit; not `fully`: as far as to or from *cannot tell*."""
        names, leaf = self.names(unit), condition.leaf
        if aspect in (Aspect.SO, Aspect.NOT_SO):
            turns = self.turns(condition, unit, read, fully=fully and not isinstance(leaf, Known))
            return read(surely(leaf, aspect is Aspect.SO, names)) & turns
        assert isinstance(leaf, Compared)
        holds = (leaf.op in (Op.AT_LEAST, Op.AT_MOST)) is (aspect is Aspect.AT)
        half = self.where(condition, Aspect.SO if holds else Aspect.NOT_SO, unit, read, fully=fully)
        return half & read(self.stands(leaf, aspect, names))

    def turns(self, condition: Condition, unit: str | None, read: Reader, *, fully: bool) -> Any:
        """Where the rule comes out otherwise with the condition put to always than with it put to never."""
        whole = self.knowledge.rules[condition.rule].condition
        with_it = self.outcome(replaced(whole, condition.path, ALWAYS), unit, read)
        without = self.outcome(replaced(whole, condition.path, NEVER), unit, read)
        if fully:
            return (with_it[0] & without[1]) | (with_it[1] & without[0])
        return (with_it[0] ^ without[0]) | (with_it[1] ^ without[1])

    def outcome(self, expr: Expression, unit: str | None, read: Reader) -> tuple[Any, Any]:
        names = self.names(unit)
        return read(surely(expr, True, names)), read(surely(expr, False, names))

    def stands(self, leaf: Compared, aspect: Aspect, names: Grounding) -> Rail:
        """Where a number is at the limit, or one step beside it; of an interval, the end that decides."""
        stem = names.attribute(leaf.number, leaf.side)
        lower = leaf.op in (Op.AT_LEAST, Op.BELOW)
        at = aspect is Aspect.AT
        if names.is_interval(leaf.number):
            stem += "?least" if lower is at else "?most"
        finding = self.knowledge.vocabulary.findings.get(leaf.number)
        away = -1 if lower else 1
        steps = (0,) if at else tuple(dict.fromkeys((away * (finding.step if finding else 1), away)))
        return Some(tuple(Literal(stem, "==", leaf.limit + step) for step in steps))


@dataclass(frozen=True)
class Coverage:
    """A knowledge base, and the intakes that show it at work."""

    knowledge: KnowledgeBase
    tried: Sequence[Tried]

    @cached_property
    def demands(self) -> Demands:
        return Demands(self.knowledge)

    @cached_property
    def concluded(self) -> Tabled:
        return Tabled(build_program(self.knowledge), tuple(one.case for one in self.tried))

    @cached_property
    def cases(self) -> int:
        """The columns that are cases, and count on every side."""
        return sum(1 << place for place, one in enumerate(self.tried) if one.rule is None)

    def rows(self, rule: str) -> int:
        """The columns that are the rule's own examples, and speak of the first side."""
        return sum(1 << place for place, one in enumerate(self.tried) if one.rule == rule)

    def shown_by(self, condition: Condition, aspect: Aspect) -> Iterator[Tried]:
        """The rule's own examples that show an aspect, then the cases."""
        sheet, rows = self.concluded.sheet, self.rows(condition.rule)
        found = 0
        for place, unit in enumerate(self.demands.units(condition.rule)):
            counted = self.cases | rows if place == 0 else self.cases
            found |= counted & self.demands.where(condition, aspect, unit, sheet.where)
        for mask in (found & rows, found & self.cases):
            while mask:
                lowest = mask & -mask
                yield self.tried[lowest.bit_length() - 1]
                mask ^= lowest
