"""How is one answer to one question written? With its unit, its option's title, or the word that it is not known."""

from __future__ import annotations

from collections.abc import Iterator

from dorsiflex.explain.because import Because
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import Interval, NotApplicable, Value
from dorsiflex.language.truth import Truth
from dorsiflex.language.vocabulary import Finding, Kind

DOES_NOT_ARISE = "does not arise"
# A question with more options than the first shows as many as the second.
MANY_OPTIONS = 12
NAMED_OPTIONS = 3


def parted(stem: str) -> tuple[str | None, str]:
    """The unit (None: the person's) and the bare name of a flat name."""
    unit, dot, name = stem.rpartition(".")
    return (unit if dot else None), name


def finding_of(stem: str, knowledge: KnowledgeBase) -> Finding:
    """The finding that a flat name speaks of."""
    return knowledge.vocabulary.findings[parted(stem)[1]]


def value_text(value: Value, finding: Finding) -> str:
    """A recorded value in words."""
    if isinstance(value, NotApplicable):
        return DOES_NOT_ARISE
    if isinstance(value, bool):
        return "present" if value else "absent"
    if isinstance(value, frozenset):
        chosen = [title for option, title in finding.options if option in value]
        return ", ".join(chosen) if chosen else "none of these"
    if isinstance(value, int):
        return finding.quantity.text(value)
    return finding.option_titles.get(value, value)


def after_title(value: Value, finding: Finding) -> str:
    """A title with its value; a unit that the title names is not said again: `number of falls 2`."""
    if isinstance(value, int) and not isinstance(value, bool):
        named = finding.quantity.unit in finding.title.split()
        text = f"{finding.quantity.value(value).normalize():f}" if named else finding.quantity.text(value)
        return f"{finding.title} {text}"
    return f"{finding.title}: {value_text(value, finding)}"


def answer_form(finding: Finding) -> str:
    """How the question can be answered, where yes or no is not enough."""
    if finding.kind is Kind.YES_NO:
        return ""
    if finding.kind is Kind.NUMBER:
        least = f"{finding.quantity.value(finding.least).normalize():f}"
        if finding.quantity.unit.startswith("of "):  # a scale says its own end
            return f"{least} to {finding.quantity.value(finding.most).normalize():f}"
        return f"{least} to {finding.quantity.text(finding.most)}"
    titles = list(finding.option_titles.values())
    more = [f"{len(titles) - NAMED_OPTIONS} more"] if len(titles) > MANY_OPTIONS else []
    joined = " · ".join([*(titles[:NAMED_OPTIONS] if more else titles), *more])
    return f"any of {joined}" if finding.kind is Kind.SEVERAL_OF else joined


def findings_in(reason: Because, knowledge: KnowledgeBase) -> dict[str, str | None]:
    """The findings that settled a condition, or left it open: by flat name, as text; None where nothing is recorded."""
    return dict(walk(reason, knowledge))


def walk(reason: Because, knowledge: KnowledgeBase) -> Iterator[tuple[str, str | None]]:
    if reason.stem and parted(reason.stem)[1] in knowledge.vocabulary.findings:
        yield reason.stem, recorded_text(reason, finding_of(reason.stem, knowledge))
    for part in reason.parts:
        yield from walk(part, knowledge)


def recorded_text(reason: Because, finding: Finding) -> str | None:
    if reason.value is not None:
        return value_text(reason.value, finding)
    if isinstance(reason.extent, NotApplicable):
        return DOES_NOT_ARISE
    if isinstance(reason.extent, Interval):
        return finding.quantity.text(reason.extent.least)
    return "known" if reason.truth is Truth.TRUE else None
