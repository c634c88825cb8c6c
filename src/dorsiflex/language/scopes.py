"""Whose is a name: the person's, or each side's? Rules and computed numbers take it from what they read."""

from __future__ import annotations

from dataclasses import dataclass, field

from dorsiflex.language.expression import Expression, leaves, name_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Difference, Number, Scope, parts_of


@dataclass
class Scopes:
    """Answers, with memory, whether a name of `knowledge` differs from side to side."""

    knowledge: KnowledgeBase
    _known: dict[str, bool] = field(default_factory=dict)

    def of_side(self, name: str) -> bool:
        """Whether the name means something of its own on each side."""
        if name not in self._known:
            self._known[name] = bool(self.knowledge.settings.sides) and self._work_out(name)
        return self._known[name]

    def reads_side(self, expr: Expression) -> bool:
        """Whether a condition reads anything that differs from side to side."""
        return any(self.of_side(name_of(leaf)) for leaf in leaves(expr))

    def _work_out(self, name: str) -> bool:
        vocabulary = self.knowledge.vocabulary
        if name in vocabulary.findings:
            return vocabulary.findings[name].scope is Scope.SIDE
        if name in vocabulary.numbers:
            return self._number(vocabulary.numbers[name])
        return self.reads_side(self.knowledge.rules[name].condition)

    def _number(self, number: Number) -> bool:
        if isinstance(number.made, Difference):
            return any(self.of_side(operand.name) for operand in (number.made.of, number.made.minus))
        return any(self.reads_side(when) for when, _ in parts_of(number.made))
