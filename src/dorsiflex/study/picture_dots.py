"""How large is each of some shares, and how sure? A dot with its interval for each."""

from __future__ import annotations

from typing import Any

from matplotlib.ticker import PercentFormatter

from dorsiflex.study.picture import BLUE, Picture, only, percent, sheet, wrapped


def dots(title: str, table: Any, name: str, count: str, label: str) -> Picture:
    """`table` has `share`, `low` and `high`; the smallest share stands on top."""
    rows = list(table.sort_values(["share", name]).itertuples(index=False))
    with sheet(8.4, 1.4 + 0.3 * max(len(rows), 1)) as figure:
        figure.suptitle(wrapped(title, 90), x=0.01, ha="left", fontsize=11)
        axes = only(figure)
        for place, row in enumerate(rows):
            axes.plot([row.low, row.high], [place, place], color=BLUE, lw=1.6, solid_capstyle="butt")
            axes.plot(row.share, place, marker="o", ms=6, color=BLUE, mec="white", mew=0.8)
        names = [f"{wrapped(getattr(row, name), 52)}  (n = {getattr(row, count)})" for row in rows]
        axes.set_yticks(range(len(rows)), names, fontsize=8.5)
        axes.set(xlim=(-0.02, 1.02), ylim=(len(rows) - 0.5, -0.5), xlabel=f"{label}, 95 % interval")
        axes.xaxis.set_major_formatter(PercentFormatter(1.0))
        axes.grid(axis="x", color="#DDDDDD", lw=0.6)
        axes.set_axisbelow(True)
    told = "; ".join(f"{getattr(row, name)} {percent(row.share)} of {getattr(row, count)}" for row in rows)
    return Picture(title, f"Dots with 95 % intervals: {label}. {told}.", figure)
