"""Can this be written? Asked before the work is done, and not after it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from dorsiflex.errors import BadInput, Problem

MEND = "Make the folder, or name another."


def check_files(*paths: Path | None) -> None:
    """Refuse files that cannot be written where they are to stand. Raises `BadInput`."""
    if problems := [problem for path in paths if path is not None for problem in no_place(path)]:
        raise BadInput(problems)


def check_folder(folder: Path | None) -> None:
    """Refuse a folder that can neither be written into nor made. Raises `BadInput`."""
    if folder is None:
        return
    there = next(above for above in (folder, *folder.absolute().parents) if above.exists())
    if (why := closed(there)) is not None:
        raise BadInput([Problem(str(folder), "the folder", why, "Name another folder.")])


def no_place(path: Path) -> Iterator[Problem]:
    """Why a file cannot be written there."""
    if path.is_dir():
        yield Problem(str(path), "a folder", "A file is to be written.", "Add the name of the file.")
    elif (why := closed(path.parent)) is not None:
        yield Problem(str(path), f"the folder `{path.parent}`", why, MEND)


def closed(folder: Path) -> str | None:
    """Why nothing can be written into a folder."""
    if not folder.exists():
        return "There is no such folder."
    if not folder.is_dir():
        return "It is a file, and no folder."
    return None if os.access(folder, os.W_OK | os.X_OK) else "You may not write into it."
