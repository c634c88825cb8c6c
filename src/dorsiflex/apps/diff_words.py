"""What changed between two versions, in words? Sections of lines, the same for a terminal and for Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dorsiflex.apps.diff_cases import CaseChange
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.prove.difference import Compared, Difference, Witness
from dorsiflex.prove.entries import Entry
from dorsiflex.prove.pasted import answers

RULES = {"gate", "pattern", "suggestion"}


@dataclass(frozen=True)
class Told:
    """Everything that is told: the difference, the case files that change, and both versions."""

    old: KnowledgeBase
    new: KnowledgeBase
    difference: Difference
    cases: tuple[CaseChange, ...] | None


@dataclass(frozen=True)
class Line:
    """One line, and what shows it: an intake, or what changes in a case file."""

    text: str
    below: tuple[str, ...] = ()
    label: str = "intake"


@dataclass(frozen=True)
class Section:
    title: str
    lines: tuple[Line, ...]


def sections(told: Told) -> Iterator[Section]:
    """The decisions first, then rule by rule, then what is only said otherwise."""
    found = told.difference
    yield Section(*decided(told))
    rules = [one for one in found.rules if one.witnesses]
    same = sum(one.same for one in found.rules)
    title = f"Rules: {len(rules)} with another outcome, {same} proved to have the same outcome for every intake"
    yield Section(title, tuple(line for one in rules for line in rule_lines(one, told)))
    yield Section("Undecided", tuple(map(Line, found.undecided)))
    yield Section("Not compared", tuple(Line(f"{item.name}: {item.because}") for item in found.not_compared))
    yield from written(found)
    if told.cases is not None:
        lines = (Line(case.path, case.changes, "changes") for case in told.cases)
        yield Section(f"Cases: {len(told.cases) or 'none'} answered otherwise", tuple(lines))


def decided(told: Told) -> tuple[str, tuple[Line, ...]]:
    """Which decisions change; one intake for each kind of change, all of them in JSON."""
    found = told.difference
    changed = [one for one in found.decisions if one.witnesses]
    if found.equivalent:
        said = "No intake gets another disposition, suggestion or withholding: proved for every intake that both take."
        return "Decisions: equivalent", (Line(said),)
    kinds: dict[tuple[str, str], list[Witness]] = {}
    for one in changed:
        for witness in one.witnesses:
            kinds.setdefault((witness.was, witness.now), []).append(witness)
    lines = (
        Line(f"{was} → {now}: {', '.join(one.about for one in witnesses)}", intake(witnesses[0], told))
        for (was, now), witnesses in kinds.items()
    )
    return f"Decisions: {len(changed)} change", tuple(lines)


def rule_lines(one: Compared, told: Told) -> Iterator[Line]:
    """Each change of a rule's outcome; the first says which decision changes with it."""
    by = one.noticed
    noticed = "no decision changes with it" if by is None else f"noticed in {by.about}, {by.was} → {by.now}"
    for place, witness in enumerate(one.witnesses):
        said = f"{one.about}: {witness.was} → {witness.now}"
        yield Line(said if place else f"{said} ({noticed})", intake(witness, told))


def intake(witness: Witness, told: Told) -> tuple[str, ...]:
    """The answers that tell the versions apart, ready to paste; with nothing answered, that is said."""
    findings = {**told.old.vocabulary.findings, **told.new.vocabulary.findings}
    both = replace(told.new, vocabulary=replace(told.new.vocabulary, findings=findings))
    case = replace(witness.new, recorded={**witness.old.recorded, **witness.new.recorded})
    return tuple(answers(case, both)) or ("(nothing answered)",)


def written(found: Difference) -> Iterator[Section]:
    """Entries that are added, gone or written otherwise: the rules, then all else."""
    differing = {one.about for one in found.rules if not one.same}
    for title, kinds in (("Rules", True), ("Other entries", False)):
        chosen = [item for item in found.entries if (item.kind in RULES) is kinds]
        for change in ("added", "removed", "retired"):
            lines = tuple(Line(gone_or_new(item)) for item in chosen if item.change == change)
            yield Section(f"{title} {change}", lines)
        changed = [item for item in chosen if item.change == "changed"]
        yield Section(f"{title} written otherwise", tuple(Line(entry_line(item, differing)) for item in changed))


def gone_or_new(item: Entry) -> str:
    by = f", replaced by {', '.join(item.replaced_by)}" if item.replaced_by else ""
    return f"{item.kind} {item.id}{by}"


def entry_line(item: Entry, differing: set[str]) -> str:
    same = item.kind in RULES and item.id not in differing and "condition" in item.about
    return f"{item.kind} {item.id}: {item.about}{' (the same outcome for every intake)' if same else ''}"
