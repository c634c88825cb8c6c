"""What was measured, and is each goal met? Plain values that can be kept as JSON."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dorsiflex.intake.form import read_intake
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.pipeline import Assessor
from dorsiflex.ready import packaged
from tests.bench import process
from tests.bench.clock import Timed, in_turn
from tests.bench.made_intakes import Intake, made_intakes, typed
from tests.bench.made_knowledge import made_knowledge
from tests.bench.ways import GENERATED, REASONS, WHOLE, ways

LIBRARIES = ("durable-rules", "pydantic", "ruamel.yaml", "typer", "rich")
REAL = "rules/"
GENERATED_MOST, REASONS_MOST = 1.5, 6.0
WHOLE_RULES, WHOLE_MOST_MS = 100, 5.0
START_MOST_S = 0.4
MEMORY_MOST = 1.05


@dataclass(frozen=True)
class Effort:
    """How much is measured."""

    sizes: tuple[int, ...] = (50, 100, 200, 400)
    cases: int = 100
    rounds: int = 7
    starts: int = 11
    checkpoints: tuple[int, ...] = (10_000, 100_000)
    memory_rules: int = WHOLE_RULES


def measured(effort: Effort, date: str, tell: Callable[[str], None]) -> dict[str, Any]:
    """Everything, told as it comes."""
    found: dict[str, Any] = {"date": date, "machine": machine(), "versions": versions(), "sizes": {}}
    found["effort"] = asdict(effort)
    for rules in effort.sizes:
        tell(f"{rules} rules")
        knowledge = made_knowledge(rules)
        found["sizes"][str(rules)] = timed(knowledge, made_intakes(knowledge, effort.cases), effort)
    tell("the knowledge in rules/")
    real = packaged()
    intakes = [as_mapping(path, real) for path in process.real_cases()] if process.real_cases() else []
    if intakes:
        found["sizes"][REAL] = {"rules": len(real.rules), **timed(real, intakes, effort)}
        tell("cold start")
        start = process.cold_start(process.real_cases()[0], effort.starts)
        found["start"] = {**asdict(start), "more_s": start.more_s}
    if effort.checkpoints:
        tell(f"memory over {effort.checkpoints[-1]} cases")
        mib = process.memory_in_a_child(effort.memory_rules, list(effort.checkpoints))
        found["memory"] = {str(cases): round(used, 1) for cases, used in zip(effort.checkpoints, mib, strict=True)}
    return found


def timed(knowledge: KnowledgeBase, intakes: list[Intake], effort: Effort) -> dict[str, Any]:
    """Every way on some intakes; fewer intakes go round more often."""
    assessor = Assessor(knowledge)
    try:
        rounds = effort.rounds * max(1, effort.cases // len(intakes))
        times = in_turn(ways(assessor, intakes), len(intakes), rounds)
    finally:
        assessor.durable.close()
    return {name: shortened(time) for name, time in times.items()}


def shortened(time: Timed) -> dict[str, float]:
    """As few digits as mean something."""
    return {name: float(f"{value:.3g}") for name, value in asdict(time).items()}


def as_mapping(path: Path, knowledge: KnowledgeBase) -> Intake:
    """The answers of a case file as a mapping."""
    from dorsiflex.validate.case import validate

    return typed(dict(validate(read_intake(path, knowledge.units), knowledge).recorded), knowledge)


def machine() -> dict[str, Any]:
    """What it was measured on."""
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "load_at_the_start": round(os.getloadavg()[0], 1),
    }


def processor() -> str:
    """The processor's own name, where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def versions() -> dict[str, str]:
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}


def goals(found: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    """Each goal: what, the goal, what was found, whether it is met."""
    told = []
    for size, times in found["sizes"].items():
        for way, most in ((GENERATED, GENERATED_MOST), (REASONS, REASONS_MOST)):
            ratio = times[way]["ratio"]
            told.append((f"{way}, {size}", f"at most {most} × json.loads", f"{ratio:.1f} ×", ratio <= most))
    if str(WHOLE_RULES) in found["sizes"]:
        whole = found["sizes"][str(WHOLE_RULES)][WHOLE]
        for name, key in (("p99", "p99_ms"), ("p99 on a processor", "p99_busy_ms")):
            what = f"{WHOLE}, {WHOLE_RULES} rules, {name}"
            told.append((what, f"under {WHOLE_MOST_MS:g} ms", f"{whole[key]:.1f} ms", whole[key] < WHOLE_MOST_MS))
    if "start" in found:
        more = found["start"]["more_s"]
        told.append(
            (
                "cold `dorsiflex assess`",
                f"within {START_MOST_S} s of `python -c pass`",
                f"{more:.2f} s",
                more <= START_MOST_S,
            )
        )
    if "memory" in found:
        first, *_, last = found["memory"].values()
        growth = last / first
        told.append(("memory", f"at most {MEMORY_MOST - 1:.0%} more", f"{growth - 1:+.1%}", growth <= MEMORY_MOST))
    return told
