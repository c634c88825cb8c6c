"""What do many completions of a case answer, laid out as columns? Those that lie around one open question, above all.

A question decides something only together with the others that the same statements hang on. Where these have few
answers every combination is laid out; where they have many, every single and every two other answers, and some at
random (but always the same). Each combination stands once with each answer to the question itself, side by side.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations_with_replacement
from math import isqrt, prod
from random import Random

from dorsiflex.explain.answers import PossibleAnswers
from dorsiflex.explain.library import Completion, Library, Pair, as_attributes, chosen
from dorsiflex.explain.turning import Turner
from dorsiflex.infer.bit_columns import union
from dorsiflex.language.program import Program
from dorsiflex.language.rails import Scalar
from dorsiflex.language.vocabulary import Kind

ALL_COMBINATIONS = 512  # up to so many, all are tried
COLUMNS = 400  # so many pairs of other answers are tried, times the answers to the question itself
SHARES = (0.05, 0.1, 0.2, 0.3, 0.5)
SCATTERED = 160
CONTEXTS = 4
Masks = dict[str, dict[Scalar, int]]
Beside = list[frozenset[str]]


@dataclass
class Probes:
    """Lays out completions for the cases of one program."""

    program: Program
    values: PossibleAnswers
    solver: Turner
    benign: Completion
    _parents: dict[str, Completion] = field(default_factory=dict)
    _answers: dict[str, tuple[Completion, ...]] = field(default_factory=dict)

    def single_moves(self, open_: Collection[str], base: Completion) -> list[Completion]:
        """No move, and every other answer to each open question, with the parents that let it arise."""
        start = {**self.benign, **base}
        return [{}, *({**self.parents(stem), **own} for stem in open_ for own in self.other_answers(stem, start))]

    def other_answers(self, stem: str, start: Completion) -> Iterator[Completion]:
        return (own for own in self.answers(stem) if any(start[key] != value for key, value in own.items()))

    def answers(self, stem: str) -> tuple[Completion, ...]:
        """Each answer to a question, as attributes."""
        if stem not in self._answers:
            finding = self.program.findings[stem]
            self._answers[stem] = tuple(as_attributes(finding, stem, answer) for answer in self.values.answers(stem))
        return self._answers[stem]

    def parents(self, stem: str) -> Completion:
        """Answers to its parents that let a question arise."""
        if stem not in self._parents:
            self.solver.start()
            relevant = next(iter(self.solver.relevant(stem, {})), {})
            self._parents[stem] = chosen(self.program, relevant, self.benign)
        return self._parents[stem]

    def moved(self, base: Completion, moves: list[Completion]) -> Library:
        """One column for each move."""
        places: Masks = {}
        for place, move in enumerate(moves):
            put(places, move, 1 << place)
        return self.laid_out(base, places, len(moves), {})

    def around(self, beside: Mapping[str, Beside], base: Completion) -> Library:
        """For each question the combinations of answers to those beside it, each with every answer to itself."""
        start = {**self.benign, **base}
        places: Masks = {}
        firsts: dict[str, int] = {}
        count = 0
        for stem, others in ((stem, others) for stem, several in beside.items() for others in several):
            own = self.answers(stem)
            combinations, moves = self.combined(stem, sorted(others), len(own), start)
            every = (1 << combinations * len(own)) - 1
            digit = every // ((1 << len(own)) - 1)  # the first column of each combination
            here: Masks = {}
            for move, mask in moves:
                put(here, move, mask)
            for place, answer in enumerate(own):
                put(here, answer, digit << place)
            for key, there in here.items():
                kept = places.setdefault(key, {})
                for value, mask in there.items():
                    kept[value] = kept.get(value, 0) | mask << count
            firsts[stem] = firsts.get(stem, 0) | (every ^ digit << len(own) - 1) << count
            count += combinations * len(own)
        return self.laid_out(base, places, count, firsts)

    def beyond(self, pairs: list[Pair], moves: list[Completion], base: Completion) -> Library:
        """Each pair with each move beside it, pair by pair; what the pair itself says stands."""
        places: Masks = {}
        for place, move in enumerate(moves):
            put(places, move, 0b11 << 2 * place)
        width = 2 * len(moves)
        tile = sum(1 << width * number for number in range(len(pairs)))
        places = {key: {value: mask * tile for value, mask in there.items()} for key, there in places.items()}
        firsts: dict[str, int] = {}
        for number, pair in enumerate(pairs):
            block = ((1 << width) - 1) << width * number
            first = (((1 << width) - 1) // 0b11) << width * number
            firsts[pair.stem] = firsts.get(pair.stem, 0) | first
            put(places, pair.common, block)
            put(places, pair.yes, first)
            put(places, pair.no, first << 1)
        return self.laid_out(base, places, width * len(pairs), firsts)

    def combined(
        self, stem: str, others: list[str], width: int, start: Completion
    ) -> tuple[int, list[tuple[Completion, int]]]:
        """How many combinations there are, and the columns of each answer in them, each column `width` times."""
        sizes = [len(self.answers(other)) for other in others]
        combinations = prod(sizes)
        if combinations <= ALL_COMBINATIONS:
            return combinations, [
                (answer, mask)
                for other, masks in zip(others, every_combination(tuple(sizes), width), strict=True)
                for answer, mask in zip(self.answers(other), masks, strict=True)
            ]
        moves = [(other, own) for other in others for own in self.other_answers(other, start)]
        Random(stem).shuffle(moves)
        masks, pairs = two_and_some(len(moves), width)
        # Three times: with the parents that let the answers arise; where they arise by each other or not at all; and
        # where all that is measured is at its most, for there a pattern of several signs hangs on one of them.
        third = pairs * width
        told = [(self.parents(stem), (1 << third) - 1)]
        told += [
            (self.answers(other)[-1], ((1 << third) - 1) << 2 * third) for other in others if self.is_number(other)
        ]
        for (other, own), mask in zip(moves, masks, strict=True):
            told += [(self.parents(other), mask), (own, mask | mask << third | mask << 2 * third)]
        return 3 * pairs, told

    def is_number(self, stem: str) -> bool:
        return self.program.findings[stem].kind is Kind.NUMBER

    def laid_out(self, base: Completion, places: Masks, count: int, firsts: dict[str, int]) -> Library:
        """What is moved where it is, and the base everywhere else."""
        every = (1 << count) - 1
        values: Masks = {key: {value: every} for key, value in self.benign.items()}
        values.update((key, {value: every}) for key, value in base.items())
        for key, there in places.items():
            (usual,) = values[key]
            kept = every & ~union(there.values())
            values[key] = {**there, usual: there.get(usual, 0) | kept}
        return Library(self.program, self.benign, count, values, firsts)


@lru_cache(maxsize=1024)
def every_combination(sizes: tuple[int, ...], width: int) -> tuple[tuple[int, ...], ...]:
    """For each digit of a number written to these bases, the columns where it has each of its values."""
    total, run = prod(sizes) * width, width
    found = []
    for size in sizes:
        ones = (1 << run) - 1
        starts = ((1 << total) - 1) // ((1 << run * size) - 1)
        found.append(tuple((starts * ones) << run * value for value in range(size)))
        run *= size
    return tuple(found)


@lru_cache(maxsize=256)
def two_and_some(count: int, width: int) -> tuple[tuple[int, ...], int]:
    """The columns of each of `count` things: every one alone and with every other, then some together; and how many.

    Some are drawn at random, but always alike. Of many things only the first are paired.
    """
    column = (1 << width) - 1
    masks = [0] * count
    pairs = list(combinations_with_replacement(range(min(count, isqrt(2 * COLUMNS // width))), 2))
    for place, pair in enumerate(pairs):
        for thing in pair:
            masks[thing] |= column << place * width
    draw = Random(count)
    for place in range(SCATTERED):
        for thing in range(count):
            if draw.random() < SHARES[place % len(SHARES)]:
                masks[thing] |= column << (len(pairs) + place) * width
    return tuple(masks), len(pairs) + SCATTERED


def apart(sets: Collection[frozenset[str]]) -> Beside:
    """The largest of some sets, without those inside another; the smaller ones of many together."""
    largest: Beside = []
    for some in sorted(sets, key=lambda some: (-len(some), sorted(some))):
        if not any(some <= larger for larger in largest):
            largest.append(some)
    rest = frozenset().union(*largest[CONTEXTS:])
    return [*largest[:CONTEXTS], *([rest] if rest else [])]


def put(places: Masks, own: Completion, mask: int) -> None:
    """Let attributes have these values in some columns."""
    for key, value in own.items():
        there = places.setdefault(key, {})
        for other in there:
            if other != value:
                there[other] &= ~mask
        there[value] = there.get(value, 0) | mask


def counted(masks: Iterable[int]) -> list[int]:
    """In how many masks each column lies: one binary digit of all columns each, the lowest first."""
    digits: list[int] = []
    for mask in masks:
        for place, digit in enumerate(digits):
            digits[place], mask = digit ^ mask, digit & mask
        if mask:
            digits.append(mask)
    return digits


def fewest(digits: list[int], columns: int) -> tuple[int, int]:
    """The first of some columns with the lowest count, and the count."""
    left, total = columns, 0
    for place in reversed(range(len(digits))):
        less = left & ~digits[place]
        left, total = (less, total) if less else (left, total + (1 << place))
    return (left & -left).bit_length() - 1, total
