"""Does durable-rules give any rails the answers that a naive reading gives?"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dorsiflex.infer.durable import DurableEngine
from dorsiflex.language.facts import Facts
from dorsiflex.language.program import Head, Stratum, Sum
from dorsiflex.language.rails import DENIED, Enough, Every, Literal, Rail, Some
from tests.infer.rail_programs import program_of, read_naively

YES_NO, CHOICES, NUMBERS = ("a", "b", "left.c"), ("d", "right.e"), ("f", "g")
OPTIONS = st.sampled_from(["", "red", "re", 'r"d', "réd", "\\", "true", "1"]) | st.text(max_size=3)
LIMITS = st.integers(-3, 3) | st.integers(1 - 2**53, 2**53 - 1)


def literals() -> st.SearchStrategy[Rail]:
    return st.one_of(
        st.builds(Literal, st.sampled_from(YES_NO), st.just("=="), st.booleans()),
        st.builds(Literal, st.sampled_from(CHOICES), st.sampled_from(["==", "!="]), OPTIONS),
        st.builds(Literal, st.sampled_from(NUMBERS), st.sampled_from(list(DENIED)), LIMITS),
    )


def groups(part: st.SearchStrategy[Rail]) -> st.SearchStrategy[Rail]:
    parts = st.lists(part, max_size=7).map(tuple)
    return st.one_of(st.builds(Every, parts), st.builds(Some, parts), st.builds(Enough, st.integers(0, 8), parts))


RAILS = st.recursive(literals(), groups, max_leaves=40)
FACTS: st.SearchStrategy[Facts] = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(YES_NO, st.booleans()),
        **dict.fromkeys(CHOICES, OPTIONS),
        **dict.fromkeys(NUMBERS, LIMITS),
    },
)


def denied(rail: Rail) -> Rail:
    """The rail that is true where the other is surely false."""
    match rail:
        case Literal(attribute, op, value):
            return Literal(attribute, DENIED[op], value)
        case Every(parts):
            return Some(tuple(map(denied, parts)))
        case Some(parts):
            return Every(tuple(map(denied, parts)))
        case Enough(count, parts):
            return Enough(len(parts) - count + 1, tuple(map(denied, parts)))


@settings(max_examples=200, deadline=None)
@given(st.lists(RAILS, max_size=6), st.lists(FACTS, min_size=1, max_size=5))
def test_any_rails_are_concluded_as_they_read(rails: list[Rail], cases: list[Facts]):
    first = tuple(Head(f"rule{n}", rail, denied(rail)) for n, rail in enumerate(rails))
    points = Sum("points", tuple((head.stem, 1 - 2 * (n % 2)) for n, head in enumerate(first)))
    high = Head("high", Literal("points?least", ">=", 1), Literal("points?most", "<", 1))
    reads = tuple(
        Head(f"not.{head.stem}", Literal(f"{head.stem}?false", "==", True), Literal(f"{head.stem}?true", "==", True))
        for head in first
    )
    program = program_of(Stratum((), first), Stratum((points,), (high, *reads)))
    with DurableEngine(program) as engine:
        for facts in cases:
            assert engine.conclude_facts(facts) == read_naively(program, facts)
