"""Every way in which durable-rules 2.0.28 was seen to go wrong: it does so bare, and cannot through our engine.

The numbers are those of docs/engines.md. What takes long is in tests/soak/test_durable_hazards_soak.py.
"""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from time import sleep

import durable_rules_engine as library
import pytest

from dorsiflex.errors import EngineFault
from dorsiflex.infer.durable import DurableEngine, compile, cutting, host, limits
from dorsiflex.infer.durable.compile import Ruleset, compile_program
from dorsiflex.infer.durable.host import Host
from dorsiflex.infer.durable.limits import fnv1a
from dorsiflex.language.program import Program
from dorsiflex.language.rails import Every, Literal, Rail, Some
from dorsiflex.language.truth import Truth
from tests.infer.bare_library import Bare, in_child
from tests.infer.rail_programs import program_of, random_facts, random_program, yes_if


def is_true(attribute: str) -> Literal:
    return Literal(attribute, "==", True)


def is_met(rail: Rail, facts: dict[str, object]) -> bool:
    """Whether a rail holds, asked of our engine."""
    with DurableEngine(program_of((yes_if("met", rail),))) as engine:
        return engine.conclude_facts(facts)["met"] is Truth.TRUE  # type: ignore[arg-type]


def rulesets(program: Program) -> Iterator[dict[str, dict[str, object]]]:
    """The definitions that the library is given for a program."""
    for ruleset in compile_program(program).rulesets:
        yield json.loads(ruleset.definition)


