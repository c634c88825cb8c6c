"""How do claims and hazards read as a page? What is said of every intake, and what may go wrong."""

from __future__ import annotations

from typing import assert_never

from dorsiflex.language.claim import (
    Body,
    Claim,
    EveryRule,
    ExactlyOneDisposition,
    Never,
    NeverMoreWhenUnknown,
    NeverTogether,
    Whenever,
    Where,
    WithheldNeverSuggested,
)
from dorsiflex.language.hazard import Hazard
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Owners
from dorsiflex.present.page import Page, Question


def claim_page(claim: Claim, knowledge: KnowledgeBase) -> Page:
    """A claim: of whom it speaks, what it says of them, why, and the hazards it controls."""
    page = Page(f"{claim.id} · claim · {claim.status}", claim.title)
    where = claim.body.where if isinstance(claim.body, Never | Whenever) else Where()
    speaks_of(where, page, knowledge)
    page.section("Says").items(body_words(claim.body, knowledge))
    page.section("Why", Question.WHY).text(claim.rationale)
    page.section("Controls", Question.WHY).names(claim.hazards)
    page.section("Proved", Question.WHO)
    page.text(f"By `dorsiflex prove {claim.id}`, for every possible intake or with one that breaks it.")
    return kept_by(claim.owners, claim.created, claim.review_by, claim.defined_at, page)


def speaks_of(where: Where, page: Page, knowledge: KnowledgeBase) -> None:
    """Of which intakes a claim speaks; of all of them where it names none."""
    if where.when is not None:
        page.section("Speaks of intakes where surely", Question.WHEN).condition(where.when, knowledge)
    if where.unless is not None:
        page.section("Speaks of intakes where it is not sure that", Question.WHEN).condition(where.unless, knowledge)
    page.section("Speaks of", Question.WHEN)
    noun = knowledge.settings.side_noun
    if where.disposition:
        page.text(f"every assessed {noun} whose disposition is {dispositions(where.disposition, knowledge)}")
    if where.person_disposition:
        named = dispositions(where.person_disposition, knowledge)
        page.text(f"every assessed {noun} of a {knowledge.settings.person_noun} whose disposition is {named}")
    if where == Where():
        page.text("every possible intake, unanswered questions included")


def body_words(body: Body, knowledge: KnowledgeBase) -> list[str]:
    """What a claim says, as sentences."""
    match body:
        case Never(_, suggests):
            return [f"None of these is suggested: {titles(suggests, knowledge)}."]
        case Whenever(_, disposition):
            return [f"The disposition is {dispositions(disposition, knowledge)}."]
        case WithheldNeverSuggested():
            return ["What a gate withholds, firing or unable to tell, is not suggested."]
        case NeverMoreWhenUnknown(suggests, excepted):
            vocabulary = knowledge.vocabulary
            said = [f"Taking answers away suggests nothing more of: {titles(suggests, knowledge)}."]
            return [*said, *(f"Save the answer to: {vocabulary.findings[name].title} ({name})" for name in excepted)]
        case ExactlyOneDisposition():
            return ["There is one disposition, and no second."]
        case EveryRule(outcomes):
            return [f"For each rule there are intakes where it is {' and where it is '.join(outcomes)}."]
        case NeverTogether(pairs):
            return [
                f"Never both: {titles(pair.one, knowledge)}; and any of {titles(pair.other, knowledge)}."
                for pair in pairs
            ]
        case _:
            assert_never(body)


def titles(names: tuple[str, ...], knowledge: KnowledgeBase) -> str:
    """Categories and techniques by their titles; `all` is every treatment."""
    known = {category.id: category.title for category in knowledge.settings.categories}
    known |= {technique.id: technique.title for technique in knowledge.techniques.values()}
    return ", ".join("every treatment" if name == "all" else known[name] for name in names)


def dispositions(names: tuple[str, ...], knowledge: KnowledgeBase) -> str:
    return " or ".join(knowledge.settings.disposition[name].title for name in names)


def hazard_page(hazard: Hazard, knowledge: KnowledgeBase) -> Page:
    """A hazard: what may go wrong, what stands against it, what shows that it works, and what remains."""
    page = Page(f"{hazard.id} · hazard · {hazard.status}", hazard.hazard)
    page.section("Cause", Question.WHEN).text(hazard.cause)
    page.section("Harm").text(hazard.harm)
    page.section("Controls").names(hazard.controls).items(hazard.safeguards)
    page.section("Remains", Question.WHY).text(hazard.residual)
    page.section("Shown by", Question.WHO).names(hazard.claims, "claims")
    page.fact("cases", ", ".join(hazard.cases)).fact("tests", ", ".join(hazard.tests))
    page.cited(hazard.refs, knowledge)
    return kept_by(hazard.owners, hazard.created, hazard.review_by, hazard.defined_at, page)


def kept_by(owners: Owners, created: str, review_by: str, defined_at: str, page: Page) -> Page:
    page.section("Who and where", Question.UPKEEP).fact("author", owners.author).fact("reviewer", owners.reviewer)
    page.fact("created", created).fact("review by", review_by)
    return page.fact("file", defined_at)
