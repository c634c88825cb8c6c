"""Which limit matters most? A bar for each, from one step down to one step up, the widest on top."""

from __future__ import annotations

from typing import Any

from matplotlib.ticker import PercentFormatter

from dorsiflex.study.picture import INK, ORANGE, SKY, Picture, only, percent, sheet, wrapped

ENDS = (("down", SKY, "///", "limit a step lower"), ("up", ORANGE, "", "limit a step higher"))


def tornado(title: str, table: Any, base: float, label: str) -> Picture:
    """The share at both ends of each limit, around the share as the rules stand."""
    rows = list(table.itertuples(index=False))
    with sheet(7.6, 1.7 + 0.5 * max(len(rows), 1)) as figure:
        axes = only(figure)
        for place, row in enumerate(rows):
            for name, colour, hatch, _ in ENDS:
                share = getattr(row, f"{name}_share_offered")
                where = place + (0.2 if name == "up" else -0.2)
                axes.barh(where, share - base, left=base, height=0.38, color=colour, hatch=hatch, edgecolor=INK, lw=0.7)
                axes.annotate(percent_point(share - base), (share, where), xytext=(4 if share >= base else -4, 0),
                              textcoords="offset points", va="center", ha="left" if share >= base else "right",
                              fontsize=7.5)  # fmt: skip
        axes.axvline(base, color=INK, lw=1)
        names = [f"{wrapped(row.limit.replace('_', ' '), 34)}\n± {row.step:g}" for row in rows]
        axes.set_yticks(range(len(rows)), names, fontsize=8)
        axes.invert_yaxis()
        axes.margins(x=0.16)
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=1))
        axes.set(xlabel=label, title=title)
        for _, colour, hatch, name in ENDS:
            axes.bar(base, 0, color=colour, hatch=hatch, edgecolor=INK, lw=0.7, label=name)
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2, fontsize=8.5)
    told = "; ".join(
        f"{row.limit}: {percent(row.down_share_offered)} lower by {row.step:g}, {percent(row.up_share_offered)} higher"
        for row in rows[:3]
    )
    alt = f"Tornado plot of {len(rows)} limits around {percent(base)}, {label}."
    return Picture(title, f"{alt} The widest are: {told}." if rows else alt, figure)


def percent_point(difference: float) -> str:
    """A difference of shares."""
    return f"{100 * difference:+.1f}" if abs(difference) >= 0.0005 else "0"
