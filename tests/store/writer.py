"""A writer for the crash test: each line that it prints was acknowledged by the store. `python writer.py FOLDER`."""

from __future__ import annotations

import json
import sys
import threading
from itertools import count
from pathlib import Path

from dorsiflex.store.store import Store

ANSWER = {"say": "x" * 20_000}
THREADS = 3


def write(store: Store) -> None:
    case = store.start_case("a")
    for number in count(1):
        made = store.add_assessment(case.id, {"n": number}, ANSWER, {}, None, number - 1 or None, "visit")
        tell(id=made.id, intake=made.intake)
        store.decide(made.id, "left", "rest", "accepted", "", str(number))
        tell(decided_on=made.id, text=str(number))


def tell(**acknowledged: object) -> None:
    sys.stdout.write(json.dumps(acknowledged) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    opened = Store.open(Path(sys.argv[1]))
    for _ in range(THREADS):
        threading.Thread(target=write, args=(opened,)).start()
