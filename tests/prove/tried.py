"""The rules of the repository with what tests them, and other rules made from them; worked out once for all tests."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from dorsiflex.apps.coverage_runner import coverage_of
from dorsiflex.catalogue.load import load
from dorsiflex.language.expression import ALWAYS, Expression
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Rule
from dorsiflex.prove.coverage import Coverage
from dorsiflex.prove.coverage_report import Reporter, RuleCoverage
from tests.rules.ankle import ROOT, ankle

WRIST = ROOT / "tests" / "foreign" / "wrist"


@cache
def wrist() -> KnowledgeBase:
    return load(WRIST)


@cache
def coverage() -> Coverage:
    """The ankle with all its examples and cases."""
    return coverage_of(ankle(), ROOT / "cases")


@cache
def report() -> dict[str, RuleCoverage]:
    reporter = Reporter(coverage())
    return {rule: reporter.of(rule) for rule in ankle().rules}


def without(coverage: Coverage, *names: str) -> Coverage:
    """The same without the examples and cases of these names."""
    return Coverage(coverage.knowledge, [one for one in coverage.tried if one.name not in names])


def saying(rule: str, condition: Expression, knowledge: KnowledgeBase) -> KnowledgeBase:
    """The knowledge with another condition in one rule."""
    folders: dict[str, dict[str, Rule]] = {
        name: dict(getattr(knowledge, name)) for name in ("gates", "patterns", "suggestions")
    }
    for rules in folders.values():
        if rule in rules:
            rules[rule] = replace(rules[rule], applies_to=ALWAYS, when=condition)
    return replace(knowledge, **folders)  # type: ignore[arg-type]
