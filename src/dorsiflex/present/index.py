"""Which rules are there, and what stands behind each row of the design? The generated parts of rules/README.md.

`python -m dorsiflex.present.index` writes them between their marks; what stands outside the marks is written by hand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from dorsiflex.catalogue.load import load, rules_folder
from dorsiflex.language.expression import leaves, name_of
from dorsiflex.language.hazard import Hazard
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Gate, Rule, Suggestion
from dorsiflex.language.truth import Truth
from dorsiflex.present.concluded import Concluded, Concluder, read_cases

SHOWN = 5
Part = Callable[[KnowledgeBase, list[Concluded]], Iterator[str]]


def index(knowledge: KnowledgeBase, _cases: list[Concluded]) -> Iterator[str]:
    """Every rule by kind, and every technique."""
    yield from table("Gates", ("rule", "title", "disposition", "withholds"), map(gate_row, knowledge.gates.values()))
    yield from table("Patterns", ("rule", "title"), map(named, knowledge.patterns.values()))
    yield from table("Suggestions", ("rule", "title", "technique"), map(suggestion_row, knowledge.suggestions.values()))
    categories = knowledge.settings.category
    yield from table(
        "Techniques",
        ("technique", "title", "category"),
        (
            (link(item.id, "techniques"), item.title, categories[item.category].title)
            for item in knowledge.techniques.values()
        ),
    )


def table(title: str, head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    body = list(rows)
    yield f"### {title} ({len(body)})\n"
    yield f"| {' | '.join(head)} |"
    yield "| --- " * len(head) + "|"
    yield from (f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in body)
    yield ""


def link(identity: str, folder: str) -> str:
    return f"[{identity}]({folder}/{identity}.yaml)"


def named(rule: Rule) -> tuple[str, str]:
    folder = "gates" if isinstance(rule, Gate) else "suggestions" if isinstance(rule, Suggestion) else "patterns"
    return link(rule.id, folder), rule.title


def gate_row(gate: Gate) -> tuple[str, ...]:
    both = " (both sides)" if gate.reach.value == "both" else ""
    return *named(gate), gate.disposition or "stands", (", ".join(gate.withholds) or "nothing") + both


def suggestion_row(rule: Suggestion) -> tuple[str, ...]:
    return *named(rule), rule.technique


def design_rows(knowledge: KnowledgeBase, cases: list[Concluded]) -> Iterator[str]:
    """Every row of the design, the rules and techniques that carry it out, and cases that show them."""
    yield "| row | rules and *techniques* | cases |"
    yield "| --- | --- | --- |"
    firing = Counter(rule for one in cases for rule in concluded(one, Truth.TRUE))
    for row, title in knowledge.settings.rows.items():
        techniques = [item.id for item in knowledge.techniques.values() if row in item.rows]
        rules = carrying_out(row, techniques, knowledge)
        names = ", ".join([*(rule.id for rule in rules), *(f"*{name}*" for name in techniques)]) or "–"
        yield f"| {title} (`{row}`) | {names} | {shown(cases_of(rules, techniques, cases, firing))} |"


def carrying_out(row: str, techniques: list[str], knowledge: KnowledgeBase) -> list[Rule]:
    """The rules that name a row; where none does, the suggestions of the techniques that name it."""
    named_it = [rule for rule in knowledge.rules.values() if row in rule.rows]
    return named_it or [rule for rule in knowledge.suggestions.values() if rule.technique in techniques]


def concluded(one: Concluded, truth: Truth) -> set[str]:
    """The rules that have this truth somewhere in a case."""
    return {stem.rpartition(".")[2] for stem, found in one.truths.items() if found is truth}


def cases_of(rules: list[Rule], techniques: list[str], cases: list[Concluded], firing: Mapping[str, int]) -> list[str]:
    """The cases that show a row, the plainest first: few techniques expected, or a rule that seldom fires."""
    ranked: list[tuple[int, int, str]] = []
    for one in cases:
        wanted = [bare(name) for name in one.read.expected.must_suggest]
        rare = [firing[rule.id] for rule in rules if rule.id in concluded(one, Truth.TRUE)]
        if set(techniques) & set(wanted):
            ranked.append((0, len(wanted), one.read.id))
        elif rare:
            ranked.append((1, min(rare), one.read.id))
        elif waits(one, rules):
            ranked.append((2, len(one.read.expected.must_ask), one.read.id))
        elif set(techniques) & {bare(name) for name in one.read.expected.must_not_suggest}:
            ranked.append((3, len(one.read.expected.must_not_suggest), one.read.id))
    return [identity for *_, identity in sorted(ranked)]


def bare(name: str) -> str:
    return name.rpartition(".")[2]


def waits(one: Concluded, rules: list[Rule]) -> bool:
    """Whether a case wants something asked that one of the rules reads and cannot tell without."""
    asked = {bare(name) for name in one.read.expected.must_ask}
    open_here = concluded(one, Truth.UNKNOWN)
    return any(rule.id in open_here and asked & set(map(name_of, leaves(rule.condition))) for rule in rules)


def shown(cases: list[str]) -> str:
    more = f" and {len(cases) - SHOWN} more" if len(cases) > SHOWN else ""
    return ", ".join(cases[:SHOWN]) + more if cases else "–"


def hazard_log(knowledge: KnowledgeBase, _cases: list[Concluded]) -> Iterator[str]:
    """The hazard log as a table."""
    yield "| hazard | harm | control | shown by | remains |"
    yield "| --- | --- | --- | --- | --- |"
    yield from (hazard_row(item) for item in knowledge.hazards.values())


def hazard_row(item: Hazard) -> str:
    control = "; ".join([*item.safeguards, ", ".join(item.controls)]).strip("; ")
    evidence = ", ".join([*item.cases, *item.tests])
    return f"| **{item.id}**: {item.hazard} | {item.harm} | {control} | {evidence} | {item.residual} |"


PARTS: dict[str, Part] = {"index": index, "rows": design_rows, "hazards": hazard_log}


def with_parts(text: str, knowledge: KnowledgeBase, cases: list[Concluded]) -> str:
    """The text with every generated part between its marks written anew."""

    def part(mark: re.Match[str]) -> str:
        lines = "\n".join(PARTS[mark["part"]](knowledge, cases)).strip("\n")
        return f"<!-- generated: {mark['part']} -->\n{lines}\n<!-- end -->"

    return re.sub(r"<!-- generated: (?P<part>\w+) -->\n.*?<!-- end -->", part, text, flags=re.DOTALL)


def pages(folder: Path) -> Iterator[tuple[Path, str]]:
    """Each page with generated parts, as it should stand now."""
    knowledge = load(folder / "rules")
    cases = Concluder(knowledge).conclude(read_cases(folder / "cases", knowledge))
    for path in (folder / "rules" / "README.md", folder / "docs" / "knowledge.md"):
        yield path, with_parts(path.read_text(encoding="utf-8"), knowledge, cases)


if __name__ == "__main__":
    for page, text in pages(rules_folder().parent):
        page.write_text(text, encoding="utf-8")
