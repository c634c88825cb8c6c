"""Who is in the study? From the rows of a table, by those rejected, to the dispositions."""

from __future__ import annotations

from typing import Any

from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.study.answered import answered
from dorsiflex.study.picture import INK, Picture, only, percent, sheet
from dorsiflex.study.picture_bars import tone

TRUNK, BRANCH = 0.0, 5.2
TALL, WIDE = 0.62, 3.6


def flow(frame: Any, *, knowledge: KnowledgeBase | None = None) -> Picture:
    """The flow of a cohort: rows in are rows rejected and rows answered. Raises `BadInput`."""
    base = answered(frame, knowledge)
    people, settings = base.answers.height, base.knowledge.settings
    counts = [(item, base.dispositions.count(item.id)) for item in settings.dispositions]
    values = base.rejects.height
    title = f"Flow of {base.rows:,} people"
    lowest = 3.2 + 0.85 * (len(counts) - 1)
    with sheet(7.6, 1.0 + 0.62 * lowest) as figure:
        axes = only(figure)
        box(axes, TRUNK, 0, f"In the table\nn = {base.rows:,}")
        box(axes, BRANCH, 1.0, f"Rejected\nn = {base.rejected:,} (values refused: {values:,})")
        box(axes, TRUNK, 2.0, f"Answered\nn = {people:,}")
        arrow(axes, (TRUNK, TALL / 2), (TRUNK, 2.0 - TALL / 2))
        arrow(axes, (TRUNK, 1.0), (BRANCH - WIDE / 2, 1.0))
        axes.plot([TRUNK, TRUNK], [2.0 + TALL / 2, lowest], color=INK, lw=1)
        for place, (item, count) in enumerate(counts):
            height = 3.2 + 0.85 * place
            colour, hatch = tone(settings, item.id)
            share = f" ({percent(count / people)})" if people else ""
            box(axes, BRANCH, height, f"{item.title}\nn = {count:,}{share}", colour, hatch)
            arrow(axes, (TRUNK, height), (BRANCH - WIDE / 2 - 0.36, height))
        axes.set(xlim=(-2.0, 7.2), ylim=(lowest + 0.5, -0.5), title=title)
        axes.axis("off")
    told = "; ".join(f"{item.title} {count}" for item, count in counts)
    alt = f"Flow diagram. {base.rows} rows in the table, {base.rejected} rejected, {people} answered. Of these: {told}."
    return Picture(title, alt, figure)


def box(axes: Any, x: float, y: float, text: str, colour: str = "", hatch: str = "") -> None:
    """A box with text, and a swatch at its left where it has a colour."""
    from matplotlib.patches import Rectangle

    corner = (x - WIDE / 2, y - TALL / 2)
    axes.add_patch(Rectangle(corner, WIDE, TALL, facecolor="white", edgecolor=INK, lw=1, zorder=2))
    if colour:
        swatch = (corner[0] - 0.36, corner[1])
        axes.add_patch(Rectangle(swatch, 0.36, TALL, facecolor=colour, hatch=hatch, edgecolor=INK, lw=1, zorder=2))
    axes.text(x, y, text, ha="center", va="center", fontsize=9, zorder=3, linespacing=1.25)


def arrow(axes: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 1, "shrinkA": 0, "shrinkB": 0})
