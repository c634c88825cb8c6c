"""How is durable-rules driven? One fact under a fresh session id, the names that fire, the session deleted.

The library's own host is not used: its background timers use sessions after they are deleted, and it reads back
every message it wrote. The few calls of the extension module that are needed hold the interpreter's lock throughout.
"""

from __future__ import annotations

import importlib
import weakref
from typing import Protocol, cast

from dorsiflex.errors import EngineFault
from dorsiflex.infer.durable.compile import Ruleset
from dorsiflex.infer.durable.limits import PRIMER

MEND = (
    "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject python -m pip install --no-cache-dir --force-reinstall"
    " --no-binary durable-rules durable-rules==2.0.28"
)
HANDLED, NOT_HANDLED = 0, 1
NO_SESSION = "error code: 309"
# The library puts a fact of its own, "sid-" and the session's name, beside ours and tells the two apart by a hash. Left
# to make up an id for ours it once took them for the same; none of so many names has the hash of this id.
FACT = "fact"
SIDS = 100_000
LARGE_BLOCK = 16 * 2**20


class Library(Protocol):
    """The calls of the extension module that are used."""

    error: type[Exception]

    def create_ruleset(self, name: str, definition: str, /) -> int: ...
    def delete_ruleset(self, handle: int, /) -> None: ...
    def assert_fact(self, handle: int, fact: str, /) -> tuple[int, int]: ...
    def start_action_for_state(self, handle: int, state: int, /) -> tuple[str, str] | None: ...
    def complete_and_start_action(self, handle: int, state: int, /) -> str | None: ...
    def delete_state(self, handle: int, sid: str, /) -> None: ...


def library() -> Library:
    """The extension module; where it is missing or does not load, the command that mends it."""
    try:
        return cast(Library, importlib.import_module("durable_rules_engine"))
    except ImportError as fault:
        raise EngineFault(f"durable-rules does not load ({fault}). This mends it:\n  {MEND}") from fault


class Host:
    """Some rulesets, compiled by the library; `close`, or the end of the host, gives their memory back."""

    def __init__(self, rulesets: tuple[Ruleset, ...]) -> None:
        self._library = library()
        self._asked = 0
        self._handles: dict[Ruleset, int] = {}
        self.close = weakref.finalize(self, delete_rulesets, self._library, self._handles)
        keep_memory()
        try:
            for ruleset in rulesets:
                name = f"rules{len(self._handles)}"
                self._handles[ruleset] = self._library.create_ruleset(name, ruleset.definition)
                self._prime(self._handles[ruleset])
        except EngineFault:
            self.close()
            raise
        except Exception as fault:
            self.close()
            raise EngineFault(f"durable-rules refused a ruleset: {fault!r}") from fault

    def _prime(self, handle: int) -> None:
        """Let one rule fire: until one has, deleting a session frees a pointer that the library never set.

        A deleted session's place is taken by the next one, so the pointers stay set as long as one lives at a time.
        """
        fired: set[str] = set()
        code, state = self._library.assert_fact(handle, f'{{"id":"{FACT}","sid":"{PRIMER}","{PRIMER}":true}}')
        if code == HANDLED:
            self._drain(handle, state, 1, fired)
        if fired != {PRIMER}:
            raise EngineFault(f"durable-rules fired {sorted(fired)} where {PRIMER!r} and nothing else does")
        self._library.delete_state(handle, PRIMER)

    def _fresh_sid(self) -> str:
        """A session's name; used again only long after the session is deleted."""
        self._asked = self._asked % SIDS + 1
        return str(self._asked)

    def ask(self, ruleset: Ruleset, body: str, fired: set[str]) -> None:
        """Add to `fired` the names of the rules that fire on a fact with the attributes in `body`."""
        handle, sid = self._handles[ruleset], self._fresh_sid()
        asserted = False
        try:
            code, state = self._library.assert_fact(handle, f'{{"id":"{FACT}","sid":"{sid}",{body}}}')
            asserted = True
            if code == HANDLED:
                self._drain(handle, state, ruleset.terms, fired)
            elif code != NOT_HANDLED:
                raise EngineFault(f"durable-rules answered code {code} to a fact")
        except EngineFault:
            raise
        except Exception as fault:
            raise EngineFault(f"durable-rules failed on a fact: {fault!r}") from fault
        finally:
            self._forget(handle, sid, asserted)

    def _drain(self, handle: int, state: int, most: int, fired: set[str]) -> None:
        """Take every message; it begins with the name of the rule: '{"r17":…'."""
        go_on = self._library.complete_and_start_action
        started = self._library.start_action_for_state(handle, state)
        message = started and started[1]
        for _ in range(most + 1):
            if message is None:
                return
            fired.add(message[2 : message.index('"', 2)])
            message = go_on(handle, state)
        raise EngineFault(f"durable-rules fired more than the {most} times that its rules can be true")

    def _forget(self, handle: int, sid: str, asserted: bool) -> None:
        """Delete the session; there may be none only where the fact was refused."""
        try:
            self._library.delete_state(handle, sid)
        except self._library.error as fault:
            if asserted or not str(fault).endswith(NO_SESSION):
                raise EngineFault(f"durable-rules could not forget a case: {fault}") from fault


def delete_rulesets(library: Library, handles: dict[Ruleset, int]) -> None:
    """Delete them in the library, which otherwise keeps them for ever."""
    while handles:
        library.delete_ruleset(handles.popitem()[1])


def keep_memory() -> None:
    """Free one large block, after which the C library keeps what a session gives back instead of unmapping it.

    Each session of a small ruleset otherwise costs 30 microseconds more, in page faults.
    """
    bytes(LARGE_BLOCK)
