"""What would change the answer, and how firmly does it stand? The case again, with one or two answers moved.

Every variation is one column of bits.py, so that trying every step of a measure costs one pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from dorsiflex.explain.answer import Stability
from dorsiflex.explain.answers import PossibleAnswers
from dorsiflex.infer.bit_columns import Columns, settle_dependents
from dorsiflex.infer.bits import BitsEngine
from dorsiflex.infer.decide import Decider
from dorsiflex.infer.decide_bits import BitsDecider, SideMasks
from dorsiflex.language.case import Case
from dorsiflex.language.facts import Facts, facts_of
from dorsiflex.language.meaning import Value
from dorsiflex.language.program import Program
from dorsiflex.language.vocabulary import Finding, Kind

# A measure with more steps than this is tried at its limits only.
STEPS_TRIED = 1000


@dataclass(frozen=True)
class Change:
    """One finding moved: from what was recorded to another answer."""

    stem: str
    finding: Finding
    recorded: Value
    to: Value


@dataclass
class Variations:
    """Moves answers of cases of one knowledge base."""

    program: Program
    bits: BitsEngine
    decider: Decider
    values: PossibleAnswers

    def __post_init__(self) -> None:
        self.bits_decider = BitsDecider(self.decider)

    def suggested_in(self, case: Case, variants: Sequence[tuple[Change, ...]], unit: str, technique: str) -> int:
        """The columns (one a variant) in which a technique is suggested; variants that contradict the case are out."""
        suggested, contradicted = self.suggested_and_contradicted(case, variants, unit, technique)
        return suggested & ~contradicted

    def suggested_and_contradicted(
        self, case: Case, variants: Sequence[tuple[Change, ...]], unit: str, technique: str
    ) -> tuple[int, int]:
        sides, contradicted = self.decided(case, variants)
        return sides[unit].suggested.get(technique, 0), contradicted

    def decided(self, case: Case, variants: Sequence[tuple[Change, ...]]) -> tuple[dict[str, SideMasks], int]:
        """What is decided for each side, with one column for each variant; and the columns that contradict the case."""
        columns = Columns.alike(self.open_facts(case, variants), len(variants))
        for place, changes in enumerate(variants):
            for change in changes:
                self.values.put(columns, change.stem, change.to, 1 << place)
        contradicted = settle_dependents(columns, self.program, case.recorded)
        sides = self.bits_decider.decide(self.bits.conclude(columns), columns)
        return {side.unit: side for side in sides}, contradicted

    def open_facts(self, case: Case, variants: Iterable[tuple[Change, ...]]) -> Facts:
        """The facts of a case, without those dependents that a change of their parent lets arise again."""
        moved = {change.stem for changes in variants for change in changes}
        freed = {
            dependent.stem
            for dependent in self.program.dependents
            if dependent.stem not in case.recorded and moved & self.parents(dependent.stem)
        }
        settled = {stem: value for stem, value in case.settled.items() if stem not in freed}
        return facts_of(Case(case.recorded, settled, case.id), self.program)

    def parents(self, stem: str) -> frozenset[str]:
        return self.values.reads.parents(stem)

    def stability(self, case: Case) -> Callable[[str, str], Stability]:
        """Move each recorded measure within its error, one at a time: does a suggestion (of a side) stay?

        All suggestions of a case are tried at once, when the first of them is asked about.
        """
        decided = cache(lambda: self.within_errors(case))

        def of(unit: str, technique: str) -> Stability:
            tried, sides, contradicted = decided()
            if not any(tried.values()):
                return Stability.untried()
            kept = sides[unit].suggested.get(technique, 0) | contradicted
            borderline: list[tuple[str, str]] = []
            first = 0
            for stem, changes in tried.items():
                lost = [change for place, change in enumerate(changes, first) if not kept >> place & 1]
                first += len(changes)
                if lost:
                    nearest = min(lost, key=distance)
                    borderline.append((stem, text_of(nearest.finding, nearest.to)))
            return Stability(not borderline, tuple(borderline), tuple(tried))

        return of

    def within_errors(self, case: Case) -> tuple[dict[str, list[Change]], dict[str, SideMasks], int]:
        """The moves of each recorded measure within its error, and what is decided in each."""
        tried: dict[str, list[Change]] = {}
        for stem, value in case.recorded.items():
            finding = self.program.findings[stem]
            if finding.error is not None and isinstance(value, int):
                tried[stem] = self.within_error(stem, finding, value)
        variants = [(change,) for changes in tried.values() for change in changes]
        return tried, *(self.decided(case, variants) if variants else ({}, 0))

    def within_error(self, stem: str, finding: Finding, value: int) -> list[Change]:
        """Every step within the smallest change that is not measurement error."""
        assert finding.error is not None
        reach = finding.error.detectable_change
        # A change of just the detectable size is no longer error, so the ends themselves are left out.
        steps = range(max(finding.least, value - reach + 1), min(finding.most, value + reach - 1) + 1)
        return [Change(stem, finding, value, step) for step in steps if step != value]

    def what_would_change(self, case: Case, unit: str, technique: str) -> tuple[tuple[Change, ...], ...]:
        """The smallest changes of re-measurable findings that turn whether a technique is suggested: single, or pairs.

        For each finding (or pair of findings) the change nearest to what was recorded.
        """
        now = self.suggested_in(case, [()], unit, technique) == 1
        moves = {
            stem: self.moves(stem, case.recorded[stem])
            for stem in self.program.findings
            if stem in case.recorded and self.program.findings[stem].remeasurable
        }
        singles = [(change,) for changes in moves.values() for change in changes]
        found = self.nearest(case, singles, unit, technique, now)
        if found or not moves:
            return found
        few = {stem: self.at_limits(stem, changes) for stem, changes in moves.items()}
        pairs = [(a, b) for one, two in combinations(few, 2) for a in few[one] for b in few[two]]
        return self.nearest(case, pairs, unit, technique, now)

    def nearest(
        self, case: Case, variants: Sequence[tuple[Change, ...]], unit: str, technique: str, now: bool
    ) -> tuple[tuple[Change, ...], ...]:
        """The variants that turn the suggestion, the nearest for each set of findings, in order of their findings."""
        if not variants:
            return ()
        suggested, contradicted = self.suggested_and_contradicted(case, variants, unit, technique)
        turned = (~suggested if now else suggested) & ~contradicted
        best: dict[tuple[str, ...], tuple[Change, ...]] = {}
        for place, changes in enumerate(variants):
            if turned >> place & 1:
                key = tuple(change.stem for change in changes)
                if key not in best or sum(map(distance, changes)) < sum(map(distance, best[key])):
                    best[key] = changes
        return tuple(best.values())

    def moves(self, stem: str, value: Value) -> list[Change]:
        """Every other answer to a recorded finding; a long scale is tried at its limits."""
        finding = self.program.findings[stem]
        if finding.kind is Kind.NUMBER and finding.most - finding.least <= STEPS_TRIED:
            answers: Iterable[Value] = range(finding.least, finding.most + 1)
        else:
            answers = self.values.answers(stem)
        return [Change(stem, finding, value, answer) for answer in answers if answer != value]

    def at_limits(self, stem: str, changes: list[Change]) -> list[Change]:
        """The moves of a finding that can count differently."""
        telling = set(self.values.answers(stem))
        return [change for change in changes if change.to in telling]


def distance(change: Change) -> int:
    """How far a finding was moved: steps of a number; any other choice is one step."""
    if isinstance(change.to, int) and isinstance(change.recorded, int) and change.finding.kind is Kind.NUMBER:
        return abs(change.to - change.recorded)
    return 1


def text_of(finding: Finding, value: Value) -> str:
    """An answer in words."""
    if isinstance(value, bool):
        return "present" if value else "absent"
    if isinstance(value, int):
        return finding.quantity.text(value)
    if isinstance(value, frozenset):
        return ", ".join(finding.option_titles[option] for option in sorted(value)) or "none of them"
    return finding.option_titles[value] if isinstance(value, str) else "does not arise"
