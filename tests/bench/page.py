"""How do the results read? The page docs/benchmarks.md, and nothing in it that was not measured."""

from __future__ import annotations

from typing import Any

from tests.bench.results import REAL, goals

HEAD = """# Benchmarks

Written by `make bench`; measure again rather than edit. Made-up knowledge bases of the shape of `rules/` (two sides,
some 150 findings, half of the rules gates), made-up people with a quarter to half of the questions unanswered; then
`rules/` itself with the people of `cases/voices`. All ways take turns on the same cases. A ratio is the processor time
of a way over that of `json.loads` of the same intake, the median of the rounds; p99 is what one case in a hundred
exceeds. Milliseconds are on the clock, with all that the machine did meanwhile; the busy ones are on a processor.

With reasons: every rule concluded; for each that fires, the comparisons that settled it; for each that cannot tell,
what is missing. The whole answer adds the decision, the lists of the answer and the reasons of each suggestion.
"""


def page(found: dict[str, Any]) -> str:
    """The whole page."""
    return "\n".join([HEAD, *where(found), "## Goals", "", *goal_table(found), "", *tables(found), *whole(found)])


def where(found: dict[str, Any]) -> list[str]:
    machine = found["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    place = f"{machine['processor']}, {machine['cores']} cores, {machine['system']}"
    load = f"load at the start {machine['load_at_the_start']}"
    return [f"Measured {found['date']} on {place} ({load}); {versions}.", ""]


def goal_table(found: dict[str, Any]) -> list[str]:
    rows = [f"| {what} | {goal} | {got} | {'met' if met else '**not met**'} |" for what, goal, got, met in goals(found)]
    return ["| what | goal | found | |", "|---|---|---|---|", *rows]


def tables(found: dict[str, Any]) -> list[str]:
    """One table for each size."""
    lines = []
    for size, times in found["sizes"].items():
        title = f"`rules/`, {times['rules']} rules" if size == REAL else f"{size} rules"
        lines += [
            f"## {title}",
            "",
            "| way | ratio | p50 ms | p99 ms | p50 ms busy | p99 ms busy |",
            "|---|---|---|---|---|---|",
        ]
        for way, time in times.items():
            if way != "rules":
                numbers = (time[key] for key in ("ratio", "p50_ms", "p99_ms", "p50_busy_ms", "p99_busy_ms"))
                lines.append(f"| {way} | " + " | ".join(f"{number:g}" for number in numbers) + " |")
        lines.append("")
    return lines


def whole(found: dict[str, Any]) -> list[str]:
    """What concerns the whole process."""
    lines = []
    if "start" in found:
        start = found["start"]
        lines += [
            "## Cold start",
            "",
            f"`python -c pass` {start['bare_s']:.3f} s, `dorsiflex assess FILE` with its cache warm"
            f" {start['assess_s']:.3f} s: {start['more_s']:.3f} s more.",
            "",
        ]
    if "memory" in found:
        told = ", ".join(f"{used:g} MiB after {int(cases):,} cases" for cases, used in found["memory"].items())
        lines += [
            "## Memory",
            "",
            f"One process, whole assessments, {found['effort']['memory_rules']} rules: {told}.",
            "",
        ]
    return lines