class Watched:
    """The library, with every call noted by name; `pause` lets other threads in."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.sids: list[str] = []
        self.ids: list[str] = []
        self.alive: dict[int, set[str]] = {}
        self.most_alive = 0
        self.pause = 0.0

    def __getattr__(self, name: str) -> object:
        real = getattr(library, name)
        self.calls.append(name)
        return real

    def assert_fact(self, handle: int, fact: str) -> tuple[int, int]:
        self.calls.append("assert_fact")
        sid = json.loads(fact)["sid"]
        self.sids.append(sid)
        self.ids.append(json.loads(fact)["id"])
        alive = self.alive.setdefault(handle, set())
        alive.add(sid)
        self.most_alive = max(self.most_alive, len(alive))
        sleep(self.pause)
        return library.assert_fact(handle, fact)

    def delete_state(self, handle: int, sid: str) -> None:
        self.calls.append("delete_state")
        self.alive[handle].remove(sid)
        library.delete_state(handle, sid)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    seen = Watched()
    monkeypatch.setattr(host, "library", lambda: seen)
    return seen


def test_hazard_1_no_background_timer_can_use_a_deleted_session():
    code, text = in_child(
        "import sys, threading\n"
        "from tests.infer.rail_programs import *\n"
        "from dorsiflex.infer.durable import DurableEngine\n"
        "with DurableEngine(random_program(1, 10)) as engine:\n"
        "    engine.conclude_facts(random_facts(1))\n"
        "    print(threading.active_count(), 'durable.engine' in sys.modules)\n"
    )
    assert (code, text) == (0, "1 False\n")


def test_hazard_1_the_bare_host_starts_background_timers():
    code, text = in_child(
        "import threading\nfrom durable import engine\nengine.Host()\nprint(threading.active_count() > 1)\n"
        "import os, sys; sys.stdout.flush(); os._exit(0)"
    )
    assert (code, text) == (0, "True\n")


def test_hazard_2_bare_the_1025th_live_session_fails():
    bare = Bare({"r": {"a": 1}})
    for number in range(1024):
        bare.ask({"a": 1}, sid=str(number), keep=True)
    with pytest.raises(MemoryError):
        bare.ask({"a": 1}, sid="one too many", keep=True)


def test_hazard_2_every_session_is_deleted_before_the_next(watched: Watched):
    with DurableEngine(random_program(1, 10)) as engine:
        for seed in range(50):
            engine.conclude_facts(random_facts(seed))
    assert watched.most_alive == 1
    assert not any(watched.alive.values())


def test_hazard_2_without_the_deletion_the_1025th_case_is_a_fault(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Host, "_forget", lambda *_: None)
    with DurableEngine(program_of((yes_if("met", is_true("a")),))) as engine:
        for _ in range(1024):
            engine.conclude_facts({"a": True})
        with pytest.raises(EngineFault, match="MemoryError"):
            engine.conclude_facts({"a": True})


def test_hazard_2_a_session_is_deleted_also_after_a_refused_fact(watched: Watched):
    plan = compile_program(program_of((yes_if("met", is_true("a")),)))
    ours = Host(plan.rulesets)
    with pytest.raises(EngineFault, match="error code: 20"):
        ours.ask(plan.rulesets[0], '"a0":1e-7', set())
    assert not any(watched.alive.values())


def test_hazard_3_bare_two_people_with_one_hash_share_a_session():
    assert fnv1a("patient-332789") == fnv1a("patient-529192")
    bare = Bare({"r": {"a": 1}})
    bare.ask({"a": 1}, sid="patient-332789", keep=True)
    facts = json.loads(library.get_facts(bare.handle, "patient-529192"))
    assert facts[0]["sid"] == "patient-332789"


def ask_in_threads(engine: DurableEngine, cases: int = 4) -> None:
    def ask() -> None:
        for seed in range(cases):
            engine.conclude_facts(random_facts(seed))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_hazard_3_only_one_session_lives_at_a_time_and_none_has_a_used_name(watched: Watched):
    with DurableEngine(random_program(1, 5)) as engine:
        watched.pause = 0.001
        ask_in_threads(engine)
    assert watched.most_alive == 1
    named = [sid for sid in watched.sids if sid != limits.PRIMER]
    assert len(set(named)) == len(named)


def test_hazard_3_without_the_lock_several_sessions_live_at_a_time(watched: Watched):
    class NoLock:
        def __enter__(self) -> None: ...

        def __exit__(self, *_: object) -> None: ...

        def acquire(self) -> None: ...

        def release(self) -> None: ...

    with DurableEngine(random_program(1, 5)) as engine:
        engine._lock = NoLock()  # type: ignore[assignment]
        watched.pause = 0.001
        ask_in_threads(engine)
    assert watched.most_alive > 1


COLLIDING = ("a528ab", "a99978")


def test_hazard_4_bare_two_attributes_with_one_hash_are_one():
    assert fnv1a(COLLIDING[0]) == fnv1a(COLLIDING[1])
    assert Bare({"r": {COLLIDING[0]: True}}).fires({COLLIDING[1]: True})


def test_hazard_4_attributes_get_names_that_the_library_tells_apart():
    assert not is_met(is_true(COLLIDING[0]), {COLLIDING[1]: True})
    both = Every((is_true(COLLIDING[0]), Literal(COLLIDING[1], "==", False)))
    assert is_met(both, {COLLIDING[0]: True, COLLIDING[1]: False})


def test_hazard_4_a_name_whose_hash_is_taken_is_left_out(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(compile, "fnv1a", lambda text: fnv1a(text) % 101)
    names = [name for name, _ in zip(compile.safe_names(), range(80), strict=False)]
    assert len({fnv1a(name) % 101 for name in (*names, *limits.RESERVED)}) == 80 + len(limits.RESERVED)


def test_hazard_4_without_the_names_one_attribute_answers_for_another(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(compile, "safe_names", lambda: iter(COLLIDING))
    rail = Some((is_true("first"), Every((is_true("second"), Literal("first", "==", False)))))
    assert is_met(rail, {"second": True})


def test_hazard_5_bare_two_attributes_compared_can_fire_on_a_missing_one():
    bare = Bare({"r": {"$and": [{"x": 1}, {"$gt": {"a": {"$m": "b"}}}]}})
    assert any(bare.fires({"x": 1, "a": 5, "n": n}) for n in range(8))


class Reference(dict[str, str]):
    """Another attribute, as the library would take it, where a rail has a constant."""

    def __hash__(self) -> int:
        return 0


def test_hazard_5_an_attribute_is_compared_with_a_constant_only(monkeypatch: pytest.MonkeyPatch):
    rail = Literal("a", ">", Reference({"$m": "b"}))  # type: ignore[arg-type]
    with pytest.raises(EngineFault, match=r"a is compared with \{'\$m': 'b'\}, a Reference"):
        is_met(rail, {"a": 5})
    monkeypatch.setattr(compile, "check_literals", lambda _: None)
    assert '{"$gt": {"a0": {"$m": "b"}}}' in json.dumps(list(rulesets(program_of((yes_if("met", rail),)))))


def test_hazard_6_bare_a_rule_on_absence_or_on_the_session_fires_for_the_library_itself():
    assert Bare({"r": {"$nex": {"x": 1}}}).ask({"y": 1}) == ["r", "r"]
    assert Bare({"r": {"$ex": {"sid": 1}}}).ask({"x": 1}) == ["r", "r"]


def test_hazard_6_no_rule_asks_for_absence_and_no_attribute_is_the_librarys():
    for names in ("sid", "id", "$s", "m"):
        assert is_met(is_true(names), {names: True})
        assert not is_met(is_true(names), {"other": True})
    assert compile.COMPARISONS == {"!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
    for definition in rulesets(random_program(2, 60)):
        assert operators(definition) <= {"$and", "$or", "$neq", "$lt", "$lte", "$gt", "$gte"}


def operators(node: object) -> set[str]:
    """Every key of a definition that begins with a dollar."""
    if isinstance(node, dict):
        own = {key for key in node if key.startswith("$")}
        return own.union(*(operators(child) for child in node.values()))
    return set().union(*(operators(child) for child in node)) if isinstance(node, list) else set()


def test_hazard_6_a_ruleset_that_fires_without_end_is_a_fault(monkeypatch: pytest.MonkeyPatch):
    with DurableEngine(program_of((yes_if("met", is_true("a")),))) as engine:
        monkeypatch.setattr(library, "complete_and_start_action", lambda *_: '{"r0":{}}')
        with pytest.raises(EngineFault, match="more than the 1 times"):
            engine.conclude_facts({"a": True})


def all_true(count: int) -> tuple[Program, dict[str, bool]]:
    names = [f"a{n}" for n in range(count)]
    return program_of(tuple(yes_if(f"rule_{name}", is_true(name)) for name in names)), dict.fromkeys(names, True)


def test_hazard_7_bare_the_65th_waiting_match_is_error_303():
    patterns = {f"r{n}": {f"a{n}": True} for n in range(65)}
    with pytest.raises(library.error, match="303"):
        Bare(patterns).ask({f"a{n}": True for n in range(65)})


def test_hazard_7_rulesets_are_split_before_too_many_matches_wait():
    program, facts = all_true(200)
    with DurableEngine(program) as engine:
        assert set(engine.conclude_facts(facts).values()) == {Truth.TRUE}
    assert all(ruleset.terms <= 63 for ruleset in compile_program(random_program(3, 200)).rulesets)


def test_hazard_7_without_the_split_the_fault_is_seen_and_nothing_is_concluded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(compile, "TERMS", 200)
    program, facts = all_true(100)
    with DurableEngine(program) as engine, pytest.raises(EngineFault, match="error code: 303"):
        engine.conclude_facts(facts)


def first_conditions(definition: dict[str, dict[str, object]]) -> int:
    """A sound upper bound: no rule begins with more conditions than it has comparisons."""
    return json.dumps(definition).count(": true") + json.dumps(definition).count(": false")


def test_hazard_8_no_ruleset_has_512_first_conditions():
    program, facts = all_true(600)
    definitions = list(rulesets(program))
    assert max(map(first_conditions, definitions)) <= 64
    with DurableEngine(program) as engine:
        assert set(engine.conclude_facts(facts).values()) == {Truth.TRUE}


def test_hazard_9_bare_the_253rd_attribute_and_the_16th_group_are_errors():
    with pytest.raises(library.error, match="302"):
        Bare({"r": {"a0": 1}}).ask({f"a{n}": 1 for n in range(253)})
    with pytest.raises(library.error, match="113"):
        Bare({"r": {"$or": [{"$and": [{f"a{n}": 1}, {f"b{n}": 1}]} for n in range(16)]}})


MANY_GROUPS = Some(tuple(Every((is_true(f"a{n}"), is_true(f"b{n}"))) for n in range(30)))
MANY_ATTRIBUTES = Every(tuple(is_true(f"a{n}") for n in range(400)))


def test_hazard_9_rails_are_cut_before_they_have_too_many_groups_or_attributes():
    assert is_met(MANY_GROUPS, {"a29": True, "b29": True})
    assert not is_met(MANY_GROUPS, {"a29": True, "b28": True})
    assert is_met(MANY_ATTRIBUTES, {f"a{n}": True for n in range(400)})
    assert not is_met(MANY_ATTRIBUTES, {f"a{n}": True for n in range(399)})


@pytest.mark.parametrize(("rail", "error"), [(MANY_GROUPS, 113), (MANY_ATTRIBUTES, 302)], ids=["groups", "attributes"])
def test_hazard_9_without_the_cut_the_fault_is_seen(rail: Rail, error: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cutting, "fits", lambda _: True)
    monkeypatch.setattr(compile, "ATTRIBUTES", 999)
    facts = {f"{letter}{n}": True for letter, n in product("ab", range(400))}
    with pytest.raises(EngineFault, match=f"error code: {error}"):
        is_met(rail, facts)


def test_hazard_10_bare_exponents_are_errors_and_large_integers_are_equal():
    with pytest.raises(library.error, match="204"):
        Bare({"r": {"$gt": {"a": 0}}}).ask({"a": 1e-7})
    assert Bare({"r": {"a": 2**63}}).fires({"a": 2**63 + 1})


@pytest.mark.parametrize("value", [1e-7, 1e16, 0.5, float("inf"), float("nan"), 2**53, -(2**53), 2**63])
def test_hazard_10_a_number_that_is_no_small_integer_is_a_fault(value: float):
    with pytest.raises(EngineFault):
        is_met(Literal("a", ">", 0), {"a": value})
    with pytest.raises(EngineFault):
        is_met(Literal("a", ">", value), {"a": 1})  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [2**53 - 1, 1 - 2**53, 0, -1])
def test_hazard_10_every_smaller_integer_is_compared_exactly(value: int):
    assert is_met(Literal("a", "==", value), {"a": value})
    assert not is_met(Literal("a", ">", value), {"a": value})
    assert is_met(Literal("a", "!=", value), {"a": value + (1 if value < 0 else -1)})


def test_hazard_11_bare_kinds_are_mixed_up_and_long_text_compares_wrongly():
    assert Bare({"r": {"a": True}}).fires({"a": 1})
    assert Bare({"r": {"a": True}}).fires({"a": "true"})
    assert not Bare({"r": {"$gte": {"a": 3}}}).fires({"a": "10"})
    assert Bare({"r": {"a": ""}}).fires({"a": "x" * 65536})


@pytest.mark.parametrize(
    ("constant", "value"), [(True, 1), (1, True), (True, "true"), (3, "3"), ("1", 1), ("true", True)]
)
def test_hazard_11_a_value_of_another_kind_is_a_fault(constant: bool | int | str, value: bool | int | str):
    with pytest.raises(EngineFault, match=f"a {type(value).__name__} where a {type(constant).__name__} belongs"):
        is_met(Literal("a", "==", constant), {"a": value})
    with pytest.raises(EngineFault, match="belongs"):
        is_met(Some((Literal("a", "==", constant), Literal("a", "==", value))), {})


def test_hazard_11_text_too_long_to_compare_is_a_fault():
    assert is_met(Literal("a", "==", "x" * 59_000), {"a": "x" * 59_000})
    for text in ("x" * 60_000, "é" * 10_000):
        with pytest.raises(EngineFault, match="too long"):
            is_met(Literal("a", "==", ""), {"a": text})
        with pytest.raises(EngineFault, match="too long"):
            is_met(Literal("a", "==", text), {})


def test_hazard_11_text_has_no_order():
    with pytest.raises(EngineFault, match="only numbers have an order"):
        is_met(Literal("a", "<", "b"), {})


def test_hazards_10_and_11_without_the_check_they_reach_the_answer(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(compile, "check", lambda *_: None)
    assert is_met(is_true("a"), {"a": 1})
    assert is_met(Literal("a", "==", 2**63), {"a": 2**63 + 1})


def test_hazard_12_bare_a_null_exists():
    assert Bare({"r": {"$ex": {"a": 1}}}).fires({"a": None})


@pytest.mark.parametrize("value", [None, float("nan")])
def test_hazard_12_what_is_not_known_never_enters_a_fact(value: object):
    for rail in (is_true("a"), Literal("a", "!=", "x"), Literal("a", "<", 3)):
        with pytest.raises(EngineFault, match="belongs"):
            is_met(rail, {"a": value})
        assert not is_met(rail, {})


def test_hazards_13_and_16_no_rule_has_an_action_and_no_callback_is_set(watched: Watched):
    with DurableEngine(random_program(4, 20)) as engine:
        engine.conclude_facts(random_facts(4))
    for definition in rulesets(random_program(4, 20)):
        assert all(set(rule) <= {"all", "cap"} for rule in definition.values())
    assert not [name for name in watched.calls if name.startswith("set_") or name == "update_state"]


def test_hazard_14_bare_unequal_facts_of_one_session_are_taken_for_the_same():
    bare = Bare({"r": {"$ex": {"a": 1}}})
    assert library.assert_fact(bare.handle, '{"sid":"1","a":1}')[0] == 0
    assert library.assert_fact(bare.handle, '{"sid":"1","a":"1"}')[0] == 2


def test_hazard_14_a_session_gets_one_fact_and_any_other_answer_is_a_fault(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
):
    plan = compile_program(program_of((yes_if("met", is_true("a")),)))
    ours = Host(plan.rulesets)
    for _ in range(3):
        fired: set[str] = set()
        ours.ask(plan.rulesets[0], '"a0":true', fired)
        assert fired == {"r0"}
    assert len(set(watched.sids)) == 4
    monkeypatch.setattr(ours, "_fresh_sid", lambda: "7")
    library.assert_fact(ours._handles[plan.rulesets[0]], '{"id":"fact","sid":"7","a0":true}')
    with pytest.raises(EngineFault, match="answered code 2"):
        ours.ask(plan.rulesets[0], '"a0":true', set())


def test_hazard_15_facts_are_asserted_one_by_one(watched: Watched):
    with DurableEngine(random_program(5, 20)) as engine:
        engine.conclude_facts(random_facts(5))
    assert set(watched.calls) == {
        "error",
        "create_ruleset",
        "assert_fact",
        "start_action_for_state",
        "complete_and_start_action",
        "delete_state",
        "delete_ruleset",
    } - {"error"}


class Wrapped(int):
    """Looks like a number, as numpy's do, and is none of ours."""


