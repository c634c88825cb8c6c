"""How does a rule read as a page? When it applies, when it holds, what follows, why, and who says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.console import Console

from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.expression import ALWAYS
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Gate, Pattern, Reach, Rule, Suggestion
from dorsiflex.present import page_text
from dorsiflex.present.claim_page import claim_page, hazard_page
from dorsiflex.present.listing import records_by_kind
from dorsiflex.present.page import Page, Question, Shown
from dorsiflex.present.readers import readers
from dorsiflex.present.record_page import finding_page, number_page, retired_page, source_page, technique_page


def print_page(identity: str, knowledge: KnowledgeBase, console: Console) -> None:
    """Print the page of whatever has this id. Raises `BadInput` where nothing has."""
    page_text.print_page(page_of(identity, knowledge), console)


def page_of(identity: str, knowledge: KnowledgeBase) -> Page:
    """The page of whatever has this id."""
    for kind, records in records_by_kind(knowledge).items():
        if identity in records:
            return PAGES[kind](records[identity], knowledge)
    raise BadInput([nothing_named(identity, knowledge)])


def nothing_named(identity: str, knowledge: KnowledgeBase) -> Problem:
    """Nothing has this id; perhaps another was meant."""
    from difflib import get_close_matches

    known = [identity for records in records_by_kind(knowledge).values() for identity in records]
    near = get_close_matches(identity.lower(), known, n=1)
    mend = f"Did you mean `{near[0]}`?" if near else "`dorsiflex rules list` lists every id."
    return Problem("ID", f"`{identity[:80]}`", "Nothing in this knowledge base has this id.", mend)


def kind_of(rule: Rule) -> str:
    return {Gate: "gate", Pattern: "pattern", Suggestion: "suggestion"}[type(rule)]


def rule_page(rule: Rule, knowledge: KnowledgeBase) -> Page:
    """A rule: question, logic in words, what follows, why, who says so, examples."""
    page = Page(f"{rule.id} · {kind_of(rule)} · {rule.status}, version {rule.version}", rule.title)
    if rule.applies_to != ALWAYS:
        page.section("Applies to", Question.WHEN).condition(rule.applies_to, knowledge)
    page.section("Holds when", Question.WHEN).condition(rule.when, knowledge)
    page.section("What follows").items(follows(rule, knowledge))
    page.section("Why", Question.WHY).text(rule.rationale)
    page.evidence(rule.evidence, knowledge)
    page.dissent(rule.dissent, knowledge)
    page.section("Limits", Question.WHY).items(rule.limits)
    page.section("Examples", Question.WHEN).add(map(Shown, rule.examples))
    page.section("Read by").names(readers(rule.id, knowledge))
    page.section("Who and where", Question.UPKEEP)
    page.fact("author", rule.owners.author).fact("reviewer", rule.owners.reviewer)
    page.fact("created", rule.created).fact("review by", rule.review_by)
    page.fact("rows", ", ".join(knowledge.settings.rows.get(row, row) for row in rule.rows))
    return page.fact("file", rule.defined_at)


def follows(rule: Rule, knowledge: KnowledgeBase) -> list[str]:
    """What the rule leads to."""
    said = [f"Says: {rule.say}"] if rule.say else []
    if isinstance(rule, Suggestion):
        said.append(f"Suggests {knowledge.techniques[rule.technique].title} ({rule.technique}), place {rule.place}.")
    if isinstance(rule, Gate):
        said += gate_follows(rule, knowledge)
    if isinstance(rule, Pattern) and not said:
        said.append("Other rules read it.")
    return said


def gate_follows(gate: Gate, knowledge: KnowledgeBase) -> list[str]:
    settings = knowledge.settings
    said = []
    if gate.disposition is not None:
        said.append(f"Disposition: {settings.disposition[gate.disposition].title} ({gate.disposition}).")
    titles = {category.id: category.title for category in settings.categories}
    titles |= {technique.id: technique.title for technique in knowledge.techniques.values()}
    held = (
        ["every treatment"]
        if len(knowledge.guarded_by(gate)) == treatments(knowledge)
        else [titles.get(name, name) for name in gate.withholds]
    )
    if held:
        both = ", on both sides" if knowledge.reach_of(gate) is Reach.BOTH else ""
        said.append(f"Withholds {', '.join(held)}{both}.")
    if gate.unknown_stands:
        said.append("Where it cannot tell it withholds the same and asks; the disposition stands.")
    else:
        open_title = settings.disposition[settings.unknown_gate_disposition].title
        said.append(f"Where it cannot tell: {open_title}; it withholds the same, and asks.")
    return said


def treatments(knowledge: KnowledgeBase) -> int:
    categories = knowledge.settings.category
    return sum(categories[technique.category].treatment for technique in knowledge.techniques.values())


PAGES: dict[str, Callable[[Any, KnowledgeBase], Page]] = {
    "gate": rule_page,
    "pattern": rule_page,
    "suggestion": rule_page,
    "technique": technique_page,
    "finding": finding_page,
    "number": number_page,
    "claim": claim_page,
    "hazard": hazard_page,
    "source": source_page,
    "retired": retired_page,
}
