"""How do shares change along a number? Lines with markers, each told from the others without colour too."""

from __future__ import annotations

from typing import Any

from matplotlib.ticker import PercentFormatter

from dorsiflex.study.picture import GREY, SERIES, Picture, only, percent, sheet, wrapped


def lines(
    title: str, table: Any, along: str, label: str, series: dict[str, str], here: float | None, of: str
) -> Picture:
    """A line for each share, by its name; `here` marks a value of today."""
    with sheet(6.4, 3.6) as figure:
        axes = only(figure)
        if here is not None:
            axes.axvline(here, color=GREY, lw=1, ls=(0, (4, 3)), zorder=0)
            axes.annotate("in the rules", (here, 1.0), xycoords=("data", "axes fraction"), xytext=(4, -10),
                          textcoords="offset points", fontsize=8, color="#555555")  # fmt: skip
        for (name, column), (colour, marker, style) in zip(series.items(), SERIES, strict=False):
            axes.plot(table[along], table[column], color=colour, marker=marker, ls=style, ms=5, lw=1.6, label=name)
        axes.set(xlabel=label, ylabel=f"share{of}", ylim=(-0.02, 1.04), title=wrapped(title, 66))
        axes.yaxis.set_major_formatter(PercentFormatter(1.0))
        axes.grid(axis="y", color="#DDDDDD", lw=0.6)
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=9)
    ends = [table.iloc[0], table.iloc[-1]]
    told = [
        f"{name}: {percent(ends[0][column])} at {ends[0][along]:g}, {percent(ends[1][column])} at {ends[1][along]:g}"
        for name, column in series.items()
    ]
    return Picture(title, f"Lines along {label}. " + "; ".join(told) + ".", figure)
