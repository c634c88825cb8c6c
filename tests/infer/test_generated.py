from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dorsiflex.infer.emit import Writer
from dorsiflex.infer.generated import GeneratedEngine
from dorsiflex.language.program import Head, Stratum, Sum
from dorsiflex.language.rails import NO, YES, Literal
from dorsiflex.language.truth import Truth
from tests.infer.rail_programs import program_of, random_facts, random_program, read_naively

YES_OR_NO = Head("sore", Literal("a", "==", True), Literal("a", "==", False))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 40), st.lists(st.integers(0, 2**32), min_size=1, max_size=5))
def test_rails_are_concluded_as_they_read(seed: int, rules: int, cases: list[int]):
    program = random_program(seed, rules)
    engine = GeneratedEngine(program)
    for number in cases:
        facts = random_facts(number)
        assert engine.conclude_facts(facts) == read_naively(program, facts)


def test_a_comparison_of_what_is_not_there_is_not_true():
    heads = tuple(Head(f"n {op}", Literal("n", op, 3), NO) for op in ("<", "<=", ">", ">=", "==", "!="))
    found = GeneratedEngine(program_of(heads)).conclude_facts({})
    assert set(found.values()) == {Truth.UNKNOWN}


def test_nothing_to_conclude_is_concluded():
    assert GeneratedEngine(program_of()).conclude_facts({}) == {}


def test_a_rule_that_always_holds_needs_no_facts():
    found = GeneratedEngine(program_of((Head("always", YES, NO), Head("never", NO, YES)))).conclude_facts({})
    assert found == {"always": Truth.TRUE, "never": Truth.FALSE}


def test_a_score_is_added_up_before_what_reads_it():
    points = Sum("points", (("sore", 2),))
    high = Head("high", Literal("points?least", ">=", 2), Literal("points?most", "<", 2))
    engine = GeneratedEngine(program_of((YES_OR_NO,), Stratum((points,), (high,))))
    found = [engine.conclude_facts(facts)["high"] for facts in ({"a": True}, {"a": False}, {})]
    assert found == [Truth.TRUE, Truth.FALSE, Truth.UNKNOWN]


def test_text_in_the_knowledge_stays_text_in_what_is_written():
    """An option or id that looks like Python is compared, never run."""
    nasty = "'); raise SystemExit('"
    program = program_of((Head("quoted", Literal("x'y", "==", nasty), Literal("x'y", "!=", nasty)),))
    assert GeneratedEngine(program).conclude_facts({"x'y": nasty}) == {"quoted": Truth.TRUE}
    assert GeneratedEngine(program).conclude_facts({"x'y": "other"}) == {"quoted": Truth.FALSE}


def test_what_is_written_is_the_same_every_time():
    program = random_program(7, 10)
    assert Writer(program).write() == Writer(program).write()
