"""Which of some texts are like another? As `difflib` measures it, of those alone that share enough pairs of letters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache

# Texts that share fewer of their pairs of letters are not compared at all.
SAME_PAIRS = 0.25


class Alike:
    """Texts that others are compared with, each text once."""

    def __init__(self, texts: Iterable[str], least: float, pairs: float) -> None:
        self.least, self.pairs = least, pairs
        self.sizes: dict[str, int] = {}
        self.having: dict[str, list[str]] = defaultdict(list)
        for text in dict.fromkeys(texts):
            made = pairs_of(text)
            self.sizes[text] = len(made)
            for pair in made:
                self.having[pair].append(text)
        self.near = cache(self.found)

    def found(self, text: str) -> dict[str, float]:
        """How like each of them is, of those that are like enough."""
        mine = pairs_of(text)
        shared = Counter(other for pair in mine for other in self.having.get(pair, ()))
        told = {}
        matcher = SequenceMatcher(None, "", "")
        matcher.set_seq2(text)
        for other, count in shared.items():
            if 2 * count >= self.pairs * (len(mine) + self.sizes[other]):
                matcher.set_seq1(other)
                if matcher.real_quick_ratio() >= self.least and (ratio := matcher.ratio()) >= self.least:
                    told[other] = ratio
        return told


def pairs_of(text: str) -> set[str]:
    """The neighbouring letters of a text, its ends among them."""
    framed = f"^{text}$"
    return {framed[place : place + 2] for place in range(len(framed) - 1)}