def test_hazard_17_bare_other_types_are_a_type_error():
    with pytest.raises(TypeError):
        Bare({"r": {"a": 1}}).ask({"a": Decimal(1)})


@pytest.mark.parametrize("value", [Decimal(1), date(2026, 1, 1), b"1", Wrapped(1), [1], {"b": 1}, 1.0])
def test_hazard_17_only_plain_values_enter_a_fact(value: object):
    with pytest.raises(EngineFault, match=f"a {type(value).__name__} where a int belongs"):
        is_met(Literal("a", "==", 1), {"a": value})


def test_hazard_18_a_session_gives_its_memory_back(watched: Watched):
    with DurableEngine(random_program(6, 20)) as engine:
        for seed in range(20):
            engine.conclude_facts(random_facts(seed))
    assert watched.calls.count("delete_state") == watched.calls.count("assert_fact")


NEVER_FIRES = """
from json import dumps
{first}
for n in range(300):
    {make}
    for case in range(3):
        {ask}
print("alive")
"""
DEFINITION = '{f"r{n}": {"all": [{"m": {f"a{n}": True}}]} for n in range(32)}'


def test_hazard_19_bare_deleting_a_session_in_which_nothing_fired_crashes():
    program = NEVER_FIRES.format(
        first="import durable_rules_engine as library",
        make=f"handle = library.create_ruleset(f't{{n}}', dumps({DEFINITION}))",
        ask="library.assert_fact(handle, dumps({'sid': '1', 'x': 1})); library.delete_state(handle, '1')",
    )
    code, _ = in_child(program, MALLOC_PERTURB_="165")
    assert code in (-signal.SIGSEGV, -signal.SIGABRT)


