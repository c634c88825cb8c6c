"""How does a rule read as a page? When it applies, when it holds, what follows, why, and who says so."""

from __future__ import annotations

from rich.console import Console

from dorsiflex.errors import BadInput, Problem
from dorsiflex.explain.sentence import Teller
from dorsiflex.language.expression import ALWAYS
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Gate, Pattern, Reach, Rule, Suggestion
from dorsiflex.present.listing import entries
from dorsiflex.present.page import Page
from dorsiflex.present.readers import readers
from dorsiflex.present.record_page import finding_page, number_page, retired_page, source_page, technique_page


def print_page(identity: str, knowledge: KnowledgeBase, console: Console) -> None:
    """Print the page of whatever has this id. Raises `BadInput` where nothing has."""
    page_of(identity, knowledge).print(console)


def page_of(identity: str, knowledge: KnowledgeBase) -> Page:
    """The page of whatever has this id."""
    vocabulary = knowledge.vocabulary
    if identity in knowledge.rules:
        return rule_page(knowledge.rules[identity], knowledge)
    if identity in knowledge.techniques:
        return technique_page(knowledge.techniques[identity], knowledge)
    if identity in vocabulary.findings:
        return finding_page(vocabulary.findings[identity], knowledge)
    if identity in vocabulary.numbers:
        return number_page(vocabulary.numbers[identity], knowledge)
    if identity in knowledge.sources:
        return source_page(knowledge.sources[identity], knowledge)
    if identity in knowledge.retired:
        return retired_page(knowledge.retired[identity])
    raise BadInput([nothing_named(identity, knowledge)])


def nothing_named(identity: str, knowledge: KnowledgeBase) -> Problem:
    """Nothing has this id; perhaps another was meant."""
    from difflib import get_close_matches

    known = [*(entry.id for entry in entries(knowledge)), *knowledge.vocabulary.numbers, *knowledge.retired]
    near = get_close_matches(identity, known, n=1)
    mend = f"Did you mean `{near[0]}`?" if near else "`dorsiflex rules list` lists every id."
    return Problem("ID", f"`{identity[:80]}`", "Nothing in this knowledge base has this id.", mend)


def kind_of(rule: Rule) -> str:
    return {Gate: "gate", Pattern: "pattern", Suggestion: "suggestion"}[type(rule)]


def rule_page(rule: Rule, knowledge: KnowledgeBase) -> Page:
    """A rule: question, logic in words, what follows, why, who says so, examples."""
    teller = Teller(knowledge)
    page = Page(f"{rule.id} · {kind_of(rule)} · {rule.status}, version {rule.version}", rule.title)
    if rule.applies_to != ALWAYS:
        page.section("Applies to").outline(teller.lines(rule.applies_to))
    page.section("Holds when").outline(teller.lines(rule.when))
    page.section("What follows").items(follows(rule, knowledge))
    page.section("Why").text(rule.rationale)
    page.evidence(rule.evidence, knowledge)
    page.dissent(rule.dissent, knowledge)
    page.section("Limits").items(rule.limits)
    examples(rule, page)
    page.section("Read by").text(", ".join(readers(rule.id, knowledge)))
    page.section("Who and where")
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


def examples(rule: Rule, page: Page) -> None:
    """Each row, with what the rule does then."""
    page.section("Examples")
    for example in rule.examples:
        given = ", ".join(f"{name}: {shown(value)}" for name, value in example.given.items()) or "nothing"
        asks = f" (waits for {', '.join(example.asks_for)})" if example.asks_for else ""
        page.item(f"{example.expect.value}{asks}: {example.name}", f"given {given}")


def shown(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {shown(part)}" for name, part in value.items()) + "}"
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)
