"""What is the result of a study? Tidy tables, notes, a view for notebooks, and a picture."""

from __future__ import annotations

from abc import ABC, abstractmethod
from html import escape
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import pandas as pd

from dorsiflex.errors import BadInput, Problem
from dorsiflex.study.basis import Basis

if TYPE_CHECKING:
    from dorsiflex.study.picture import Picture

SHOWN = 40
WIDTH = 110
DECIMALS = 4
LONGEST = 90


class Result(ABC):
    """What every study gives. The fields that are frames are its tables."""

    title: str
    notes: tuple[str, ...]
    basis: Basis

    @abstractmethod
    def drawn(self) -> Picture:
        """The result as a picture, without what it stands on."""

    def figure(self) -> Picture:
        """The result as a picture."""
        return self.drawn().under(self.basis.line)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Its tables by name."""
        return {name: value for name, value in vars(self).items() if isinstance(value, pd.DataFrame)}

    def _repr_html_(self) -> str:
        parts = [f"<h3>{escape(self.title)}</h3>", f"<p>{escape(self.basis.line)}</p>"]
        for name, table in self.tables.items():
            head = table.head(SHOWN)
            more = f"<p>… and {len(table) - len(head)} more rows</p>" if len(head) < len(table) else ""
            html = head.to_html(index=False, float_format=rounded, na_rep="–", border=0)
            parts.append(f"<h4>{escape(name.replace('_', ' '))}</h4>{html}{more}")
        parts += [f"<p>{escape(note)}</p>" for note in self.notes]
        return "\n".join(parts)

    def __init_subclass__(cls, **about: Any) -> None:
        """A result is a dataclass, which would write a __repr__ of its own: fields upon fields."""
        super().__init_subclass__(**about)
        cls.__repr__ = Result.__repr__  # type: ignore[method-assign]

    def __repr__(self) -> str:
        return self.text().rstrip()

    def text(self) -> str:
        """The tables as a terminal shows them."""
        parts = [f"{self.title}\n{fill(self.basis.line, WIDTH)}"]
        for name, table in self.tables.items():
            head = table.head(SHOWN)
            shown = head.to_string(index=False, float_format=rounded, na_rep="–", max_colwidth=LONGEST)
            parts.append(f"{name.replace('_', ' ')}\n{shown if len(table) else '(none)'}")
            if len(head) < len(table):
                parts[-1] += f"\n… and {len(table) - len(head)} more rows"
        return "\n\n".join([*parts, *self.notes]) + "\n"

    def save(self, folder: Path) -> list[Path]:
        """Each table as a CSV file of its name in a folder, and what is to be said of them in `notes.txt`."""
        make_folder(folder)
        paths = [folder / f"{name}.csv" for name in self.tables]
        for path, table in zip(paths, self.tables.values(), strict=True):
            table.round(DECIMALS).to_csv(path, index=False, lineterminator="\n")
        notes = folder / "notes.txt"
        told = (self.title, self.basis.line, *self.notes, f"Figures in the tables have {DECIMALS} decimals at most.")
        notes.write_text("".join(f"{line}\n" for line in told), encoding="utf-8")
        return [*paths, notes]


def make_folder(folder: Path) -> None:
    """A folder to write into. Raises `BadInput`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = f"{error.strerror or type(error).__name__}."
        raise BadInput([Problem(str(folder), "the folder", why, "Name another.")]) from error


def rounded(value: Any) -> str:
    """A number as a table shows it."""
    return f"{value:.3f}"
