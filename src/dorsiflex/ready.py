"""Which assessor is ready for a knowledge base? Compiling the engines takes a moment, so it is done once for each."""

from __future__ import annotations

from collections import OrderedDict
from difflib import get_close_matches
from functools import cache
from threading import Lock

from dorsiflex.catalogue.load import load, rules_folder
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.pipeline import Assessor

KEPT = 8
_lock = Lock()
_ready: OrderedDict[str, Assessor] = OrderedDict()


@cache
def packaged() -> KnowledgeBase:
    """The knowledge base that comes with the package, read once in a process."""
    return load(rules_folder())


def assessor_for(knowledge: KnowledgeBase) -> Assessor:
    """The assessor of a knowledge base; the last few are kept, by digest."""
    with _lock:
        kept = _ready.get(knowledge.digest)
        # A copy that somebody changed in memory still carries the digest of its files.
        if kept is None or (kept.knowledge is not knowledge and kept.knowledge != knowledge):
            kept = _ready[knowledge.digest] = Assessor(knowledge)
        _ready.move_to_end(knowledge.digest)
        while len(_ready) > KEPT:
            _ready.popitem(last=False)
        return kept


def named(knowledge: KnowledgeBase, technique: str, side: str) -> None:
    """Refuse a technique or side that the knowledge does not have. Raises `BadInput`."""
    problems = []
    for given, known, what in ((technique, knowledge.techniques, "technique"), (side, knowledge.units, "side")):
        if given not in known:
            near = get_close_matches(given, known, n=1)
            mend = (
                f"Did you mean `{near[0]}`?" if near else "Known are " + ", ".join(f"`{name}`" for name in known) + "."
            )
            problems.append(Problem(what, f"`{given}`", f"The knowledge base has no such {what}.", mend))
    if problems:
        raise BadInput(problems)
