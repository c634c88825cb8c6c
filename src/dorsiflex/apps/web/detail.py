"""What stands behind one suggestion? Why, how it is done, what it rests on, who reads it otherwise, what turns it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dorsiflex.apps.web.desk import Desk
from dorsiflex.explain.answer import Answer, SuggestionAnswer, title_of
from dorsiflex.explain.counterfactual import Change, text_of
from dorsiflex.explain.sentence import Teller
from dorsiflex.language.case import Case
from dorsiflex.language.rule import Objection, Rule, Source, Support, Technique
from dorsiflex.present import citation
from dorsiflex.present.values import parted


@dataclass(frozen=True)
class Reason:
    """A rule that suggests it, and the facts that settled the rule."""

    id: str
    says: str
    facts: str
    status: str


@dataclass(frozen=True)
class Cited:
    """What a source supports, in which words, and how certain that is."""

    says: str
    source: Source
    short: str

    @property
    def certainty(self) -> str:
        known = " ".join(filter(None, (self.source.certainty_scheme, self.source.certainty_level)))
        return known or "certainty not graded"


@dataclass(frozen=True)
class Detail:
    """Everything on demand about one suggestion of one side."""

    item: SuggestionAnswer
    technique: Technique
    unit: str
    reasons: tuple[Reason, ...]
    dose: tuple[Cited, ...]
    evidence: tuple[Cited, ...]
    dissent: tuple[Objection, ...]
    sought_in: tuple[str, ...]
    limits: tuple[str, ...]
    changes: tuple[str, ...]


def detail(answer: Answer, case: Case, unit: str, technique: str, desk: Desk) -> Detail | None:
    """What stands behind a suggestion; None where it is not suggested."""
    side = answer.sides.get(unit)
    item = side.suggestion(technique) if side else None
    if item is None:
        return None
    holders: list[Rule | Technique] = [*item.rules, item.technique]
    return Detail(
        item,
        item.technique,
        unit,
        tuple(reasons(item, unit, desk)),
        cited(item.technique.dose, desk),
        cited([support for holder in holders for support in holder.evidence], desk),
        tuple(dict.fromkeys(found for holder in holders for found in holder.dissent.found)),
        tuple(dict.fromkeys(where for holder in holders for where in holder.dissent.sought_in)),
        tuple(dict.fromkeys(limit for holder in holders for limit in holder.limits)),
        tuple(turned(changes, desk) for changes in desk.assessor.what_would_change(case, technique, unit)),
    )


def reasons(item: SuggestionAnswer, unit: str, desk: Desk) -> Iterable[Reason]:
    teller = Teller(desk.knowledge)
    for rule, reason in zip(item.rules, item.reasons, strict=True):
        yield Reason(rule.id, title_of(rule), teller.tell(reason, unit), rule.status)


def cited(supports: Iterable[Support], desk: Desk) -> tuple[Cited, ...]:
    """Each support once, with its source."""
    sources = desk.knowledge.sources
    return tuple(
        Cited(support.supports, source, citation.short(source))
        for support in dict.fromkeys(supports)
        for source in [sources[support.ref]]
    )


def turned(changes: tuple[Change, ...], desk: Desk) -> str:
    """One way in which it would no longer be suggested."""
    teller = Teller(desk.knowledge)
    told = []
    for change in changes:
        unit, name = parted(change.stem)
        where = f" on the {unit}" if unit else ""
        to, was = text_of(change.finding, change.to), text_of(change.finding, change.recorded)
        told.append(f"{teller.title(name)}{where}: {to} (recorded: {was})")
    return " and ".join(told)
