"""Which word was probably meant?"""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches


def did_you_mean(word: str, words: Collection[str]) -> str:
    """A sentence that names the nearest word, or all of them where they are few."""
    if near := get_close_matches(word, sorted(words), n=1, cutoff=0.6):
        return f"Did you mean `{near[0]}`?"
    if words and len(words) <= 12:
        return f"Known here: {', '.join(f'`{known}`' for known in sorted(words))}."
    return "Check the spelling."
