"""Which answers mean the same in two versions of a knowledge base? One intake, read by both.

A finding that only one version has is read by that one alone. What has changed its kind or unit cannot be compared, and
stays unanswered; of ranges and options, only what both take is compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import z3

from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Finding, Kind
from dorsiflex.prove.intake import SymbolicIntake


@dataclass(frozen=True)
class NotCompared:
    """A word, or a part of it, of which nothing can be said; and why."""

    name: str
    because: str


@dataclass(frozen=True)
class Pairing:
    """Two symbolic intakes that are the same answers; where `links` holds, both versions can read them."""

    old: SymbolicIntake
    new: SymbolicIntake
    links: z3.BoolRef

    def valid(self) -> z3.BoolRef:
        """Both versions take the intake."""
        return z3.And(self.old.valid(), self.new.valid(), self.links)


def paired(old: SymbolicIntake, new: SymbolicIntake) -> Pairing:
    """Variables of the same name are the same; here the others are linked."""
    links: list[z3.BoolRef] = []
    for stem, finding in new.program.findings.items():
        before = old.program.findings.get(stem)
        if before is None:
            continue
        if incomparable(before, finding):
            links += [z3.Not(old.known[stem]), z3.Not(new.known[stem])]
        elif finding.kind is Kind.CHOICE:
            share_choice(stem, before, finding, old, new)
        elif finding.kind is Kind.NUMBER:
            share_number(stem, before, finding, old, new)
        elif finding.kind is Kind.SEVERAL_OF:
            links += not_chosen(stem, before, finding, old, new)
    return Pairing(old, new, z3.And(*links))


def incomparable(old: Finding, new: Finding) -> str:
    """Why two questions of one name are not the same question; empty where they are."""
    if old.kind is not new.kind:
        return f"It was a {old.kind.value} and is a {new.kind.value}; it stays unanswered here."
    if old.kind is Kind.NUMBER and old.quantity.unit != new.quantity.unit:
        return f"It was in {old.quantity.unit or '1'} and is in {new.quantity.unit or '1'}; it stays unanswered here."
    return ""


def share_choice(stem: str, old: Finding, new: Finding, before: SymbolicIntake, after: SymbolicIntake) -> None:
    """The option is the same, whatever its place; one that only one version has is no answer to the other."""
    if old.option_ids == new.option_ids:
        return
    every = tuple(dict.fromkeys((*old.option_ids, *new.option_ids)))
    chosen = z3.Int(f"{stem}?option")
    for finding, intake in ((old, before), (new, after)):
        intake.values[stem] = place_of(chosen, every, finding.option_ids)


def place_of(chosen: z3.ArithRef, every: tuple[str, ...], options: tuple[str, ...]) -> Any:
    """The place of the chosen option among some; -1, which is in no range, where it is none of them."""
    place: Any = z3.IntVal(-1)
    for number, option in enumerate(every):
        if option in options:
            place = z3.If(chosen == number, z3.IntVal(options.index(option)), place)
    return place


def share_number(stem: str, old: Finding, new: Finding, before: SymbolicIntake, after: SymbolicIntake) -> None:
    """The number is the same in both; in whole steps of the coarser."""
    coarse = min(old.quantity.decimals, new.quantity.decimals)
    value = z3.Int(stem)
    for finding, intake in ((old, before), (new, after)):
        finer = 10 ** (finding.quantity.decimals - coarse)
        intake.values[stem] = value * finer if finer > 1 else value


def not_chosen(
    stem: str, old: Finding, new: Finding, before: SymbolicIntake, after: SymbolicIntake
) -> Iterator[z3.BoolRef]:
    for finding, other, intake in ((old, new, before), (new, old, after)):
        for option in finding.option_ids:
            if option not in other.option_ids:
                yield z3.Not(intake.values[stem][option])


def not_compared(old: KnowledgeBase, new: KnowledgeBase) -> Iterator[NotCompared]:
    """Everything of which a comparison of these two versions can say nothing, in the order of the vocabulary."""
    if old.units != new.units:
        yield NotCompared("sides", f"They were {', '.join(old.units)} and are {', '.join(new.units)}.")
    findings, later = old.vocabulary.findings, new.vocabulary.findings
    for name in dict.fromkeys((*findings, *later)):
        if name not in later:
            yield NotCompared(name, "Only the old version asks it; the new one does not read the answer.")
        elif name not in findings:
            yield NotCompared(name, "Only the new version asks it; the old one does not read the answer.")
        else:
            yield from partly(findings[name], later[name])


def partly(old: Finding, new: Finding) -> Iterator[NotCompared]:
    """What of one question is not compared."""
    if old.scope is not new.scope:
        yield NotCompared(old.id, f"It was asked of the {old.scope.value} and is asked of the {new.scope.value}.")
    elif why := incomparable(old, new):
        yield NotCompared(old.id, why)
    elif old.kind is Kind.NUMBER:
        yield from narrowed(old, new)
    elif odd := sorted(set(old.option_ids) ^ set(new.option_ids)):
        yield NotCompared(old.id, f"Only one version has the option {', '.join(odd)}.")


def narrowed(old: Finding, new: Finding) -> Iterator[NotCompared]:
    """The part of a range that only one version takes."""
    ends = [tuple(f.quantity.value(steps) for steps in (f.least, f.most)) for f in (old, new)]
    if ends[0] != ends[1]:
        (least, most), (now_least, now_most) = ends
        why = f"Its range was {least} to {most} and is {now_least} to {now_most}; only what both take is compared."
        yield NotCompared(old.id, why)
    if old.quantity.decimals != new.quantity.decimals:
        yield NotCompared(old.id, "It is written with other decimals; only values that both can write are compared.")
