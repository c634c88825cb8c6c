"""Which limit matters most? A bar for each, from one step down to one step up, the widest on top."""

from __future__ import annotations

from typing import Any

from matplotlib.patches import Patch

from dorsiflex.study.picture import INK, ORANGE, SKY, Picture, only, sheet, wrapped

MINUS = "\N{MINUS SIGN}"
ENDS = (("down", SKY, "///", "limit a step lower", -0.2), ("up", ORANGE, "", "limit a step higher", 0.2))


def tornado(title: str, table: Any, base: float, label: str) -> Picture:
    """The number at both ends of each limit, around the number as the rules stand; only limits that matter at all."""
    moving = table[(table["down_changed"] > 0) | (table["up_changed"] > 0)]
    rows = list(moving.itertuples(index=False))
    with sheet(9.0, 1.3 + 0.62 * max(len(rows), 1)) as figure:
        axes = only(figure)
        for place, row in enumerate(rows):
            for name, colour, hatch, _, aside in ENDS:
                bar(axes, place + aside, getattr(row, f"{name}_treatments_per_person"), base, colour, hatch)
        axes.axvline(base, color=INK, lw=1)
        names = [f"{wrapped(row.title, 52)}\n± {row.step:g} {row.unit}" for row in rows]
        axes.set_yticks(range(len(rows)), names, fontsize=8)
        axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
        axes.margins(x=0.2)
        figure.suptitle(wrapped(title, 100), x=0.01, ha="left", fontsize=11)
        axes.set(xlabel=label)
        handles = [
            Patch(facecolor=colour, hatch=hatch, edgecolor=INK, label=name) for _, colour, hatch, name, _ in ENDS
        ]
        axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=8.5)
    told = "; ".join(
        f"{row.title}: {row.down_treatments_per_person:.2f} when {row.step:g} lower, "
        f"{row.up_treatments_per_person:.2f} when {row.step:g} higher"
        for row in rows[:3]
    )
    idle = len(table) - len(rows)
    alt = f"Tornado plot around {base:.2f} {label}. {idle} of {len(table)} limits change nobody's answer."
    return Picture(title, f"{alt} The widest: {told}." if rows else alt, figure)


def bar(axes: Any, where: float, value: float, base: float, colour: str, hatch: str) -> None:
    """From the number as the rules stand to the number with the limit moved."""
    axes.barh(where, value - base, left=base, height=0.38, color=colour, hatch=hatch, edgecolor=INK, lw=0.7)
    right = value >= base
    axes.annotate(
        f"{value - base:+.2f}".replace("-", MINUS) if abs(value - base) >= 0.005 else "0",
        (value, where),
        xytext=(4 if right else -4, 0),
        textcoords="offset points",
        va="center",
        ha="left" if right else "right",
        fontsize=7.5,
    )
