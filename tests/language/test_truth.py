from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsiflex.language.meaning import at_least
from dorsiflex.language.truth import Truth, all_true, any_true, known, opposite

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
TRUTHS = st.lists(st.sampled_from(Truth), max_size=6)


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (T, T, T, T),
        (T, U, U, T),
        (T, F, F, T),
        (U, T, U, T),
        (U, U, U, U),
        (U, F, F, U),
        (F, T, F, T),
        (F, U, F, U),
        (F, F, F, F),
    ],
)
def test_and_and_or_are_those_of_kleene(left: Truth, right: Truth, both: Truth, either: Truth):
    assert all_true([left, right]) is both
    assert any_true([left, right]) is either


@pytest.mark.parametrize(("truth", "denied"), [(T, F), (F, T), (U, U)])
def test_denying_what_is_not_known_leaves_it_not_known(truth: Truth, denied: Truth):
    assert opposite(truth) is denied


def test_of_no_parts_at_all_every_one_holds_and_none_does():
    assert all_true([]) is T
    assert any_true([]) is F


@pytest.mark.parametrize("truth", Truth)
def test_a_truth_is_never_read_as_yes_or_no_by_mistake(truth: Truth):
    with pytest.raises(TypeError, match="three values"):
        bool(truth)


@pytest.mark.parametrize("settled", [True, False])
def test_what_is_settled_is_true_or_false(settled: bool):
    assert known(settled) is (T if settled else F)


def completions(truths: list[Truth]) -> list[tuple[Truth, ...]]:
    """Every way in which what is not known could turn out."""
    return list(product(*([truth] if truth is not U else [T, F] for truth in truths)))


@given(TRUTHS, st.integers(1, 7))
def test_so_many_of_the_parts_is_unknown_only_where_it_could_turn_out_both_ways(truths: list[Truth], count: int):
    outcomes = {whole.count(T) >= count for whole in completions(truths)}
    assert at_least(count, truths) is (U if len(outcomes) == 2 else known(outcomes.pop()))


@given(TRUTHS)
def test_all_and_any_are_unknown_only_where_they_could_turn_out_both_ways(truths: list[Truth]):
    for combine, holds in ((all_true, all), (any_true, any)):
        outcomes = {holds(part is T for part in whole) for whole in completions(truths)}
        assert combine(truths) is (U if len(outcomes) == 2 else known(outcomes.pop()))
