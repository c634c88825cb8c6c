"""Every completion of an intake, by brute force: the yardstick that `ask` is held to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from dorsiflex.explain.left_open import LeftOpen
from dorsiflex.explain.library import Library, Pair, attributes_of
from dorsiflex.infer.bit_columns import Columns, settle_dependents, union
from dorsiflex.infer.decide import Decision
from dorsiflex.infer.decide_bits import BitsDecider, outputs
from dorsiflex.language.case import Case
from dorsiflex.language.meaning import Value
from dorsiflex.language.program import Subtraction
from dorsiflex.language.vocabulary import Kind
from dorsiflex.pipeline import Assessor
from dorsiflex.validate.case import settle


def open_findings(assessor: Assessor, case: Case, decision: Decision) -> list[str]:
    """What the intake leaves open and may be asked of this person, as the definition of `ask` has it."""
    may = assessor.asker.may_be_asked
    return [stem for stem in assessor.program.findings if stem not in case.settled and may(stem, case, decision)]


def answers_to(assessor: Assessor, stem: str, case: Case) -> tuple[Value, ...]:
    """Answers that between them count in every way: both sides of each limit, of differences too."""
    answers = set(assessor.asker.values.answers(stem))
    finding = assessor.program.findings[stem]
    if finding.kind is Kind.NUMBER:
        for step in assessor.program.step.values():
            if isinstance(step, Subtraction) and stem in (step.of.stem, step.minus.stem):
                other = step.minus.stem if stem == step.of.stem else step.of.stem
                value = case.settled.get(other)
                if isinstance(value, int) and not isinstance(value, bool):
                    for off in range(-40, 41):
                        answers.add(value + off)
    return tuple(a for a in answers if finding.kind is not Kind.NUMBER or finding.least <= int(a) <= finding.most)


def told(assessor: Assessor, case: Case) -> tuple[object, ...]:
    """All of an answer that counts: dispositions, what is suggested (in order, and what it lacks), what is withheld."""
    truths = assessor.generated.conclude(case)
    decision = assessor.decider.decide(truths, truths, case)
    sides = tuple(
        (
            side.disposition,
            tuple((item.technique, item.lacking) for item in side.suggested),
            frozenset(technique for technique, _ in side.withheld),
        )
        for side in decision.sides
    )
    return (decision.disposition, *sides)


def completion(assessor: Assessor, case: Case, answers: dict[str, Value]) -> Case | None:
    """The case with every open question answered, save those that do not arise; None: a contradiction."""
    recorded = {**case.recorded, **answers}
    for _ in range(len(assessor.program.dependents) + 1):
        settled, contradictions = settle(recorded, assessor.knowledge)
        stray = [item.stem for item in contradictions if item.stem in answers]
        if any(item.stem not in answers for item in contradictions):
            return None
        if not stray:
            return Case(recorded, settled)
        recorded = {stem: value for stem, value in recorded.items() if stem not in stray}
    return None


def that_can_change(assessor: Assessor, case: Case, open_: list[str]) -> set[str]:
    """The findings in which alone two completions differ that give different answers."""
    domains = {stem: answers_to(assessor, stem, case) for stem in open_}
    seen: dict[tuple[Value, ...], tuple[object, ...] | None] = {}
    for answers in product(*domains.values()):
        whole = completion(assessor, case, dict(zip(open_, answers, strict=True)))
        seen[answers] = None if whole is None else told(assessor, whole)
    found: set[str] = set()
    for place, stem in enumerate(open_):
        for group in grouped(seen, place):
            if len(group) > 1:
                found.add(stem)
                break
    return found


def grouped(seen: dict[tuple[Value, ...], tuple[object, ...] | None], place: int) -> Iterator[set[tuple[object, ...]]]:
    """The different answers of completions that agree in all but one place."""
    groups: dict[tuple[Value, ...], set[tuple[object, ...]]] = {}
    for answers, outcome in seen.items():
        if outcome is not None:
            groups.setdefault(answers[:place] + answers[place + 1 :], set()).add(outcome)
    yield from groups.values()


def shown(assessor: Assessor, left: LeftOpen, pairs: Iterable[Pair]) -> set[str]:
    """The findings of those pairs of completions that get different answers, contradictions left out."""
    library = Library.of(assessor.program, assessor.asker.library.benign, pairs)
    columns = Columns(library.count, dict(library.values))
    for stem, attribute in assessor.program.known_flags:
        columns.values[attribute] = {stem not in left.closed: columns.all}
    for stem in (*left.case.settled, *left.closed):
        for attribute in attributes_of(assessor.program.findings[stem], stem):
            columns.values.pop(attribute, None)
    columns.values.update((attribute, {value: columns.all}) for attribute, value in left.facts.items())
    bad = settle_dependents(columns, assessor.program, left.case.recorded)
    decider, masks = BitsDecider(assessor.decider), assessor.asker.bits.conclude(columns)
    sides = decider.decide(masks, columns)
    told = outputs(sides, decider.person(sides, masks, columns.all))
    differ = union(mask ^ (mask >> 1) for mask in told) & ~(bad | bad >> 1)
    return {stem for stem, firsts in library.pairs.items() if differ & firsts}
