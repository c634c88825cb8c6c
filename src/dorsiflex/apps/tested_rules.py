"""May these rules answer? Those of a folder that was named, only where every rule does what its examples say.

The packaged rules are tested before they are packaged. Rules of somebody's own are tested here, once for each version
of them: that they held is noted beside what was compiled of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import dorsiflex
from dorsiflex.catalogue import cache
from dorsiflex.errors import FaultyKnowledge
from dorsiflex.language.knowledge import KnowledgeBase


@dataclass(frozen=True)
class ExamplesHeld:
    """What is noted."""


def tested(folder: Path | None) -> KnowledgeBase:
    """The rules to answer by. Raises FaultyKnowledge, with every example that does not hold."""
    knowledge = dorsiflex.load(folder)
    if folder is None or cache.remembered(knowledge.digest, ExamplesHeld) is not None:
        return knowledge
    from dorsiflex.examples import run_examples

    if problems := run_examples(knowledge):
        raise FaultyKnowledge(problems)
    cache.remember(knowledge.digest, ExamplesHeld())
    return knowledge
