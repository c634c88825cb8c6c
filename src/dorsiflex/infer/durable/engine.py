"""Which rules are true and which false for one case? Stratum by stratum: numbers, one fact for each ruleset, heads."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Self
from weakref import WeakSet

from dorsiflex.errors import EngineFault
from dorsiflex.infer.durable.compile import Asking, Field, Plan, Verdict, compile_program
from dorsiflex.infer.durable.cutting import ALWAYS
from dorsiflex.infer.durable.host import Host
from dorsiflex.language.case import Case
from dorsiflex.language.facts import Facts, add_head, facts_of, take_step
from dorsiflex.language.program import Program
from dorsiflex.language.rails import Scalar
from dorsiflex.language.truth import Truth


class DurableEngine:
    """A program in durable-rules. One case at a time: the library lets no two threads in, so the lock costs nothing."""

    def __init__(self, program: Program, plan: Plan | None = None) -> None:
        self.program = program
        self._wanted = (*program.rules, *program.needs)
        self._plan = plan or compile_program(program)
        self._lock = threading.Lock()
        self._closed = False
        self._host: Host | None = Host(self._plan.rulesets)
        _ENGINES.add(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the memory of the rulesets back; nothing can be concluded any more."""
        with self._lock:
            self._closed = True
            self._drop()

    def conclude(self, case: Case) -> dict[str, Truth]:
        """The truth of every rule and need, by stem."""
        return self.conclude_facts(facts_of(case, self.program))

    def conclude_facts(self, facts: Mapping[str, Scalar]) -> dict[str, Truth]:
        """The same from facts that have been made already."""
        with self._lock:
            if self._closed:
                raise EngineFault("durable: the engine was closed")
            if self._host is None:
                self._host = Host(self._plan.rulesets)
            try:
                truths = _Conclusion(self._plan, self._host, dict(facts)).run()
            except BaseException:
                # A session may still be alive in there; the next case gets new rulesets.
                self._drop()
                raise
        return {stem: truths[stem] for stem in self._wanted}

    def _drop(self) -> None:
        host, self._host = self._host, None
        if host is not None:
            host.close()


class _Conclusion:
    """One case on its way through the strata."""

    def __init__(self, plan: Plan, host: Host, facts: Facts) -> None:
        self.plan, self.host, self.facts = plan, host, facts
        # What is known, as it is written into the library's facts.
        self.written: dict[str, str] = {}
        self.truths: dict[str, Truth] = {}

    def run(self) -> dict[str, Truth]:
        """The truth of every head."""
        self.write(self.plan.given)
        for layer in self.plan.layers:
            for step in layer.stratum.steps:
                take_step(self.facts, step)
            self.write(layer.computed)
            fired = {ALWAYS}
            for asking in layer.rounds:
                self.ask(asking, fired)
            for verdict in layer.verdicts:
                self.conclude(verdict, fired)
            self.write(layer.concluded)
        return self.truths

    def write(self, fields: Iterable[Field]) -> None:
        """Check and write out what is known of some attributes."""
        facts, written = self.facts, self.written
        for field in fields:
            if field.attribute in facts:
                written[field.attribute] = field.write(facts[field.attribute])

    def ask(self, asking: Asking, fired: set[str]) -> None:
        """Ask the rulesets of one round, then set the helper attributes that follow."""
        written = self.written
        for ruleset in asking.rulesets:
            body = ",".join([written[name] for name in ruleset.reads if name in written])
            if body:
                self.host.ask(ruleset, body, fired)
        for count in asking.counts:
            if sum(name in fired for name in count.names) >= count.needed:
                written[count.attribute] = self.plan.fields[count.attribute].write(True)

    def conclude(self, verdict: Verdict, fired: set[str]) -> None:
        """Both rails of one head."""
        yes, no = verdict.yes in fired, verdict.no in fired
        if yes and no:
            raise EngineFault(f"durable: {verdict.stem} came out both true and false")
        self.truths[verdict.stem] = Truth.TRUE if yes else Truth.FALSE if no else Truth.UNKNOWN
        if verdict.is_read:
            add_head(self.facts, verdict.stem, yes, no)


_ENGINES: WeakSet[DurableEngine] = WeakSet()
_forking = threading.Lock()
_paused: list[DurableEngine] = []


def _pause() -> None:
    """Before a fork: let every conclusion end, so that the child finds no case half way and can use the rulesets."""
    _forking.acquire()
    for engine in list(_ENGINES):
        engine._lock.acquire()
        _paused.append(engine)


def _go_on() -> None:
    while _paused:
        _paused.pop()._lock.release()
    _forking.release()


os.register_at_fork(before=_pause, after_in_parent=_go_on, after_in_child=_go_on)
