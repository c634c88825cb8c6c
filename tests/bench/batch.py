"""How long does a whole table take? `python -m tests.bench.batch [DATE]` prints it; where a date is given it is kept.

All ways take turns, and each is told as a ratio to DuckDB in the same round, so that what else the machine does falls
on all of them. `--large` adds what ten million rows need of memory.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from dorsiflex.language.grounding import build_program
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.ready import packaged
from tests.bench import batch_ways as ways
from tests.bench.batch_made import Crowd
from tests.bench.batch_page import page
from tests.bench.batch_plot import growth
from tests.bench.results import machine, version

ROOT = Path(__file__).parents[2]
LIBRARIES = ("polars", "pyarrow", "duckdb", "numpy")
MILLION = 1_000_000


@dataclass(frozen=True)
class Took:
    """Seconds of one way in one round: on the clock, and on all processors together."""

    clock: float
    busy: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("date", nargs="?", default=os.environ.get("BENCH_DATE", ""), help="such as 2026-11-23")
    parser.add_argument("--rows", type=int, default=MILLION)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--large", action="store_true", help="also ten million rows, for their memory alone")
    given = parser.parse_args()
    found = measured(given.rows, given.rounds, large=given.large, tell=lambda text: print(f"… {text}", flush=True))
    found["date"] = given.date or "on a day not given"
    print(page(found))
    if given.date:
        (ROOT / "benchmarks").mkdir(exist_ok=True)
        (ROOT / "benchmarks" / "batch.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        (ROOT / "docs" / "benchmarks-batch.md").write_text(page(found), encoding="utf-8")
        growth(found, ROOT / "docs" / "benchmarks-batch.svg")
    else:
        print("Not written down: no date. `make bench-batch BENCH_DATE=2026-11-23` writes docs/benchmarks-batch.md.")


def measured(rows: int, rounds: int, *, large: bool, tell: Callable[[str], None]) -> dict[str, Any]:
    """Everything, told as it comes."""
    knowledge = packaged()
    found: dict[str, Any] = {"machine": machine(), "versions": {name: version(name) for name in LIBRARIES}}
    found |= {"rows": rows, "rounds": rounds, "rules": len(knowledge.rules)}
    with TemporaryDirectory() as folder:
        tell(f"{rows:,} people")
        files = ways.Files.make(Crowd(knowledge, build_program(knowledge)), Path(folder), rows)
        found |= {"csv_rows": files.csv_rows, "few_rows": files.few_rows, "bytes": files.parquet.stat().st_size}
        every = {
            **ways.duckdb_ways(files),
            **ways.memory_ways(files, knowledge),
            **ways.batch_ways(files, knowledge),
            **ways.floor_ways(files, knowledge),
        }
        found["seconds"] = summary(in_turn(every, rounds, tell))
        found["growth"] = [grown(files.parquet, times, Path(folder), tell) for times in ((1, 10) if large else (1,))]
        found["growth"].insert(0, grown(tenth(files, knowledge), 1, Path(folder), tell))
    return found


def in_turn(every: dict[str, ways.Way], rounds: int, tell: Callable[[str], None]) -> list[dict[str, Took]]:
    """Every way once in each round; the round before the first is not counted."""
    taken = []
    for count in range(rounds + 1):
        tell(f"round {count} of {rounds}" if count else "a round to warm up")
        taken.append({name: timed(way) for name, way in every.items()})
    return taken[1:]


def timed(way: ways.Way) -> Took:
    busy, clock = process_time(), perf_counter()
    way()
    return Took(perf_counter() - clock, process_time() - busy)


def summary(taken: Sequence[dict[str, Took]]) -> dict[str, dict[str, list[float]]]:
    """Of each way its seconds in each round."""
    return {
        name: {kind: [round(getattr(one[name], kind), 4) for one in taken] for kind in ("clock", "busy")}
        for name in taken[0]
    }


def tenth(files: ways.Files, knowledge: KnowledgeBase) -> Path:
    path = files.parquet.with_name("tenth.parquet")
    Crowd(knowledge, build_program(knowledge)).write(path, max(files.rows // 10, 1))
    return path


def grown(table: Path, times: int, folder: Path, tell: Callable[[str], None]) -> dict[str, float]:
    """Seconds and the most memory of a process of its own for a table, or for so many names of it together."""
    tell(f"memory: {table.stem}, {times} times")
    within = folder / f"{table.stem}-{times}"
    within.mkdir()
    for place in range(times):
        (within / f"{place}.parquet").symlink_to(table)
    call = f"from tests.bench.batch import alone; alone({str(within)!r})"
    done = subprocess.run([sys.executable, "-c", call], check=True, capture_output=True, text=True, cwd=ROOT)
    rows, seconds, mib = done.stdout.split()
    return {"rows": int(rows), "seconds": float(seconds), "mib": float(mib)}


def alone(folder: str) -> None:
    """Assess a folder; print the rows, the seconds and the most MiB that this process ever had."""
    from dorsiflex.cohort.batch import assess_file
    from dorsiflex.cohort.places import Job

    start = perf_counter()
    record = assess_file(Job((folder,), Path(f"{folder}.answers.parquet")), packaged())
    # Not getrusage: it still tells what the parent had before this program took its place.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kilobytes = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    print(record["rows"], round(perf_counter() - start, 2), round(kilobytes / 1024, 1))


if __name__ == "__main__":
    main()
