"""How long does an assessment take? `python -m tests.bench [DATE]` prints it, and writes it down where a date is given.

The date comes from the argument or from BENCH_DATE; without one nothing is written, so no page has an invented date.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from tests.bench.page import page
from tests.bench.results import Effort, measured

ROOT = Path(__file__).parents[2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("date", nargs="?", default=os.environ.get("BENCH_DATE", ""), help="such as 2026-11-23")
    parser.add_argument("--cases", type=int, default=Effort.cases)
    parser.add_argument("--memory-cases", type=int, default=Effort.checkpoints[-1], help="0 leaves memory out")
    given = parser.parse_args()
    checkpoints = (given.memory_cases // 10, given.memory_cases) if given.memory_cases else ()
    effort = Effort(cases=given.cases, checkpoints=checkpoints)
    found = measured(effort, given.date or "on a day not given", lambda text: print(f"… {text}", flush=True))
    print(page(found))
    if given.date:
        (ROOT / "benchmarks").mkdir(exist_ok=True)
        (ROOT / "benchmarks" / "latest.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        (ROOT / "docs" / "benchmarks.md").write_text(page(found), encoding="utf-8")
    else:
        print("Not written down: no date. `make bench BENCH_DATE=2026-11-23` writes docs/benchmarks.md.")


if __name__ == "__main__":
    main()
