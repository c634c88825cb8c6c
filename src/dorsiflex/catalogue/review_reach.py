"""Can every condition be true, and can it be false? Judged finding by finding, over all answers the finding can have.

Everything else in a condition is taken to be free, so what is told here is certain, and some of what could be
told is not: the solver proves the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from dorsiflex.catalogue.compile import Draft
from dorsiflex.catalogue.words import Words, bare
from dorsiflex.errors import Problem
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
    Leaf,
    NoneOf,
    OneOf,
    leaves,
)
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import holds

Key = tuple[str, ...]
Sample = bool | int | str | None


@dataclass(frozen=True)
class Reach:
    """Whether something can be true, and whether it can be false."""

    true: bool
    false: bool


FREE = Reach(true=True, false=True)


def reach_problems(knowledge: KnowledgeBase, draft: Draft) -> Iterator[Problem]:
    """Conditions that say nothing, each at its smallest part."""
    checker = Checker(draft)
    faulty = {owner for owner, condition in draft.conditions if not condition.sound}
    found = [
        problem for _, condition in draft.conditions if condition.sound for problem in checker.check(condition.expr)
    ]
    yield from found
    for rule in knowledge.rules.values():
        if rule.id not in faulty and not found and rule.condition is not rule.when:
            yield from checker.together(rule.condition, rule.id, rule.defined_at)


def key_of(leaf: Leaf) -> Key | None:
    """What two comparisons share when they speak of one thing. `known` is left free."""
    match leaf:
        case Answered(name, _, side) | OneOf(name, _, side) | Compared(name, _, _, side) | Concluded(name, _, side):
            return (name, side.value)
        case Includes(name, option, side):
            return (name, side.value, option)
        case Known():
            return None
        case _:
            assert_never(leaf)


def holds_for(leaf: Leaf, sample: Sample) -> bool:
    """A comparison of one answer; None stands for a question that does not arise."""
    match leaf:
        case Answered(_, wanted) | Concluded(_, wanted):
            return sample is wanted
        case OneOf(_, options):
            return sample in options
        case Compared(_, op, limit):
            return isinstance(sample, int) and holds(sample, op, limit)
        case Includes():
            return sample is True
        case Known():
            return True
        case _:
            assert_never(leaf)


def reach(expr: Expression, key: Key, sample: Sample) -> Reach:
    """What an expression can be where one thing has one answer."""
    match expr:
        case AllOf(parts):
            of = [reach(part, key, sample) for part in parts]
            return Reach(all(part.true for part in of), any(part.false for part in of))
        case AnyOf(parts):
            of = [reach(part, key, sample) for part in parts]
            return Reach(any(part.true for part in of), all(part.false for part in of))
        case NoneOf(parts):
            of = [reach(part, key, sample) for part in parts]
            return Reach(all(part.false for part in of), any(part.true for part in of))
        case AtLeast(count, parts):
            of = [reach(part, key, sample) for part in parts]
            return Reach(sum(part.true for part in of) >= count, sum(not part.false for part in of) < count)
        case _:
            if key_of(expr) != key:
                return FREE
            truth = holds_for(expr, sample)
            return Reach(truth, not truth)


class Checker:
    """Checks conditions against the ranges and options of the vocabulary."""

    def __init__(self, draft: Draft) -> None:
        self.places, self.words = draft.places, draft.words
        self.parents = {
            name for _, file in draft.vocabulary for name, part in file.findings.items() if part.parent is not None
        }

    def check(self, expr: Expression) -> list[Problem]:
        """The problems of the smallest parts; a whole is only judged where its parts make sense."""
        match expr:
            case NoneOf((OneOf(name, options),)) if set(options) == set(self.words.findings[name].option_ids):
                # Written so on purpose: false for every answer, and not known until there is one.
                return []
            case AllOf(parts) | AnyOf(parts) | NoneOf(parts) | AtLeast(_, parts):
                if inner := [problem for part in parts for problem in self.check(part)]:
                    return inner
            case _:
                pass
        if id(expr) not in self.places.noted:
            return []
        verdict = self.verdict(expr)
        return [self.problem(expr, *verdict)] if verdict else []

    def together(self, expr: Expression, rule: str, where: str) -> Iterator[Problem]:
        """`applies_to` and `when` as one condition."""
        if verdict := self.verdict(expr):
            (name, *_), word = verdict
            found = f"`applies_to` and `when` of `{rule}` together can never be {word}"
            yield Problem(where, found, f"No answer to `{name}` allows it.", "Correct one of the two.")

    def verdict(self, expr: Expression) -> tuple[Key, str] | None:
        """The thing that decides alone, and what the expression can then never be."""
        keys = {key: None for leaf in leaves(expr) if (key := key_of(leaf)) is not None}
        for key in keys:
            reaches = [reach(expr, key, sample) for sample in self.samples(key, expr)]
            if not any(found.true for found in reaches):
                return key, "true"
            if not any(found.false for found in reaches):
                return key, "false"
        return None

    def samples(self, key: Key, expr: Expression) -> list[Sample]:
        """Enough answers to stand for all: every option; around every limit and at both ends of the range."""
        name = key[0]
        arises: list[Sample] = [None] if name in self.parents else []
        if name in self.words.spans:
            return around_limits(self.words, key, expr)
        finding = self.words.findings.get(name)
        if finding is None or not finding.options or len(key) == 3:
            return [True, False]
        return [*finding.option_ids, *arises]

    def problem(self, expr: Expression, key: Key, word: str) -> Problem:
        where, text = self.places.where(expr), self.places.text(expr)
        found = f"{text} can never be {word}"
        if isinstance(expr, Compared):
            span = self.words.spans[expr.number]
            least, most = bare(span.quantity, span.least), span.quantity.text(span.most)
            finding = self.words.findings.get(expr.number)
            where_from = f"`range` in {finding.defined_at}" if finding else "what it is computed from"
            change = "Lower" if expr.limit > span.least else "Raise"
            return Problem(
                where,
                found,
                f"`{expr.number}` lies between {least} and {most}.",
                f"{change} the limit, or widen {where_from}.",
            )
        why = f"No answer to `{key[0]}` makes it {word}."
        return Problem(where, found, why, "Delete what says nothing, or correct it.")


def around_limits(words: Words, key: Key, expr: Expression) -> list[Sample]:
    span = words.spans[key[0]]
    limits = [leaf.limit for leaf in leaves(expr) if isinstance(leaf, Compared) and key_of(leaf) == key]
    near = {value for limit in limits for value in (limit - span.step, limit - 1, limit, limit + 1, limit + span.step)}
    inside: list[Sample] = [
        value for value in sorted(near | {span.least, span.most}) if span.least <= value <= span.most
    ]
    return [*inside, None] if span.may_not_apply else inside
