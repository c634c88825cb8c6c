"""What does every command that proves need? The solver, and a bar on a terminal while it works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from dorsiflex.errors import Problem

Piece = TypeVar("Piece")


def lacking(command: str) -> list[Problem]:
    """That the solver is missing, where it is."""
    if find_spec("z3") is not None:
        return []
    why = "Proofs are made by the solver z3, which is not installed."
    return [Problem(f"dorsiflex {command}", "no solver", why, "Install dorsiflex[prove].")]


def with_bar(pieces: Iterable[Piece], total: int, doing: str, *, quiet: bool) -> Iterator[Piece]:
    """The same pieces; on a terminal a bar on standard error says how many are there."""
    console = Console(stderr=True)
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task("", total=total)
        for piece in pieces:
            bar.advance(task)
            yield piece
