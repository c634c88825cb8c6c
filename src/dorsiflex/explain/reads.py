"""Which findings does a statement read, through other rules and numbers too?"""

from __future__ import annotations

from dataclasses import dataclass, field

from dorsiflex.language.program import Program, Subtraction, Sum
from dorsiflex.language.rails import literals


@dataclass
class Reads:
    """Answers, with memory, what the heads of a program read."""

    program: Program
    _heads: dict[str, frozenset[str]] = field(default_factory=dict)
    _parents: dict[str, frozenset[str]] = field(default_factory=dict)

    def of_head(self, head: str) -> frozenset[str]:
        """Every finding that a head reads, and the parents of those."""
        if head not in self._heads:
            found: set[str] = set()
            for rail in (self.program.head[head].yes, self.program.head[head].no):
                for literal in literals(rail):
                    found |= self.of_attribute(literal.attribute)
            self._heads[head] = frozenset(found)
        return self._heads[head]

    def of_attribute(self, attribute: str) -> frozenset[str]:
        """The findings behind one attribute."""
        stem, mark, _ = attribute.rpartition("?")
        stem = stem if mark else attribute.partition("/")[0]
        if stem in self.program.findings:
            return self.parents(stem) | {stem}
        if stem in self.program.head:
            return self.of_head(stem)
        return self.of_number(stem) if stem in self.program.step else frozenset()

    def of_number(self, stem: str) -> frozenset[str]:
        """The findings behind a computed number."""
        step = self.program.step[stem]
        if isinstance(step, Subtraction):
            operands = (step.of, step.minus)
            return frozenset().union(*(self.of_attribute(term.stem + "?least" * term.interval) for term in operands))
        pairs = step.items if isinstance(step, Sum) else step.rows
        return frozenset().union(*(self.of_head(head) for head, _ in pairs))

    def parents(self, stem: str) -> frozenset[str]:
        """The findings that make a dependent relevant, and those that make them so."""
        if stem not in self._parents:
            dependent = self.program.dependent.get(stem)
            found: frozenset[str] = frozenset()
            if dependent is not None:
                found = found.union(*(self.of_attribute(item.attribute) for item in literals(dependent.irrelevant)))
            self._parents[stem] = found
        return self._parents[stem]
