"""Under which answers does one finding alone decide a statement? The turning points that witnesses are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from typing import assert_never

from dorsiflex.explain.solve import BREADTH, Solver
from dorsiflex.explain.stores import Restriction, Store, compares
from dorsiflex.language.program import Choice, Step, Subtraction, Sum, Term
from dorsiflex.language.rails import DENIED, Enough, Every, Literal, Rail, Some


@dataclass(frozen=True)
class Turn:
    """Answers under which one finding turns a statement: `store` for the rest, `yes` and `no` for the finding."""

    store: Store
    stem: str
    yes: Restriction
    no: Restriction


class Turner(Solver):
    """Finds the turns of one program."""

    def turns(self, rail: Rail, stem: str, store: Store) -> Iterator[Turn]:
        """Stores under which one finding alone decides whether a rail holds."""
        match rail:
            case Literal():
                yield from self.turn_literal(rail, stem, store)
            case Every(parts) | Some(parts):
                hold = isinstance(rail, Every)
                yield from in_turns([self.of_part(parts, place, stem, store, hold) for place in range(len(parts))])
            case Enough(count, parts):
                for place, part in enumerate(parts):
                    others = parts[:place] + parts[place + 1 :]
                    for turn in islice(self.turns(part, stem, store), 2):
                        for chosen in islice(combinations(others, count - 1), BREADTH):
                            rest = tuple(other for other in others if other not in chosen)
                            for narrower in islice(self.every(chosen, turn.store, hold=True), 2):
                                for last in islice(self.every(rest, narrower, hold=False), 1):
                                    yield Turn(last, turn.stem, turn.yes, turn.no)
            case _:
                assert_never(rail)

    def of_part(self, parts: tuple[Rail, ...], place: int, stem: str, store: Store, hold: bool) -> Iterator[Turn]:
        """Turns of one part of a group, while the others hold (of every) or fail (of some)."""
        others = parts[:place] + parts[place + 1 :]
        for turn in islice(self.turns(parts[place], stem, store), BREADTH):
            for narrower in islice(self.every(others, turn.store, hold=hold), 2):
                yield Turn(narrower, turn.stem, turn.yes, turn.no)

    def turn_literal(self, literal: Literal, stem: str, store: Store) -> Iterator[Turn]:
        name, mark, what = literal.attribute.rpartition("?")
        if not mark:
            if literal.attribute.partition("/")[0] == stem:
                yield from self.turn_finding(literal, stem, store)
            elif stem in self.reads.parents(literal.attribute.partition("/")[0]):
                yield from self.turn_parent(literal, stem, store)
        elif what == "known" or stem not in self.reads.of_attribute(literal.attribute):
            return
        elif name in self.program.head:
            head = self.program.head[name]
            yield from self.turns(head.yes if what == "true" else head.no, stem, store)
        elif name in self.program.step and what != "na":
            yield from self.turn_number(self.program.step[name], literal.op, int(literal.value), stem, store)

    def turn_finding(self, literal: Literal, stem: str, store: Store) -> Iterator[Turn]:
        restriction = restriction_of(self, literal)
        denied = restriction_of(self, Literal(literal.attribute, DENIED[literal.op], literal.value))
        if isinstance(restriction, tuple) and isinstance(denied, tuple):
            # The two values that part at the limit.
            low, high = sorted((restriction, denied))
            edges = {low: (low[1], low[1]), high: (high[0], high[0])}
            restriction, denied = edges[restriction], edges[denied]
        key = literal.attribute if isinstance(literal.value, bool) else stem
        for given in islice(self.relevant(stem, store), 2):
            yield Turn(given, key, restriction, denied)

    def turn_parent(self, literal: Literal, stem: str, store: Store) -> Iterator[Turn]:
        """A parent turns what its dependent says: the dependent is answered so, and arises or does not."""
        name = literal.attribute.partition("/")[0]
        for given in islice(self.finding(literal, store), 2):
            without = {key: value for key, value in given.items() if key.partition("/")[0] != stem or key in store}
            yield from self.turns(self.program.dependent[name].irrelevant, stem, without)

    def turn_number(self, step: Step, op: str, limit: int, stem: str, store: Store) -> Iterator[Turn]:
        match step:
            case Sum(_, items):
                for place, (head, points) in enumerate(items):
                    for turn in islice(self.turn_head(head, stem, store), 2):
                        rest = items[:place] + items[place + 1 :]
                        # The others must stand just where this item's points carry the total over the limit.
                        for total in range(limit - abs(points) - 1, limit + abs(points) + 2):
                            if compares(total, op, limit) is not compares(total + points, op, limit):
                                for last in islice(self.exactly(rest, total, op, turn.store), 1):
                                    yield Turn(last, turn.stem, turn.yes, turn.no)
            case Subtraction(_, of, minus):
                yield from self.turn_difference(of, minus, op, limit, stem, store)
            case Choice(_, rows):
                for head, _ in rows:
                    yield from islice(self.turn_head(head, stem, store), 2)
            case _:
                assert_never(step)

    def turn_head(self, head: str, stem: str, store: Store) -> Iterator[Turn]:
        if stem in self.reads.of_head(head):
            yield from self.turns(self.program.head[head].yes, stem, store)

    def exactly(self, items: tuple[tuple[str, int], ...], total: int, op: str, store: Store) -> Iterator[Store]:
        """Let the items add up to just so much, at the end of the interval that is compared."""
        if not items:
            if total == 0:
                yield store
            return
        least, most = (sum(bound(points, 0) for _, points in items) for bound in (min, max))
        if not least <= total <= most:
            return
        (head, points), rest = items[0], items[1:]
        settled = False
        for hold in (points > 0, points <= 0):
            literal = Literal(head + ("?true" if hold else "?false"), "==", True)
            for narrower in islice(self.literal(literal, store), 2):
                settled = True
                yield from self.exactly(rest, total - points * hold, op, narrower)
        if not settled:
            end = max(points, 0) if op in ("<", "<=") else min(points, 0)
            yield from self.exactly(rest, total - end, op, store)

    def turn_difference(self, of: Term, minus: Term, op: str, limit: int, stem: str, store: Store) -> Iterator[Turn]:
        edge = limit + (op in (">", "<="))
        for term, other, sign in ((of, minus, 1), (minus, of, -1)):
            if term.stem == stem:
                for value, given in islice(self.fixed(other, store), BREADTH * 2):
                    at = (edge + value if sign == 1 else value - edge) // term.scale
                    below, above = (at - 1, at) if sign == 1 else (at, at + 1)
                    if self.fits(stem, below) and self.fits(stem, above):
                        for last in islice(self.relevant(stem, given), 1):
                            yield Turn(last, stem, (above, above), (below, below))
            elif isinstance(table := self.program.step.get(term.stem), Choice):
                for head, row in table.rows:
                    at = row * term.scale - edge if sign == 1 else row * term.scale + edge - 1
                    for turn in islice(self.turn_head(head, stem, store), 2):
                        for last in islice(self.bound(other, "<=", at, turn.store), 1):
                            for exact in islice(self.bound(other, ">=", at, last), 1):
                                yield Turn(exact, turn.stem, turn.yes, turn.no)
            elif term.stem in self.program.step:
                for value, given in islice(self.fixed(other, store), BREADTH):
                    inner = (edge + value if sign == 1 else value - edge + 1) // term.scale
                    yield from self.turn_number(self.program.step[term.stem], ">=", inner, stem, given)

    def fits(self, stem: str, value: int) -> bool:
        return self.program.findings[stem].least <= value <= self.program.findings[stem].most


def restriction_of(solver: Solver, literal: Literal) -> Restriction:
    """What a comparison of a finding restricts it to."""
    if isinstance(literal.value, bool):
        return literal.value is (literal.op == "==")
    if isinstance(literal.value, str):
        options = frozenset(solver.program.findings[literal.attribute].option_ids)
        return frozenset({literal.value}) if literal.op == "==" else options - {literal.value}
    return solver.span(literal.attribute, literal.op, literal.value)


def in_turns(ways: list[Iterator[Turn]]) -> Iterator[Turn]:
    """One of each way, then a second of each, so that no way is tried only when another is used up."""
    while ways:
        left = []
        for way in ways:
            turn = next(way, None)
            if turn is not None:
                left.append(way)
                yield turn
        ways = left