OURS = "from tests.infer.rail_programs import *\nfrom dorsiflex.infer.durable import DurableEngine\n"
OUR_HEADS = 'program_of(tuple(yes_if(str(n), Literal(f"a{n}", "==", True)) for n in range(32)))'


def test_hazard_19_a_first_case_in_which_nothing_fires_is_safe():
    make = f"engine = DurableEngine({OUR_HEADS})"
    program = NEVER_FIRES.format(first=OURS, make=make, ask="engine.conclude_facts({'a0': False})")
    assert in_child(program, MALLOC_PERTURB_="165") == (0, "alive\n")


def test_hazard_19_without_the_primer_it_crashes():
    first = OURS + "from dorsiflex.infer.durable.host import Host\nHost._prime = lambda self, handle: None\n"
    make = f"engine = DurableEngine({OUR_HEADS})"
    program = NEVER_FIRES.format(first=first, make=make, ask="engine.conclude_facts({'a0': False})")
    code, _ = in_child(program, MALLOC_PERTURB_="165")
    assert code in (-signal.SIGSEGV, -signal.SIGABRT)


def test_hazard_19_a_primer_that_does_not_fire_is_a_fault():
    with pytest.raises(EngineFault, match="'primer' and nothing else"):
        Host((Ruleset('{"r0": {"all": [{"m": {"a0": true}}]}}', ("a",), 1),))


