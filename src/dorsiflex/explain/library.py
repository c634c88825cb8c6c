"""Which pairs of completions show that a finding matters? Prepared once for a knowledge base, used for every case.

Every pair is two neighbouring columns that differ in one finding. For a case the recorded answers overwrite their
attributes in all columns at once; pairs that then still give two different answers are proofs for this case too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from dorsiflex.explain.answers import PossibleAnswers
from dorsiflex.explain.stores import Restriction, Store, choose, narrow
from dorsiflex.explain.turning import Turn, Turner
from dorsiflex.infer.bit_columns import Columns, settle_dependents, union
from dorsiflex.infer.bits import BitsEngine
from dorsiflex.infer.decide import Decider
from dorsiflex.infer.decide_bits import BitsDecider, outputs
from dorsiflex.language.case import flat
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import Value
from dorsiflex.language.program import Program
from dorsiflex.language.rails import Scalar, option_of
from dorsiflex.language.vocabulary import Finding, Kind

Completion = dict[str, Scalar]
PAIRS_KEPT = 2
CHOICES_TRIED = 4
PAIRS_TRIED = 8


@dataclass(frozen=True)
class Pair:
    """Two completions, as differences from the benign one, that part in one finding."""

    stem: str
    common: Completion
    yes: Completion
    no: Completion


def attributes_of(finding: Finding, stem: str) -> tuple[str, ...]:
    """The attributes that an answer to a finding sets."""
    if finding.kind is Kind.SEVERAL_OF:
        return tuple(option_of(stem, option) for option in finding.option_ids)
    return (stem,)


@dataclass
class Library:
    """Pairs as columns: `pairs` has, for each finding, a bit at the first column of each of its pairs."""

    program: Program
    benign: Completion
    count: int
    values: dict[str, dict[Scalar, int]]
    pairs: dict[str, int]

    @classmethod
    def of(cls, program: Program, benign: Completion, pairs: Iterable[Pair]) -> Library:
        """The columns of some pairs."""
        columns: list[Completion] = []
        firsts: dict[str, int] = {}
        for pair in pairs:
            firsts[pair.stem] = firsts.get(pair.stem, 0) | 1 << len(columns)
            columns += [{**pair.common, **pair.yes}, {**pair.common, **pair.no}]
        every = (1 << len(columns)) - 1
        values = {attribute: {value: every} for attribute, value in benign.items()}
        moved: dict[str, dict[Scalar, int]] = {}
        for place, column in enumerate(columns):
            for attribute, value in column.items():
                if value != benign[attribute]:
                    there = moved.setdefault(attribute, {})
                    there[value] = there.get(value, 0) | 1 << place
        for attribute, there in moved.items():
            values[attribute] = {benign[attribute]: every & ~union(there.values()), **there}
        return cls(program, benign, len(columns), values, firsts)

    def __getstate__(self) -> dict[str, object]:
        """Kept without the program, which is built anew."""
        return {name: value for name, value in self.__dict__.items() if name != "program"}


def pairs_of_head(program: Program, solver: Turner, head: str, stem: str, store: Store, most: int) -> Iterator[Pair]:
    """Pairs in which one finding turns one head; a need counts only where its technique is suggested."""
    solver.start()
    turns = solver.turns(program.head[head].yes, stem, store)
    for turn in islice(visible(program, solver, head, turns), most):
        common = {key: value for key, value in turn.store.items() if key != turn.stem and key not in store}
        # What the rest of the condition asks of the same finding binds both of its answers.
        # (Not where it is there only because the finding is the parent of another that is answered.)
        bound = {turn.stem: turn.store[turn.stem]} if turn.stem in turn.store else {}
        for yes, no in either_answers(turn, bound):
            yield Pair(stem, chosen(program, common), chosen(program, yes), chosen(program, no))


def either_answers(turn: Turn, bound: Store) -> Iterator[tuple[Store, Store]]:
    """The two answers of a turn; where the rest of the condition would forbid one, each choice is tried without it."""
    yes, no = (narrow(bound, turn.stem, answer) for answer in (turn.yes, turn.no))
    if yes is not None and no is not None:
        yield yes, no
    elif isinstance(turn.yes, frozenset) and isinstance(turn.no, frozenset):
        for option in sorted(turn.yes):
            for other in sorted(turn.no)[:CHOICES_TRIED]:
                yield {turn.stem: frozenset({option})}, {turn.stem: frozenset({other})}
    else:
        yield yes or {turn.stem: turn.yes}, no or {turn.stem: turn.no}


def visible(program: Program, solver: Turner, head: str, turns: Iterator[Turn]) -> Iterator[Turn]:
    """The turns of a need, with one of its technique's rules firing; of any other head as they are."""
    rules = program.suggesting.get(head)
    for turn in turns:
        if rules is None:
            yield turn
        else:
            for rule in rules:
                for narrower in islice(solver.satisfy(program.head[rule].yes, turn.store), 2):
                    yield Turn(narrower, turn.stem, turn.yes, turn.no)


def chosen(program: Program, store: dict[str, Restriction], benign: Completion | None = None) -> Completion:
    """One value for each narrowed attribute, the benign one where it fits."""
    prefer = benign or {}
    return {
        key: choose(program, key.partition("/")[0], restriction, prefer.get(key)) for key, restriction in store.items()
    }


