"""How is coverage told in a terminal? The totals, then what is not shown with the row that would show it."""

from __future__ import annotations

from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.coverage_words import Words, of, totals
from dorsiflex.present.text import WIDEST, paragraph
from dorsiflex.prove.coverage_report import Line, RuleCoverage


def show(report: list[RuleCoverage], knowledge: KnowledgeBase, console: Console, *, whole: bool) -> None:
    """Print the report; `whole`: also what is shown, and by what."""
    console.width = min(WIDEST, console.width)
    words = Words(knowledge)
    for rule in report:
        if whole or rule.missing:
            show_rule(rule, words, console, whole=whole)
    console.print(table(report, knowledge))
    impossible = sum(len(rule.impossible) for rule in report)
    if impossible and not whole:
        text = f"Counted with them: {impossible} sides of conditions that no intake can show. Name a rule to read why."
        console.print(paragraph(text))


def table(report: list[RuleCoverage], knowledge: KnowledgeBase) -> Table:
    """How much is shown, by kind of rule."""
    found = Table(box=None, pad_edge=False, header_style="")
    for head in ("", "rules", "conditions shown", "limits shown on both sides"):
        found.add_column(head, justify="left" if not head else "right")
    for total in totals(report, knowledge):
        found.add_row(total.name, str(total.rules), of(total.conditions), of(total.limits))
    return found


def show_rule(rule: RuleCoverage, words: Words, console: Console, *, whole: bool) -> None:
    mark = ("✗", "bold red") if rule.missing else ("✓", "green")
    title = words.knowledge.rules[rule.rule].title
    console.print(paragraph(Text.assemble(mark, f" {rule.rule}: ", (title, "bold"))))
    for _, lines in groupby(rule.lines, key=lambda line: line.condition.number):
        show_condition(list(lines), words, console, whole=whole)
    console.print()


def show_condition(lines: list[Line], words: Words, console: Console, *, whole: bool) -> None:
    condition = lines[0].condition
    if whole:
        console.print(paragraph(f"{condition.number + 1}. {words.condition(condition)}", indent=2))
    for line in lines:
        if whole and line.covered:
            console.print(paragraph(f"{line.aspect.value}: {words.shown(line)}", indent=5))
        if not line.covered:
            console.print(paragraph(words.missing(line), indent=2))
            for text in words.row(line) or [words.shown(line)]:
                console.print(Text(f"    {text}"), soft_wrap=True)
