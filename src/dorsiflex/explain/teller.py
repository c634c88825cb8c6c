"""How does a condition become closures that tell what settled it? Once for each rule and side, when first needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from dorsiflex.explain.because import Because, noted
from dorsiflex.explain.told import (
    FALSE,
    TRUE,
    UNKNOWN,
    Compute,
    Computed,
    Explain,
    Tell,
    Told,
    answer_known,
    answered,
    computed,
    concluded,
    counted,
    group,
    is_known,
    measured,
    measured_extent,
    number_known,
    rule_known,
)
from dorsiflex.infer.reference import Reference, View
from dorsiflex.language.case import Case, flat
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
    Side,
)
from dorsiflex.language.grounding import decimals_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import Extent, difference, look_up, rescale, score
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.truth import Truth
from dorsiflex.language.vocabulary import Difference, Number, Operand, Score, Table

ROWS_TOLD = 2


class Teller:
    """Compiles the conditions of one knowledge base; `rules` says of each rule's stem which rule it is."""

    def __init__(self, knowledge: KnowledgeBase, scopes: Scopes, rules: Mapping[str, str]) -> None:
        self.knowledge = knowledge
        self.rules = rules
        # Only to see whose a name is: no case is read through it.
        self.eyes = Reference(knowledge, Case(), scopes)
        self.explainers: dict[str, Explain] = {}
        self.computers: dict[str, Compute] = {}

    def told(self, case: Case, truths: Mapping[str, Truth]) -> Told:
        """The reasons of a case whose rules have been concluded."""
        # A copy: looking up in the case's own, read-only mapping takes twice as long.
        return Told(self, truths, case.settled_copy().get)

    def explainer(self, stem: str) -> Explain:
        """The compiled condition of a rule on its unit."""
        if stem not in self.explainers:
            rule = self.knowledge.rules[self.rules[stem]]
            self.explainers[stem] = self.compiled(rule.condition, self.seen(stem, rule.id))
        return self.explainers[stem]

    def computer(self, stem: str) -> Compute:
        """A computed number of a unit, compiled."""
        found = self.computers.get(stem)
        if found is None:
            number = self.knowledge.vocabulary.numbers[stem.rpartition(".")[2]]
            found = self.computers[stem] = self.number(number, self.seen(stem, number.id))
        return found

    def seen(self, stem: str, name: str) -> View:
        """The unit of a stem, with eyes for what lies on it and on the other."""
        return self.eyes.seen_from(stem.removesuffix(name).rstrip(".") or None)

    def compiled(self, expr: Expression, view: View) -> Explain:
        match expr:
            case AllOf(parts):
                return group(expr, view.unit, self.each(parts, view), FALSE, (TRUE, FALSE))
            case AnyOf(parts):
                return group(expr, view.unit, self.each(parts, view), TRUE, (FALSE, TRUE))
            case NoneOf(parts):
                return group(expr, view.unit, self.each(parts, view), TRUE, (TRUE, FALSE))
            case AtLeast(_, parts):
                return counted(expr, view.unit, self.each(parts, view))
            case Answered() | OneOf() | Includes() | Compared() | Known() | Concluded():
                return self.leaf(expr, view)
            case _:
                assert_never(expr)

    def each(self, parts: tuple[Expression, ...], view: View) -> tuple[Explain, ...]:
        return tuple(self.compiled(part, view) for part in parts)

    def leaf(self, leaf: Leaf, view: View) -> Explain:
        match leaf:
            case Answered(name, _, side) | OneOf(name, _, side) | Includes(name, _, side):
                unit = view.whose(name, side)
                return answered(leaf, unit, flat(unit, name))
            case Compared(name, _, _, side):
                unit = view.whose(name, side)
                by = computed if name in self.knowledge.vocabulary.numbers else measured
                return by(leaf, unit, flat(unit, name))
            case Concluded(rule, _, side):
                unit = view.whose(rule, side)
                return concluded(leaf, unit, flat(unit, rule))
            case Known(name, side):
                unit = view.whose(name, side)
                return is_known(leaf, unit, flat(unit, name), self.knower(name))
            case _:
                assert_never(leaf)

    def knower(self, name: str) -> Tell:
        """How it is told whether a name is known."""
        if name in self.knowledge.rules:
            return rule_known
        return number_known if name in self.knowledge.vocabulary.numbers else answer_known

    def number(self, number: Number, view: View) -> Compute:
        match number.made:
            case Difference() as made:
                return self.subtraction(number, made, view)
            case Score(items):
                each = [(self.compiled(item.when, view), item.points, item.title) for item in items]
                return lambda case: scored([(part(case), points, title) for part, points, title in each])
            case Table(rows):
                tried = [(self.compiled(row.when, view), row.value) for row in rows]
                return lambda case: looked_up([(part(case), value) for part, value in tried])
            case _:
                assert_never(number.made)

    def subtraction(self, number: Number, made: Difference, view: View) -> Compute:
        """One number less another, both brought to the steps of the result."""
        operands = (made.of, made.minus)
        of, minus = (10 ** (number.quantity.decimals - decimals_of(self.knowledge, item.name)) for item in operands)
        one, other = (self.operand(item, view) for item in operands)

        def compute(case: Told) -> Computed:
            parts = (one(case), other(case))
            extent = difference(rescale(parts[0].extent, of), rescale(parts[1].extent, minus))
            return Computed(extent, parts, parts)

        return compute

    def operand(self, operand: Operand, view: View) -> Explain:
        """An operand, as a reason of its own: known or not, and its value."""
        side = Side.OTHER if operand.other else Side.THIS
        unit = view.whose(operand.name, side)
        leaf, stem = Known(operand.name, side), flat(unit, operand.name)
        is_number = operand.name in self.knowledge.vocabulary.numbers

        def explain(case: Told) -> Because:
            number = case.number(stem) if is_number else None
            extent: Extent = measured_extent(case.answer(stem)) if number is None else number.extent
            inner = number.parts if number is not None and extent is None else ()
            return Because(leaf, UNKNOWN if extent is None else TRUE, unit, inner, stem, extent=extent)

        return explain


def scored(items: list[tuple[Because, int, str]]) -> Computed:
    """A score, with the items that hold or may."""
    extent = score((reason.truth, points) for reason, points, _ in items)
    held = [noted(reason, f"{title} ({points:+d})") for reason, points, title in items if reason.truth is not FALSE]
    return Computed(extent, tuple(held), tuple(reason for reason in held if reason.truth is TRUE))


def looked_up(rows: list[tuple[Because, int]]) -> Computed:
    """The value of a table, with the first rows that may be it."""
    extent = look_up((reason.truth, value) for reason, value in rows)
    possible = tuple([reason for reason, _ in rows if reason.truth is not FALSE][:ROWS_TOLD])
    return Computed(extent, possible, possible)
