"""Which unanswered findings does an undecided statement hang on? What is left of its rails with the answers in."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, assert_never

from dorsiflex.language.facts import Facts
from dorsiflex.language.program import Choice, Program, Step, Subtraction, Sum
from dorsiflex.language.rails import Enough, Every, Literal, Rail, Some
from dorsiflex.language.truth import Truth

TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


@dataclass
class Residual:
    """The open part of a program for one case; remembers what each head and number hangs on."""

    program: Program
    facts: Facts
    truths: Mapping[str, Truth]
    settled: Container[str]
    _heads: dict[str, frozenset[str]] = field(default_factory=dict)

    def of_head(self, stem: str) -> frozenset[str]:
        """The unanswered findings that an undecided head hangs on; none where it is decided."""
        if stem not in self._heads:
            self._heads[stem] = frozenset()
            if stem not in self.truths or self.truths[stem] is Truth.UNKNOWN:
                head = self.program.head[stem]
                # Both rails: what is open in either can still turn it.
                self._heads[stem] = frozenset(self.open(head.yes)) | frozenset(self.open(head.no))
        return self._heads[stem]

    def open(self, rail: Rail) -> Iterator[str]:
        """The unanswered findings in what is left of a rail."""
        match rail:
            case Literal():
                yield from self.open_literal(rail)
            case Every(parts):
                if not any(self.refuted(part) for part in parts):
                    yield from (name for part in parts for name in self.open(part))
            case Some(parts) | Enough(_, parts):
                yield from (name for part in parts for name in self.open(part))
            case _:
                assert_never(rail)

    def refuted(self, rail: Rail) -> bool:
        """Whether a rail can no longer hold, as far as single comparisons tell."""
        match rail:
            case Literal(attribute, op, value):
                recorded = self.facts.get(attribute)
                if recorded is not None:
                    return not TESTS[op](recorded, value)
                stem, _, what = attribute.rpartition("?")
                if what in ("true", "false") and stem in self.truths:
                    return self.truths[stem] is (Truth.FALSE if what == "true" else Truth.TRUE)
                return False
            case Every(parts):
                return any(self.refuted(part) for part in parts)
            case Some(parts):
                return all(self.refuted(part) for part in parts)
            case Enough(count, parts):
                return sum(not self.refuted(part) for part in parts) < count
            case _:
                assert_never(rail)

    def possible(self, rail: Rail, askable: Callable[[str], bool]) -> bool:
        """Whether a rail may come to hold by asking only what is askable, as far as single comparisons tell."""
        match rail:
            case Literal(attribute):
                stem, mark, what = attribute.rpartition("?")
                stem = stem if mark else attribute.partition("/")[0]
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

    def open_literal(self, literal: Literal) -> Iterator[str]:
        stem, mark, _ = literal.attribute.rpartition("?")
        if not mark:
            stem = literal.attribute.partition("/")[0]
        if stem in self.program.findings:
            if not self.answered(stem):
                yield stem
                yield from self.parents(stem)
        elif stem in self.program.head:
            yield from self.of_head(stem)
        elif stem in self.program.step:
            yield from self.of_number(self.program.step[stem])

    def answered(self, stem: str) -> bool:
        return stem in self.settled

    def parents(self, stem: str) -> Iterator[str]:
        """What may yet make a dependent irrelevant is open with it."""
        dependent = self.program.dependent.get(stem)
        if dependent is not None:
            yield from self.open(dependent.irrelevant)

    def of_number(self, step: Step) -> Iterator[str]:
        match step:
            case Subtraction(_, of, minus):
                for term in (of, minus):
                    if term.stem in self.program.step:
                        yield from self.of_number(self.program.step[term.stem])
                    elif not self.answered(term.stem):
                        yield term.stem
                        yield from self.parents(term.stem)
            case Sum(_, pairs) | Choice(_, pairs):
                for head, _ in pairs:
                    yield from self.of_head(head)
            case _:
                assert_never(step)
