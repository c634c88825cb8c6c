"""How does durable-rules behave without us? Driven directly, and in children that may crash or hang."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import count
from pathlib import Path

import durable_rules_engine as library

ROOT = Path(__file__).parents[2]
# A rule that fires first keeps the library from freeing what it never set (the nineteenth hazard).
PRIMER = {"all": [{"m": {"p": True}}]}
_names = count()


class Bare:
    """One ruleset of the library; patterns by rule name."""

    def __init__(self, patterns: dict[str, object]) -> None:
        rules = {name: {"all": [{"m": pattern}]} for name, pattern in patterns.items()}
        self.handle = library.create_ruleset(f"bare{next(_names)}", json.dumps({"primer": PRIMER, **rules}))
        self.ask({"p": True})

    def ask(self, fact: dict[str, object], sid: str = "1", keep: bool = False) -> list[str]:
        """The names that fire, in order, as often as they fire."""
        code, state = library.assert_fact(self.handle, json.dumps({"sid": sid, **fact}))
        fired = []
        started = library.start_action_for_state(self.handle, state) if code == 0 else None
        message = started and started[1]
        while message:
            fired.append(message[2 : message.index('"', 2)])
            message = library.complete_and_start_action(self.handle, state)
        if not keep:
            library.delete_state(self.handle, sid)
        return fired

    def fires(self, fact: dict[str, object]) -> bool:
        return bool(self.ask(fact))


def in_child(program: str, seconds: float = 60, **settings: str) -> tuple[int | None, str]:
    """How a program ends (None: not in time; negative: by that signal) and what it printed."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), *sys.path)), **settings}
    command = [sys.executable, "-c", program]
    try:
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return None, ""
    return ended.returncode, ended.stdout + ended.stderr
