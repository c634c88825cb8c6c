"""Has a question its turn? Where a rule that reads it is still open, and what stands before it in that rule is so.

For display only: no rule reads this, and a question that has no turn yet is not known, never denied.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from dorsiflex.infer.reference import Reference, View
from dorsiflex.language.case import Case
from dorsiflex.language.expression import (
    AllOf,
    AnyOf,
    AtLeast,
    Concluded,
    Expression,
    Leaf,
    NoneOf,
    Side,
    leaves,
    name_of,
)
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import evaluate
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.truth import Truth
from dorsiflex.language.vocabulary import Difference, Finding, parts_of


@dataclass(frozen=True)
class Reader:
    """A rule that reads a question: `before`, what must be so first; `other`, whether of the other side."""

    rule: str
    before: tuple[Expression, ...]
    other: bool


@dataclass(frozen=True)
class Readers:
    """Who reads each question of one knowledge base, through computed numbers too."""

    knowledge: KnowledgeBase
    scopes: Scopes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "scopes", Scopes(self.knowledge))

    @cached_property
    def of(self) -> dict[str, list[Reader]]:
        """The rules that read a question, by its id. What a number is computed of is measured before, not after."""
        found: dict[str, list[Reader]] = {}
        for rule in self.knowledge.rules.values():
            for leaf, before in in_order(AllOf((rule.applies_to, rule.when)), ()):
                computed = name_of(leaf) in self.knowledge.vocabulary.numbers
                for name, other in self.behind(leaf):
                    found.setdefault(name, []).append(Reader(rule.id, () if computed else before, other))
        return found

    def behind(self, leaf: Leaf) -> Iterator[tuple[str, bool]]:
        """The questions behind a comparison, and whether each is of the other side.

        There are none behind another rule, which has readers of its own.
        """
        for name, other in self.named(name_of(leaf)):
            yield name, other != (leaf.side is Side.OTHER)

    def named(self, name: str) -> Iterator[tuple[str, bool]]:
        vocabulary = self.knowledge.vocabulary
        if name in vocabulary.findings:
            yield name, False
        elif name in vocabulary.numbers:
            made = vocabulary.numbers[name].made
            if isinstance(made, Difference):
                for operand in (made.of, made.minus):
                    yield from ((each, other != operand.other) for each, other in self.named(operand.name))
            else:
                for when, _ in parts_of(made):
                    for leaf in leaves(when):
                        yield from self.behind(leaf)

    def units(self, rule: str) -> tuple[str | None, ...]:
        return self.knowledge.settings.sides if self.scopes.of_side(rule) else (None,)


class Turn:
    """Says of one case which questions have their turn."""

    def __init__(self, readers: Readers, case: Case) -> None:
        self.readers = readers
        self.reference = Reference(readers.knowledge, case, readers.scopes)
        self.told: dict[tuple[str, str | None], bool] = {}

    def has(self, finding: Finding, unit: str | None) -> bool:
        """Whether some rule has come to the question; what no rule reads is of the record, and has its turn always."""
        key = (finding.id, unit)
        if key not in self.told:
            readers = self.readers.of.get(finding.id)
            self.told[key] = readers is None or any(self.come_to(finding, unit, reader) for reader in readers)
        return self.told[key]

    def come_to(self, finding: Finding, unit: str | None, reader: Reader) -> bool:
        return any(
            self.is_open(finding, reader, place)
            and all(stands(part, self.reference.seen_from(place)) for part in reader.before)
            for place in self.readers.units(reader.rule)
            if unit is None or (place == unit) is not reader.other
        )

    def is_open(self, finding: Finding, reader: Reader, place: str | None) -> bool:
        """Whether an answer may still count; one that stands for no answer may settle a rule that another turns."""
        return finding.unanswered_means is not None or self.reference.truth(reader.rule, place) is Truth.UNKNOWN


def in_order(expr: Expression, before: tuple[Expression, ...]) -> Iterator[tuple[Leaf, tuple[Expression, ...]]]:
    """Every comparison of a condition, with what must be so before it counts."""
    match expr:
        case AllOf(parts):
            for place, part in enumerate(parts):
                yield from in_order(part, (*before, *parts[:place]))
        case AnyOf(parts) | NoneOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from in_order(part, before)
        case _:
            yield expr, before


def stands(part: Expression, view: View) -> bool:
    """Whether a condition is so. What only excludes stands until the exclusion is shown."""
    if isinstance(part, AllOf):
        return all(stands(each, view) for each in part.parts)
    truth = evaluate(part, view)
    excludes = isinstance(part, NoneOf) or (isinstance(part, Concluded) and not part.wanted)
    return truth is Truth.TRUE or (excludes and truth is Truth.UNKNOWN)
