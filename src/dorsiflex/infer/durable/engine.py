"""Which rules are true and which false for one case? Stratum by stratum: numbers, one fact for each ruleset, heads."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring_ascii
from types import TracebackType
from typing import Self
from weakref import WeakSet

from dorsiflex.errors import EngineFault
from dorsiflex.infer.durable.compile import Asking, Plan, Verdict, compile_program
from dorsiflex.infer.durable.cutting import ALWAYS
from dorsiflex.infer.durable.host import Host
from dorsiflex.infer.durable.limits import check
from dorsiflex.language.facts import Facts, add_head, head_truth, take_step
from dorsiflex.language.program import Program
from dorsiflex.language.rails import Scalar
from dorsiflex.language.truth import Truth


class DurableEngine:
    """A program in durable-rules. One case at a time: the library lets no two threads in, so the lock costs nothing."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._plan = compile_program(program)
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

    def conclude(self, facts: Mapping[str, Scalar]) -> dict[str, Truth]:
        """The truth of every rule, by stem, from what is known of a case (`facts_of`)."""
        with self._lock:
            if self._closed:
                raise EngineFault("durable: the engine was closed")
            if self._host is None:
                self._host = Host(self._plan.rulesets)
            try:
                known = _Conclusion(self._plan, self._host, dict(facts)).run()
            except BaseException:
                self._drop()  # A session may still be alive in there; the next case gets rulesets of its own.
                raise
        return {stem: head_truth(known, stem) for stem in self.program.rules}

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

    def run(self) -> Facts:
        """The facts with every number and head added."""
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
        return self.facts

    def write(self, attributes: Iterable[str]) -> None:
        """Check and write out what is known of some attributes."""
        for attribute in attributes:
            value = self.facts.get(attribute, self)
            if value is not self:
                field = self.plan.fields[attribute]
                check(attribute, value, field.kind)
                self.written[attribute] = f'"{field.name}":{written(value)}'

    def ask(self, asking: Asking, fired: set[str]) -> None:
        """Ask the rulesets of one round, then set the helper attributes that follow."""
        for ruleset in asking.rulesets:
            body = ",".join([self.written[name] for name in ruleset.reads if name in self.written])
            if body:
                fired |= self.host.ask(ruleset, body)
        for count in asking.counts:
            if sum(name in fired for name in count.names) >= count.needed:
                self.written[count.attribute] = f'"{self.plan.fields[count.attribute].name}":true'

    def conclude(self, verdict: Verdict, fired: set[str]) -> None:
        """Both rails of one head."""
        yes, no = verdict.yes in fired, verdict.no in fired
        if yes and no:
            raise EngineFault(f"durable: {verdict.stem} came out both true and false")
        add_head(self.facts, verdict.stem, yes, no)


def written(value: object) -> str:
    """A checked value in JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return encode_basestring_ascii(value) if isinstance(value, str) else str(value)


_ENGINES: WeakSet[DurableEngine] = WeakSet()
_held: list[DurableEngine] = []


def _pause() -> None:
    """Before a fork: let every running conclusion end, so that the child finds no case half way."""
    for engine in list(_ENGINES):
        engine._lock.acquire()
        _held.append(engine)


def _go_on() -> None:
    while _held:
        _held.pop()._lock.release()


os.register_at_fork(before=_pause, after_in_parent=_go_on, after_in_child=_go_on)
