"""Which unanswered findings does an undecided statement hang on? What is left of its rails with the answers in."""

from __future__ import annotations

import operator
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, assert_never

from dorsiflex.language.facts import Facts
from dorsiflex.language.program import Choice, Program, Step, Subtraction, Sum
from dorsiflex.language.rails import Enough, Every, Literal, Rail, Some
from dorsiflex.language.truth import Truth

TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass
class Residual:
    """The open part of a program for one case; remembers what each head and number hangs on."""

    program: Program
    facts: Facts
    truths: Mapping[str, Truth]
    settled: Container[str]
    closed: Container[str] = ()
    _heads: dict[str, frozenset[str]] = field(default_factory=dict)
    _refuted: dict[str, bool] = field(default_factory=dict)

    def of_head(self, stem: str) -> frozenset[str]:
        """The unanswered findings that an undecided head hangs on; none where it is decided."""
        found = self._heads.get(stem)
        if found is None:
            hanging: set[str] = set()
            if stem not in self.truths or self.truths[stem] is Truth.UNKNOWN:
                head = self.program.head[stem]
                # Both rails: what is open in either can still turn it.
                self.open(head.yes, hanging)
                self.open(head.no, hanging)
            found = self._heads[stem] = frozenset(hanging)
        return found

    def open(self, rail: Rail, found: set[str]) -> None:
        """Add the unanswered findings in what is left of a rail."""
        if isinstance(rail, Literal):
            # Of what is recorded nothing is left.
            if rail.attribute not in self.facts:
                self.open_attribute(rail.attribute, found)
        elif not isinstance(rail, Every) or not any(map(self.refuted, rail.parts)):
            for part in rail.parts:
                self.open(part, found)

    def refuted(self, rail: Rail) -> bool:
        """Whether a rail can no longer hold, as far as single comparisons tell."""
        if isinstance(rail, Literal):
            recorded = self.facts.get(rail.attribute)
            if recorded is not None:
                return not TESTS[rail.op](recorded, rail.value)
            return self.refuted_unrecorded(rail)
        match rail:
            case Every(parts):
                return any(map(self.refuted, parts))
            case Some(parts):
                return all(map(self.refuted, parts))
            case Enough(count, parts):
                return sum(not self.refuted(part) for part in parts) < count
            case _:
                assert_never(rail)

    def refuted_unrecorded(self, literal: Literal) -> bool:
        """Whether a comparison of what is not recorded can never hold: nobody may be asked, or a head is settled."""
        stem, what = parted(literal.attribute)
        if what == "known":
            return literal.value is True and self.stays_unknown(stem)
        if what in ("true", "false"):
            truth = self.truths.get(stem)
            if truth is not None and truth is not Truth.UNKNOWN:
                return truth is (Truth.FALSE if what == "true" else Truth.TRUE)
            if literal.attribute not in self._refuted:
                head = self.program.head[stem]
                self._refuted[literal.attribute] = self.refuted(head.yes if what == "true" else head.no)
            return self._refuted[literal.attribute]
        return self.stays_unknown(stem)

    def stays_unknown(self, stem: str) -> bool:
        """Whether nobody may be asked for a finding, or for an operand of a difference, and no parent settles it."""
        step = self.program.step.get(stem)
        if isinstance(step, Subtraction):
            return self.stays_unknown(step.of.stem) or self.stays_unknown(step.minus.stem)
        if stem not in self.closed:
            return False
        dependent = self.program.dependent.get(stem)
        return dependent is None or self.refuted(dependent.irrelevant)

    def possible(self, rail: Rail, askable: Callable[[str], bool]) -> bool:
        """Whether a rail may come to hold by asking only what is askable, as far as single comparisons tell."""
        match rail:
            case Literal(attribute):
                stem, what = parted(attribute)
                if self.refuted(rail):
                    return False
                if stem in self.program.findings:
                    return attribute in self.facts or askable(stem)
                if stem in self.program.head and what in ("true", "false"):
                    head = self.program.head[stem]
                    return self.possible(head.yes if what == "true" else head.no, askable)
                return True
            case Every(parts):
                return all(self.possible(part, askable) for part in parts)
            case Some(parts):
                return any(self.possible(part, askable) for part in parts)
            case Enough(count, parts):
                return sum(self.possible(part, askable) for part in parts) >= count
            case _:
                assert_never(rail)

    def open_attribute(self, attribute: str, found: set[str]) -> None:
        """Add the unanswered findings behind an attribute."""
        stem, _ = parted(attribute)
        if stem in self.program.findings:
            self.open_finding(stem, found)
        elif stem in self.program.head:
            found |= self.of_head(stem)
        elif stem in self.program.step:
            self.open_number(self.program.step[stem], found)

    def open_finding(self, stem: str, found: set[str]) -> None:
        """Add a finding that is not answered, and what may yet make it irrelevant."""
        if stem not in self.settled:
            found.add(stem)
            dependent = self.program.dependent.get(stem)
            if dependent is not None:
                self.open(dependent.irrelevant, found)

    def open_number(self, step: Step, found: set[str]) -> None:
        """Add the unanswered findings behind a computed number."""
        match step:
            case Subtraction(_, of, minus):
                for term in (of, minus):
                    if term.stem in self.program.step:
                        self.open_number(self.program.step[term.stem], found)
                    else:
                        self.open_finding(term.stem, found)
            case Sum(_, pairs) | Choice(_, pairs):
                for head, _ in pairs:
                    found |= self.of_head(head)
            case _:
                assert_never(step)


@lru_cache(maxsize=65_536)
def parted(attribute: str) -> tuple[str, str]:
    """The finding, head or number that an attribute speaks of, and what it says of it."""
    stem, mark, what = attribute.rpartition("?")
    return (stem, what) if mark else (attribute.partition("/")[0], "")
