"""Closed or full streams end with a sentence, never with a traceback or as if all were well."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("dorsiflex")
WRIST = Path(__file__).parents[1] / "foreign" / "wrist"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f'echo "left: {{symptomatic: present}}" | {COMMAND} assess - --rules {WRIST} > /dev/full', 1),
        (f'echo "left: {{symptomatic: present}}" | {COMMAND} assess - --rules {WRIST} >&-', 1),
        (f"{COMMAND} assess - --rules {WRIST} <&-", 2),
    ],
)
def test_a_stream_that_is_shut_is_told(line: str, code: int) -> None:
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
