"""Which limits of a rule does no example stand on, or beside? Asked here of what is measured, and by the
engine's stage of what is computed, which brings its own way to a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dorsiflex.catalogue.words import bare
from dorsiflex.language.expression import Compared, Op, Side, leaves
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Example, Rule
from dorsiflex.language.vocabulary import Finding

# The value of a number in an example, in whole steps; the last argument: of the other side.
ValueIn = Callable[[Example, str, bool], int | None]


@dataclass(frozen=True)
class MissingLimit:
    """A limit without its row."""

    found: str
    why: str
    mend: str


def missing_limits(
    rule: Rule, knowledge: KnowledgeBase, value_in: ValueIn, *, measured: bool
) -> Iterator[MissingLimit]:
    """The limits on findings (`measured`) or on computed numbers that lack a row on them or one step beside them."""
    told: set[Compared] = set()
    findings = knowledge.vocabulary.findings
    for leaf in leaves(rule.condition):
        if isinstance(leaf, Compared) and (leaf.number in findings) is measured and leaf not in told:
            told.add(leaf)
            yield from missing_beside(leaf, rule, knowledge, value_in)


def missing_beside(leaf: Compared, rule: Rule, knowledge: KnowledgeBase, value_in: ValueIn) -> Iterator[MissingLimit]:
    of_other = leaf.side is Side.OTHER
    values = {value_in(example, leaf.number, of_other) for example in rule.examples}
    name = f"other.{leaf.number}" if of_other else leaf.number
    number = knowledge.vocabulary.findings.get(leaf.number) or knowledge.vocabulary.numbers[leaf.number]
    limit = number.quantity.text(leaf.limit)
    for wanted in wanted_near(leaf, knowledge):
        if not values & set(wanted):
            value = bare(number.quantity, wanted[0])
            yield MissingLimit(
                f"no example of `{rule.id}` where `{name}` is {value}",
                f"The rule compares it with {limit} ({leaf.op.value}); both sides of a limit are shown.",
                f"Add a row with {value}.",
            )


def wanted_near(leaf: Compared, knowledge: KnowledgeBase) -> Iterator[tuple[int, ...]]:
    """The limit itself, and what counts as one step beyond it; nothing outside the range."""
    finding = knowledge.vocabulary.findings.get(leaf.number)
    away = -1 if leaf.op in (Op.AT_LEAST, Op.BELOW) else 1
    step = finding.step if finding else 1
    for wanted in ((leaf.limit,), tuple(dict.fromkeys((leaf.limit + away * step, leaf.limit + away)))):
        if finding is None or inside(finding, wanted[0]):
            yield wanted


def inside(finding: Finding, value: int) -> bool:
    return finding.least <= value <= finding.most
