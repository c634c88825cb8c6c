"""Is every acknowledged write there after a kill -9 in the middle of many?"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import Any

from dorsiflex.store.database import engine_for
from dorsiflex.store.store import Store

WRITER = Path(__file__).parent / "writer.py"
WRITERS = 2
ENOUGH = 12


def start(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, WRITER, folder], stdout=subprocess.PIPE, text=True)


def killed(writer: subprocess.Popen[str]) -> list[dict[str, Any]]:
    """Let it write for a while, kill it, and hand back what it had acknowledged by then; a torn line was not."""
    assert writer.stdout is not None
    lines = [writer.stdout.readline() for _ in range(ENOUGH)]
    writer.kill()
    lines += writer.stdout.readlines()
    writer.stdout.close()
    assert writer.wait() == -signal.SIGKILL
    return [json.loads(line) for line in lines if line.endswith("\n")]


def test_every_acknowledged_write_is_there_after_each_kill(folder: Path) -> None:
    acknowledged: list[dict[str, Any]] = []
    for _ in range(3):
        writers = [start(folder) for _ in range(WRITERS)]
        for writer in writers:
            acknowledged += killed(writer)
        with closing(Store.open(folder)) as store:
            for item in acknowledged:
                if "id" in item:
                    assert store.assessment(item["id"]).intake == item["intake"]
                else:
                    assert [found.text for found in store.decisions(item["decided_on"])] == [item["text"]]
            for case in store.find_cases(limit=1000):
                numbers = [made.number for made in store.assessments(case.id)]
                assert numbers == list(range(1, case.latest + 1))
    assert len(acknowledged) >= 3 * WRITERS * ENOUGH


def test_a_new_file_can_be_opened_by_many_at_once(tmp_path: Path) -> None:
    """Each switches it to writing ahead, and SQLite itself makes nobody wait for that."""
    for attempt in range(40):
        together = Barrier(8)

        def opened(path: Path = tmp_path / f"{attempt}.sqlite", together: Barrier = together) -> str:
            engine = engine_for(path)
            together.wait()
            with closing(engine.raw_connection()) as connection:
                mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
            engine.dispose()
            return str(mode)

        with ThreadPoolExecutor(8) as pool:
            assert {done.result() for done in [pool.submit(opened) for _ in range(8)]} == {"wal"}


def test_a_write_is_acknowledged_only_when_it_is_on_the_disk(store: Store) -> None:
    with store.reads() as connection:
        told = [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("journal_mode", "synchronous")]
        assert told == ["wal", 2]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
