"""What is left of the rules with the answers in? Formulas over the questions that may still be asked.

As in a completion of the intake: every question that may be asked is answered where it arises; what nobody may be asked
stays unknown. A statement keeps its two rails, `yes` and `no`; where nothing stays unknown the one denies the other.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product
from typing import Any, assert_never

from dorsiflex.explain.circuit import FALSE, TRUE
from dorsiflex.explain.leaves import Amount, Anything, Chosen, Leaves
from dorsiflex.explain.reads import Reads
from dorsiflex.language.case import Case
from dorsiflex.language.facts import Facts
from dorsiflex.language.program import Choice, Step, Subtraction, Sum
from dorsiflex.language.rails import Enough, Every, Literal, Rail, Some
from dorsiflex.language.truth import Truth
from dorsiflex.validate.case import is_positive

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Span:
    """A computed number or an operand: where it is there, where it is not applicable, and what it may then be."""

    there: int
    na: int
    amounts: tuple[Amount, ...]


@dataclass
class LeftOpen(Leaves):
    """The open part of a program for one case: `truths` has the statements that are decided.

    `applies`: what must be so before a statement counts, for those that have such a part.
    """

    reads: Reads = field(kw_only=True)
    case: Case = field(kw_only=True)
    facts: Facts = field(kw_only=True)
    truths: Mapping[str, Truth] = field(kw_only=True)
    closed: frozenset[str] = field(kw_only=True)
    applies: Mapping[str, Rail] = field(kw_only=True, default_factory=dict)
    _heads: dict[str, tuple[int, int]] = field(default_factory=dict)
    _literals: dict[Literal, int] = field(default_factory=dict)
    _irrelevant: dict[str, int] = field(default_factory=dict)
    _spans: dict[str, Span] = field(default_factory=dict)

    def head(self, stem: str) -> tuple[int, int]:
        """Where a statement surely holds, and where it surely does not."""
        found = self._heads.get(stem)
        if found is None:
            truth = self.truths.get(stem, Truth.UNKNOWN)
            if truth is Truth.UNKNOWN:
                head = self.program.head[stem]
                found = self.rail(head.yes), self.rail(head.no)
            else:
                found = (TRUE, FALSE) if truth is Truth.TRUE else (FALSE, TRUE)
            self._heads[stem] = found
        return found

    @cached_property
    def applying(self) -> frozenset[str]:
        """The undecided statements that surely apply: what must be so before they count is so, by what is recorded."""
        return frozenset(
            stem
            for stem, rail in self.applies.items()
            if self.truths[stem] is Truth.UNKNOWN and self.rail(rail) == TRUE
        )

    def of_head(self, stem: str) -> frozenset[str]:
        """The questions that a statement hangs on; none where it is decided."""
        return self.names(self.support_of(stem))

    def support_of(self, stem: str) -> int:
        """The same, as bits."""
        yes, no = self.head(stem)
        return self.circuit.hangs_on(yes) | self.circuit.hangs_on(no)

    def valid(self) -> int:
        """That no recorded answer is contradicted: what must be so for it to arise is so."""
        recorded, dependent = self.case.recorded, self.program.dependent
        return self.circuit.every(
            [
                self.irrelevant(stem) ^ 1
                for stem in recorded.keys() & dependent.keys()
                if is_positive(recorded[stem], dependent[stem].finding)
            ]
        )

    def rail(self, rail: Rail) -> int:
        """Where a rail holds."""
        match rail:
            case Literal():
                found = self._literals.get(rail)
                if found is None:
                    found = self._literals[rail] = self.literal(rail)
                return found
            case Every(parts):
                return self.all_of(parts, 0)
            case Some(parts):
                return self.all_of(parts, 1) ^ 1
            case Enough(count, parts):
                return self.circuit.enough(count, [self.rail(part) for part in parts])
            case _:
                assert_never(rail)

    def all_of(self, parts: tuple[Rail, ...], denied: int) -> int:
        """That all parts hold, or that all are denied; none is looked at after one that is not so."""
        formulas = []
        for part in parts:
            one = self.rail(part) ^ denied
            if one == FALSE:
                return FALSE
            formulas.append(one)
        return self.circuit.every(formulas)

    def literal(self, literal: Literal) -> int:
        """Where a comparison surely holds."""
        stem, mark, what = literal.attribute.rpartition("?")
        if not mark:
            return self.of_finding(literal)
        if stem in self.program.step:
            return self.of_number(self.program.step[stem], what, literal)
        if stem in self.program.head:
            yes, no = self.head(stem)
            holds = yes if what == "true" else no if what == "false" else self.circuit.some((yes, no))
        else:
            holds = TRUE if what == "known" and stem not in self.closed else self.irrelevant(stem)
        return holds if literal.value is True else holds ^ 1

    def irrelevant(self, stem: str) -> int:
        """Where a question does not arise."""
        found = self._irrelevant.get(stem)
        if found is None:
            dependent = self.program.dependent.get(stem)
            found = self._irrelevant[stem] = FALSE if dependent is None else self.rail(dependent.irrelevant)
        return found

    def of_finding(self, literal: Literal) -> int:
        """Where a finding compares so; one that does not arise counts as absent, as no option, as no number."""
        attribute, op, value = literal.attribute, literal.op, literal.value
        stem = attribute.partition("/")[0]
        irrelevant = self.irrelevant(stem)
        denied = value is not (op == "==") if isinstance(value, bool) else op == "!="
        if irrelevant == TRUE or stem in self.closed:
            return irrelevant if denied else FALSE
        found = self.facts.get(attribute)
        if isinstance(value, bool):
            holds = self.leaf(Chosen(attribute), stem) if found is None else TRUE if found is True else FALSE
        elif isinstance(value, str):
            holds = self.leaf(Chosen(stem, value), stem) if found is None else TRUE if found == value else FALSE
        elif found is not None:
            holds = TRUE if COMPARE[op](found, value) else FALSE
        else:
            holds = self.compared(Amount(TRUE, 0, stem), None, op, value)
        if irrelevant != FALSE:
            holds = self.circuit.every((holds, irrelevant ^ 1))
        return holds ^ 1 if denied else holds

    # Computed numbers

    def of_number(self, step: Step, what: str, literal: Literal) -> int:
        """Where a computed number compares so, is known or does not apply."""
        if isinstance(step, Sum):
            return self.of_score(step, what, literal)
        span = self.span(step.stem)
        if what == "na":
            return span.na
        operands = [self.span(step.of.stem), self.span(step.minus.stem)] if isinstance(step, Subtraction) else [span]
        if what == "known":
            exact = self.circuit.every([span.there, *map(self.is_exact, operands)])
            known = self.circuit.some((span.na, exact))
            return known if literal.value is True else known ^ 1
        # The lower end is at least so much where all that it may be is.
        whole = (what == "least") is (literal.op in (">", ">="))
        cases = []
        for amounts in product(*(self.amounts(step, place) for place in range(len(operands)))):
            holds = self.amount_compares(step, amounts, literal)
            here = [amount.holds for amount in amounts]
            cases.append(self.circuit.every([*here, holds ^ 1 if whole else holds]) ^ 1)
        together = self.circuit.every(cases)
        return self.circuit.every((span.there, together if whole else together ^ 1))

    def amounts(self, step: Choice | Subtraction, place: int) -> tuple[Amount, ...]:
        """What an operand may be, in the steps of the result."""
        if isinstance(step, Choice):
            return self.span(step.stem).amounts
        term = (step.of, step.minus)[place]
        return tuple(
            Amount(one.holds, one.fixed * term.scale, one.stem, one.scale * term.scale)
            for one in self.span(term.stem).amounts
        )

    def amount_compares(self, step: Choice | Subtraction, amounts: tuple[Amount, ...], literal: Literal) -> int:
        """Where a number that is this amount, or the difference of these, compares so."""
        assert isinstance(literal.value, int)
        if isinstance(step, Choice):
            return self.compared(amounts[0], None, literal.op, literal.value)
        if any(isinstance(self.program.step.get(term.stem), Subtraction | Sum) for term in (step.of, step.minus)):
            about = Anything(f"{literal.attribute} {literal.op} {literal.value}")
            return self.leaf(about, *self.reads.of_number(step.stem))
        return self.compared(amounts[0], amounts[1], literal.op, literal.value)

    def is_exact(self, span: Span) -> int:
        """Where an operand can be one amount only."""
        apart = [
            self.circuit.every((one.holds, other.holds)) ^ 1
            for one, other in combinations(span.amounts, 2)
            if one.fixed != other.fixed
        ]
        return self.circuit.every(apart)

    def span(self, stem: str) -> Span:
        """What a measured or computed number may be."""
        found = self._spans.get(stem)
        if found is None:
            step = self.program.step.get(stem)
            found = self._spans[stem] = self.measured(stem) if step is None else self.computed(step)
        return found

    def measured(self, stem: str) -> Span:
        na = self.irrelevant(stem)
        if stem in self.closed or na == TRUE:
            return Span(FALSE, na, ())
        found = self.facts.get(stem)
        return Span(na ^ 1, na, (Amount(TRUE, 0, stem) if found is None else Amount(TRUE, int(found)),))

    def computed(self, step: Step) -> Span:
        match step:
            case Subtraction(_, of, minus):
                one, other = self.span(of.stem), self.span(minus.stem)
                na = self.circuit.some((one.na, other.na))
                return Span(self.circuit.every((one.there, other.there)), na, (Amount(TRUE, 0),))
            case Sum():
                return Span(TRUE, FALSE, (Amount(TRUE, 0),))
            case Choice(_, rows):
                return self.looked_up(rows)
            case _:
                assert_never(step)

    def looked_up(self, rows: tuple[tuple[str, int], ...]) -> Span:
        """A table: any row that may be the first that is true, once one surely is."""
        amounts: list[Amount] = []
        before: list[int] = []
        for head, value in rows:
            yes, no = self.head(head)
            amounts.append(Amount(self.circuit.every([no ^ 1, *before]), value))
            before.append(yes ^ 1)
        na = self.circuit.every([self.head(head)[1] for head, _ in rows])
        return Span(self.circuit.every(before) ^ 1, na, tuple(one for one in amounts if one.holds != FALSE))

    def of_score(self, step: Sum, what: str, literal: Literal) -> int:
        """A score: while an item is open, it counts at the end that it brings further out."""
        items = [(*self.head(head), points) for head, points in step.items]
        if what == "na":
            return FALSE
        if what == "known":
            known = self.circuit.every([self.circuit.some((yes, no)) for yes, no, points in items if points])
            return known if literal.value is True else known ^ 1
        surely = what == "least"
        weighed = [(yes if (points > 0) is surely else no ^ 1, points) for yes, no, points in items if points]
        assert isinstance(literal.value, int)
        least = literal.value + (literal.op in (">", "<="))
        reached = self.circuit.at_least([one for one in weighed if one[0] != FALSE], least)
        return reached if literal.op in (">", ">=") else reached ^ 1
