"""Can an unanswered finding still change the answer? A pair of completions that differ in it alone is the proof.

Most proofs are prepared once for a knowledge base (`library.py`) and only checked for the case at hand; what they leave
open is searched for this case.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice

from dorsiflex.explain.answers import PossibleAnswers
from dorsiflex.explain.askable import Askable
from dorsiflex.explain.library import Completion, Library, Pair, attributes_of, chosen, pairs_of_head
from dorsiflex.explain.probes import Beside, Probes, counted, fewest
from dorsiflex.explain.stores import Restriction, Store
from dorsiflex.explain.turning import Turner
from dorsiflex.infer.bit_columns import Columns, settle_dependents, union
from dorsiflex.infer.bits import BitsEngine
from dorsiflex.infer.decide import Decider, Decision
from dorsiflex.infer.decide_bits import BitsDecider, outputs
from dorsiflex.language.case import Case, flat
from dorsiflex.language.facts import Facts
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.rails import Scalar, literals
from dorsiflex.validate.case import is_positive

BREADTH = 32
OF_EACH_STEP = 6
REPAIRED_OF_EACH = 4
WAYS = 4
ROUNDS = 3
CALMING_MOVES = 4


@dataclass(frozen=True)
class Seen:
    """A case as its completions see it: what is recorded, and what nobody may be asked."""

    case: Case
    facts: Facts
    closed: frozenset[str]


@dataclass(frozen=True)
class Trial:
    """The outcome of trying pairs: where they differ, which contradict the case, and what each rule concluded."""

    all: int
    differ: int
    bad: int
    masks: dict[str, tuple[int, int]]


def as_restriction(value: Scalar) -> Restriction:
    """A chosen value as a restriction to it."""
    if isinstance(value, bool):
        return value
    return frozenset({value}) if isinstance(value, str) else (value, value)


@dataclass
class Witnesses:
    """Looks for witnesses in the completions of a case."""

    knowledge: KnowledgeBase
    program: Program
    bits: BitsEngine
    decider: Decider
    library: Library
    values: PossibleAnswers = field(init=False)
    parents: dict[str, tuple[str, ...]] = field(init=False)
    bits_decider: BitsDecider = field(init=False)
    solver: Turner = field(init=False)
    askable: Askable = field(init=False)
    probes: Probes = field(init=False)
    gates: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.values = PossibleAnswers(self.program)
        self.parents = {
            dependent.stem: tuple(
                dict.fromkeys(item.attribute.partition("/")[0] for item in literals(dependent.irrelevant))
            )
            for dependent in self.program.dependents
        }
        self.bits_decider = BitsDecider(self.decider)
        self.solver = Turner(self.program, self.values.reads)
        self.askable = Askable(self.knowledge, self.program)
        self.probes = Probes(self.program, self.values, self.solver, self.library.benign)
        self.gates = tuple(stem for stem, rule in self.program.rules.items() if rule in self.knowledge.gates)

    def settle(self, columns: Columns) -> int:
        """Fill in the dependents of each column."""
        return settle_dependents(columns, self.program)

    def that_can_change(
        self,
        candidates: Collection[str],
        case: Case,
        facts: Facts,
        heads: list[str],
        decision: Decision,
        beside: Callable[[str], Beside],
    ) -> set[str]:
        """The candidates for which some pair of completions gives different answers.

        `beside` tells on which other candidates each statement hangs that a candidate could turn.
        """
        if not candidates:
            return set()
        seen = Seen(case, facts, self.closed(case, decision))
        given = self.given(seen)
        implied = self.implied(case, given)
        given = {**given, **{key: as_restriction(value) for key, value in implied.items()}}
        trial = self.trial(self.library, seen, implied)
        found = {stem for stem in candidates if trial.differ & self.library.pairs.get(stem, 0)}
        missing = [stem for stem in candidates if stem not in found]
        if not missing:
            return found
        calm = self.calmest(candidates, implied, seen)
        library = self.probes.around({stem: beside(stem) for stem in missing}, calm)
        trial = self.trial(library, seen, {})
        found |= {stem for stem in missing if trial.differ & library.pairs[stem]}
        pairs = [
            Pair(pair.stem, {**calm, **pair.common}, pair.yes, pair.no)
            for stem in missing
            if stem not in found
            for pair in self.searched(stem, heads, given)
        ]
        return found | self.undrowned(pairs, self.movable(candidates), calm, seen, given)

    def undrowned(self, pairs: list[Pair], movable: list[str], calm: Completion, seen: Seen, given: Store) -> set[str]:
        """The stems of pairs that turn something, and differ once what drowns the difference is answered otherwise."""
        found: set[str] = set()
        trial = self.trial(self.library.with_pairs(pairs), seen, {})
        pairs = self.nearest(pairs, trial)
        usual = self.concluded(self.probes.moved(calm, [{}]), seen, {})[2]
        always = [gate for gate in self.gates if not usual[gate][1]]
        moves = [*self.probes.single_moves(movable, calm), *(way for gate in always for way in self.ways(gate, given))]
        for _ in range(ROUNDS):
            pairs = [pair for pair in pairs if pair.stem not in found]
            if not pairs:
                break
            library = self.probes.beyond(pairs, moves, calm)
            trial = self.trial(library, seen, {})
            found |= {stem for stem, firsts in library.pairs.items() if trial.differ & firsts}
            pairs = list(self.calmer(pairs, moves, trial))
        return found

    def ways(self, gate: str, given: Store) -> Iterator[Completion]:
        """Answers that silence a gate together, where no single one may."""
        self.solver.start()
        for store in islice(self.solver.satisfy(self.program.head[gate].no, given), WAYS):
            own = {key: value for key, value in store.items() if key not in given}
            yield chosen(self.program, own, self.library.benign)

    def loud(self, trial: Trial) -> list[int]:
        """How many gates are not silent, in one of the two columns of a pair."""
        return counted(~(no & (no >> 1)) & trial.all for no in (trial.masks[gate][1] for gate in self.gates))

    def nearest(self, pairs: list[Pair], trial: Trial) -> list[Pair]:
        """Of each stem the few pairs under which the fewest gates could drown a difference."""
        firsts: dict[str, int] = {}
        for place, pair in enumerate(pairs):
            firsts[pair.stem] = firsts.get(pair.stem, 0) | 1 << 2 * place
        loud, kept = self.loud(trial), []
        for columns in firsts.values():
            left = columns & ~trial.bad
            for _ in range(REPAIRED_OF_EACH):
                if left:
                    place, _ = fewest(loud, left)
                    left &= ~(1 << place)
                    kept.append(pairs[place // 2])
        return kept

    def calmer(self, pairs: list[Pair], moves: list[Completion], trial: Trial) -> Iterator[Pair]:
        """Each pair with the move beside it that leaves the fewest gates; none where none helps."""
        loud, width = self.loud(trial), 2 * len(moves)
        firsts = ((1 << width) - 1) // 0b11
        for number, pair in enumerate(pairs):
            columns = firsts << width * number & ~trial.bad
            if columns:
                place, _ = fewest(loud, columns)
                if move := moves[(place - width * number) // 2]:
                    own = {key: value for key, value in move.items() if key not in pair.yes}
                    yield Pair(pair.stem, {**own, **pair.common}, pair.yes, pair.no)

    def implied(self, case: Case, given: Store) -> Completion:
        """What must be so for the answered dependents to arise."""
        store = given
        for stem in case.recorded:
            dependent = self.program.dependent.get(stem)
            if dependent is not None and is_positive(case.recorded[stem], dependent.finding):
                self.solver.start()
                store = next(self.solver.relevant(stem, store), store)
        return chosen(
            self.program, {key: value for key, value in store.items() if key not in given}, self.library.benign
        )

    def trial(self, library: Library, seen: Seen, implied: Completion) -> Trial:
        """What the pairs of a library give for a case: at each first column, whether the two answers differ."""
        columns, contradicted, masks = self.concluded(library, seen, implied)
        sides = self.bits_decider.decide(masks, columns)
        told = outputs(sides, self.bits_decider.person(sides, masks, columns.all))
        differ = union((mask ^ (mask >> 1)) for mask in told)
        bad = contradicted | (contradicted >> 1)
        return Trial(columns.all, differ & ~bad, bad, masks)

    def concluded(
        self, library: Library, seen: Seen, implied: Completion
    ) -> tuple[Columns, int, dict[str, tuple[int, int]]]:
        """The columns of a library for a case, which of them contradict it, and what each rule concludes in them."""
        columns = library.columns_for(seen.case, seen.facts, implied, seen.closed)
        contradicted = settle_dependents(columns, self.program, seen.case.recorded)
        return columns, contradicted, self.bits.conclude(columns)

    def searched(self, stem: str, heads: list[str], given: Store) -> Iterator[Pair]:
        """Pairs for one finding, sought with the answers of this case as given: of every step it can take, a few."""
        taken: dict[str, int] = {}
        for head in heads:
            if stem in self.solver.reads.of_head(head):
                for pair in pairs_of_head(self.program, self.solver, head, stem, given, BREADTH):
                    step = f"{sorted(pair.yes.items())} {sorted(pair.no.items())}"
                    taken[step] = taken.get(step, 0) + 1
                    if taken[step] <= OF_EACH_STEP:
                        yield pair
                        yield from self.with_comparators(pair, given)
        if self.is_assessed_by(stem):
            yield Pair(stem, {}, {stem: True}, {stem: False})

    def is_assessed_by(self, stem: str) -> bool:
        """Whether a finding tells if a side is assessed at all."""
        return stem.partition(".")[2] == self.knowledge.settings.assessed_by

    def movable(self, candidates: Collection[str]) -> list[str]:
        """The open questions, but for symptoms: a side without any is quiet, and hides what is looked for there."""
        return [stem for stem in candidates if not self.is_assessed_by(stem)]

    def calmest(self, candidates: Collection[str], base: Completion, seen: Seen) -> Completion:
        """Answers to what is open under which few gates are left that could drown a difference: moved one by one."""
        # A side without symptoms would be quiet, and would hide what is looked for there.
        movable = self.movable(candidates)
        loudest = None
        for _ in range(CALMING_MOVES):
            moves = self.probes.single_moves(movable, base)
            columns, contradicted, masks = self.concluded(self.probes.moved(base, moves), seen, {})
            loud_in = counted(columns.all & ~masks[gate][1] for gate in self.gates)
            place, loud = fewest(loud_in, columns.all & ~contradicted)
            if loudest is not None and loud >= loudest:
                break
            loudest, base = loud, {**base, **moves[place]}
        return base

    def with_comparators(self, pair: Pair, given: Store) -> Iterator[Pair]:
        """The same pair where a side turns out to have no symptoms: what is said of it alone then counts less."""
        assessed_by = self.knowledge.settings.assessed_by
        if assessed_by is not None:
            for unit in self.program.units:
                stem = flat(unit, assessed_by)
                if stem in self.program.findings and stem not in (*given, *pair.common, pair.stem):
                    yield Pair(pair.stem, {**pair.common, stem: False}, pair.yes, pair.no)

    def closed(self, case: Case, decision: Decision) -> frozenset[str]:
        """The unanswered findings that may not be asked: they stay unknown in every completion."""
        may = self.askable.may_be_asked
        return frozenset(s for s in self.program.findings if s not in case.settled and not may(s, case, decision))

    def given(self, seen: Seen) -> Store:
        """The recorded answers as a store; what nobody may be asked can take no value at all."""
        store: dict[str, Restriction] = {}
        for stem in seen.closed:
            store.update(dict.fromkeys(attributes_of(self.program.findings[stem], stem), frozenset()))
        for stem in seen.case.settled:
            for attribute in attributes_of(self.program.findings[stem], stem):
                value = seen.facts.get(attribute)
                if isinstance(value, bool):
                    store[attribute] = value
                elif isinstance(value, str):
                    store[attribute] = frozenset({value})
                elif value is not None:
                    store[attribute] = (value, value)
        return store
