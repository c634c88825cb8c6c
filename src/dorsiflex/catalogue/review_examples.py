"""Do the examples of a rule show it firing, silent and unable to tell, and stand on both sides of each limit?

Whether the rule does what they say is found by running them, in another stage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from dorsiflex.catalogue.compile import Draft
from dorsiflex.catalogue.document import Document, Path
from dorsiflex.catalogue.limits import missing_limits
from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.catalogue.one_line import flow
from dorsiflex.catalogue.schema import RuleFile
from dorsiflex.catalogue.words import bare, listed
from dorsiflex.errors import Problem
from dorsiflex.language.expression import AllOf, AnyOf, AtLeast, Concluded, Expression, Known, NoneOf, OneOf
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Example, Outcome, Rule
from dorsiflex.language.vocabulary import Finding, Kind, Scope

SHOWS = {
    Outcome.FIRES: "Add a row with `expect: fires`.",
    Outcome.SILENT: "Add a row with `expect: silent`.",
    Outcome.CANNOT_TELL: "Add a row that leaves an answer out, with `expect: cannot-tell`.",
}


def example_problems(knowledge: KnowledgeBase, draft: Draft) -> Iterator[Problem]:
    """The rows of every rule."""
    faulty = {owner for owner, condition in draft.conditions if not condition.sound}
    for _, document, form in draft.rules:
        rule = knowledge.rules[form.id]
        yield from rows(form, document, knowledge, draft)
        if form.id not in faulty:
            yield from outcomes(rule, document, knowledge)
            yield from limits(rule, document, knowledge)


def outcomes(rule: Rule, document: Document, knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Each outcome that is possible is shown."""
    needed = [Outcome.FIRES, Outcome.SILENT]
    if may_be_unknown(rule.condition, knowledge, frozenset({rule.id})):
        needed.append(Outcome.CANNOT_TELL)
    shown = {example.expect for example in rule.examples}
    for outcome in needed:
        if outcome not in shown:
            found = f"no example where `{rule.id}` {describe(outcome)}"
            yield Problem(document.where(("tests",)), found, "The examples are the tests of a rule.", SHOWS[outcome])


def describe(outcome: Outcome) -> str:
    return {Outcome.FIRES: "fires", Outcome.SILENT: "is silent", Outcome.CANNOT_TELL: "cannot tell"}[outcome]


def may_be_unknown(expr: Expression, knowledge: KnowledgeBase, above: frozenset[str]) -> bool:
    """Whether a missing answer can leave it open: not `known`, nor a choice that counts as something unanswered."""
    match expr:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts) | AtLeast(_, parts):
            return any(may_be_unknown(part, knowledge, above) for part in parts)
        case Known():
            return False
        case OneOf(name):
            return knowledge.vocabulary.findings[name].unanswered_means is None
        case Concluded(name):
            if name in above or name not in knowledge.rules:
                return True
            return may_be_unknown(knowledge.rules[name].condition, knowledge, above | {name})
        case _:
            return True


def limits(rule: Rule, document: Document, knowledge: KnowledgeBase) -> Iterator[Problem]:
    """A row on the limit and a row one step beside it, for every measured limit."""

    def recorded(example: Example, number: str, of_other: bool) -> int | None:
        given = example.given.get("other", {}) if of_other else example.given
        value = given.get(number) if isinstance(given, dict) else None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return None
        return knowledge.vocabulary.findings[number].quantity.steps(Decimal(value))

    for missing in missing_limits(rule, knowledge, recorded, measured=True):
        yield Problem(document.where(("tests",)), missing.found, missing.why, missing.mend)


def rows(form: RuleFile, document: Document, knowledge: KnowledgeBase, draft: Draft) -> Iterator[Problem]:
    """Names and values in the rows."""
    for name, count in Counter(part.name for part in form.tests).items():
        if count > 1:
            yield Problem(
                document.where(("tests",)), f"two examples named `{name}`", "A name tells them apart.", "Rename one."
            )
    for at, part in enumerate(form.tests):
        path: Path = ("tests", at)
        yield from given(part.given, document, (*path, "given"), knowledge, draft)
        for place, name in enumerate(part.asks_for):
            bare = name.removeprefix("other.")
            if bare not in knowledge.vocabulary.findings and not draft.words.is_forgiven(bare):
                where = document.where((*path, "asks_for", place))
                mend = did_you_mean(bare, knowledge.vocabulary.findings)
                yield Problem(where, f"`asks_for: {name}`", "No finding has this name.", mend)


def given(
    answers: dict[str, Any],
    document: Document,
    path: Path,
    knowledge: KnowledgeBase,
    draft: Draft,
    of_other: bool = False,
) -> Iterator[Problem]:
    """What one row gives: of this side and the person; below `other`, of the other side."""
    findings = knowledge.vocabulary.findings
    for name, value in answers.items():
        here = (*path, name)
        where, found = document.where(here), f"`{flow({name: value})}`"
        if name == "other" and not of_other and knowledge.settings.sides:
            if isinstance(value, dict):
                yield from given(value, document, here, knowledge, draft, of_other=True)
            else:
                yield Problem(where, found, "`other` holds answers of the other side.", "Write a map below it.")
        elif name not in findings:
            if not draft.words.is_forgiven(name):
                yield Problem(
                    where,
                    f"`{name}`",
                    "No finding has this name; rows give findings only.",
                    did_you_mean(name, findings),
                )
        elif of_other and findings[name].scope is Scope.PERSON:
            yield Problem(where, f"{found} below `other`", "It belongs to the person.", "Move it out of `other`.")
        elif wrong := wrong_value(findings[name], value):
            yield Problem(where, found, *wrong)


def wrong_value(finding: Finding, value: Any) -> tuple[str, str] | None:
    """Why a value cannot be an answer to the finding, and how to mend it."""
    if value is None or value == "unknown":
        return None
    match finding.kind:
        case Kind.YES_NO:
            right = value in ("present", "absent")
            return (
                None if right else (f"`{finding.id}` is a yes/no finding.", "Write `present`, `absent` or `unknown`.")
            )
        case Kind.CHOICE:
            right = value in finding.option_ids
            return (
                None if right else (f"It is no option of `{finding.id}`.", did_you_mean(str(value), finding.option_ids))
            )
        case Kind.SEVERAL_OF:
            options = value if isinstance(value, list) else [None]
            wrong = [option for option in options if option not in finding.option_ids]
            return (
                (f"`{finding.id}` holds a list of its options.", f"Choose among {listed(finding.option_ids)}.")
                if wrong
                else None
            )
        case Kind.NUMBER:
            return wrong_number(finding, value)


def wrong_number(finding: Finding, value: Any) -> tuple[str, str] | None:
    quantity = finding.quantity
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return f"`{finding.id}` is a number.", "Write a number."
    if not quantity.exact(Decimal(value)):
        return f"`{finding.id}` is told to {bare(quantity, 1)}.", "Round it."
    if not finding.least <= quantity.steps(Decimal(value)) <= finding.most:
        least, most = bare(quantity, finding.least), quantity.text(finding.most)
        return f"`{finding.id}` lies between {least} and {most} ({finding.defined_at}).", "Give a value inside."
    return None
