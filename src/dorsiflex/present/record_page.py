"""How do techniques, findings, numbers, sources and retired ids read as a page?"""

from __future__ import annotations

from typing import assert_never

from dorsiflex.explain.sentence import Teller
from dorsiflex.language.expression import (
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    Compared,
    Concluded,
    Expression,
    Includes,
    Known,
    NoneOf,
    OneOf,
)
from dorsiflex.language.hazard import Hazard
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Retired, Rule, Source, Technique
from dorsiflex.language.vocabulary import Difference, Finding, Kind, Number, Operand, Scope, Score
from dorsiflex.present import citation
from dorsiflex.present.page import Page, Question
from dorsiflex.present.readers import readers
from dorsiflex.present.values import answer_form


def technique_page(technique: Technique, knowledge: KnowledgeBase) -> Page:
    """A technique: what it is, who may do it, how, when to stop, who says so."""
    category = knowledge.settings.category[technique.category].title
    page = Page(f"{technique.id} · technique · {technique.status}, version {technique.version}", technique.title)
    page.section(category).text(technique.purpose)
    page.fact("performed by", ", ".join(name.replace("_", " ") for name in technique.performed_by))
    page.fact("needs", ", ".join(need.say for need in technique.needs))
    page.fact("equipment", ", ".join(technique.equipment))
    page.section("Start").text(technique.start)
    page.section("Steps").items(technique.steps)
    page.section("Directions").items(
        " ".join(filter(None, (item.kind, "of", item.of, item.towards, item.at and f"at {item.at}")))
        for item in technique.directions
    )
    page.evidence(technique.dose, knowledge, "Dose")
    page.section("Stop").items(technique.stop_rules)
    page.section("Measure").fact("before", technique.measure_before).fact("after", technique.measure_after)
    page.section("Progression").items(technique.progression)
    page.section("Regression").items(technique.regressions)
    page.evidence(technique.evidence, knowledge)
    page.dissent(technique.dissent, knowledge)
    page.section("Limits", Question.WHY).items(technique.limits)
    named = [rule.id for rule in knowledge.suggestions.values() if rule.technique == technique.id]
    gates = [gate.id for gate in knowledge.gates.values() if technique.id in knowledge.guarded_by(gate)]
    page.section("Rules", Question.WHEN).names(named, "suggested by").names(gates, "withheld by")
    return page.section("Where", Question.UPKEEP).fact("file", technique.defined_at)


def finding_page(finding: Finding, knowledge: KnowledgeBase) -> Page:
    """A finding: the question, how to examine, how it is answered, who reads it."""
    scope = knowledge.settings.person_noun if finding.scope is Scope.PERSON else f"each {knowledge.settings.side_noun}"
    page = Page(f"{finding.id} · finding · {finding.kind.value.replace('_', '/')}, of {scope}", finding.title)
    page.section("Ask", Question.WHAT).text(finding.ask).text(finding.help)
    page.fact("answer", "present or absent" if finding.kind is Kind.YES_NO else answer_form(finding))
    if finding.parent is not None:
        page.section("Arises only where", Question.WHEN).condition(finding.parent, knowledge)
    if finding.asked_where is not None:
        page.section("Asked where", Question.WHEN).condition(finding.asked_where, knowledge)
    if finding.unanswered_means:
        page.fact("unanswered counts as", finding.option_titles[finding.unanswered_means])
    if finding.error is not None:
        change = finding.quantity.text(finding.error.detectable_change)
        page.fact(
            "measurement error",
            f"a change under {change} cannot be told from error ({finding.error.ref}) {finding.error.note}",
        )
    page.cited(finding.refs, knowledge)
    read_by = readers(finding.id, knowledge)
    page.section("Read by", Question.WHY).names(read_by).text("" if read_by else finding.record_only)
    return page.section("Where", Question.UPKEEP).fact("file", finding.defined_at)


