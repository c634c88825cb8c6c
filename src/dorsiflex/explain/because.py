"""Which part of a condition settled it? The tree of a rule, cut down to what decided its truth in one case.

This is the definition, for any condition; `told.py` gives the same reasons of whole rules, faster.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, assert_never

from dorsiflex.infer.reference import Reference, View
from dorsiflex.language.case import flat
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
from dorsiflex.language.meaning import Extent, Value, at_least, evaluate
from dorsiflex.language.truth import Truth, all_true, any_true, opposite
from dorsiflex.language.vocabulary import Difference, Score, Table


class Because(NamedTuple):
    """A condition, its truth for one unit, what was recorded, and the parts that settled it.

    A named tuple, for a case has hundreds: it is made in a third of the time of a frozen dataclass.
    """

    expr: Expression
    truth: Truth
    unit: str | None
    parts: tuple[Because, ...] = ()
    stem: str = ""
    value: Value | None = None
    extent: Extent = None
    note: str = ""


def because(expr: Expression, view: View, truth: Truth | None = None) -> Because:
    """The part of `expr` that made it true, false or unknown, seen from one unit; `truth` where it is told already."""
    match expr:
        case AllOf(parts):
            return group(expr, parts, view, settled_by=Truth.FALSE)
        case AnyOf(parts):
            return group(expr, parts, view, settled_by=Truth.TRUE)
        case NoneOf(parts):
            return group(expr, parts, view, settled_by=Truth.TRUE)
        case AtLeast(_, parts):
            return counted(expr, parts, view)
        case Answered() | OneOf() | Includes() | Compared() | Known() | Concluded():
            return leaf_because(expr, view, evaluate(expr, view) if truth is None else truth)
        case _:
            assert_never(expr)


def of_rule(rule: str, view: View) -> Because:
    """The part of a rule's condition that settled it on one unit; many reasons share it."""
    reasons: dict[str, Because] = view.reference.reasons
    stem = flat(view.unit, rule)
    if stem not in reasons:
        reasons[stem] = because(view.reference.knowledge.rules[rule].condition, view)
    return reasons[stem]


def group(expr: Expression, parts: tuple[Expression, ...], view: View, settled_by: Truth) -> Because:
    """A group that one part can settle: that part, or the open ones, or else every part."""
    told = [evaluate(part, view) for part in parts]
    kept = next((truth for truth in (settled_by, Truth.UNKNOWN) if truth in told), None)
    chosen = [(part, truth) for part, truth in zip(parts, told, strict=True) if kept is None or kept is truth]
    return Because(expr, combined(expr, told), view.unit, tuple([because(part, view, truth) for part, truth in chosen]))


def combined(expr: Expression, told: list[Truth]) -> Truth:
    """The truth of a group whose parts have been evaluated already."""
    match expr:
        case AllOf():
            return all_true(told)
        case AnyOf():
            return any_true(told)
        case _:
            return opposite(any_true(told))


def counted(expr: AtLeast, parts: tuple[Expression, ...], view: View) -> Because:
    """A count: its true parts when reached, its false ones when out of reach, the true and open ones otherwise."""
    told = [evaluate(part, view) for part in parts]
    truth = at_least(expr.count, told)
    wanted = (Truth.TRUE, Truth.UNKNOWN) if truth is Truth.UNKNOWN else (truth,)
    chosen = [part for part, part_truth in zip(parts, told, strict=True) if part_truth in wanted]
    return Because(expr, truth, view.unit, tuple([because(part, view) for part in chosen]))


def leaf_because(leaf: Leaf, view: View, truth: Truth) -> Because:
    """A comparison, with what was recorded; for a conclusion, number or score also what it rests on."""
    match leaf:
        case Answered(name, _, side) | OneOf(name, _, side) | Includes(name, _, side):
            unit = view.whose(name, side)
            return Because(leaf, truth, unit, stem=flat(unit, name), value=view.answer(name, side))
        case Compared(name, _, _, side):
            unit = view.whose(name, side)
            reading = View(view.reference, unit)
            return Because(
                leaf,
                truth,
                unit,
                number_parts(name, reading, truth),
                flat(unit, name),
                extent=view.extent(name, side),
            )
        case Concluded(rule, _, side):
            unit = view.whose(rule, side)
            return Because(leaf, truth, unit, (of_rule(rule, View(view.reference, unit)),), flat(unit, rule))
        case Known(name, side):
            unit = view.whose(name, side)
            return Because(leaf, truth, unit, stem=flat(unit, name))
        case _:
            assert_never(leaf)


def number_parts(name: str, view: View, truth: Truth) -> tuple[Because, ...]:
    """What a computed number rests on: the operands of a difference, the items of a score, the rows of a table."""
    number = view.reference.knowledge.vocabulary.numbers.get(name)
    if number is None:
        return ()
    match number.made:
        case Difference(of, minus):
            return tuple(operand_part(item.name, Side.OTHER if item.other else Side.THIS, view) for item in (of, minus))
        case Score(items):
            wanted = {Truth.TRUE} if truth is Truth.TRUE else {Truth.TRUE, Truth.UNKNOWN}
            held = [item for item in items if evaluate(item.when, view) in wanted]
            return tuple(noted(because(item.when, view), f"{item.title} ({item.points:+d})") for item in held)
        case Table(rows):
            possible = [row for row in rows if evaluate(row.when, view) is not Truth.FALSE]
            return tuple(because(row.when, view) for row in possible[:2])
        case _:
            assert_never(number.made)


def noted(reason: Because, note: str) -> Because:
    return Because(reason.expr, reason.truth, reason.unit, reason.parts, reason.stem, reason.value, reason.extent, note)


def operand_part(name: str, side: Side, view: View) -> Because:
    """An operand, as a reason of its own: known or not, and its value."""
    unit = view.whose(name, side)
    extent = view.extent(name, side)
    leaf = Known(name, side)
    inner = number_parts(name, View(view.reference, unit), Truth.UNKNOWN) if extent is None else ()
    return Because(leaf, Truth.UNKNOWN if extent is None else Truth.TRUE, unit, inner, flat(unit, name), extent=extent)


def open_findings(reason: Because, reference: Reference) -> Iterator[str]:
    """The unanswered findings in what settled (or left open) a condition."""
    if reason.stem and reason.truth is Truth.UNKNOWN and not reason.parts:
        yield reason.stem
    for part in reason.parts:
        yield from open_findings(part, reference)


def recorded_findings(reason: Because) -> Iterator[Because]:
    """The comparisons of recorded findings in a reason."""
    if reason.stem and not reason.parts:
        if reason.truth is not Truth.UNKNOWN:
            yield reason
        return
    for part in reason.parts:
        yield from recorded_findings(part)
