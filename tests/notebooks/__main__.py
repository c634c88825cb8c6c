"""Run every notebook and compare what it shows with what is committed: `make notebooks`.

python -m tests.notebooks [--write] [NAME…]      NAME: how a notebook's name begins, `03`; --write stores what it shows
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.notebooks.running import NOTEBOOKS, Broken, differences, place_in, read, run, text_of


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.notebooks", description="Run the notebooks and compare.")
    parser.add_argument("names", nargs="*", help="how their names begin; without any, all of them")
    parser.add_argument("--write", action="store_true", help="store what they show")
    asked = parser.parse_args()
    paths = [path for path in NOTEBOOKS if not asked.names or path.name.startswith(tuple(asked.names))]
    if not paths:
        parser.error(f"no notebook's name begins so; there are {', '.join(path.stem for path in NOTEBOOKS) or 'none'}")
    return max([run_one(path, asked.write) for path in paths])


def run_one(path: Path, write: bool) -> int:
    """Run one, tell how it went, and give 1 where it failed."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        try:
            now = run(path, place_in(Path(folder)))
        except Broken as broken:
            print(f"{path.stem}: fails\n  {broken}")
            return 1
    found = differences(path, now if write else read(path), now)
    if write and not found:
        path.write_text(text_of(now), encoding="utf-8")
    told = "differs" if found else "written" if write else "the same"
    print(f"{path.stem}: {told}, {time.perf_counter() - start:.1f} s", *found, sep="\n  ", flush=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
