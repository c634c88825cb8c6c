"""The rules and cases of the repository, read once for all tests of this folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dorsiflex.catalogue.load import load
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Rule, Technique

ROOT = Path(__file__).parents[2]


@cache
def ankle() -> KnowledgeBase:
    return load(ROOT / "rules")


def records() -> list[Rule | Technique]:
    """Whatever carries evidence and dissent."""
    return [*ankle().rules.values(), *ankle().techniques.values()]
