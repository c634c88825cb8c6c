from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsiflex.language.expression import Side
from dorsiflex.language.facts import NO_CHOICE, Facts
from dorsiflex.language.meaning import NOT_APPLICABLE, Interval, NotApplicable, evaluate
from dorsiflex.language.rails import (
    DENIED,
    NO,
    YES,
    Enough,
    Every,
    Literal,
    Rail,
    Some,
    enough,
    join,
    literals,
    option_of,
    surely,
)
from dorsiflex.language.truth import Truth
from tests.infer.rail_programs import holds
from tests.language.conditions import FINDINGS, Reading, Told, condition

A, B, C = (Literal(name, "==", True) for name in "abc")


@dataclass(frozen=True)
class Plain:
    """Names as they are; the other side's with a word before them."""

    may: bool = True

    def attribute(self, name: str, side: Side) -> str:
        return name if side is Side.THIS else f"other.{name}"

    def is_interval(self, name: str) -> bool:
        return name == "clot_score"

    def may_not_apply(self, name: str) -> bool:
        return self.may and name != "clot_score"


def facts_of(told: Told) -> Facts:
    """The attributes of what is told."""
    facts: Facts = {}
    for name, value in told.items():
        exact = value.least == value.most if isinstance(value, Interval) else value is not Truth.UNKNOWN
        facts[name + "?known"] = exact
        if isinstance(value, Truth):
            facts |= {f"{name}?true": value is Truth.TRUE, f"{name}?false": value is Truth.FALSE}
        elif isinstance(value, Interval):
            facts |= {f"{name}?least": value.least, f"{name}?most": value.most}
        elif isinstance(value, frozenset):
            facts |= {option_of(name, option): option in value for option in FINDINGS[name].option_ids}
        elif isinstance(value, NotApplicable):
            facts |= {name: NO_CHOICE} if FINDINGS[name].option_ids else {f"{name}?na": True}
        else:
            facts[name] = value
    for name in (*FINDINGS, "clot_score", "firm-joint"):
        facts.setdefault(name + "?known", False)
    return facts


POSSIBLE = {
    "swelling": [None, True, False],
    "imaging": [None, "not_done", "fracture", NOT_APPLICABLE],
    "equipment": [None, frozenset[str](), frozenset({"belt"}), frozenset({"band", "step"})],
    "extension_deg": [None, 39, 40, 41, NOT_APPLICABLE],
    "clot_score": [Interval(0, 1), Interval(1, 2), Interval(2, 3), Interval(2, 2)],
    "firm-joint": list(Truth),
}
COMPARISONS = [
    *(f"swelling: {word}" for word in ("present", "absent")),
    "imaging: fracture",
    "imaging: {one_of: [normal, fracture]}",
    "equipment: {includes: belt}",
    "equipment: {includes: [belt, band]}",
    *(f"extension_deg: {{{word}: 40}}" for word in ("below", "at_most", "above", "at_least")),
    *(f"clot_score: {{{word}: 2}}" for word in ("below", "at_most", "above", "at_least")),
    "firm-joint: fires",
    "firm-joint: silent",
    *(f"known: {name}" for name in POSSIBLE),
]


@pytest.mark.parametrize("text", COMPARISONS)
def test_the_rails_of_a_comparison_say_what_it_means(text: str):
    """For every answer: surely true where it is true, surely false where it is false, neither where it is unknown."""
    [name] = [name for name in POSSIBLE if name in text]
    for value in POSSIBLE[name]:
        told = {} if value is None else {name: value}
        expr, facts = condition(f"{{{text}}}"), facts_of(told)
        found = holds(surely(expr, True, Plain()), facts), holds(surely(expr, False, Plain()), facts)
        truth = evaluate(expr, Reading(told))
        assert found == (truth is Truth.TRUE, truth is Truth.FALSE), value


GROUPS = [
    "{all_of: [{a}, {b}, {c}]}",
    "{any_of: [{a}, {b}, {c}]}",
    "{none_of: [{a}, {b}, {c}]}",
    "{none_of: [{any_of: [{a}, {b}]}, {none_of: [{c}]}]}",
    *(f"{{at_least: {count}, of: [{{a}}, {{b}}, {{c}}]}}" for count in (1, 2, 3)),
    "{none_of: [{at_least: 2, of: [{a}, {b}, {c}]}]}",
]


