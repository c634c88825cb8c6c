"""Who is in the study? From the rows of a table, by those rejected, to the dispositions."""

from __future__ import annotations

from typing import Any

from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.study.answered import answered
from dorsiflex.study.basis import count
from dorsiflex.study.picture import INK, Picture, only, percent, sheet
from dorsiflex.study.picture_bars import tone

TRUNK, BRANCH = 0.0, 5.2
TALL, WIDE = 0.62, 3.6


def flow(frame: Any, *, knowledge: KnowledgeBase | None = None) -> Picture:
    """The flow of a cohort: rows in are rows rejected and rows answered. Raises `BadInput`."""
    base = answered(frame, knowledge)
    people, settings, basis = base.answers.height, base.knowledge.settings, base.basis
    counts = [(item, base.dispositions.count(item.id)) for item in settings.dispositions]
    title = f"From {count(basis.rows, 'rows')} to {basis.cases}"
    gone = [("Set aside, not at fault", basis.set_aside), ("Rejected", basis.rejected)]
    gone += [("Other rows of the same record", basis.left_out)]
    gone = [(name, number) for name, number in gone if number or name == "Rejected"]
    answered_at = 1.0 + 0.85 * len(gone) + 0.15
    start = answered_at + 1.2
    lowest = start + 0.85 * (len(counts) - 1)
    with sheet(7.6, 1.0 + 0.62 * lowest) as figure:
        axes = only(figure)
        box(axes, TRUNK, 0, f"Rows in the table\nn = {basis.rows:,}")
        for place, (name, number) in enumerate(gone):
            box(axes, BRANCH, 1.0 + 0.85 * place, f"{name}\nn = {number:,}")
            arrow(axes, (TRUNK, 1.0 + 0.85 * place), (BRANCH - WIDE / 2, 1.0 + 0.85 * place))
        box(axes, TRUNK, answered_at, f"Answered\nn = {basis.cases if basis.repeated else f'{people:,}'}")
        arrow(axes, (TRUNK, TALL / 2), (TRUNK, answered_at - TALL / 2))
        axes.plot([TRUNK, TRUNK], [answered_at + TALL / 2, lowest], color=INK, lw=1)
        for place, (item, number) in enumerate(counts):
            height = start + 0.85 * place
            colour, hatch = tone(settings, item.id)
            share = f" ({percent(number / people)})" if people else ""
            box(axes, BRANCH, height, f"{item.title}\nn = {number:,}{share}", colour, hatch)
            arrow(axes, (TRUNK, height), (BRANCH - WIDE / 2 - 0.36, height))
        axes.set(xlim=(-2.0, 7.2), ylim=(lowest + 0.5, -0.5), title=title)
        axes.axis("off")
    told = "; ".join(f"{item.title} {number}" for item, number in counts)
    lost = ", ".join(f"{number} {name.lower()}" for name, number in gone)
    alt = f"Flow diagram. {basis.rows} rows in the table, {lost}, {people} answered. Of these: {told}."
    return Picture(title, alt, figure).under(basis.line)


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