def test_hazard_20_bare_a_fact_with_the_hash_of_the_sessions_own_is_taken_for_it():
    bare = Bare({"r": {"a": 1}})
    assert library.assert_fact(bare.handle, '{"sid":"7","id":"sid-7","a":1}')[0] == 2


def test_hazard_20_no_session_has_a_fact_of_its_own_with_the_hash_of_ours():
    names = (limits.PRIMER, *map(str, range(1, host.SIDS + 1)))
    assert fnv1a(host.FACT) not in {fnv1a(f"sid-{name}") for name in names}


def test_hazard_20_every_fact_brings_its_id_and_no_session_another_name(watched: Watched):
    plan = compile_program(program_of((yes_if("met", is_true("a")),)))
    ours = Host(plan.rulesets)
    ours._asked = host.SIDS - 1
    for _ in range(3):
        ours.ask(plan.rulesets[0], '"a0":true', set())
    assert watched.sids == [limits.PRIMER, str(host.SIDS), "1", "2"]
    assert set(watched.ids) == {host.FACT}


def test_hazard_20_without_the_other_id_it_is_a_fault(monkeypatch: pytest.MonkeyPatch):
    with DurableEngine(program_of((yes_if("met", is_true("a")),))) as engine:
        monkeypatch.setattr(host, "FACT", "sid-1")
        with pytest.raises(EngineFault, match="answered code 2"):
            engine.conclude_facts({"a": True})
