"""Has a question its place? Where what it depends on is so, and it is of use on the side that it is asked of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dorsiflex.language.case import flat
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import Value, evaluate
from dorsiflex.language.truth import Truth
from dorsiflex.language.vocabulary import Difference, Finding
from dorsiflex.validate.case import Answers


def has_place(finding: Finding, unit: str | None, settled: Mapping[str, Value], knowledge: KnowledgeBase) -> bool:
    """Whether the form shows a question that nobody answered."""
    answers = Answers(knowledge, settled, unit)
    wanted = [expr for expr in (finding.parent, finding.asked_where) if expr is not None]
    return all(evaluate(expr, answers) is Truth.TRUE for expr in wanted) and of_use(finding, unit, settled, knowledge)


def of_use(finding: Finding, unit: str | None, settled: Mapping[str, Value], knowledge: KnowledgeBase) -> bool:
    """Whether it is read of a unit that has no symptoms and only compares."""
    settings = knowledge.settings
    if unit is None or settings.assessed_by is None:
        return True
    compares = settled.get(flat(unit, settings.assessed_by)) is False
    return not compares or finding.id in (settings.assessed_by, *settings.comparator_asks, *compared(knowledge))


def compared(knowledge: KnowledgeBase) -> Iterator[str]:
    """The measures that are read against the other side's."""
    for number in knowledge.vocabulary.numbers.values():
        if isinstance(number.made, Difference) and number.made.of.other != number.made.minus.other:
            yield number.made.of.name
