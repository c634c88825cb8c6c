"""Which word was probably meant?"""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches

MISSPELT, ALIKE = 0.8, 0.6
NAMED = 3


def did_you_mean(word: str, words: Collection[str]) -> str:
    """A sentence that names the nearest word, those that it is a part of, or all of them where they are few."""
    known = sorted(words)
    near = get_close_matches(word, known, n=1, cutoff=MISSPELT) or holding(word, known)
    if near := near or get_close_matches(word, known, n=1, cutoff=ALIKE):
        return f"Did you mean {' or '.join(f'`{one}`' for one in near)}?"
    if words and len(words) <= 12:
        return f"Known here: {', '.join(f'`{one}`' for one in known)}."
    return "Check the spelling."


def holding(word: str, known: Collection[str]) -> list[str]:
    """The few words that have each part of this one: a long name is often typed by its beginning."""
    parts = parts_of(word)
    found = [one for one in known if parts and parts <= parts_of(one)]
    return found if len(found) <= NAMED else []


def parts_of(word: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", word.lower()))
