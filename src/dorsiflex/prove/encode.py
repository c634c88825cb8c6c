"""What does every rule conclude for every intake? A program as formulas: both rails of each head, numbers as intervals.

The rails and steps are those that the engines run, so a proof speaks of what runs (`tests/prove` holds both together).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

import z3

from dorsiflex.language.program import Choice, Program, Step, Subtraction, Sum, Term
from dorsiflex.language.rails import Literal, Rail
from dorsiflex.prove.intake import COMPARE, SymbolicIntake
from dorsiflex.prove.rails import rail_formula


@dataclass(frozen=True)
class SymbolicSpan:
    """A computed number: its interval where it is `there`; otherwise not applicable, or not known."""

    least: z3.ArithRef
    most: z3.ArithRef
    there: z3.BoolRef
    na: z3.BoolRef

    def exact(self) -> z3.BoolRef:
        return z3.Or(self.na, z3.And(self.there, self.least == self.most))


class Encoded:
    """The truth of every head of a program, as formulas over one symbolic intake."""

    def __init__(self, program: Program, intake: SymbolicIntake) -> None:
        self.program, self.intake = program, intake
        self.yes: dict[str, z3.BoolRef] = {}
        self.no: dict[str, z3.BoolRef] = {}
        self.numbers: dict[str, SymbolicSpan] = {}
        for stratum in program.strata:
            for step in stratum.steps:
                self.numbers[step.stem] = self.number(step)
            for head in stratum.heads:
                self.yes[head.stem], self.no[head.stem] = self.rail(head.yes), self.rail(head.no)

    def unknown(self, stem: str) -> z3.BoolRef:
        """Where a head is neither surely true nor surely false."""
        return z3.Not(z3.Or(self.yes[stem], self.no[stem]))

    def rail(self, rail: Rail) -> z3.BoolRef:
        return rail_formula(rail, self.literal)

    def literal(self, literal: Literal) -> z3.BoolRef:
        """Where a comparison of a head, a computed number or a finding holds."""
        stem, mark, what = literal.attribute.rpartition("?")
        if mark and stem in self.yes:
            if what == "known":
                return z3.Not(self.unknown(stem)) if literal.value is True else self.unknown(stem)
            return self.yes[stem] if what == "true" else self.no[stem]
        if mark and stem in self.numbers:
            return self.of_number(self.numbers[stem], what, literal)
        return self.intake.literal(literal)

    def of_number(self, span: SymbolicSpan, what: str, literal: Literal) -> z3.BoolRef:
        if what == "na":
            return span.na
        if what == "known":
            return span.exact() if literal.value is True else z3.Not(span.exact())
        end = span.least if what == "least" else span.most
        return z3.And(span.there, COMPARE[literal.op](end, literal.value))

    def number(self, step: Step) -> SymbolicSpan:
        match step:
            case Subtraction(_, of, minus):
                return self.subtraction(of, minus)
            case Sum(_, items):
                return self.score(items)
            case Choice(_, rows):
                return self.look_up(rows)
            case _:
                assert_never(step)

    def operand(self, term: Term) -> SymbolicSpan:
        if term.interval:
            return self.numbers[term.stem]
        value = self.intake.values[term.stem]
        return SymbolicSpan(value, value, self.intake.there(term.stem), self.intake.irrelevant(term.stem))

    def subtraction(self, of: Term, minus: Term) -> SymbolicSpan:
        left, right = self.operand(of), self.operand(minus)
        na = z3.Or(left.na, right.na)
        return SymbolicSpan(
            left.least * of.scale - right.most * minus.scale,
            left.most * of.scale - right.least * minus.scale,
            z3.And(left.there, right.there, z3.Not(na)),
            na,
        )

    def score(self, items: tuple[tuple[str, int], ...]) -> SymbolicSpan:
        """The points of the items that hold; while an item is not known, both with and without it."""

        def end(open_points: dict[str, int]) -> z3.ArithRef:
            parts = [
                z3.If(self.yes[head], points, z3.If(self.no[head], 0, open_points[head])) for head, points in items
            ]
            return z3.Sum(z3.IntVal(0), *parts)

        least = end({head: min(points, 0) for head, points in items})
        most = end({head: max(points, 0) for head, points in items})
        return SymbolicSpan(least, most, z3.BoolVal(True), z3.BoolVal(False))

    def look_up(self, rows: tuple[tuple[str, int], ...]) -> SymbolicSpan:
        """The value of the first true row, or an interval with the rows before it that may be."""
        least = most = z3.IntVal(0)
        found = possible = z3.BoolVal(False)
        for head, value in rows:
            counts = z3.And(z3.Not(found), z3.Not(self.no[head]))
            least = z3.If(counts, z3.If(z3.And(possible, least < value), least, value), least)
            most = z3.If(counts, z3.If(z3.And(possible, most > value), most, value), most)
            possible = z3.Or(possible, counts)
            found = z3.Or(found, self.yes[head])
        return SymbolicSpan(least, most, found, z3.Not(possible))
