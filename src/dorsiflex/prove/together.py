"""How is much proved at once? Piece by piece, in at most two processes, told as each piece is decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import TypeVar

from dorsiflex.errors import EnginesDisagree
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.prove.health import Health, Remark
from dorsiflex.prove.verdict import Prover, Verdict

PROCESSES = 2
Told = TypeVar("Told")
# In a process of its own: who tells of one piece, made once.
_teller: list[Callable[[str], object]] = []


def verdicts(knowledge: KnowledgeBase, claims: Sequence[str], processes: int = PROCESSES) -> Iterator[Verdict]:
    """The verdict on each claim, as soon as it is there. Raises `EnginesDisagree`."""
    for verdict in spread(_prover, knowledge, claims, processes):
        if isinstance(verdict, tuple):
            raise EnginesDisagree(verdict)
        yield verdict


def remarks(knowledge: KnowledgeBase, parts: Sequence[str], processes: int = PROCESSES) -> Iterator[list[Remark]]:
    """What is remarked of each part, as soon as it is there."""
    return spread(_examiner, knowledge, parts, processes)


def spread(
    make: Callable[[KnowledgeBase], Callable[[str], Told]],
    knowledge: KnowledgeBase,
    pieces: Sequence[str],
    processes: int,
) -> Iterator[Told]:
    """What is told of each piece by what `make` makes of the knowledge."""
    processes = min(processes, len(pieces))
    if processes < 2:
        tell = make(knowledge)
        yield from (tell(piece) for piece in pieces)
        return
    # Started anew and not forked: a fork would share the solver's inside between processes.
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin, (make, knowledge)) as pool:
        jobs = [pool.submit(_tell, piece) for piece in pieces]
        for done in as_completed(jobs):
            told: Told = done.result()  # type: ignore[assignment]  # what `make` tells, through another process
            yield told


def _begin(make: Callable[[KnowledgeBase], Callable[[str], object]], knowledge: KnowledgeBase) -> None:
    _teller.append(make(knowledge))


def _tell(piece: str) -> object:
    return _teller[0](piece)


def _examiner(knowledge: KnowledgeBase) -> Callable[[str], list[Remark]]:
    return Health(knowledge).remarks


def _prover(knowledge: KnowledgeBase) -> Callable[[str], Verdict | tuple[str, ...]]:
    """A verdict; or what the engines disagree in, which as an exception would not survive the way between processes."""
    prover = Prover(knowledge)

    def prove(claim: str) -> Verdict | tuple[str, ...]:
        try:
            return prover.prove(knowledge.claims[claim])
        except EnginesDisagree as disagree:
            return disagree.differences

    return prove
