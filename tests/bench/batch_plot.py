"""How does the growth look? One picture: seconds and memory by rows, seconds by rules."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.batch_page import MADE, MADE_MORE

INK, LINE = "#1f2933", "#1f5fa8"


def growth(found: dict[str, Any], path: Path) -> None:
    """Draw it, as SVG."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "dorsiflex", "font.size": 9, "text.color": INK, "axes.edgecolor": INK})
    from matplotlib import pyplot

    figure, (time, memory, rules) = pyplot.subplots(1, 3, figsize=(9.6, 2.9), layout="constrained")
    rows = [one["rows"] for one in found["growth"]]
    draw(time, rows, [one["seconds"] for one in found["growth"]], "rows", "seconds")
    draw(memory, rows, [one["mib"] for one in found["growth"]], "rows", "most memory, MiB")
    seconds = [median(found["seconds"][way]["clock"]) for way in (MADE, MADE_MORE)]
    draw(rules, [found["rules"], found["rules"] * 10], seconds, "rules", f"seconds, {found['csv_rows']:,} rows")
    figure.savefig(path, metadata={"Date": None, "Title": "Seconds and memory by rows; seconds by rules"})
    pyplot.close(figure)


def draw(axes: Any, places: list[int], heights: list[float], across: str, up: str) -> None:
    axes.plot(places, heights, marker="o", color=LINE)
    axes.set_xscale("log")
    axes.set_xticks(places, [f"{place:,}" for place in places], minor=False)
    axes.minorticks_off()
    axes.margins(x=0.2)
    axes.set_ylim(0, max(heights) * 1.2)
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    for place, height in zip(places, heights, strict=True):
        axes.annotate(
            f"{height:,.3g}" if height < 100 else f"{height:,.0f}",
            (place, height),
            (0, 6),
            textcoords="offset points",
            ha="center",
        )
    axes.spines[["top", "right"]].set_visible(False)
