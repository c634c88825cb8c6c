"""What are the answers to open questions narrowed to, while one looks for a witness?"""

from __future__ import annotations

from dorsiflex.language.facts import NO_CHOICE
from dorsiflex.language.program import Program
from dorsiflex.language.vocabulary import Kind

Restriction = bool | frozenset[str] | tuple[int, int]
Store = dict[str, Restriction]


def narrow(store: Store, attribute: str, to: Restriction) -> Store | None:
    """The store with one attribute narrowed further; None where nothing is left."""
    now = store.get(attribute)
    if now is None:
        both: Restriction = to
    elif isinstance(to, tuple) and isinstance(now, tuple):
        both = (max(now[0], to[0]), min(now[1], to[1]))
    elif isinstance(to, frozenset) and isinstance(now, frozenset):
        both = now & to
    elif now is to:
        return store
    else:
        return None
    empty = both[0] > both[1] if isinstance(both, tuple) else both == frozenset()
    return None if empty else {**store, attribute: both}


def compares(value: int, op: str, limit: int) -> bool:
    """One comparison of whole numbers."""
    match op:
        case "<":
            return value < limit
        case "<=":
            return value <= limit
        case ">":
            return value > limit
        case _:
            return value >= limit


def choose(program: Program, stem: str, restriction: Restriction, preferred: object) -> bool | int | str:
    """A value within a restriction, the preferred one where it fits."""
    if isinstance(restriction, bool):
        return restriction
    if isinstance(restriction, frozenset):
        real = sorted(restriction - {NO_CHOICE})
        if preferred in restriction or not real:
            return preferred if isinstance(preferred, str) else NO_CHOICE
        return real[0]
    if isinstance(preferred, int) and restriction[0] <= preferred <= restriction[1]:
        return preferred
    kind = program.findings[stem].kind
    assert kind is Kind.NUMBER
    return restriction[0] if isinstance(preferred, int) and preferred < restriction[0] else restriction[1]
