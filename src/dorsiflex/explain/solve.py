"""Which answers would make a statement hold, or fail? A small search over the rails, for completions of an intake.

A *store* maps attributes to what they are narrowed to: a truth value for yes/no and options, a set for a choice, a
(least, most) pair for a number. In a completion everything is answered: every number is exact, every rule settled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from typing import assert_never

from dorsiflex.explain.reads import Reads
from dorsiflex.explain.stores import Store, compares, narrow
from dorsiflex.language.facts import NO_CHOICE
from dorsiflex.language.program import Choice, Program, Step, Subtraction, Sum, Term
from dorsiflex.language.rails import DENIED, Enough, Every, Literal, Rail, Some

# How many ways of meeting one part are tried before the next part is: a heuristic, whose results are checked.
BREADTH = 4
STEPS_OF_A_SEARCH = 20_000
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass
class Solver:
    """Finds stores for the rails of one program."""

    program: Program
    reads: Reads
    left: int = 0

    def start(self) -> None:
        """Begin a search: however a knowledge base is made, each ends after so many steps."""
        self.left = STEPS_OF_A_SEARCH

    def satisfy(self, rail: Rail, store: Store) -> Iterator[Store]:
        """Stores, no wider than `store`, under which a rail holds."""
        self.left -= 1
        if self.left < 0:
            return
        match rail:
            case Literal():
                yield from self.literal(rail, store)
            case Every(parts):
                yield from self.every(parts, store, hold=True)
            case Some(parts):
                yield from self.some(parts, store, hold=True)
            case Enough(count, parts):
                for chosen in islice(combinations(parts, count), BREADTH * 4):
                    yield from islice(self.every(chosen, store, hold=True), BREADTH)
            case _:
                assert_never(rail)

    def falsify(self, rail: Rail, store: Store) -> Iterator[Store]:
        """Stores under which a rail does not hold."""
        self.left -= 1
        if self.left < 0:
            return
        match rail:
            case Literal():
                yield from self.refuse(rail, store)
            case Every(parts):
                yield from self.some(parts, store, hold=False)
            case Some(parts):
                yield from self.every(parts, store, hold=False)
            case Enough(count, parts):
                for chosen in islice(combinations(parts, len(parts) - count + 1), BREADTH * 4):
                    yield from islice(self.every(chosen, store, hold=False), BREADTH)
            case _:
                assert_never(rail)

    def every(self, parts: tuple[Rail, ...], store: Store, *, hold: bool) -> Iterator[Store]:
        if not parts:
            yield store
            return
        meet = self.satisfy if hold else self.falsify
        for narrower in islice(meet(parts[0], store), BREADTH):
            yield from self.every(parts[1:], narrower, hold=hold)

    def some(self, parts: tuple[Rail, ...], store: Store, *, hold: bool) -> Iterator[Store]:
        meet = self.satisfy if hold else self.falsify
        for part in parts:
            yield from islice(meet(part, store), BREADTH)

    def literal(self, literal: Literal, store: Store) -> Iterator[Store]:
        stem, mark, what = literal.attribute.rpartition("?")
        if not mark:
            yield from self.finding(literal, store)
        elif what == "known":
            if literal.value is not self.stays_unknown(stem, store):
                yield store
        elif stem in self.program.head:
            head = self.program.head[stem]
            yield from self.satisfy(head.yes if what == "true" else head.no, store)
        elif stem in self.program.findings:
            yield from self.irrelevant(stem, store)
        elif what == "na":
            yield from self.no_row(self.program.step[stem], store)
        else:
            yield from self.number(self.program.step[stem], literal.op, int(literal.value), store)

    def refuse(self, literal: Literal, store: Store) -> Iterator[Store]:
        """A comparison does not hold where it is denied, and neither where what it reads stays unknown."""
        stem, mark, what = literal.attribute.rpartition("?")
        unknown = self.stays_unknown(stem if mark else literal.attribute, store)
        if what == "known":
            if literal.value is unknown:
                yield store
        elif unknown:
            yield store
        elif not mark:
            yield from self.finding(Literal(literal.attribute, DENIED[literal.op], literal.value), store)
        elif stem in self.program.head:
            head = self.program.head[stem]
            yield from self.falsify(head.yes if what == "true" else head.no, store)
        elif stem in self.program.findings:
            yield from self.relevant(stem, store)
        elif what == "na":
            yield store
        else:
            yield from self.number(self.program.step[stem], DENIED[literal.op], int(literal.value), store)

    def stays_unknown(self, attribute: str, store: Store) -> bool:
        """Whether nobody may be asked for what an attribute, or a difference, needs."""
        step = self.program.step.get(attribute)
        if isinstance(step, Subtraction):
            return self.stays_unknown(step.of.stem, store) or self.stays_unknown(step.minus.stem, store)
        return store.get(attribute) == frozenset()

    def finding(self, literal: Literal, store: Store) -> Iterator[Store]:
        """Restrict one finding; a dependent that is positively answered needs its parent."""
        attribute, op, value = literal.attribute, literal.op, literal.value
        stem = attribute.partition("/")[0]
        if isinstance(value, bool):
            wanted = value is (op == "==")
            narrowed = narrow(store, attribute, wanted)
            if narrowed is not None:
                yield from self.relevant(stem, narrowed) if wanted else (narrowed,)
        elif isinstance(value, str):
            options = frozenset(self.program.findings[stem].option_ids)
            if stem in self.program.dependent:
                options |= {NO_CHOICE}
            chosen = frozenset({value}) if op == "==" else options - {value}
            narrowed = narrow(store, attribute, chosen)
            if narrowed is not None:
                yield from self.relevant(stem, narrowed) if op == "==" else (narrowed,)
        else:
            narrowed = narrow(store, attribute, self.span(stem, op, value))
            if narrowed is not None:
                yield from self.relevant(stem, narrowed)

    def span(self, stem: str, op: str, value: int) -> tuple[int, int]:
        finding = self.program.findings[stem]
        if op in ("<", "<="):
            return finding.least, value - (op == "<")
        return value + (op == ">"), finding.most

    def relevant(self, stem: str, store: Store) -> Iterator[Store]:
        dependent = self.program.dependent.get(stem)
        if dependent is None:
            yield store
        else:
            yield from islice(self.falsify(dependent.irrelevant, store), BREADTH)

    def irrelevant(self, stem: str, store: Store) -> Iterator[Store]:
        dependent = self.program.dependent.get(stem)
        if dependent is not None:
            yield from islice(self.satisfy(dependent.irrelevant, store), BREADTH)

    def number(self, step: Step, op: str, limit: int, store: Store) -> Iterator[Store]:
        """Make a computed number compare so."""
        match step:
            case Sum(_, items):
                yield from self.sum(items, op, limit, 0, store)
            case Choice(_, rows):
                for place, (_, value) in enumerate(rows):
                    if compares(value, op, limit):
                        yield from islice(self.row(rows, place, store), BREADTH)
            case Subtraction(_, of, minus):
                if self.is_fixed(of, store):
                    # What is recorded stands; the other operand is bounded, not chosen.
                    for value, given in islice(self.fixed(of, store), BREADTH):
                        yield from islice(self.bound(minus, MIRRORED[op], value - limit, given), BREADTH)
                else:
                    for value, given in islice(self.fixed(minus, store), BREADTH * 2):
                        yield from islice(self.bound(of, op, limit + value, given), BREADTH)
            case _:
                assert_never(step)

    def no_row(self, step: Step, store: Store) -> Iterator[Store]:
        """Make a computed number not applicable."""
        match step:
            case Choice(_, rows):
                yield from self.every(tuple(Literal(head + "?false", "==", True) for head, _ in rows), store, hold=True)
            case Subtraction(_, of, minus):
                for term in (of, minus):
                    yield from self.literal(Literal(term.stem + "?na", "==", True), store)
            case Sum():
                return
            case _:
                assert_never(step)

    def sum(
        self, items: tuple[tuple[str, int], ...], op: str, limit: int, so_far: int, store: Store
    ) -> Iterator[Store]:
        """Let items hold or not until the total compares so; those that hold come first where much is wanted."""
        if not items:
            if compares(so_far, op, limit):
                yield store
            return
        (head, points), rest = items[0], items[1:]
        ends = [so_far + sum(f(p, 0) for _, p in items) for f in (min, max)]
        if not any(compares(end, op, limit) for end in ends):
            return
        wanted = (op in (">", ">=")) is (points > 0) and not compares(so_far, op, limit)
        settled = False
        for hold in (wanted, not wanted):
            literal = Literal(head + ("?true" if hold else "?false"), "==", True)
            for narrower in islice(self.literal(literal, store), 2):
                settled = True
                yield from self.sum(rest, op, limit, so_far + points * hold, narrower)
        if not settled:
            # An item of which nothing can be asked stays open: the end that is compared counts.
            end = max(points, 0) if op in ("<", "<=") else min(points, 0)
            yield from self.sum(rest, op, limit, so_far + end, store)

    def row(self, rows: tuple[tuple[str, int], ...], place: int, store: Store) -> Iterator[Store]:
        """Make one row of a table the first that is true."""
        before = [Literal(head + "?false", "==", True) for head, _ in rows[:place]]
        yield from self.every((Literal(rows[place][0] + "?true", "==", True), *before), store, hold=True)

    def fixed(self, term: Term, store: Store) -> Iterator[tuple[int, Store]]:
        """Some values that an operand can be given, in the steps of the result."""
        step = self.program.step.get(term.stem)
        if isinstance(step, Choice):
            for place, (_, value) in enumerate(step.rows):
                for narrower in islice(self.row(step.rows, place, store), 1):
                    yield value * term.scale, narrower
        elif step is None:
            finding = self.program.findings[term.stem]
            now = store.get(term.stem, (finding.least, finding.most))
            if not isinstance(now, tuple):
                return
            for value in dict.fromkeys(((now[0] + now[1]) // 2, *now)):
                narrowed = narrow(store, term.stem, (value, value))
                if narrowed is not None:
                    for given in islice(self.relevant(term.stem, narrowed), 1):
                        yield value * term.scale, given

    def is_fixed(self, term: Term, store: Store) -> bool:
        """Whether an operand can have one value only."""
        span = store.get(term.stem)
        return isinstance(span, tuple) and span[0] == span[1]

    def bound(self, term: Term, op: str, limit: int, store: Store) -> Iterator[Store]:
        """Make an operand, in the steps of the result, compare so."""
        step = self.program.step.get(term.stem)
        if step is not None:
            if term.scale == 1:
                yield from self.number(step, op, limit, store)
            return
        finding = self.program.findings[term.stem]
        least, most = finding.least, finding.most
        if op in (">", ">="):
            least = max(least, -((-limit - (op == ">")) // term.scale))
        else:
            most = min(most, (limit - (op == "<")) // term.scale)
        narrowed = narrow(store, term.stem, (least, most))
        if narrowed is not None:
            yield from self.relevant(term.stem, narrowed)
