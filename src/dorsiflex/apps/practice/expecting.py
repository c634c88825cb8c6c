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
    """What the case expects, in the order in which it is compared; what is met alike stands in one line."""
    told = said(case.expected, knowledge)
    lines: dict[tuple[str, bool], list[str]] = {}
    for (what, which), line in zip(told, compare(answer, case.expected), strict=True):
        lines.setdefault((what, line.met), []).append(which)
    return tuple(Expected(f"{what}: {'; '.join(which)}", met) for (what, met), which in lines.items())


def said(wanted: Expectation, knowledge: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Each expectation in two parts: what is expected, and of which."""
    if wanted.disposition is not None:
        yield "Disposition", knowledge.settings.disposition[wanted.disposition].title
    for what, names in (
        ("Suggested", wanted.must_suggest),
        ("Not suggested", wanted.must_not_suggest),
        ("Asked", wanted.must_ask),
    ):
        yield from ((what, placed(name, knowledge)) for name in names)


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
