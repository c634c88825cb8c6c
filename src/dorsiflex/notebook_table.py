"""How are plain rows shown in a notebook? As a table in the look of our other cells, and as text beside it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from enum import Enum
from html import escape
from typing import Any

WIDEST = 110
LEFT = 'style="text-align: left"'


class Table:
    """Rows with the same keys, which are the headings."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self.rows = [{key: in_words(value) for key, value in row.items()} for row in rows]

    def __len__(self) -> int:
        return len(self.rows)

    def _repr_html_(self) -> str:
        from dorsiflex.present.html.cells import framed

        # The style is said on each cell too: a notebook that is not trusted is shown without sheets of style.
        heads = "".join(f'<th scope="col" {LEFT}>{escape(key)}</th>' for key in self.headings)
        lines = ("".join(f"<td {LEFT}>{escape(value)}</td>" for value in row.values()) for row in self.rows)
        body = "\n".join(f"<tr>{line}</tr>" for line in lines)
        return framed(f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>")

    def __repr__(self) -> str:
        from rich import box
        from rich.console import Console
        from rich.table import Table as TextTable
        from rich.text import Text

        drawn = TextTable(*self.headings, box=box.SIMPLE, pad_edge=False)
        for row in self.rows:
            drawn.add_row(*map(Text, row.values()))
        written = io.StringIO()
        Console(file=written, width=WIDEST, color_system=None, highlight=False, force_jupyter=False).print(drawn)
        return "\n".join(line.rstrip() for line in written.getvalue().strip("\n").splitlines())

    @property
    def headings(self) -> list[str]:
        return list(self.rows[0]) if self.rows else []


def in_words(value: Any) -> str:
    """A value as a reader sees it; what is not there is a dash, several stand in a row."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple | set | frozenset):
        several = sorted(value) if isinstance(value, set | frozenset) else value
        return ", ".join(map(in_words, several)) or "–"
    return "–" if value is None or value == "" else str(value)
