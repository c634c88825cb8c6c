"""How are the visits kept twice, and brought back? One file, whole or not at all; what it replaces stays beside it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from dorsiflex.errors import BadInput, Problem
from dorsiflex.store import database

SIDE_FILES = ("-wal", "-shm", "-journal")


def backup(engine: Engine, path: Path) -> None:
    """Copy the file as it is at one moment. Raises `BadInput` where something of this name is there already."""
    refuse_replacing(path)
    with database.usable(engine), database.connected(engine) as source:
        write_copy(source, path)


def write_lines(lines: Iterable[str], path: Path) -> None:
    """The lines in a file of this user only. Raises `BadInput` where something of this name is there already."""
    refuse_replacing(path)
    with arriving(path) as unfinished, unfinished.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def refuse_replacing(path: Path) -> None:
    if path.exists():
        why, mend = "What is there would be lost.", "Name a file that is not there yet."
        raise BadInput([Problem(str(path), "there is something of this name", why, mend)])


def restore(path: Path, folder: Path | None = None, at: datetime | None = None) -> Path | None:
    """Put a backup in the place of the visits; where the old ones are now, None where there were none.

    The backup is checked first. Raises `BadInput`, `Unavailable`; then everything is as it was.
    """
    folder = database.own_folder(folder or database.data_folder())
    current = folder / database.FILE
    fresh = folder / f"visits.fresh-{os.getpid()}.sqlite"
    with closing(database.lock(folder, alone=True)):
        try:
            fetch(path, fresh)
            aside = set_aside(current, at or datetime.now(UTC))
            fresh.replace(current)
            flush(folder)
        finally:
            remove(fresh)
    return aside


def fetch(path: Path, fresh: Path) -> None:
    """A copy of the backup in the folder of the visits, checked through and brought to today's schema."""
    with opened(path) as source:
        write_copy(source, fresh)
    engine = database.engine_for(fresh)
    try:
        database.prepare(engine)
        database.check_through(engine)
    finally:
        engine.dispose()
    fold(fresh)
    flush(fresh)


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The backup, for reading only. Raises `BadInput` where it holds nothing that SQLite can read."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            [(tables,)] = connection.execute("SELECT count(*) FROM sqlite_master")
            if not tables:
                raise no_backup(path, "It is empty.")
            yield connection
    except sqlite3.Error as fault:
        raise no_backup(path, f"SQLite says: {fault}.") from None


def no_backup(path: Path, why: str) -> BadInput:
    return BadInput([Problem(str(path), "not a backup", why, "Name a file that `dorsiflex visits backup` wrote.")])


def write_copy(source: sqlite3.Connection, path: Path) -> None:
    with arriving(path) as unfinished:
        with closing(sqlite3.connect(unfinished)) as target:
            source.backup(target)
        fold(unfinished)


@contextmanager
def arriving(path: Path) -> Iterator[Path]:
    """Another name to write to, the right one once it is whole and on the disk. Raises `BadInput`."""
    unfinished = path.with_name(f"{path.name}.unfinished-{os.getpid()}")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        yield unfinished
        flush(unfinished)
        unfinished.replace(path)
        flush(path.parent)
    except OSError as fault:
        why = f"The system says: {fault.strerror}."
        raise BadInput([Problem(str(path), "cannot be written", why, "Name another place.")]) from None
    finally:
        remove(unfinished)


def set_aside(current: Path, at: datetime) -> Path | None:
    """A copy of the visits beside them, before they are replaced; a damaged file is copied as it is."""
    if not current.stat().st_size:
        return None
    with suppress(sqlite3.Error):  # damaged: what cannot be folded into one file is copied with what is beside it
        fold(current)
    aside = current.with_name(f"visits.before-{at:%Y%m%dT%H%M%S.%fZ}.sqlite")
    for ending in ("", *SIDE_FILES):
        if (old := current.with_name(current.name + ending)).exists():
            copied = shutil.copy2(old, aside.with_name(aside.name + ending))
            flush(Path(copied))
    flush(current.parent)
    for ending in SIDE_FILES:
        current.with_name(current.name + ending).unlink(missing_ok=True)
    return aside


def fold(path: Path) -> None:
    """One file with nothing beside it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE").close()


def flush(path: Path) -> None:
    """What was written there is on the disk, whatever happens next."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    for ending in ("", *SIDE_FILES):
        path.with_name(path.name + ending).unlink(missing_ok=True)