def build_library(
    knowledge: KnowledgeBase, program: Program, bits: BitsEngine, decider: Decider, values: PossibleAnswers
) -> Library:
    """Prepare the proofs of a knowledge base."""
    benign = benign_completion(knowledge, program, bits, values)
    solver = Turner(program, values.reads)
    tried: list[Pair] = []
    owners: list[tuple[str, str]] = []
    for head in heads_that_matter(knowledge, program):
        for stem in sorted(solver.reads.of_head(head)):
            for pair in pairs_of_head(program, solver, head, stem, {}, PAIRS_TRIED):
                tried.append(pair)
                owners.append((head, stem))
    for unit in program.units if knowledge.settings.assessed_by else ():
        stem = flat(unit, str(knowledge.settings.assessed_by))
        tried.append(Pair(stem, {}, {stem: True}, {stem: False}))
        owners.append((stem, stem))
    kept = [tried[place] for place in convincing(program, bits, decider, benign, tried, owners)]
    return Library.of(program, benign, kept)


def heads_that_matter(knowledge: KnowledgeBase, program: Program) -> Iterator[str]:
    """The heads on which an answer is built: gates, suggestions and needs, and whether a side has symptoms."""
    for stem, rule in program.rules.items():
        if rule in knowledge.gates or rule in knowledge.suggestions:
            yield stem
    yield from program.needs


def convincing(
    program: Program,
    bits: BitsEngine,
    decider: Decider,
    benign: Completion,
    tried: list[Pair],
    owners: list[tuple[str, str]],
) -> list[int]:
    """The places of the pairs that give two answers where nothing is recorded: a few for each head and finding."""
    library = Library.of(program, benign, tried)
    columns = Columns(library.count, dict(library.values))
    for unit in program.units:
        columns.values[unit + "?recorded"] = {True: columns.all}
    for stem in program.known_wanted & program.findings.keys():
        columns.values[stem + "?known"] = {True: columns.all}
    settle_dependents(columns, program)
    masks = bits.conclude(columns)
    bits_decider = BitsDecider(decider)
    sides = bits_decider.decide(masks, columns)
    differ = union(mask ^ (mask >> 1) for mask in outputs(sides, bits_decider.person(sides, masks, columns.all)))
    counts: dict[tuple[str, str], int] = {}
    places = []
    for place, owner in enumerate(owners):
        if differ >> (2 * place) & 1 and counts.get(owner, 0) < PAIRS_KEPT:
            counts[owner] = counts.get(owner, 0) + 1
            places.append(place)
    return places


def benign_completion(
    knowledge: KnowledgeBase, program: Program, bits: BitsEngine, values: PossibleAnswers
) -> Completion:
    """A completion under which as few gates as possible fire: found answer by answer, from all-absent."""
    completion: Completion = {}
    for stem, finding in program.findings.items():
        completion.update(as_attributes(finding, stem, first_answer(finding)))
    if knowledge.settings.assessed_by is not None:
        for unit in program.units:
            completion[flat(unit, knowledge.settings.assessed_by)] = True
    gates = [stem for stem, rule in program.rules.items() if rule in knowledge.gates]
    solver = Turner(program, values.reads)
    for _ in range(2):
        for stem, finding in program.findings.items():
            if not stem.endswith(f".{knowledge.settings.assessed_by}"):
                completion.update(best_answer(program, bits, values, completion, stem, finding, gates, solver))
    return completion


def first_answer(finding: Finding) -> Value:
    if finding.kind is Kind.YES_NO:
        return False
    if finding.kind is Kind.CHOICE:
        negative = [option for option in finding.option_ids if option in finding.negative]
        return (negative or finding.option_ids)[0]
    if finding.kind is Kind.SEVERAL_OF:
        return frozenset()
    if finding.negative_below is not None:
        return max(finding.least, finding.negative_below - 1)
    return (finding.least + finding.most) // 2


def as_attributes(finding: Finding, stem: str, answer: Value) -> Completion:
    """An answer as attributes."""
    if isinstance(answer, frozenset):
        return {option_of(stem, option): option in answer for option in finding.option_ids}
    assert isinstance(answer, bool | int | str)
    return {stem: answer}


def best_answer(
    program: Program,
    bits: BitsEngine,
    values: PossibleAnswers,
    completion: Completion,
    stem: str,
    finding: Finding,
    gates: list[str],
    solver: Turner,
) -> Completion:
    """The answer to one finding under which the fewest gates fire, where its question arises."""
    answers = [standing(completion, finding, stem), *values.answers(stem)]
    here = dict(completion)
    solver.start()
    for store in islice(solver.relevant(stem, {}), 1):
        here.update(chosen(program, store))
    columns = Columns.alike(here, len(answers))
    for unit in program.units:
        columns.values[unit + "?recorded"] = {True: columns.all}
    for name in program.known_wanted & program.findings.keys():
        columns.values[name + "?known"] = {True: columns.all}
    for place, answer in enumerate(answers):
        values.put(columns, stem, answer, 1 << place)
    settle_dependents(columns, program)
    masks = bits.conclude(columns)
    firing = [sum(masks[gate][0] >> place & 1 for gate in gates) for place in range(len(answers))]
    # The answer that stands is kept where no other is better; it comes first.
    return as_attributes(finding, stem, answers[firing.index(min(firing))])


def standing(completion: Completion, finding: Finding, stem: str) -> Value:
    """The answer that a completion gives to a finding."""
    if finding.kind is Kind.SEVERAL_OF:
        return frozenset(option for option in finding.option_ids if completion[option_of(stem, option)] is True)
    return completion[stem]
