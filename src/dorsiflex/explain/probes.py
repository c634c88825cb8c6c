"""What do many completions of a case answer, each open question answered in each of its ways? One bit a completion.

*Bases* are completions: one to start from, each that differs from it by one answer, and some that differ at random (but
always alike). For every question that is looked at, all bases stand once with each of its answers, block beside block.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from random import Random

from dorsiflex.explain.answers import PossibleAnswers
from dorsiflex.explain.library import Completion, Library, as_attributes, chosen
from dorsiflex.explain.turning import Turner
from dorsiflex.infer.bit_columns import union
from dorsiflex.language.program import Program
from dorsiflex.language.rails import Scalar

SCATTERED_SHARES = (0.03, 0.1, 0.2, 0.4, 0.6) * 32
Masks = dict[str, dict[Scalar, int]]


@dataclass(frozen=True)
class Blocks:
    """Completions in blocks: `firsts` has, for a stem, the columns that stand `stride` before another answer to it."""

    library: Library
    stride: int
    firsts: dict[str, int]


@dataclass
class Probes:
    """Lays out completions for the cases of one program."""

    program: Program
    values: PossibleAnswers
    solver: Turner
    benign: Completion
    _scattered: dict[str, tuple[tuple[Completion, int], ...]] = field(default_factory=dict)
    _parents: dict[str, Completion] = field(default_factory=dict)

    def single_moves(self, open_: Collection[str], base: Completion) -> list[Completion]:
        """No move, and every other answer to each open question, with the parents that let it arise."""
        start = {**self.benign, **base}
        moves: list[Completion] = [{}]
        for stem in open_:
            for answer in self.values.answers(stem):
                own = as_attributes(self.program.findings[stem], stem, answer)
                if any(start[key] != value for key, value in own.items()):
                    moves.append({**self.parents(stem), **own})
        return moves

    def parents(self, stem: str) -> Completion:
        """Answers to its parents that let a question arise."""
        if stem not in self._parents:
            self.solver.start()
            relevant = next(iter(self.solver.relevant(stem, {})), {})
            self._parents[stem] = chosen(self.program, relevant, self.benign)
        return self._parents[stem]

    def moved(self, base: Completion, moves: list[Completion]) -> Library:
        """One column for each move."""
        every = (1 << len(moves)) - 1
        places: Masks = {}
        for place, move in enumerate(moves):
            for key, value in move.items():
                there = places.setdefault(key, {})
                there[value] = there.get(value, 0) | 1 << place
        return self.laid_out({**self.benign, **base}, places, every, len(moves))

    def laid_out(self, start: Completion, places: Masks, every: int, count: int) -> Library:
        values = {key: {value: every} for key, value in start.items()}
        for key, there in places.items():
            kept = every & ~union(there.values())
            values[key] = {**there, start[key]: there.get(start[key], 0) | kept}
        return Library(self.program, self.benign, count, values, {})

    def blocks(self, missing: list[str], open_: Collection[str], base: Completion) -> Blocks:
        """For each missing question all bases, once with each of its answers."""
        moves = self.single_moves(open_, base)
        bases = self.moved(base, moves + [{}] * len(SCATTERED_SHARES))
        for stem in open_:
            for own, mask in self.scattered(stem):
                put(bases.values, own, mask << len(moves))
        stride = bases.count
        answers = {stem: self.values.answers(stem) for stem in missing}
        count = sum(map(len, answers.values()))
        every = (1 << stride * count) - 1
        tile = sum(1 << stride * block for block in range(count))
        values = {
            # What stands in all bases stands in all blocks; multiplying it out would cost as much as all the rest.
            key: {value: mask * tile for value, mask in there.items()}
            if len(there) > 1
            else dict.fromkeys(there, every)
            for key, there in bases.values.items()
        }
        firsts, place, start = {}, 0, {**self.benign, **base}
        for stem, given in answers.items():
            span = ((1 << stride * len(given)) - 1) << stride * place
            for key, value in self.parents(stem).items():
                put(values, {key: value}, span & values[key].get(start[key], 0))
            for block, answer in enumerate(given, place):
                own = as_attributes(self.program.findings[stem], stem, answer)
                put(values, own, ((1 << stride) - 1) << stride * block)
            firsts[stem] = span >> stride & span
            place += len(given)
        return Blocks(Library(self.program, self.benign, stride * count, values, {}), stride, firsts)

    def scattered(self, stem: str) -> tuple[tuple[Completion, int], ...]:
        """Answers to one question at random places, always the same."""
        if stem not in self._scattered:
            draw = Random(stem)
            places: dict[int, int] = {}
            answers = self.values.answers(stem)
            for place, share in enumerate(SCATTERED_SHARES):
                if draw.random() < share:
                    answer = draw.randrange(len(answers))
                    places[answer] = places.get(answer, 0) | 1 << place
            finding = self.program.findings[stem]
            self._scattered[stem] = tuple(
                (as_attributes(finding, stem, answers[answer]), mask) for answer, mask in places.items()
            )
        return self._scattered[stem]


def put(values: Masks, own: Completion, mask: int) -> None:
    """Let attributes have these values in some columns."""
    for key, value in own.items():
        there = {other: kept & ~mask for other, kept in values[key].items()}
        there[value] = there.get(value, 0) | mask
        values[key] = there


def fewest(masks: list[int], count: int) -> tuple[int, int]:
    """The first of `count` columns that lies in the fewest masks, and in how many."""
    digits: list[int] = []  # how many masks each column lies in: one binary digit of all columns each
    for mask in masks:
        for place, digit in enumerate(digits):
            digits[place], mask = digit ^ mask, digit & mask
        if mask:
            digits.append(mask)
    left, total = (1 << count) - 1, 0
    for place in reversed(range(len(digits))):
        less = left & ~digits[place]
        left, total = (less, total) if less else (left, total + (1 << place))
    return (left & -left).bit_length() - 1, total
