"""Which patterns are met together? A column of dots for each combination, with a bar of how often it is met."""

from __future__ import annotations

from collections import Counter
from typing import Any

import polars as pl

from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.study.answered import Answered, answered
from dorsiflex.study.basis import count
from dorsiflex.study.picture import BLUE, INK, Picture, sheet, wrapped

PATTERNS, COMBINATIONS = 8, 14


def patterns(frame: Any, names: list[str] | None = None, *, knowledge: KnowledgeBase | None = None) -> Picture:
    """Combinations of patterns on the assessed sides; without names, of those met most often. Raises `BadInput`."""
    base = answered(frame, knowledge)
    sides = met(base)
    often = Counter(name for side in sides for name in side)
    shown = names or [name for name, _ in sorted(often.items(), key=lambda item: (-item[1], item[0]))[:PATTERNS]]
    combined = Counter(tuple(name for name in shown if name in side) for side in sides)
    ranked = sorted(combined.items(), key=lambda item: (-item[1], len(item[0]), item[0]))
    drawn, rest = ranked[:COMBINATIONS], ranked[COMBINATIONS:]
    noun = base.knowledge.settings.side_noun if base.knowledge.settings.sides else base.knowledge.settings.person_noun
    title = f"Patterns met together, {count(len(sides), f'assessed {noun}s')}"
    titles = {name: base.knowledge.patterns[name].title for name in shown}
    figure = draw(title, shown, titles, drawn, often, f"{noun}s with exactly these")
    listed = "; ".join(f"({place}) {titles[name]}" for place, name in enumerate(shown, 1))
    told = "; ".join(f"{numbers_of(names, shown)}: {often}" for names, often in drawn[:5])
    alt = f"UpSet plot of {len(shown)} patterns: {listed}. {noun.capitalize()}s with exactly these, most first: {told}."
    if rest:
        others = count(sum(often for _, often in rest), f"{noun}s")
        alt += f" {count(len(rest), 'rarer combinations')}, met in {others} together, not drawn."
    return Picture(title, alt, figure).under(base.basis.line)


def numbers_of(names: tuple[str, ...], shown: list[str]) -> str:
    """The patterns of a combination, as they are numbered in the words of the picture."""
    return " ".join(f"({shown.index(name) + 1})" for name in names) or "none of them"


def met(base: Answered) -> list[frozenset[str]]:
    """The patterns that hold on each assessed side."""
    found: list[frozenset[str]] = []
    for unit in base.knowledge.units:
        columns = {
            name: f"{prefix}pattern_{name.replace('-', '_')}"
            for name in base.knowledge.patterns
            for prefix in (f"{unit}_", "")
            if f"{prefix}pattern_{name.replace('-', '_')}" in base.answers.columns
        }
        own = base.answers.filter(pl.col(f"{unit}_assessed")).select(
            (pl.col(column).cast(pl.String) == "true").alias(name) for name, column in columns.items()
        )
        found += [frozenset(name for name, yes in row.items() if yes) for row in own.iter_rows(named=True)]
    return found


def draw(title: str, shown: list[str], titles: dict[str, str], drawn: Any, often: Counter[str], label: str) -> Any:
    """Bars above, dots below, and how often each pattern is met at the left."""
    height = 0.44 * max(len(shown), 1)
    with sheet(10.0, 2.8 + height) as figure:
        figure.suptitle(title, x=0.01, ha="left", fontsize=11)
        plots = figure.subplots(2, 2, width_ratios=(1.0, 2.6), height_ratios=(2.0, height))
        (corner, bars), (sizes, dots) = plots
        corner.axis("off")
        places = range(len(drawn))
        bars.bar(places, [met_here for _, met_here in drawn], width=0.62, color=BLUE, edgecolor=INK, lw=0.7)
        for place, (_, met_here) in enumerate(drawn):
            bars.annotate(
                f"{met_here:,}", (place, met_here), xytext=(0, 2), textcoords="offset points", ha="center", fontsize=8
            )
        bars.set(ylabel=label, xlim=(-0.6, max(len(drawn), 1) - 0.4))
        bars.margins(y=0.12)
        bars.tick_params(axis="x", length=0, labelbottom=False)
        lattice(dots, shown, drawn)
        sizes.barh(
            range(len(shown)), [often[name] for name in shown], height=0.5, color="#BBBBBB", edgecolor=INK, lw=0.7
        )
        sizes.invert_xaxis()
        sizes.set(xlabel="met in all", ylim=(max(len(shown), 1) - 0.5, -0.5))
        sizes.set_yticks(range(len(shown)), [wrapped(titles[name], 52) for name in shown], fontsize=7.5)
        sizes.spines["left"].set_visible(False)
        sizes.spines["right"].set_visible(True)
        sizes.tick_params(axis="y", length=0)
    return figure


def lattice(axes: Any, shown: list[str], drawn: Any) -> None:
    """A filled dot for each pattern of a combination, joined by a line."""
    for row in range(0, len(shown), 2):
        axes.axhspan(row - 0.5, row + 0.5, color="#F4F4F4", zorder=0, lw=0)
    for place, (names, _) in enumerate(drawn):
        rows = [row for row, name in enumerate(shown) if name in names]
        axes.scatter(
            [place] * len(shown), range(len(shown)), s=38, facecolor="white", edgecolor="#BBBBBB", lw=0.8, zorder=1
        )
        axes.scatter([place] * len(rows), rows, s=44, color=INK, zorder=3)
        if rows:
            axes.plot([place, place], [rows[0], rows[-1]], color=INK, lw=1.6, zorder=2)
    axes.tick_params(axis="both", length=0, labelbottom=False, labelleft=False)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set(xlim=(-0.6, max(len(drawn), 1) - 0.4), ylim=(max(len(shown), 1) - 0.5, -0.5))
