from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from pathlib import Path

import pytest

from dorsiflex.errors import EngineFault
from dorsiflex.infer.durable import DurableEngine, compile, host
from dorsiflex.infer.durable.compile import compile_program
from dorsiflex.language.case import Case
from dorsiflex.language.facts import Facts
from dorsiflex.language.program import Choice, Head, Program, Stratum, Subtraction, Sum, Term
from dorsiflex.language.rails import NO, YES, Enough, Every, Literal, Rail, Some
from dorsiflex.language.truth import Truth
from tests.infer.rail_programs import program_of, random_facts, random_program, read_naively, yes_if


def is_true(attribute: str) -> Literal:
    return Literal(attribute, "==", True)


def ask(program: Program, facts: Facts) -> dict[str, Truth]:
    """What the engine concludes, once it is what a naive reading concludes."""
    with DurableEngine(program) as engine:
        found = engine.conclude_facts(facts)
    assert found == read_naively(program, facts)
    return found


def test_a_rule_is_true_false_or_unknown_as_its_rails_say():
    program = program_of((Head("swollen", is_true("swelling"), Literal("swelling", "==", False)),))
    assert ask(program, {"swelling": True}) == {"swollen": Truth.TRUE}
    assert ask(program, {"swelling": False}) == {"swollen": Truth.FALSE}
    assert ask(program, {}) == {"swollen": Truth.UNKNOWN}


@pytest.mark.parametrize("op", ["<", "<=", ">", ">=", "==", "!="])
def test_a_limit_is_met_on_the_right_side(op: str):
    program = program_of((yes_if("met", Literal("angle", op, 35)),))
    for angle in (-36, -35, 34, 35, 36):
        ask(program, {"angle": angle})


@pytest.mark.parametrize("text", ["", "a", "ab", 'a"', "a\\", "\\", "a\nb", "é", "日本", "true", "1", " ", "{", "\x00"])
def test_two_options_are_told_apart_however_they_are_spelt(text: str):
    program = program_of((Head("same", Literal("option", "==", text), Literal("option", "!=", text)),))
    for option in (text, text + "a", "a" + text, text + "\\", text + '"'):
        ask(program, {"option": option})


def test_what_always_holds_needs_no_answer_and_what_never_holds_is_never_true():
    program = program_of((Head("always", YES, NO), Head("never", NO, YES), Head("open", NO, NO)))
    assert ask(program, {}) == {"always": Truth.TRUE, "never": Truth.FALSE, "open": Truth.UNKNOWN}


def test_an_empty_program_concludes_nothing():
    assert ask(program_of(), {"swelling": True}) == {}


def test_a_case_is_concluded_from_what_is_settled_of_it():
    with DurableEngine(program_of((yes_if("always", YES),))) as engine:
        assert engine.conclude(Case()) == {"always": Truth.TRUE}


def test_later_rules_read_whether_earlier_ones_are_true_false_or_settled():
    first = Head("first", is_true("a"), Literal("a", "==", False))
    second = (
        yes_if("when_true", is_true("first?true")),
        yes_if("when_false", is_true("first?false")),
        yes_if("when_settled", is_true("first?known")),
        yes_if("when_open", Literal("first?known", "==", False)),
    )
    for facts in ({"a": True}, {"a": False}, {}):
        ask(program_of((first,), second), facts)


def test_a_score_a_table_and_a_difference_are_computed_between_the_strata():
    def truth_of(attribute: str) -> Head:
        return Head(f"{attribute}#", is_true(attribute), Literal(attribute, "==", False))

    steps = (
        Sum("score", (("a#", 1), ("b#", 1), ("c#", -2))),
        Choice("look_up", (("a#", 10), ("b#", 20))),
        Subtraction("change", Term("look_up", True, 1), Term("before", False, 10)),
    )
    heads = (
        Head("high", Literal("score?least", ">=", 1), Literal("score?most", "<", 1)),
        Head("far", Literal("change?least", ">", 0), Some((Literal("change?most", "<=", 0), is_true("change?na")))),
        yes_if("exact", is_true("score?known")),
    )
    program = program_of(Stratum((), tuple(truth_of(name) for name in "abc")), Stratum(steps, heads))
    values = (True, False, None)
    for a in values:
        for b in values:
            for c in values:
                facts: Facts = {k: v for k, v in (("a", a), ("b", b), ("c", c), ("before", 1)) if v is not None}
                ask(program, facts)


