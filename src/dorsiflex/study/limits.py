"""Which limits stand in the rules, and what are the rules with one of them moved?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar, assert_never

from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language import expression
from dorsiflex.language.expression import AllOf, AnyOf, AtLeast, Compared, Expression, Leaf, NoneOf, leaves
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Difference, Quantity

Some = TypeVar("Some")


@dataclass(frozen=True)
class Limit:
    """One limit of one rule: of which number, and its value."""

    rule: str
    number: str
    value: Decimal

    def __str__(self) -> str:
        return f"{self.number} {self.value.normalize():f} in {self.rule}"

    def in_words(self, knowledge: KnowledgeBase) -> str:
        """With the titles of the number and of the rule."""
        quantity = quantity_of(knowledge, self.number)
        value = quantity.text(quantity.steps(self.value))
        return f"{title_of(knowledge, self.number)}, {value}, in “{knowledge.rules[self.rule].title}”"


def quantity_of(knowledge: KnowledgeBase, number: str) -> Quantity:
    """How a number is written. Raises `BadInput` where there is no such number."""
    findings, numbers = knowledge.vocabulary.findings, knowledge.vocabulary.numbers
    if number in findings:
        return findings[number].quantity
    if number in numbers:
        return numbers[number].quantity
    mend = did_you_mean(number, [*findings, *numbers])
    raise BadInput([Problem("the limit", f"`{number}`", "No number has this name.", mend)])


def title_of(knowledge: KnowledgeBase, number: str) -> str:
    """What a number is called."""
    findings, numbers = knowledge.vocabulary.findings, knowledge.vocabulary.numbers
    return findings[number].title if number in findings else numbers[number].title


def limits_of(knowledge: KnowledgeBase, rule: str) -> list[Limit]:
    """Every limit of a rule, each once. Raises `BadInput` where there is no such rule."""
    if rule not in knowledge.rules:
        raise BadInput([Problem("the limit", f"`{rule}`", "No rule has this id.", did_you_mean(rule, knowledge.rules))])
    found = [
        Limit(rule, leaf.number, quantity_of(knowledge, leaf.number).value(leaf.limit))
        for leaf in leaves(knowledge.rules[rule].condition)
        if isinstance(leaf, Compared)
    ]
    return list(dict.fromkeys(found))


def the_limit(knowledge: KnowledgeBase, rule: str, number: str, at: Any = None) -> Limit:
    """The limit of a number in a rule; `at` says which where there are several. Raises `BadInput`."""
    own = limits_of(knowledge, rule)
    meant = [item for item in own if item.number == number and (at is None or item.value == decimal(at))]
    if len(meant) == 1:
        return meant[0]
    known = ", ".join(f"`{item.number}` at {item.value.normalize():f}" for item in own) or "none"
    why = "It has several limits of this number." if meant else "It has no such limit."
    raise BadInput([Problem(f"the rule `{rule}`", f"`{number}`", why, f"Say which (`at`); its limits: {known}.")])


def moved(knowledge: KnowledgeBase, limit: Limit, to: Any) -> KnowledgeBase:
    """The same knowledge with one limit of one rule moved; its digest says so. Raises `BadInput`."""
    quantity, value = quantity_of(knowledge, limit.number), decimal(to)
    if not quantity.exact(value):
        why = f"`{limit.number}` has {quantity.decimals} decimals."
        raise BadInput([Problem("the limit", f"`{to}`", why, "Round it.")])
    old, new = quantity.steps(limit.value), quantity.steps(value)

    def step(leaf: Leaf) -> Leaf:
        mine = isinstance(leaf, Compared) and leaf.number == limit.number and leaf.limit == old
        return replace(leaf, limit=new) if mine and isinstance(leaf, Compared) else leaf

    rule = knowledge.rules[limit.rule]
    other = replace(rule, when=mapped(rule.when, step), applies_to=mapped(rule.applies_to, step))
    return replace(
        knowledge,
        digest=f"{knowledge.digest}, {limit} moved to {value}",
        gates=with_rule(knowledge.gates, other),
        patterns=with_rule(knowledge.patterns, other),
        suggestions=with_rule(knowledge.suggestions, other),
    )


def with_rule(rules: dict[str, Some], rule: Any) -> dict[str, Some]:
    return {**rules, rule.id: rule} if rule.id in rules else rules


def mapped(expr: Expression, change: Callable[[Leaf], Leaf]) -> Expression:
    """The same tree with each comparison changed."""
    match expr:
        case AllOf(parts):
            return AllOf(tuple(mapped(part, change) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(mapped(part, change) for part in parts))
        case NoneOf(parts):
            return NoneOf(tuple(mapped(part, change) for part in parts))
        case AtLeast(count, parts):
            return AtLeast(count, tuple(mapped(part, change) for part in parts))
        case (
            expression.Answered()
            | expression.OneOf()
            | expression.Includes()
            | Compared()
            | expression.Known()
            | expression.Concluded()
        ):
            return change(expr)
        case _:
            assert_never(expr)


def charted_limits(knowledge: KnowledgeBase) -> Iterator[Limit]:
    """Every limit of the measure that is charted, and of the differences taken from it."""
    chart = knowledge.settings.chart
    measure = chart.measure if chart is not None else None
    wanted = {measure} | {
        number.id
        for number in knowledge.vocabulary.numbers.values()
        if isinstance(number.made, Difference) and measure in (number.made.of.name, number.made.minus.name)
    }
    for rule in knowledge.rules:
        yield from (limit for limit in limits_of(knowledge, rule) if limit.number in wanted)


def error_of(knowledge: KnowledgeBase, number: str) -> Decimal | None:
    """The smallest change of a number that is not error; where a difference has none, the larger of its operands'."""
    findings, numbers = knowledge.vocabulary.findings, knowledge.vocabulary.numbers
    if number in findings:
        error = findings[number].error
        return None if error is None else findings[number].quantity.value(error.detectable_change)
    own = numbers[number].error
    if own is not None:
        return numbers[number].quantity.value(own.detectable_change)
    made = numbers[number].made
    names = {made.of.name, made.minus.name} if isinstance(made, Difference) else set()
    known = [found for name in sorted(names) if (found := error_of(knowledge, name)) is not None]
    return max(known, default=None)


def decimal(value: Any) -> Decimal:
    """A number as somebody gave it. Raises `BadInput`."""
    try:
        return Decimal(str(value).strip())
    except InvalidOperation as error:
        raise BadInput([Problem("the limit", f"`{value}`", "It is no number.", "Write it with a point.")]) from error
