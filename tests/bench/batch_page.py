"""How do the results of whole tables read? The page docs/benchmarks-batch.md; nothing in it that was not measured."""

from __future__ import annotations

from statistics import median
from typing import Any

from tests.bench import batch_ways as ways

HEAD = """# Benchmarks of whole tables

Written by `make bench-batch`; measure again rather than edit. Made-up people, a quarter to half of the questions
unanswered, for the rules of `rules/` (their two sides, every finding a column); answers as wide rows, without ask lists
unless said. All ways take turns. A ratio is the median, over the rounds, of a way's time to DuckDB's in the same round,
for as many rows; seconds are medians on the clock, on a machine that may do other things meanwhile. *Read* is DuckDB
over every column of the same Parquet, *copy* is DuckDB from that Parquet to another.

From Parquet to Parquet more columns go out than come in. Its floor is told too: to bring every column into memory, and
to write the columns of the answers (by ours, which packs the codes of few words itself, and by Polars), with nothing
else. What remains of the way is to judge every cell, the rules, and to start.
"""
MADE, MADE_MORE = "made-up rules, as many", f"made-up rules, {ways.RULES_MORE}"


def page(found: dict[str, Any]) -> str:
    """The whole page."""
    return "\n".join([HEAD, *where(found), "## Goals", "", *goals(found), "", *table(found), *more(found)])


def where(found: dict[str, Any]) -> list[str]:
    machine = found["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    place = f"{machine['processor']}, {machine['cores']} cores, {machine['system']}"
    size = f"{found['rows']:,} rows, {found['bytes'] / 2**20:.0f} MiB of Parquet, {found['rules']} rules"
    load = f"load at the start {machine['load_at_the_start']}"
    return [f"Measured {found['date']} on {place} ({load}); {versions}. {size}; {found['rounds']} rounds.", ""]


def ratio(found: dict[str, Any], way: str, to: str, kind: str = "clock") -> float:
    """The median over the rounds, for as many rows."""
    seconds = found["seconds"]
    pairs = zip(seconds[way][kind], seconds[to][kind], strict=True)
    return median(one / other for one, other in pairs) * rows_of(found, to) / rows_of(found, way)


def rows_of(found: dict[str, Any], way: str) -> int:
    rows: int = found["few_rows"] if way == ways.BATCH_ASK else found["rows"]
    fifth = (ways.READ_CSV, ways.BATCH_CSV, ways.RULES, ways.ANSWERS, MADE, MADE_MORE)
    fifth += (ways.WRITE_ALONE, ways.WRITE_POLARS)
    return found["csv_rows"] if way in fifth else rows


def goals(found: dict[str, Any]) -> list[str]:
    """Each goal with what was found."""
    wanted = [
        ("the rules of both sides, in memory", ways.RULES, ways.READ, 0.25),
        ("ten times as many rules, made up, in memory", MADE_MORE, ways.READ, 2.5),
        ("Parquet to answers in Parquet", ways.BATCH, ways.READ, 1.0),
        ("the same, to a copy", ways.BATCH, ways.COPY, 0.25),
        ("CSV to answers in Parquet, to DuckDB's reading of the CSV", ways.BATCH_CSV, ways.READ_CSV, 1.3),
    ]
    lines = ["| what | goal | found | on processors | |", "|---|---|---|---|---|"]
    for what, way, to, goal in wanted:
        clock, busy = (ratio(found, way, to, kind) for kind in ("clock", "busy"))
        met = "met" if clock <= goal else "**not met**"
        lines.append(f"| {what} | ≤ {goal} | {clock:.2f} | {busy:.2f} | {met} |")
    if large := [one for one in found["growth"] if one["rows"] >= 10_000_000]:
        gib = large[0]["mib"] / 1024
        met = "met" if gib < 4 else "**not met**"
        lines.append(f"| most memory for {large[0]['rows']:,} rows | < 4 GiB | {gib:.2f} GiB | | {met} |")
    return lines


def table(found: dict[str, Any]) -> list[str]:
    """Every way."""
    lines = [
        "## Every way",
        "",
        "| way | rows | seconds | rows a second | reads | copies |",
        "|---|---|---|---|---|---|",
    ]
    for way, times in found["seconds"].items():
        rows, seconds = rows_of(found, way), median(times["clock"])
        reads, copies = (ratio(found, way, to) for to in (ways.READ, ways.COPY))
        lines.append(f"| {way} | {rows:,} | {seconds:.2f} | {rows / seconds:,.0f} | {reads:.2f} | {copies:.2f} |")
    return [*lines, ""]


def more(found: dict[str, Any]) -> list[str]:
    """How time and memory grow."""
    lines = ["## Growth", "", "Each table in a process of its own; loading the rules is in its seconds.", ""]
    lines += ["| rows | seconds | most memory, MiB |", "|---|---|---|"]
    lines += [f"| {one['rows']:,} | {one['seconds']:.1f} | {one['mib']:,.0f} |" for one in found["growth"]]
    times = ratio(found, MADE_MORE, MADE)
    lines += ["", f"Ten times the made-up rules take {times:.1f} times as long.", ""]
    return [*lines, "![Seconds and memory by rows; seconds by rules](benchmarks-batch.svg)", ""]