def number_page(number: Number, knowledge: KnowledgeBase) -> Page:
    """A computed number: from what, and who reads it."""
    page = Page(f"{number.id} · computed, never asked", number.title)
    page.section("How").items(made_of(number, Teller(knowledge), knowledge)).text(number.note)
    page.cited(number.refs, knowledge)
    page.section("Read by", Question.WHY).names(readers(number.id, knowledge))
    return page.section("Where", Question.UPKEEP).fact("file", number.defined_at)


def made_of(number: Number, teller: Teller, knowledge: KnowledgeBase) -> list[str]:
    """A difference, the rows of a table or the items of a score, in words."""
    if isinstance(number.made, Difference):
        of, minus = (operand_text(item, teller, knowledge) for item in (number.made.of, number.made.minus))
        return [f"{of}, minus {minus}"]
    if isinstance(number.made, Score):
        return [f"{item.title}: {item.points:+d}" for item in number.made.items]
    return [f"{number.quantity.text(row.value)} where {inline(row.when, teller)}" for row in number.made.rows]


def inline(expr: Expression, teller: Teller) -> str:
    """A short condition within a sentence."""
    match expr:
        case AllOf(parts):
            return " and ".join(inline(part, teller) for part in parts)
        case AnyOf(parts):
            return f"({' or '.join(inline(part, teller) for part in parts)})"
        case NoneOf(parts):
            return f"none of ({', '.join(inline(part, teller) for part in parts)})"
        case AtLeast(count, parts):
            return f"at least {count} of ({', '.join(inline(part, teller) for part in parts)})"
        case Answered() | OneOf() | Includes() | Compared() | Known() | Concluded():
            return teller.phrase(expr)
        case _:
            assert_never(expr)


def operand_text(operand: Operand, teller: Teller, knowledge: KnowledgeBase) -> str:
    of_other = f" of the other {knowledge.settings.side_noun}" if operand.other else ""
    return teller.title(operand.name) + of_other


def source_page(source: Source, knowledge: KnowledgeBase) -> Page:
    """A source: what it reports, how it was seen, and which rules rest on it."""
    page = Page(f"{source.id} · source · {source.status}", str(source.csl.get("title", source.id)))
    page.section("Citation", Question.WHO).text(citation.full(source)).text(str(source.csl.get("note", "")))
    page.section("Says").text(source.says)
    page.fact("study", source.study).fact("population", source.population)
    if source.certainty_level:
        page.fact("certainty", f"{source.certainty_level} ({source.certainty_scheme})")
    page.section("Used by", Question.WHY)
    page.names(resting_on(source, knowledge), "as evidence").names(disputed_by(source, knowledge), "as dissent")
    page.names(naming(source, knowledge), "named by")
    return page.section("Where", Question.UPKEEP).fact("file", source.defined_at)


def holders(knowledge: KnowledgeBase) -> list[Rule | Technique]:
    return [*knowledge.rules.values(), *knowledge.techniques.values()]


def resting_on(source: Source, knowledge: KnowledgeBase) -> list[str]:
    """The rules and techniques that give a source as evidence, or for a dose."""
    return [
        item.id
        for item in holders(knowledge)
        if any(
            support.ref == source.id
            for support in (*item.evidence, *(item.dose if isinstance(item, Technique) else ()))
        )
    ]


def disputed_by(source: Source, knowledge: KnowledgeBase) -> list[str]:
    """The rules and techniques that a source reads otherwise."""
    return [item.id for item in holders(knowledge) if any(found.who == source.id for found in item.dissent.found)]


def naming(source: Source, knowledge: KnowledgeBase) -> list[str]:
    """The findings, numbers and hazards that name a source."""
    vocabulary = knowledge.vocabulary
    named: list[Finding | Number | Hazard] = [*vocabulary.findings.values(), *vocabulary.numbers.values()]
    named += knowledge.hazards.values()
    return [item.id for item in named if source.id in item.refs]


def retired_page(retired: Retired, _knowledge: KnowledgeBase) -> Page:
    """An id that once answered."""
    page = Page(f"{retired.id} · retired", retired.because)
    return page.section("Replaced by").names(retired.replaced_by).text("" if retired.replaced_by else "nothing")
