"""How many have which disposition? Bars for a cohort, or parts of a bar for each group of it."""

from __future__ import annotations

from typing import Any

from matplotlib.ticker import PercentFormatter

from dorsiflex.language.knowledge import KnowledgeBase, Settings
from dorsiflex.study.answered import answered
from dorsiflex.study.picture import INK, TONES, Picture, only, percent, sheet, wrapped
from dorsiflex.study.shares import counted

# How much of the name of a group is shown: so many lines of so many letters.
LINES, LINE = 3, 28
# What tells apart those of one tone.
AGAIN = ("", "---", "|||", "+++")


def dispositions(frame: Any, *, knowledge: KnowledgeBase | None = None) -> Picture:
    """A bar for each disposition of a cohort, the worst on top. Raises `BadInput`."""
    base = answered(frame, knowledge)
    known = base.knowledge.settings.disposition
    table = counted(base.dispositions, known, "disposition")
    rows = list(table.itertuples(index=False))
    title = f"Dispositions of {base.basis.cases}"
    with sheet(6.8, 1.1 + 0.45 * len(rows)) as figure:
        axes = only(figure)
        for place, row in enumerate(rows):
            colour, hatch = tone(base.knowledge.settings, row.disposition)
            axes.barh(place, row.share, height=0.66, color=colour, hatch=hatch, edgecolor=INK, lw=0.8)
            axes.plot([row.low, row.high], [place, place], color=INK, lw=1.4)
            axes.annotate(f"{row.n:,}  ({percent(row.share)})", (row.high, place), xytext=(6, 0),
                          textcoords="offset points", va="center", fontsize=9)  # fmt: skip
        axes.set_yticks(range(len(rows)), [known[row.disposition].title for row in rows])
        axes.invert_yaxis()
        axes.margins(x=0.2)
        axes.set_xlim(left=0)
        axes.xaxis.set_major_formatter(PercentFormatter(1.0))
        axes.set(xlabel=f"share of {base.basis.noun}, with its 95 % interval", title=title)
    told = "; ".join(f"{known[row.disposition].title}: {row.n} ({percent(row.share)})" for row in rows)
    return Picture(title, f"Bars, the worst first. {told}.", figure).under(base.basis.line)


def stacked(title: str, table: Any, settings: Settings, noun: str) -> Picture:
    """A bar for each group, its parts the dispositions, the worst at the left."""
    groups = list(dict.fromkeys(table["group"]))
    counts = table.groupby("group")["n"].sum()
    names = [f"{short(group)}\n(n = {int(counts[group]):,})" for group in groups]
    with sheet(8.4, 1.8 + 0.17 * sum(name.count("\n") + 1.7 for name in names)) as figure:
        axes = only(figure)
        for item in settings.dispositions:
            colour, hatch = tone(settings, item.id)
            mine = table[table["disposition"] == item.id].set_index("group")["share"].fillna(0.0)
            worse = [worse_than(table, group, item.id, settings) for group in groups]
            axes.barh(range(len(groups)), [mine[group] for group in groups], left=worse, height=0.68, color=colour,
                      hatch=hatch, edgecolor=INK, lw=0.7, label=item.title)  # fmt: skip
        axes.set_yticks(range(len(groups)), names, fontsize=8.5)
        axes.invert_yaxis()
        figure.suptitle(wrapped(title, 90), x=0.01, ha="left", fontsize=11)
        axes.set(xlim=(0, 1), xlabel=f"share of {noun}")
        axes.xaxis.set_major_formatter(PercentFormatter(1.0))
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=8.5)
    told = "; ".join(f"{group}: {most_frequent(table, group, settings)}" for group in groups)
    return Picture(title, f"Stacked bars of dispositions. Most frequent in {told}.", figure)


def short(group: str) -> str:
    """A name of a group, broken into lines, and cut where they are many."""
    lines = wrapped(group, LINE).split("\n")
    return "\n".join([*lines[: LINES - 1], f"{lines[LINES - 1]}…"] if len(lines) > LINES else lines)


def worse_than(table: Any, group: str, disposition: str, settings: Settings) -> float:
    """The share of a group that has a worse disposition."""
    own = table[table["group"] == group]
    return float(
        sum(
            row.share for row in own.itertuples() if settings.severity[row.disposition] < settings.severity[disposition]
        )
    )


def most_frequent(table: Any, group: str, settings: Settings) -> str:
    own = table[table["group"] == group]
    row = own.loc[own["n"].idxmax()]
    return f"{settings.disposition[row['disposition']].title} ({percent(float(row['share']))} of {int(own['n'].sum())})"


def tone(settings: Settings, disposition: str) -> tuple[str, str]:
    """The colour and hatching of a disposition."""
    wanted = settings.disposition[disposition].tone
    earlier = [item.id for item in settings.dispositions if item.tone == wanted].index(disposition)
    colour, hatch = TONES.get(wanted, TONES["plain"])
    return colour, hatch + AGAIN[min(earlier, len(AGAIN) - 1)]
