"""The hazards of durable-rules that crash only sometimes, hang, or take long to show."""

from __future__ import annotations

import signal
from time import sleep

import durable_rules_engine as library
import pytest

from dorsiflex.infer.durable import DurableEngine
from dorsiflex.language.rails import Literal
from dorsiflex.language.truth import Truth
from tests.infer.bare_library import Bare, in_child
from tests.infer.rail_programs import program_of, yes_if

pytestmark = pytest.mark.soak
CRASHES = (-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS)


def test_hazard_1_bare_deleting_sessions_under_the_background_timers_crashes():
    program = """
import time
from durable import engine
host = engine.Host()
host.set_rulesets({"t": {"r": {"all": [{"m": {"x": 1}}], "run": lambda c: None}}})
for turn in range(300):
    names = [f"{turn}-{n}" for n in range(25)]
    for name in names:
        host.assert_fact("t", {"sid": name, "x": 1})
    for name in names[:20]:
        host.delete_state("t", name)
    time.sleep(0.02)
    for name in names[20:]:
        host.delete_state("t", name)
"""
    assert in_child(program, 120)[0] in CRASHES


def test_hazard_2_bare_the_call_after_too_many_live_sessions_crashes():
    program = """
from tests.infer.bare_library import Bare
bare = Bare({"r": {"a": 1}})
for number in range(1030):
    try:
        bare.ask({"a": 1}, sid=str(number), keep=True)
    except MemoryError:
        print("full")
print("alive")
"""
    code, text = in_child(program)
    assert code in CRASHES or text.count("full") == 6


def test_hazard_6_bare_a_rule_on_absence_never_ends_in_the_librarys_own_host():
    program = """
from durable import engine
import os
fired = []
def act(context):
    fired.append(1)
    if len(fired) == 20_000:
        os._exit(7)
host = engine.Host()
host.set_rulesets({"t": {"r": {"all": [{"m": {"$nex": {"x": 1}}}], "run": act}}})
host.assert_fact("t", {"sid": "1", "k": 1})
"""
    assert in_child(program)[0] == 7


def test_hazard_8_bare_512_first_conditions_hang():
    program = """
from tests.infer.bare_library import Bare
Bare({f"r{n}": {f"a{n}": True} for n in range(512)}).ask({"a0": True})
"""
    assert in_child(program, 5)[0] is None


def test_hazard_13_bare_an_exception_in_an_action_is_swallowed():
    program = """
from durable import engine
import os
host = engine.Host()
host.set_rulesets({"t": {"r": {"all": [{"m": {"x": 1}}], "run": lambda c: 1 / 0}}})
host.assert_fact("t", {"sid": "1", "x": 1})
os._exit(7 if "division by zero" in host.get_state("t", "1")["exception"] else 1)
"""
    assert in_child(program)[0] == 7


def test_hazard_14_bare_facts_of_one_session_are_told_apart_by_a_hash():
    bare = Bare({"r": {"$ex": {"n": 1}}})
    codes = (library.assert_fact(bare.handle, f'{{"sid":"1","n":{n}}}')[0] for n in range(300_000))
    assert next(number for number, code in enumerate(codes) if code == 2) < 300_000


def test_hazard_15_bare_facts_of_several_sessions_run_only_the_last_ones_rules():
    program = """
from durable import engine
import os
fired = []
host = engine.Host()
host.set_rulesets({"t": {"r": {"all": [{"m": {"x": 1}}], "run": lambda c: fired.append(c.s.sid)}}})
host.assert_facts("t", [{"sid": str(n), "x": 1} for n in range(3)])
os._exit(7 if fired == ["2"] else 1)
"""
    assert in_child(program)[0] == 7


def test_hazard_16_a_pause_between_two_messages_drops_no_rule(monkeypatch: pytest.MonkeyPatch):
    real = library.complete_and_start_action

    def wait_and_go_on(handle: int, state: int) -> str | None:
        sleep(11)
        return real(handle, state)

    heads = tuple(yes_if(name, Literal(name, "==", True)) for name in "abc")
    with DurableEngine(program_of(heads)) as engine:
        monkeypatch.setattr(library, "complete_and_start_action", wait_and_go_on)
        assert engine.conclude_facts(dict.fromkeys("abc", True)) == dict.fromkeys("abc", Truth.TRUE)
