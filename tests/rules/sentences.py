"""Every sentence that a user may be shown, whose it is, and which sources stand behind its record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dorsiflex.language.expression import Compared, Expression, leaves, name_of
from dorsiflex.language.grounding import decimals_of
from dorsiflex.language.rule import Dissent, Rule, Support, Technique
from dorsiflex.language.vocabulary import Finding, Kind
from tests.rules.ankle import ankle

NUMBER = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w-])")


@dataclass(frozen=True)
class Shown:
    """One sentence, the record and field it stands in, its record's sources and the limits the record itself sets."""

    record: str
    field: str
    text: str
    sources: tuple[str, ...] = ()
    limits: frozenset[str] = frozenset()

    @property
    def cited(self) -> list[str]:
        """The sources that the sentence itself names."""
        return [word for word in re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", self.text) if word in ankle().sources]

    @property
    def prose(self) -> str:
        """The sentence without the ids of sources, which are no prose."""
        text = self.text
        for name in sorted(self.cited, key=len, reverse=True):
            text = text.replace(name, "")
        return text

    @property
    def numbers(self) -> set[str]:
        return {normal(number) for number in NUMBER.findall(self.prose)}


def normal(number: str) -> str:
    """3.0 and 3 are one number."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+", " ".join(text.split())) if part]


def shown() -> Iterator[Shown]:
    for disposition in ankle().settings.dispositions:
        yield from told(disposition.id, {"say": [disposition.say], "title": [disposition.title]})
    yield from told("knowledge", {"intended_use": [ankle().settings.intended_use]})
    for rule in ankle().rules.values():
        yield from of_rule(rule)
    for technique in ankle().techniques.values():
        yield from of_technique(technique)
    for finding in ankle().vocabulary.findings.values():
        asked = {"ask": [finding.ask], "help": [finding.help], "options": list(finding.option_titles.values())}
        yield from told(finding.id, asked, tuple(finding.refs), frozenset(ends_of(finding)))
    for group in ankle().vocabulary.groups.values():
        yield from told(group.id, {"ask": [group.ask]})


def told(
    record: str, texts: dict[str, list[str]], sources: tuple[str, ...] = (), limits: frozenset[str] = frozenset()
) -> Iterator[Shown]:
    for field, parts in texts.items():
        for part in parts:
            yield from (Shown(record, field, sentence, sources, limits) for sentence in sentences(part))


def of_rule(rule: Rule) -> Iterator[Shown]:
    limits = frozenset(limits_of(rule.condition, {rule.id}))
    texts = {"title": [rule.title], "say": [rule.say], "rationale": [rule.rationale], "limits": list(rule.limits)}
    yield from told(rule.id, texts, refs_of(rule), limits)
    yield from of_dissent(rule.id, rule.dissent, refs_of(rule), limits)
    yield from of_evidence(rule.id, rule.evidence)


def of_technique(item: Technique) -> Iterator[Shown]:
    texts = {"title": [item.title], "purpose": [item.purpose], "start": [item.start], "steps": list(item.steps)}
    texts |= {"stop_rules": list(item.stop_rules), "measure": [item.measure_before, item.measure_after]}
    texts |= {"progression": list(item.progression), "regressions": list(item.regressions)}
    texts |= {
        "limits": list(item.limits),
        "equipment": list(item.equipment),
        "needs": [need.say for need in item.needs],
    }
    yield from told(item.id, texts, refs_of(item))
    yield from of_dissent(item.id, item.dissent, refs_of(item), frozenset())
    yield from of_evidence(item.id, (*item.evidence, *item.dose))


def of_dissent(record: str, dissent: Dissent, refs: tuple[str, ...], limits: frozenset[str]) -> Iterator[Shown]:
    for objection in dissent.found:
        yield from told(record, {"says": [objection.says]}, (objection.who,), limits)
        yield from told(record, {"we_answer": [objection.we_answer]}, (*refs, objection.who), limits)


def of_evidence(record: str, parts: tuple[Support, ...]) -> Iterator[Shown]:
    for part in parts:
        yield from told(record, {"supports": [part.supports]}, (part.ref,))


def refs_of(item: Rule | Technique) -> tuple[str, ...]:
    dose = item.dose if isinstance(item, Technique) else ()
    return tuple(part.ref for part in (*item.evidence, *dose))


def limits_of(expr: Expression, seen: set[str]) -> Iterator[str]:
    """The limits a condition compares with, the ends of what it compares, and the same of the rules it reads."""
    for leaf in leaves(expr):
        name = name_of(leaf)
        if isinstance(leaf, Compared):
            yield f"{leaf.limit / 10 ** decimals_of(ankle(), name):g}"
            if name in ankle().vocabulary.findings:
                yield from ends_of(ankle().vocabulary.findings[name])
        elif name in ankle().rules and name not in seen:
            seen.add(name)
            yield from limits_of(ankle().rules[name].condition, seen)


def ends_of(finding: Finding) -> Iterator[str]:
    """The ends of a finding's range."""
    if finding.kind is Kind.NUMBER:
        yield from (f"{finding.quantity.value(end):f}" for end in (finding.least, finding.most))
