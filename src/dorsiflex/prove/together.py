"""How are many claims proved at once? Each by itself, in at most two processes, told as they are decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from multiprocessing import get_context

from dorsiflex.errors import EnginesDisagree
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.prove.verdict import Prover, Verdict

PROCESSES = 2
_here: list[KnowledgeBase] = []


def verdicts(knowledge: KnowledgeBase, claims: Sequence[str], processes: int = PROCESSES) -> Iterator[Verdict]:
    """The verdict on each claim, as soon as it is there."""
    processes = min(processes, len(claims))
    if processes < 2:
        prover = Prover(knowledge)
        yield from (prover.prove(knowledge.claims[claim]) for claim in claims)
        return
    # Started anew and not forked: a fork would share the solver's inside between processes.
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin, (knowledge,)) as pool:
        for done in as_completed([pool.submit(_prove, claim) for claim in claims]):
            verdict = done.result()
            if isinstance(verdict, tuple):
                raise EnginesDisagree(verdict)
            yield verdict


def _begin(knowledge: KnowledgeBase) -> None:
    _here.append(knowledge)


@cache
def _prover() -> Prover:
    return Prover(_here[0])


def _prove(claim: str) -> Verdict | tuple[str, ...]:
    """A verdict; or what the engines disagree in, which as an exception would not survive the way between processes."""
    try:
        return _prover().prove(_here[0].claims[claim])
    except EnginesDisagree as disagree:
        return disagree.differences
