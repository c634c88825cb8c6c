"""How does a class stand? Learners' files laid side by side: a row for each rule, a column for each learner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dorsiflex.apps.practice.progress import ProgressFile, RulePart, kind_of, read_progress
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase

MOST_LEARNERS = 200


@dataclass(frozen=True)
class Row:
    """One rule: how each learner met it, and the sums."""

    id: str
    title: str
    kind: str
    cells: tuple[RulePart | None, ...]
    met: int
    safer: int
    missed: int

    @property
    def learners_missing(self) -> int:
        """How many learners missed it at least once."""
        return sum(cell is not None and cell.missed > 0 for cell in self.cells)


@dataclass(frozen=True)
class Learner:
    label: str
    attempts: int
    cases: int
    written_on: str
    same_rules: bool


@dataclass(frozen=True)
class Overview:
    """The learners in the order of their labels; the rules, the most missed first."""

    learners: tuple[Learner, ...]
    rows: tuple[Row, ...]


def overview(files: Iterable[tuple[str, bytes]], knowledge: KnowledgeBase) -> Overview:
    """The overview of some files. Raises `BadInput` with every problem of every file."""
    read: dict[str, tuple[str, ProgressFile]] = {}
    problems: list[Problem] = []
    for name, data in files:
        try:
            found = read_progress(data, name)
        except BadInput as bad:
            problems += bad.problems
            continue
        if found.learner in read:
            why = f"{read[found.learner][0]} has it too, so the two cannot be told apart."
            problems.append(
                Problem(name, f"the label “{found.learner}”", why, "Leave one out, or export under another.")
            )
        read.setdefault(found.learner, (name, found))
    if not read and not problems:
        problems.append(Problem("files", "no file", "There is nothing to lay side by side.", "Name learners' files."))
    if len(read) > MOST_LEARNERS:
        problems.append(Problem("files", f"{len(read)} learners", f"At most {MOST_LEARNERS} fit.", "Name fewer."))
    if problems:
        raise BadInput(problems)
    return laid(sorted((found for _, found in read.values()), key=lambda found: found.learner.casefold()), knowledge)


def laid(files: list[ProgressFile], knowledge: KnowledgeBase) -> Overview:
    learners = tuple(
        Learner(it.learner, it.attempts, it.cases, it.written_on, it.knowledge.digest == knowledge.digest)
        for it in files
    )
    by_rule = [{rule.id: rule for rule in it.rules} for it in files]
    ids = {rule for rules in by_rule for rule in rules}
    rows = (row(identity, tuple(rules.get(identity) for rules in by_rule), knowledge) for identity in ids)
    return Overview(learners, tuple(sorted(rows, key=lambda it: (-it.learners_missing, -it.missed, it.id))))


def row(identity: str, cells: tuple[RulePart | None, ...], knowledge: KnowledgeBase) -> Row:
    told = [cell for cell in cells if cell is not None]
    sums = (sum(cell.met for cell in told), sum(cell.safer for cell in told), sum(cell.missed for cell in told))
    rule = knowledge.rules.get(identity)
    return Row(identity, rule.title if rule else identity, kind_of(identity, knowledge), cells, *sums)
