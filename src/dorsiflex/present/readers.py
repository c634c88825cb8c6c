"""Which rules read a name? So that whoever changes a finding or a rule sees what hangs on it."""

from __future__ import annotations

from collections.abc import Iterator

from dorsiflex.language.expression import leaves, name_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Difference, parts_of


def readers(name: str, knowledge: KnowledgeBase) -> list[str]:
    """The ids of the rules, numbers and techniques that read a name directly."""
    return sorted({reader for reader, read in reading(knowledge) if read == name})


def reading(knowledge: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Every reader with each name it reads."""
    for rule in knowledge.rules.values():
        yield from ((rule.id, name_of(leaf)) for leaf in leaves(rule.condition))
    for technique in knowledge.techniques.values():
        yield from ((technique.id, name_of(leaf)) for need in technique.needs for leaf in leaves(need.when))
    for number in knowledge.vocabulary.numbers.values():
        if isinstance(number.made, Difference):
            yield from ((number.id, operand.name) for operand in (number.made.of, number.made.minus))
        else:
            yield from ((number.id, name_of(leaf)) for when, _ in parts_of(number.made) for leaf in leaves(when))
    for finding in knowledge.vocabulary.findings.values():
        if finding.parent is not None:
            yield from ((finding.id, name_of(leaf)) for leaf in leaves(finding.parent))
