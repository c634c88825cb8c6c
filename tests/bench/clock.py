"""How long does each way take, next to the others? They take turns on the same cases, so that noise falls on all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter_ns, thread_time_ns

Way = Callable[[int], object]  # it is given the number of a case


@dataclass(frozen=True)
class Timed:
    """How long one way took: milliseconds of a case, and how many times the first way's, in the same round.

    The `busy` ones count only time on a processor: what the machine did meanwhile for others is not in them.
    """

    p50_ms: float
    p99_ms: float
    p50_busy_ms: float
    p99_busy_ms: float
    ratio: float


def in_turn(ways: dict[str, Way], cases: int, rounds: int) -> dict[str, Timed]:
    """Each way on every case, so many times; the first way is the measure of the others."""
    for way in ways.values():
        for case in range(min(cases, 20)):
            way(case)
    walls: dict[str, list[list[int]]] = {name: [] for name in ways}
    busy: dict[str, list[list[int]]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            wall, on_processor = one_round(way, cases)
            walls[name].append(wall)
            busy[name].append(on_processor)
    first = [sum(round_) for round_ in busy[next(iter(ways))]]
    return {
        name: Timed(
            median(flat(walls[name])) / 1e6,
            percentile(flat(walls[name]), 99) / 1e6,
            median(flat(busy[name])) / 1e6,
            percentile(flat(busy[name]), 99) / 1e6,
            median(sum(round_) / base for round_, base in zip(busy[name], first, strict=True)),
        )
        for name in ways
    }


def flat(rounds: list[list[int]]) -> list[int]:
    """All rounds together."""
    return [took for round_ in rounds for took in round_]


def one_round(way: Way, cases: int) -> tuple[list[int], list[int]]:
    """Nanoseconds for each case: on the clock, and on a processor."""
    wall, busy = [], []
    for case in range(cases):
        on_processor = thread_time_ns()
        start = perf_counter_ns()
        way(case)
        wall.append(perf_counter_ns() - start)
        busy.append(thread_time_ns() - on_processor)
    return wall, busy


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many percent do not exceed."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]
