"""Which sets of cases are on the shelf of one program: those beside its rules, and those that were imported?"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from dorsiflex.apps.practice.case_sets import CaseSet, listed, sets_beside
from dorsiflex.store.practising import KeptSet, kept_sets
from dorsiflex.store.records import NotFound
from dorsiflex.store.store import Store

MOST_KEPT_READ = 32


def shelf(store: Store, rules: Path) -> tuple[CaseSet, ...]:
    """Every set, those beside the rules first."""
    return (*beside(rules), *(of_kept(kept) for kept in kept_sets(store)))


def set_of(identity: str, store: Store, rules: Path) -> CaseSet:
    """The set of an id. Raises `NotFound`."""
    found = next((each for each in shelf(store, rules) if each.id == identity), None)
    if found is None:
        raise NotFound("case set", identity)
    return found


@lru_cache(maxsize=4)
def beside(rules: Path) -> tuple[CaseSet, ...]:
    return sets_beside(rules)


@lru_cache(maxsize=MOST_KEPT_READ)
def of_kept(kept: KeptSet) -> CaseSet:
    return listed(kept.id, kept.title, kept.file_name, kept.content)
