"""How does an intake that breaks a claim become a case file? Ready to paste; its reason is for its author to add."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dorsiflex.language.case import Case
from dorsiflex.language.claim import Claim
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import NotApplicable, Value
from dorsiflex.language.vocabulary import Finding, Kind
from dorsiflex.prove.replay import Replay

PLAIN = re.compile(r"^(?!(?:true|false|null)$)[a-z][a-z0-9_]*$")


def case_file(claim: Claim, case: Case, knowledge: KnowledgeBase, unit: str | None) -> str:
    """The text of a case that expects what the claim says, and does not get it."""
    lines = [
        f"id: breaks-{claim.id}",
        f"story: An intake found by the solver, which breaks the claim {claim.id}.",
        "source: constructed",
        *answers(case, knowledge),
        f"expected: {{{expected(claim, case, knowledge, unit)}}}",
        f"because: [{claim.id}]",
    ]
    return "\n".join(lines) + "\n"


def answers(case: Case, knowledge: KnowledgeBase) -> Iterator[str]:
    """The answers of the person and of each side, in the order of the vocabulary."""
    findings = knowledge.vocabulary.findings
    for unit in dict.fromkeys(("person", *knowledge.units)):
        stems = {name: name if unit == "person" else f"{unit}.{name}" for name in findings}
        told = [
            f"  {name}: {written(case.recorded[stem], findings[name])}"
            for name, stem in stems.items()
            if stem in case.recorded
        ]
        if told:
            yield f"{unit}:"
            yield from told


def written(value: Value, finding: Finding) -> str:
    """One answer as its author would type it."""
    if isinstance(value, NotApplicable):
        raise TypeError(f"{finding.id} is recorded as not applicable, which nobody can type")
    if isinstance(value, frozenset):
        return f"[{', '.join(quoted(option) for option in finding.option_ids if option in value)}]"
    if finding.kind is Kind.YES_NO:
        return "present" if value is True else "absent"
    return f"{finding.quantity.value(value).normalize():f}" if isinstance(value, int) else quoted(value)


def quoted(option: str) -> str:
    return option if PLAIN.match(option) else f'"{option}"'


def expected(claim: Claim, case: Case, knowledge: KnowledgeBase, unit: str | None) -> str:
    """What is suggested against the claim; nothing where it is about something else."""
    offered = Replay(knowledge, "reference").offered_against(claim, unit, case)
    return f"must_not_suggest: [{', '.join(f'{unit}.{name}' for name in offered)}]" if offered else ""
