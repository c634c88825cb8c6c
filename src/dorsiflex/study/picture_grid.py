"""How do two answers to the same people go together? A grid of counts, the same answer on its diagonal."""

from __future__ import annotations

from typing import Any

from dorsiflex.study.basis import count
from dorsiflex.study.picture import BLUE, INK, PALE, Picture, only, sheet, wrapped


def grid(title: str, counts: Any, rows: str, columns: str, words: dict[str, str], said: str, noun: str) -> Picture:
    """A table of counts as squares; the darker, the more. `counts` has the labels as its index and columns.

    `words` tells a label as readers know it; `said` stands below the title.
    """
    most = max(int(counts.to_numpy().max()), 1)
    down, across = list(counts.index), list(counts.columns)
    with sheet(2.4 + 0.8 * len(across), 1.6 + 0.5 * len(down)) as figure:
        axes = only(figure)
        for row, a in enumerate(down):
            for column, b in enumerate(across):
                number = int(counts.loc[a, b])
                cell(axes, column, row, number, number / most, same=a == b)
        axes.set(xlim=(-0.5, len(across) - 0.5), ylim=(len(down) - 0.5, -0.5), xlabel=columns, ylabel=rows)
        figure.suptitle(wrapped(title, 24 + 8 * len(across)), x=0.01, ha="left", fontsize=11)
        axes.set_title(wrapped(said, 17 * len(across)), fontsize=8)
        axes.set_xticks(range(len(across)), [wrapped(words.get(label, label), 11) for label in across], fontsize=8)
        axes.set_yticks(range(len(down)), [words.get(label, label) for label in down], fontsize=8)
        axes.tick_params(length=0)
        axes.spines[["left", "bottom"]].set_visible(False)
    total = int(counts.to_numpy().sum())
    alike = sum(int(counts.loc[label, label]) for label in down if label in across)
    moved = [(int(counts.loc[a, b]), a, b) for a in down for b in across if a != b and counts.loc[a, b]]
    most_often = "; ".join(
        f"{n} “{words.get(a, a)}” by {rows} and “{words.get(b, b)}” by {columns}"
        for n, a, b in sorted(moved, reverse=True)[:3]
    )
    alt = f"Grid of {rows} against {columns}. The same answer for {alike} of {count(total, noun)}. {said}"
    return Picture(title, f"{alt} Most often different: {most_often}." if moved else alt, figure)


def cell(axes: Any, column: int, row: int, count: int, share: float, *, same: bool) -> None:
    """One square; the diagonal has a frame, which says the same without colour."""
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    tint = tuple(1 - (1 - part) * share**0.5 * 0.9 for part in to_rgb(BLUE))
    edge, width = (INK, 1.6) if same else (PALE, 0.6)
    axes.add_patch(
        Rectangle(
            (column - 0.46, row - 0.44), 0.92, 0.88, facecolor=tint if count else "white", edgecolor=edge, lw=width
        )
    )
    ink = "white" if share > 0.6 else INK
    axes.text(column, row, f"{count:,}" if count else "·", ha="center", va="center", color=ink, fontsize=9)
