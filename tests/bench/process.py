"""What does a whole process cost? A cold start of the command line, and memory after many cases."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from dorsiflex.catalogue.load import rules_folder
from dorsiflex.pipeline import Assessor
from dorsiflex.ready import packaged
from tests.bench.made_intakes import made_intakes
from tests.bench.made_knowledge import made_knowledge

BARE = "python -c pass"
ASSESS = "dorsiflex assess FILE"
DIFFERENT_CASES = 500


@dataclass(frozen=True)
class Start:
    """Seconds from calling a command to its end, medians of runs in turn."""

    bare_s: float
    assess_s: float

    @property
    def more_s(self) -> float:
        return self.assess_s - self.bare_s


def cold_start(case: Path, runs: int) -> Start:
    """The command line on one case, its cache warm, beside an interpreter that does nothing."""
    commands = {
        BARE: [sys.executable, "-c", "pass"],
        ASSESS: [str(Path(sys.executable).with_name("dorsiflex")), "assess", str(case)],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    with TemporaryDirectory() as compiled:
        for run in range(runs + 1):
            for name, command in commands.items():
                start = perf_counter()
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=as_installed(compiled))
                if run:  # the first run warms the cache
                    seconds[name].append(perf_counter() - start)
    return Start(median(seconds[BARE]), median(seconds[ASSESS]))


def as_installed(compiled: str) -> dict[str, str]:
    """An environment in which modules are compiled once and kept, as those of an installed package are."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": compiled}


def memory_in_a_child(rules: int, checkpoints: list[int]) -> list[float]:
    """MiB in use after so many whole assessments, in a process of its own."""
    call = f"from tests.bench.process import memory; memory({rules}, {checkpoints!r})"
    done = subprocess.run([sys.executable, "-c", call], check=True, capture_output=True, text=True)
    return [float(line) for line in done.stdout.split()]


def memory(rules: int, checkpoints: list[int]) -> None:
    """Assess, and print the MiB in use at each checkpoint; 0 rules stands for the packaged knowledge."""
    assessor = Assessor(made_knowledge(rules) if rules else packaged())
    intakes = made_intakes(assessor.knowledge, min(DIFFERENT_CASES, checkpoints[-1]))
    for number in range(1, checkpoints[-1] + 1):
        assessor.assess(intakes[number % len(intakes)])
        if number in checkpoints:
            print(resident_mib())


def resident_mib() -> float:
    """The memory of this process that lies in RAM (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    [line] = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024


def real_cases() -> list[Path]:
    """The people of cases/voices, who are assessed with the packaged knowledge."""
    return sorted((rules_folder().parent / "cases" / "voices").glob("*.yaml"))
