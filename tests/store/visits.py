"""What a visit leaves behind, made up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from dorsiflex.store.database import FILE
from dorsiflex.store.records import Assessment
from dorsiflex.store.store import Store

INTAKE: dict[str, Any] = {"id": "seed", "left": {"grip_kg": 20.5}}
ANSWER: dict[str, Any] = {"disposition": "treat", "left": {"suggestions": [{"technique": "rest"}]}, "say": "ä" * 100}
KNOWLEDGE = {"name": "wrist", "version": "0.0.1", "digest": "sha256:0"}


def assess(store: Store, case_id: str, follows: int | None = None, **changes: Any) -> Assessment:
    """One more assessment of a case."""
    given: dict[str, Any] = {"intake": INTAKE, "answer": ANSWER, "knowledge": KNOWLEDGE, "note": None, "kind": "visit"}
    return store.add_assessment(case_id, follows=follows, **(given | changes))


@contextmanager
def beside(folder: Path) -> Iterator[sqlite3.Connection]:
    """The file, opened by another program."""
    with closing(sqlite3.connect(folder / FILE)) as connection, connection:
        yield connection
