"""How does docs/coverage.md stay fresh? `python -m dorsiflex.apps.coverage_docs` writes its generated part anew."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from dorsiflex.apps.coverage_runner import coverage_of, report_of
from dorsiflex.catalogue.load import load, rules_folder
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.coverage_words import WHY_NOT, Words, of, totals
from dorsiflex.prove.coverage import Coverage
from dorsiflex.prove.coverage_report import RuleCoverage

MARKED = re.compile(r"(<!-- generated: coverage -->\n).*?(<!-- end -->)", re.DOTALL)


def summary(report: list[RuleCoverage], knowledge: KnowledgeBase) -> Iterator[str]:
    """The generated part of docs/coverage.md."""
    words = Words(knowledge)
    yield "| | rules | conditions shown | limits shown on both sides |"
    yield "| --- | ---: | ---: | ---: |"
    for total in totals(report, knowledge):
        yield f"| {total.name} | {total.rules} | {of(total.conditions)} | {of(total.limits)} |"
    yield ""
    yield "| counted with them, because no intake can show it: the condition, so or not so | how often |"
    yield "| --- | ---: |"
    why = Counter(line.showing.why_not for rule in report for line in rule.impossible if line.showing)
    yield from (f"| {said} | {why[reason]} |" for reason, said in WHY_NOT.items() if why[reason])
    yield ""
    missing = [line for rule in report for line in rule.missing]
    yield "Not shown:\n" if missing else "Not shown: nothing.\n"
    yield from (f"- `{line.condition.rule}`: {words.missing(line)}" for line in missing)


def with_summary(page: str, told: str) -> str:
    """The page with the generated part written anew."""
    return MARKED.sub(lambda found: f"{found[1]}{told}\n{found[2]}", page)


def coverage_page(page: str, coverage: Coverage) -> str:
    """docs/coverage.md as it should be."""
    report = report_of(coverage, list(coverage.knowledge.rules), quiet=True)
    return with_summary(page, "\n".join(summary(report, coverage.knowledge)).strip())


def write(folder: Path) -> None:
    """The page of a repository, from its rules and cases."""
    coverage = coverage_of(load(folder / "rules"), folder / "cases")
    page = folder / "docs" / "coverage.md"
    page.write_text(coverage_page(page.read_text(encoding="utf-8"), coverage), encoding="utf-8")


if __name__ == "__main__":
    write(rules_folder().parent)
