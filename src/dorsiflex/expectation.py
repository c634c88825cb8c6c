"""Does an answer meet what a case expects of it? Line by line, with what was found instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dorsiflex.catalogue.document import Document
from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.errors import Problem
from dorsiflex.explain.answer import Answer
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Scope


@dataclass(frozen=True)
class Expectation:
    """What a case expects; techniques may carry the side before them (`left.some-technique`)."""

    disposition: str | None = None
    must_suggest: tuple[str, ...] = ()
    must_not_suggest: tuple[str, ...] = ()
    must_ask: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One expectation, whether it is met, and what was found where it is not."""

    expected: str
    met: bool
    found: str = ""


def expectation_of(expected: Mapping[str, Any]) -> Expectation:
    """The expectation in a case file, its form already checked."""
    lists = {key: tuple(expected.get(key) or ()) for key in ("must_suggest", "must_not_suggest", "must_ask")}
    return Expectation(expected.get("disposition"), **lists)


def compare(answer: Answer, expected: Expectation) -> list[Line]:
    """Every expectation, met or not."""
    return list(lines(answer, expected))


def lines(answer: Answer, expected: Expectation) -> Iterator[Line]:
    if expected.disposition is not None:
        met = answer.disposition == expected.disposition
        yield Line(f"disposition {expected.disposition}", met, "" if met else f"found {answer.disposition}")
    for technique in expected.must_suggest:
        where = suggested_on(answer, technique)
        yield Line(f"suggests {technique}", bool(where), "" if where else why_absent(answer, technique))
    for technique in expected.must_not_suggest:
        where = suggested_on(answer, technique)
        yield Line(f"does not suggest {technique}", not where, f"suggested on {', '.join(where)}" if where else "")
    for stem in expected.must_ask:
        met = stem in answer.ask
        yield Line(f"asks {stem}", met, "" if met else "not asked")


def units_and_id(answer: Answer, technique: str) -> tuple[tuple[str, ...], str]:
    """The units an expected technique speaks of, and its bare id."""
    unit, dot, identity = technique.partition(".")
    return ((unit,), identity) if dot else (tuple(answer.sides), technique)


def suggested_on(answer: Answer, technique: str) -> list[str]:
    units, identity = units_and_id(answer, technique)
    return [unit for unit in units if unit in answer.sides and answer.sides[unit].suggestion(identity) is not None]


def why_absent(answer: Answer, technique: str) -> str:
    """Why a technique is not suggested: which gates withhold it, or that nothing names it."""
    units, identity = units_and_id(answer, technique)
    gates = [
        gate for unit in units for item in answer.sides[unit].withheld if item.id == identity for gate in item.because
    ]
    return f"withheld by {', '.join(dict.fromkeys(gates))}" if gates else "no suggestion names it here"


def unknown_names(document: Document, expected: Expectation, knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Names in an expectation that the knowledge does not have: such a line would test nothing."""
    known = {
        "disposition": set(knowledge.settings.disposition),
        "must_suggest": with_sides(set(knowledge.techniques), knowledge),
        "must_not_suggest": with_sides(set(knowledge.techniques), knowledge),
        "must_ask": askable(knowledge),
    }
    for key, names in known.items():
        said = getattr(expected, key)
        for name in (said,) if isinstance(said, str) else said or ():
            if name not in names:
                where = document.where(("expected", key))
                why = "The knowledge base has no such name, so the line would test nothing."
                yield Problem(where, f"`{name}` under `{key}`", why, did_you_mean(name, names))


def with_sides(names: set[str], knowledge: KnowledgeBase) -> set[str]:
    return names | {f"{unit}.{name}" for unit in knowledge.units for name in names}


def askable(knowledge: KnowledgeBase) -> set[str]:
    findings = knowledge.vocabulary.findings.values()
    of_person = {item.id for item in findings if item.scope is Scope.PERSON}
    return of_person | {
        f"{side}.{f.id}" for f in findings if f.scope is Scope.SIDE for side in knowledge.settings.sides
    }
