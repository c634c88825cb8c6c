"""May what was worked out before be used again? Only for the same files, code and Python.

What is kept is the user's own, readable by nobody else, and carries a checksum; whatever looks wrong is not used but
built anew. Keeping it may fail without harm.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import stat
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

Kept = TypeVar("Kept")
MAGIC = b"dorsiflex kept 2\n"
CHECKSUM_BYTES = 32
KEPT = 8


@lru_cache(maxsize=1)
def code_digest() -> str:
    """A fingerprint of the package's own sources and of this Python."""
    package = Path(__file__).resolve().parents[1]
    together = hashlib.sha256(sys.version.encode())
    for path in sorted(package.rglob("*.py")):
        source = path.read_bytes()
        together.update(f"{path.relative_to(package).as_posix()}\n{len(source)}\n".encode())
        together.update(source)
    return together.hexdigest()


def cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base and Path(base).is_absolute() else Path.home() / ".cache") / "dorsiflex"


def file_for(fingerprint: str, of_type: type) -> Path:
    key = hashlib.sha256(f"{fingerprint}\n{code_digest()}".encode()).hexdigest()
    return cache_folder() / f"{of_type.__name__.lower()}-{key}.pickle"


def remembered(fingerprint: str, of_type: type[Kept]) -> Kept | None:
    """What was kept of these very files, if it is ours and whole."""
    try:
        path = file_for(fingerprint, of_type)
        if not is_ours(path.parent.lstat(), stat.S_ISDIR):
            return None
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(descriptor, "rb") as file:
            data = file.read() if is_ours(os.fstat(descriptor), stat.S_ISREG) else b""
    except (OSError, RuntimeError):
        return None
    return unpacked(data, of_type)


def is_ours(status: os.stat_result, of_kind: object) -> bool:
    """Whether it is of the kind, belongs to this user and nobody else may write to it."""
    if not callable(of_kind) or not of_kind(status.st_mode):
        return False
    return not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & 0o077)


def packed(thing: object) -> bytes:
    content = pickle.dumps(thing, protocol=pickle.HIGHEST_PROTOCOL)
    return MAGIC + hashlib.sha256(content).digest() + content


def unpacked(data: bytes, of_type: type[Kept]) -> Kept | None:
    """What stands in a kept file; None where the file is torn or was changed."""
    content = data[len(MAGIC) + CHECKSUM_BYTES :]
    if not data.startswith(MAGIC) or data[len(MAGIC) : len(MAGIC) + CHECKSUM_BYTES] != hashlib.sha256(content).digest():
        return None
    try:
        thing = pickle.loads(content)
    except (pickle.UnpicklingError, AttributeError, ImportError, EOFError, IndexError, TypeError, ValueError):
        return None
    return thing if isinstance(thing, of_type) else None


def remember(fingerprint: str, thing: object) -> None:
    """Keep it for the next start, whole or not at all."""
    try:
        folder = cache_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not is_ours(folder.lstat(), stat.S_ISDIR):
            return
        path = file_for(fingerprint, type(thing))
        write_whole(path, packed(thing))
        forget_old(folder, type(thing))
    except (OSError, RuntimeError):
        return  # an unwritable cache costs time, not an answer


def write_whole(path: Path, data: bytes) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix="new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink()
        raise


def forget_old(folder: Path, of_type: type) -> None:
    """Only the last few of a type are kept."""
    kept = sorted(
        folder.glob(f"{of_type.__name__.lower()}-*.pickle"), key=lambda path: path.stat().st_mtime, reverse=True
    )
    for path in kept[KEPT:]:
        path.unlink(missing_ok=True)
