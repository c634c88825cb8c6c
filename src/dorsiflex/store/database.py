"""In which file are the visits, and may it be used? SQLite that acknowledges only what is on the disk."""

from __future__ import annotations

import fcntl
import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError

from dorsiflex.errors import Problem
from dorsiflex.store.records import Unavailable

FILE = "visits.sqlite"
LOCK = "visits.lock"
HEAD = "0002"
WAIT_SECONDS = 20
PRAGMAS = (f"busy_timeout = {WAIT_SECONDS * 1000}", "synchronous = FULL", "foreign_keys = ON")
SOON_SECONDS = 0.01


def data_folder() -> Path:
    """The user's own folder for what programs keep."""
    base = os.environ.get("XDG_DATA_HOME", "")
    return (Path(base) if base and Path(base).is_absolute() else Path.home() / ".local" / "share") / "dorsiflex"


def own_folder(folder: Path) -> Path:
    """The folder, made where it is missing, readable by this user only. Raises `Unavailable`."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(folder / FILE, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as fault:
        why = f"The system says: {fault.strerror}."
        raise Unavailable(
            [Problem(str(folder), "cannot be written", why, "Name another folder with --data.")]
        ) from None
    return folder


def lock(folder: Path, *, alone: bool) -> BinaryIO:
    """Say that the visits are in use until the file is closed; `alone` refuses where anybody else uses them.

    Raises `Unavailable`.
    """
    file = (folder / LOCK).open("ab")
    try:
        fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        why = "Another program has them open, and replacing them under it would lose what it saves."
        raise Unavailable(
            [Problem(str(folder), "the visits are in use", why, "Stop `dorsiflex serve` first.")]
        ) from None
    return file


def engine_for(path: Path) -> Engine:
    """Connections to one file; a transaction that is to write says so at its beginning."""
    engine = create_engine(URL.create("sqlite", database=str(path)), pool_size=10, max_overflow=40)
    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", begin)
    return engine


def set_up(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # Python's own transactions begin too late to be told of a conflict
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()
    write_ahead(connection)


def write_ahead(connection: sqlite3.Connection) -> None:
    """Have the file keep a log beside it. SQLite does not wait for others where the first of them all turn it so."""
    patience = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
            return
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
                raise
            time.sleep(SOON_SECONDS)


def begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction(engine: Engine, *, writes: bool = False) -> Iterator[Connection]:
    """One transaction: all of it or nothing. Raises `Unavailable` where the file fails."""
    with usable(engine), engine.connect().execution_options(writes=writes) as connection, connection.begin():
        yield connection


@contextmanager
def connected(engine: Engine) -> Iterator[sqlite3.Connection]:
    """SQLite's own connection, for what only it can do."""
    with closing(engine.raw_connection()) as borrowed:
        connection = borrowed.driver_connection
        assert isinstance(connection, sqlite3.Connection)
        yield connection


@contextmanager
def usable(engine: Engine) -> Iterator[None]:
    """Whatever the file cannot do becomes a Problem; a broken promise of our own does not."""
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, sqlite3.Error) as fault:
        said = fault.orig if isinstance(fault, DBAPIError) else fault
        raise Unavailable([unusable(str(engine.url.database), str(said))]) from fault


def unusable(where: str, said: str) -> Problem:
    mend = "Nothing was changed. See that the disk has room and the file may be written, or restore a backup."
    return Problem(where, "the visits cannot be read or written", f"SQLite says: {said}.", mend)


def prepare(engine: Engine) -> None:
    """Check the file and bring it to today's schema. Raises `Unavailable` where it is damaged, newer or another's."""
    where = str(engine.url.database)
    with transaction(engine) as connection:
        refuse_damage(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one(), where)
        version = version_of(connection, where)
    if version != HEAD:
        with transaction(engine, writes=True) as connection:
            if version_of(connection, where) != HEAD:
                migrate(connection)


def check_through(engine: Engine) -> None:
    """Every page, index and reference. Raises `Unavailable` where the file is damaged anywhere."""
    where = str(engine.url.database)
    with transaction(engine) as connection:
        refuse_damage(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one(), where)
        loose = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        refuse_damage("ok" if loose is None else f"a row of {loose[0]} belongs to nothing", where)


def refuse_damage(verdict: str, where: str) -> None:
    """Raises `Unavailable` where SQLite's own check found anything."""
    if verdict != "ok":
        mend = "Restore a backup with `dorsiflex visits restore`; the damaged file is kept beside it."
        raise Unavailable([Problem(where, "a damaged file", f"SQLite says: {verdict}.", mend)])


def version_of(connection: Connection, where: str) -> str | None:
    """The schema of the file, None where it is new. Raises `Unavailable` where it is not one of ours."""
    tables = {name for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise Unavailable(
            [Problem(where, "not a file of visits", "It holds other tables.", "Name another folder with --data.")]
        )
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none()
    if version not in released():
        why = f"Its schema is {version}; this program knows up to {HEAD}, and would lose what it does not know."
        raise Unavailable([Problem(where, "written by a newer dorsiflex", why, "Use that one, or a newer.")])
    return str(version)


def released() -> list[str]:
    """Every schema there has been, oldest first."""
    steps = Path(__file__).parent / "migrations" / "versions"
    return sorted(found[1] for path in steps.glob("*.py") if (found := re.match(r"r(\d+)_", path.name)))


def migrate(connection: Connection, to: str = HEAD) -> None:
    """Bring the file forward, within the transaction of the connection."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    command.upgrade(config, to)
