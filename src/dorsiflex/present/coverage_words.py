"""How is coverage said to somebody who reads rules and no code? In the rule's own words, with a row ready to paste."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dorsiflex.explain.sentence import Teller
from dorsiflex.language.case import Case, flat
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Rule
from dorsiflex.language.vocabulary import Scope
from dorsiflex.prove.coverage import Aspect, Condition
from dorsiflex.prove.coverage_missing import WhyNot
from dorsiflex.prove.coverage_report import Line, RuleCoverage
from dorsiflex.prove.pasted import written

WHERE = {
    Aspect.SO: "where it is so",
    Aspect.NOT_SO: "where it is not so",
    Aspect.AT: "at its limit",
    Aspect.BESIDE: "one step beside its limit",
}
WHY_NOT = {
    WhyNot.NEVER_SO: "It can never be so.",
    WhyNot.NEVER_NOT_SO: "Once it is answered it is always so.",
    WhyNot.ONLY_UNKNOWN: "There it only decides whether the rule can tell; other parts decide what it tells.",
    WhyNot.NEVER_DECIDES: "There other parts of the rule have always decided.",
}
WIDTH = 116


@dataclass(frozen=True)
class Words:
    """Says what is shown of the conditions of one knowledge base."""

    knowledge: KnowledgeBase

    @cached_property
    def teller(self) -> Teller:
        return Teller(self.knowledge)

    def condition(self, condition: Condition) -> str:
        """The condition as it stands in the rule."""
        return self.teller.phrase(condition.leaf)

    def missing(self, line: Line) -> str:
        """What is not shown of a condition."""
        return f"Not shown: that “{self.condition(line.condition)}” alone turns the rule {WHERE[line.aspect]}."

    def shown(self, line: Line) -> str:
        """What shows it, or why nothing can."""
        if line.by is not None:
            return f"“{line.by.name}”" if line.by.rule else f"the case {line.by.name}"
        if line.showing is None or line.showing.undecided:
            return f"undecided: {line.showing.undecided if line.showing else ''}"
        return f"no intake can. {WHY_NOT[line.showing.why_not]}" if line.showing.why_not else "not shown"

    def row(self, line: Line) -> list[str]:
        """The row that would show it; its name is for its author to give."""
        showing = line.showing
        if showing is None or showing.case is None or showing.outcome is None:
            return []
        name = f"{self.condition(line.condition)} alone, {WHERE[line.aspect]}"
        return [f'- name: "{name}"', *self.given(showing.case), f"  expect: {showing.outcome.value}"]

    def given(self, case: Case) -> list[str]:
        """The answers of a case as a row gives them: of the first side, and below `other` of the second."""
        first, *others = self.knowledge.units
        here = list(self.answers(case, first))
        if others and (there := list(self.answers(case, others[0], of_person=False))):
            here.append(f"other: {{{', '.join(there)}}}")
        text = f"  given: {{{', '.join(here)}}}"
        return textwrap.wrap(text, WIDTH, subsequent_indent=" " * 10, break_long_words=False, break_on_hyphens=False)

    def answers(self, case: Case, unit: str, *, of_person: bool = True) -> Iterator[str]:
        for finding in self.knowledge.vocabulary.findings.values():
            if finding.scope is Scope.PERSON and not of_person:
                continue
            stem = finding.id if finding.scope is Scope.PERSON else flat(unit, finding.id)
            if stem in case.recorded:
                yield f"{finding.id}: {written(case.recorded[stem], finding)}"


@dataclass(frozen=True)
class Total:
    """How much of some rules is shown."""

    name: str
    rules: int
    conditions: list[bool]
    limits: list[bool]

    @staticmethod
    def of(name: str, rules: Iterable[RuleCoverage]) -> Total:
        every = list(rules)
        conditions = [shown for rule in every for shown in rule.conditions]
        return Total(name, len(every), conditions, [shown for rule in every for shown in rule.limits])


def totals(report: Iterable[RuleCoverage], knowledge: KnowledgeBase) -> list[Total]:
    """By kind of rule, and together."""
    every = list(report)
    kinds: dict[str, dict[str, Any]] = {
        "gates": dict(knowledge.gates),
        "patterns": dict(knowledge.patterns),
        "suggestions": dict(knowledge.suggestions),
    }
    by_kind = [Total.of(name, [rule for rule in every if rule.rule in rules]) for name, rules in kinds.items()]
    return [*(total for total in by_kind if total.rules), Total.of("together", every)]


def of(shown: list[bool]) -> str:
    """So many of so many, and the share of them, never rounded up to all."""
    if not shown:
        return "none"
    share = 100 * sum(shown) // len(shown)
    return f"{sum(shown)} of {len(shown)} ({share} %)"


def as_data(report: list[RuleCoverage], knowledge: KnowledgeBase) -> dict[str, Any]:
    """The report as plain values; under `rules`, what stands on the page of each rule."""
    words = Words(knowledge)
    lines = [line for rule in report for line in rule.lines]
    return {
        "rules": {rule.rule: facts(rule, knowledge.rules[rule.rule]) for rule in report},
        "totals": {
            total.name: {"conditions": facts_of(total.conditions), "limits": facts_of(total.limits)}
            for total in totals(report, knowledge)
        },
        "missing": [{**place(line, words), "row": "\n".join(words.row(line))} for line in lines if not line.covered],
        "impossible": [{**place(line, words), "because": words.shown(line)} for line in lines if line.impossible],
        "knowledge": {
            "name": knowledge.settings.name,
            "version": knowledge.settings.version,
            "digest": knowledge.digest,
        },
    }


def facts(rule: RuleCoverage, of_rule: Rule) -> dict[str, Any]:
    found: dict[str, Any] = {
        "examples": len(of_rule.examples),
        "conditions": len(rule.conditions),
        "conditions_shown": sum(rule.conditions),
    }
    return {**found, "limits": len(rule.limits), "limits_shown": sum(rule.limits)} if rule.limits else found


def facts_of(shown: list[bool]) -> dict[str, int]:
    return {"shown": sum(shown), "of": len(shown)}


def place(line: Line, words: Words) -> dict[str, Any]:
    condition = line.condition
    return {
        "rule": condition.rule,
        "condition": condition.number + 1,
        "says": words.condition(condition),
        "aspect": line.aspect.value,
    }
