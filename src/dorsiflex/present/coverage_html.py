"""How is coverage read in a browser? One page by itself: the totals, what is not shown, then every condition."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files
from itertools import groupby

from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.coverage_words import Words, of, totals
from dorsiflex.prove.coverage import Aspect
from dorsiflex.prove.coverage_report import Line, RuleCoverage

STYLE = """
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; width: 100%; margin-block: 0.5rem 1.5rem; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.75rem 0.4rem 0; }
th, td { border-bottom: 1px solid var(--rule); }
h2 { margin-block: 2rem 0.5rem; }
td p { margin: 0; }
tbody th { font-weight: 400; }
details td { width: 60%; }
thead th { color: var(--quiet); font-weight: 600; }
summary { padding-block: 0.6rem; cursor: pointer; }
pre { overflow-x: auto; background: var(--shade); padding: 0.75rem; border-radius: var(--corner); }
.id, .quiet { color: var(--quiet); }
.open { border-inline-start: 4px solid var(--urgent); padding-inline-start: 0.75rem; }
.open h3 { margin-bottom: 0; }
"""
HEADS = {
    Aspect.SO: "turns the rule where it is so",
    Aspect.NOT_SO: "turns the rule where it is not so",
    Aspect.AT: "at the limit",
    Aspect.BESIDE: "beside the limit",
}


def page(report: list[RuleCoverage], knowledge: KnowledgeBase) -> str:
    """The whole page."""
    tokens = files("dorsiflex.present.html").joinpath("tokens.css").read_text(encoding="utf-8")
    return "\n".join(["<!doctype html>", *body(report, knowledge, tokens + STYLE), ""])


def body(report: list[RuleCoverage], knowledge: KnowledgeBase, style: str) -> Iterator[str]:
    words = Words(knowledge)
    title = f"What the examples show · {escape(knowledge.settings.title)}"
    yield f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{style}</style></head><body><main><h1>What the examples show</h1>"
    yield (
        "<p>Each condition of each rule should be seen to matter: in one case or example it is so and this alone makes"
        " the rule come out as it does, in another it is not so. Each limit should be seen from both sides.</p>"
    )
    yield from summary(report, knowledge)
    missing = [rule for rule in report if rule.missing]
    yield "<h2>Not shown</h2>" if missing else "<h2>Not shown: nothing</h2>"
    for rule in missing:
        yield from not_shown(rule, words)
    yield "<h2>Every rule</h2>"
    for rule in report:
        yield from of_rule(rule, words)
    tag = f"{knowledge.settings.name} {knowledge.settings.version} · {knowledge.digest}"
    yield f'<p class="quiet">{escape(tag)}</p></main></body></html>'


def summary(report: list[RuleCoverage], knowledge: KnowledgeBase) -> Iterator[str]:
    heads = ("", "rules", "conditions shown", "limits shown on both sides")
    yield "<table><thead><tr>" + "".join(f'<th scope="col">{head}</th>' for head in heads) + "</tr></thead><tbody>"
    for total in totals(report, knowledge):
        cells = (str(total.rules), of(total.conditions), of(total.limits))
        yield f'<tr><th scope="row">{total.name}</th>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    yield "</tbody></table>"


def not_shown(rule: RuleCoverage, words: Words) -> Iterator[str]:
    """What is missing in one rule, each with the row that would show it."""
    yield f'<section class="open"><h3>{escape(words.knowledge.rules[rule.rule].title)}</h3>'
    yield f'<p class="id">{rule.rule}</p>'
    for line in rule.missing:
        yield f"<p>{escape(words.missing(line))}</p>"
        row = words.row(line)
        if row:
            yield "<p>This row would show it; its name is yours to give:</p>"
        yield f"<pre>{escape(chr(10).join(row or [words.shown(line)]))}</pre>"
    yield "</section>"


def of_rule(rule: RuleCoverage, words: Words) -> Iterator[str]:
    """Every condition of one rule, and what shows it."""
    title = escape(words.knowledge.rules[rule.rule].title)
    count = f"{sum(rule.conditions)} of {len(rule.conditions)}"
    yield f'<details><summary>{title} <span class="quiet">({rule.rule}; {count})</span></summary>'
    yield '<table><thead><tr><th scope="col">condition</th><th scope="col">what shows it</th></tr></thead><tbody>'
    for _, lines in groupby(rule.lines, key=lambda line: line.condition.number):
        yield from of_condition(list(lines), words)
    yield "</tbody></table></details>"


def of_condition(lines: list[Line], words: Words) -> Iterator[str]:
    says = escape(words.condition(lines[0].condition))
    cells = "".join(
        f'<p><span class="quiet">{HEADS[line.aspect]}:</span> {escape(words.shown(line))}</p>' for line in lines
    )
    yield f'<tr><th scope="row">{says}</th><td>{cells}</td></tr>'