@pytest.mark.parametrize("text", GROUPS)
def test_the_rails_of_a_group_say_what_it_means(text: str):
    names = ("swelling", "night_pain", "lump")
    written = text
    for letter, name in zip("abc", names, strict=True):
        written = written.replace(f"{{{letter}}}", f"{{{name}: present}}")
    expr = condition(written)
    for values in product((None, True, False), repeat=3):
        told = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        found = tuple(holds(surely(expr, wanted, Plain()), facts_of(told)) for wanted in (True, False))
        truth = evaluate(expr, Reading(told))
        assert found == (truth is Truth.TRUE, truth is Truth.FALSE), told


def test_no_negation_is_left_in_a_rail_and_the_other_side_is_named():
    expr = condition("{none_of: [{other: {swelling: present}}, {extension_deg: {below: 40}}]}")
    assert surely(expr, True, Plain(may=False)) == Every(
        (Literal("other.swelling", "==", False), Literal("extension_deg", ">=", 40))
    )
    assert surely(expr, False, Plain()) == Some(
        (Literal("other.swelling", "==", True), Literal("extension_deg", "<", 40))
    )


def test_only_a_number_that_may_not_apply_is_asked_whether_it_does():
    expr = condition("{extension_deg: {below: 40}}")
    assert surely(expr, False, Plain(may=False)) == Literal("extension_deg", ">=", 40)
    assert surely(expr, False, Plain()) == Some(
        (Literal("extension_deg", ">=", 40), Literal("extension_deg?na", "==", True))
    )


# How rails are put together


def test_parts_are_flattened_and_said_once():
    assert join([A, Every((B, A))], every=True) == Every((A, B))
    assert join([Some((A, B)), C, B], every=False) == Some((A, B, C))
    assert join([A, A], every=True) == A
    assert join([Some((A, B)), C], every=True) == Every((Some((A, B)), C))


def test_constants_are_worked_out():
    assert join([A, NO], every=True) == NO
    assert join([A, YES], every=True) == A
    assert join([A, YES], every=False) == YES
    assert join([A, NO], every=False) == A
    assert join([], every=True) == YES
    assert join([], every=False) == NO


@pytest.mark.parametrize(
    ("count", "parts", "found"),
    [
        (0, [A, B, C], YES),
        (1, [A, B, C], Some((A, B, C))),
        (2, [A, B, C], Enough(2, (A, B, C))),
        (3, [A, B, C], Every((A, B, C))),
        (4, [A, B, C], NO),
        (2, [A, B, YES], Some((A, B))),
        (2, [A, B, NO], Every((A, B))),
        (2, [A, A, B], Enough(2, (A, A, B))),
    ],
)
def test_a_count_is_written_plainly_where_that_is_what_it_means(count: int, parts: list[Rail], found: Rail):
    assert enough(count, parts) == found


@given(st.integers(0, 5), st.lists(st.sampled_from([A, B, C, YES, NO]), max_size=5))
def test_a_count_written_plainly_holds_where_the_count_does(count: int, parts: list[Rail]):
    for values in product((True, False), repeat=3):
        facts = dict(zip("abc", values, strict=True))
        assert holds(enough(count, parts), facts) is (sum(holds(part, facts) for part in parts) >= count)


@pytest.mark.parametrize(("symbol", "denied"), DENIED.items())
def test_a_comparison_and_its_denial_never_hold_together(symbol: str, denied: str):
    for value in (1, 2, 3):
        both = holds(Literal("n", symbol, 2), {"n": value}), holds(Literal("n", denied, 2), {"n": value})
        assert both in ((True, False), (False, True))
    assert not holds(Literal("n", symbol, 2), {})
    assert not holds(Literal("n", denied, 2), {})


def test_every_comparison_of_a_rail_is_listed():
    assert list(literals(Every((A, Some((B, Enough(1, (C, A)))))))) == [A, B, C, A]
