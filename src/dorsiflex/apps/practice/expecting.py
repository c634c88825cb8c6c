"""What does the case itself expect, in words, does the engine meet it, and where is that argued from?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dorsiflex.apps.practice.case_file import PracticeCase
from dorsiflex.expectation import Expectation, compare
from dorsiflex.explain.answer import Answer
from dorsiflex.explain.sentence import Teller
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present import citation
from dorsiflex.present.values import parted


@dataclass(frozen=True)
class Expected:
    """One expectation, and whether the engine meets it."""

    words: str
    met: bool


@dataclass(frozen=True)
class Ground:
    """What an expectation is argued from; `source` is the id in the bibliography, where it stands there."""

    id: str
    citation: str
    source: str


def expected(case: PracticeCase, answer: Answer, knowledge: KnowledgeBase) -> tuple[Expected, ...]:
    """Every expectation of the case, in the order in which they are compared."""
    told = said(case.expected, knowledge)
    return tuple(Expected(words, line.met) for words, line in zip(told, compare(answer, case.expected), strict=True))


def said(wanted: Expectation, knowledge: KnowledgeBase) -> Iterator[str]:
    if wanted.disposition is not None:
        yield f"The disposition: {knowledge.settings.disposition[wanted.disposition].title}"
    for name in wanted.must_suggest:
        yield f"Suggested: {placed(name, knowledge)}"
    for name in wanted.must_not_suggest:
        yield f"Not suggested: {placed(name, knowledge)}"
    for stem in wanted.must_ask:
        yield f"Asked: {placed(stem, knowledge)}"


def placed(name: str, knowledge: KnowledgeBase) -> str:
    """A technique or a finding by its title, with its side."""
    unit, bare = parted(name)
    technique = knowledge.techniques.get(bare)
    title = technique.title if technique is not None else Teller(knowledge).title(bare)
    return f"{title} ({unit})" if unit else title


def grounds(case: PracticeCase, knowledge: KnowledgeBase) -> tuple[Ground, ...]:
    """Each id under `because`, with its source where the bibliography has one."""
    by_entry = {entry: source.id for source in knowledge.sources.values() for entry in source.dossier}
    return tuple(ground(name, by_entry.get(name, name), knowledge) for name in case.because)


def ground(name: str, ref: str, knowledge: KnowledgeBase) -> Ground:
    source = knowledge.sources.get(ref)
    return Ground(name, citation.full(source), source.id) if source is not None else Ground(name, "", "")
