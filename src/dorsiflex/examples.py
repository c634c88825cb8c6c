"""Does every rule do what its examples say? Each row is a small intake, concluded by the reference."""

from __future__ import annotations

from collections.abc import Iterator

from dorsiflex.errors import BadInput, Problem
from dorsiflex.explain.because import because, open_findings
from dorsiflex.infer.reference import Reference
from dorsiflex.intake.example import intake_of
from dorsiflex.language.case import flat
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Example, Rule, outcome_word
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.vocabulary import Scope
from dorsiflex.validate.case import validate


def run_examples(knowledge: KnowledgeBase) -> list[Problem]:
    """Every row that is not so, with what the rule does instead."""
    scopes = Scopes(knowledge)
    return [
        problem
        for rule in knowledge.rules.values()
        for example in rule.examples
        for problem in run_example(rule, example, knowledge, scopes)
    ]


def run_example(rule: Rule, example: Example, knowledge: KnowledgeBase, scopes: Scopes) -> Iterator[Problem]:
    """What is not so in one row; the row speaks of the first unit."""
    where = f"{rule.defined_at.rpartition(':')[0]}:{example.line}"
    try:
        case = validate(intake_of(example, knowledge, where), knowledge)
    except BadInput as refused:
        yield from refused.problems
        return
    reference = Reference(knowledge, case, scopes)
    unit = knowledge.settings.sides[0] if scopes.of_side(rule.id) else None
    truth = reference.truth(rule.id, unit)
    found = outcome_word(truth.value)
    if found is not example.expect:
        wrong = f"`{rule.id}` is expected to be `{example.expect.value}`, and is `{found.value}`: {example.name}"
        yield Problem(where, wrong, "The examples are the tests of a rule.", "Correct the row, or the rule.")
        return
    asked = set(open_findings(because(rule.condition, reference.seen_from(unit)), reference))
    for name in example.asks_for:
        if asked_stem(name, unit, knowledge) not in asked:
            wrong = f"`{rule.id}` does not wait for `{name}`: {example.name}"
            why = f"It waits for {', '.join(sorted(asked)) or 'nothing'}."
            yield Problem(where, wrong, why, "Correct `asks_for`, or the rule.")


def asked_stem(name: str, unit: str | None, knowledge: KnowledgeBase) -> str:
    """The flat name of a finding as a row names it: `other.` before those of the second side."""
    bare = name.removeprefix("other.")
    if knowledge.vocabulary.findings[bare].scope is Scope.PERSON:
        return bare
    return flat(knowledge.settings.sides[1] if bare != name else unit or knowledge.settings.sides[0], bare)