@pytest.mark.parametrize("of", [3, 5, 6, 12])
def test_a_count_holds_from_its_number_on(of: int):
    names = [f"p{n}" for n in range(of)]
    for needed in {2, of // 2, of - 1}:
        program = program_of((yes_if("met", Enough(needed, tuple(map(is_true, names)))),))
        with DurableEngine(program) as engine:
            for chosen in (needed - 1, needed, of):
                facts: Facts = {name: place < chosen for place, name in enumerate(names)}
                assert engine.conclude_facts(facts) == read_naively(program, facts)


def test_a_count_inside_a_count_is_cut_into_rounds():
    inner = [Enough(3, tuple(is_true(f"p{k}{n}") for n in range(7))) for k in range(7)]
    program = program_of((yes_if("met", Every((is_true("go"), Enough(4, tuple(inner))))),))
    assert len(compile_program(program).layers[0].rounds) == 3
    for full in (3, 4):
        ask(program, {"go": True} | {f"p{k}{n}": n < 3 for k in range(full) for n in range(7)})


def test_a_count_waits_for_the_last_of_its_parts():
    late = Enough(3, tuple(is_true(f"q{n}") for n in range(7)))
    program = program_of((yes_if("met", Enough(3, (*(is_true(f"p{n}") for n in range(5)), late))),))
    for chosen in (2, 3):
        ask(program, {f"p{n}": n < 2 for n in range(5)} | {f"q{n}": n < chosen for n in range(7)})


def test_rules_that_read_much_are_spread_over_rulesets():
    names = [[f"a{rule}_{n}" for n in range(13)] for rule in range(40)]
    heads = tuple(yes_if(f"rule{rule}", Every(tuple(map(is_true, some)))) for rule, some in enumerate(names))
    assert set(ask(program_of(heads), {name: True for some in names for name in some}).values()) == {Truth.TRUE}


def big_rails() -> dict[str, Rail]:
    pairs = [Some((is_true(f"a{n}"), is_true(f"b{n}"))) for n in range(12)]
    return {
        "a product of twelve alternatives": Every(tuple(pairs)),
        "two hundred alternatives": Some(tuple(is_true(f"a{n}") for n in range(200))),
        "six hundred at once": Every(tuple(is_true(f"a{n}") for n in range(600))),
        "forty groups": Some(tuple(Every((is_true(f"a{n}"), is_true(f"b{n}"))) for n in range(40))),
        "products in a product": Every(tuple(Some((Every(tuple(pairs[:7])), pair)) for pair in pairs)),
    }


@pytest.mark.parametrize("name", big_rails())
def test_a_condition_too_big_for_one_rule_is_cut_and_means_the_same(name: str):
    program = program_of((yes_if("met", big_rails()[name]),))
    with DurableEngine(program) as engine:
        for seed in range(20):
            lacking = {f"{'ab'[seed % 2]}{seed % 12}"} if seed % 4 else set()
            facts: Facts = {f"{k}{n}": seed % 3 > 0 for k in "ab" for n in range(600) if f"{k}{n}" not in lacking}
            assert engine.conclude_facts(facts) == read_naively(program, facts)
        everything: Facts = {f"{k}{n}": True for k in "ab" for n in range(600)}
        assert engine.conclude_facts(everything) == {"met": Truth.TRUE}
        assert engine.conclude_facts({}) == {"met": Truth.UNKNOWN}


@pytest.mark.parametrize(("rules", "cases"), [(20, 60), (100, 20), (400, 5)])
def test_random_knowledge_is_concluded_as_it_reads(rules: int, cases: int):
    program = random_program(rules, rules)
    with DurableEngine(program) as engine:
        for seed in range(cases):
            facts = random_facts(seed)
            assert engine.conclude_facts(facts) == read_naively(program, facts)


def test_every_answer_at_once_is_no_more_than_the_library_bears():
    heads = tuple(yes_if(f"{a}+{b}", Some((is_true(a), is_true(b)))) for a, b in combinations("abcdefghijklmnop", 2))
    found = ask(program_of(heads), dict.fromkeys("abcdefghijklmnop", True))
    assert set(found.values()) == {Truth.TRUE}


def test_a_rule_that_comes_out_true_and_false_is_a_fault_and_not_an_answer():
    with DurableEngine(program_of((Head("torn", is_true("a"), is_true("b")),))) as engine:
        with pytest.raises(EngineFault, match="torn came out both true and false"):
            engine.conclude_facts({"a": True, "b": True})
        assert engine.conclude_facts({"a": True}) == {"torn": Truth.TRUE}


def test_a_closed_engine_says_so_and_can_be_closed_again():
    engine = DurableEngine(program_of((yes_if("met", is_true("a")),)))
    engine.close()
    engine.close()
    with pytest.raises(EngineFault, match="closed"):
        engine.conclude_facts({"a": True})


def test_an_engine_that_nobody_holds_gives_its_rulesets_back(monkeypatch: pytest.MonkeyPatch):
    engine = DurableEngine(program_of((yes_if("met", is_true("a")),)))
    deleted: list[int] = []
    monkeypatch.setattr(host.library(), "delete_ruleset", deleted.append)
    del engine
    assert len(deleted) == 1


def test_a_missing_library_names_the_command_that_mends_it(monkeypatch: pytest.MonkeyPatch):
    def fail(name: str) -> None:
        raise ImportError(f"{name}: undefined symbol: PyEval_CallObject")

    monkeypatch.setattr(host.importlib, "import_module", fail)
    with pytest.raises(EngineFault) as caught:
        DurableEngine(program_of((yes_if("met", is_true("a")),)))
    assert "undefined symbol: PyEval_CallObject" in str(caught.value)
    assert (
        "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject python -m pip install --no-cache-dir --force-reinstall"
        " --no-binary durable-rules durable-rules==2.0.28"
    ) in str(caught.value)


def test_a_ruleset_that_the_library_refuses_is_a_fault(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(compile, "definition", lambda *_: "no ruleset")
    with pytest.raises(EngineFault, match="refused a ruleset"):
        DurableEngine(program_of((yes_if("met", is_true("a")),)))


def refusing(code: int) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise host.library().error(f"Could not delete state, error code: {code}")

    return refuse


@pytest.mark.parametrize("code", [307, 309])
def test_after_a_session_that_could_not_be_deleted_the_next_case_is_answered(
    code: int, monkeypatch: pytest.MonkeyPatch
):
    with DurableEngine(program_of((yes_if("met", is_true("a")),))) as engine:
        with monkeypatch.context() as broken:
            broken.setattr(host.library(), "delete_state", refusing(code))
            with pytest.raises(EngineFault, match=f"could not forget a case: .* {code}"):
                engine.conclude_facts({"a": True})
        assert engine.conclude_facts({"a": True}) == {"met": Truth.TRUE}


@pytest.mark.parametrize("call", ["assert_fact", "complete_and_start_action", "delete_state"])
def test_after_an_interruption_in_the_middle_of_a_case_the_next_is_answered(call: str, monkeypatch: pytest.MonkeyPatch):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with DurableEngine(program_of((yes_if("met", is_true("a")), yes_if("other", is_true("b"))))) as engine:
        with monkeypatch.context() as broken:
            broken.setattr(host.library(), call, interrupt)
            with pytest.raises(KeyboardInterrupt):
                engine.conclude_facts({"a": True, "b": True})
        assert engine._host is None
        assert engine.conclude_facts({"b": True}) == {"met": Truth.UNKNOWN, "other": Truth.TRUE}


def test_eight_threads_get_the_answers_of_one():
    program = random_program(5, 30)
    cases = [random_facts(seed) for seed in range(40)]
    wanted = [read_naively(program, facts) for facts in cases]
    with DurableEngine(program) as engine, ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            assert list(pool.map(engine.conclude_facts, cases)) == wanted


def run_in_child(engine: DurableEngine, cases: list[Facts], wanted: list[dict[str, Truth]]) -> int:
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        os._exit(0 if [engine.conclude_facts(facts) for facts in cases] == wanted else 1)
    return os.waitpid(child, 0)[1]


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork.*:DeprecationWarning")
def test_a_forked_child_answers_even_when_forked_in_the_middle_of_a_case():
    program = random_program(6, 20)
    cases = [random_facts(seed) for seed in range(10)]
    wanted = [read_naively(program, facts) for facts in cases]
    done = threading.Event()
    with DurableEngine(program) as engine:

        def go_on_asking() -> None:
            while not done.is_set():
                engine.conclude_facts(cases[0])

        asking = [threading.Thread(target=go_on_asking) for _ in range(2)]
        for thread in asking:
            thread.start()
        codes = [run_in_child(engine, cases, wanted) for _ in range(8)]
        done.set()
        for thread in asking:
            thread.join()
        assert codes == [0] * 8
        assert [engine.conclude_facts(facts) for facts in cases] == wanted


def test_a_hundred_reloads_take_no_more_memory():
    program, facts = random_program(7, 40), random_facts(0)
    sizes = []
    for _ in range(110):
        with DurableEngine(program) as engine:
            engine.conclude_facts(facts)
        sizes.append(resident_kilobytes())
    assert sizes[-1] - sizes[10] < 4096


def resident_kilobytes() -> int:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") // 1024
