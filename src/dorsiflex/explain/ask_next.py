"""What should be asked next? The unanswered findings that can still change the answer, the most useful first.

"Can" is meant exactly: two ways of completing the intake that differ in this finding alone (and in what depends on it)
give answers that differ in disposition, in what is suggested or in what is withheld.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dorsiflex.explain.answers import PossibleAnswers
from dorsiflex.explain.askable import Askable
from dorsiflex.explain.left_open import LeftOpen
from dorsiflex.explain.library import Library
from dorsiflex.explain.outcome import Outcome
from dorsiflex.explain.witness import Witnesses
from dorsiflex.infer.bit_columns import Columns, settle_dependents
from dorsiflex.infer.bits import BitsEngine
from dorsiflex.infer.decide import Decider, Decision
from dorsiflex.infer.decide_bits import BitsDecider
from dorsiflex.infer.generated import GeneratedEngine
from dorsiflex.language.case import Case
from dorsiflex.language.expression import ALWAYS
from dorsiflex.language.facts import facts_of
from dorsiflex.language.grounding import Grounding
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.rails import Rail, literals, surely
from dorsiflex.language.rule import Gate
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.truth import Truth


def is_not_known(attribute: str, value: object) -> bool:
    return value is False and attribute.endswith("?known")


@dataclass
class Asker:
    """Finds what to ask for the cases of one knowledge base."""

    knowledge: KnowledgeBase
    program: Program
    bits: BitsEngine
    decider: Decider
    foreseen: GeneratedEngine
    library: Library
    values: PossibleAnswers = field(init=False)
    askable: Askable = field(init=False)
    bits_decider: BitsDecider = field(init=False)
    places: dict[str, int] = field(init=False)
    parents: dict[str, tuple[str, ...]] = field(init=False)
    applies: dict[str, Rail] = field(init=False)

    def __post_init__(self) -> None:
        self.values = PossibleAnswers(self.program)
        self.askable = Askable(self.knowledge, self.program)
        self.bits_decider = BitsDecider(self.decider)
        self.places = {stem: place for place, stem in enumerate(self.program.findings)}
        self.parents = {
            dependent.stem: tuple(
                dict.fromkeys(item.attribute.partition("/")[0] for item in literals(dependent.irrelevant))
            )
            for dependent in self.program.dependents
        }
        scopes = Scopes(self.knowledge)
        self.applies = {
            stem: surely(gate.applies_to, True, Grounding(self.knowledge, scopes, stem.rpartition(".")[0] or None))
            for stem, rule in self.program.rules.items()
            if (gate := self.knowledge.gates.get(rule)) is not None and gate.applies_to != ALWAYS
        }

    def ask(self, left: LeftOpen, decision: Decision) -> tuple[str, ...]:
        """The findings to ask, by flat name."""
        witnesses = self.witnesses(left)
        hanging = witnesses.candidates()
        candidates = [stem for stem in self.program.findings if stem in hanging]
        can = witnesses.that_can_change(candidates)
        can |= {
            stem
            for wanted in tuple(can)
            for stem in self.askable.still_decides(wanted, left.case)
            if self.may_be_open(stem, left.case, decision)
        }
        return tuple(self.in_order([stem for stem in self.program.findings if stem in can], left))

    def witnesses(self, left: LeftOpen) -> Witnesses:
        """Who tells what can change the answer."""
        return Witnesses(left, Outcome(left, self.bits_decider), self.library)

    def deciding(self, stem: str) -> tuple[str, ...]:
        """The findings that decide whether a question has its place: an answer to them may spare it, or bring it."""
        return self.askable.deciding(stem)

    def may_be_asked(self, stem: str, case: Case, decision: Decision) -> bool:
        return self.askable.may_be_asked(stem, case, decision)

    def may_be_open(self, stem: str, case: Case, decision: Decision) -> bool:
        return stem not in case.settled and self.may_be_asked(stem, case, decision)

    def opened(self, case: Case, decision: Decision) -> LeftOpen:
        """The case as what may still come is seen from it: what is not known now may be known later."""
        facts = {name: value for name, value in facts_of(case, self.program).items() if not is_not_known(name, value)}
        closed = frozenset(
            stem
            for stem in self.program.findings
            if stem not in case.settled and not self.may_be_asked(stem, case, decision)
        )
        return LeftOpen(
            self.program,
            self.places,
            reads=self.values.reads,
            case=case,
            facts=facts,
            truths=self.foreseen.conclude_facts(facts),
            closed=closed,
            applies=self.applies,
        )

    def severity(self, disposition: str) -> int:
        return self.knowledge.settings.severity[disposition]

    def in_order(self, stems: list[str], left: LeftOpen) -> list[str]:
        """Safety first: by the worst gate that hangs on the finding, those that apply before those that may not.

        Then by how many statements its answer settles.
        """
        worst = self.worst_gates(stems, left)
        settles = self.settling(stems, left)
        place = {stem: number for number, stem in enumerate(stems)}
        first = [stem for stem in stems if stem.partition(".")[2] == self.knowledge.settings.assessed_by]
        ranked = sorted(stems, key=lambda stem: (stem not in first, worst[stem], -settles[stem], place[stem]))
        return self.parents_first(ranked)

    def worst_gates(self, stems: list[str], left: LeftOpen) -> dict[str, int]:
        """How bad the worst undecided gate is that each finding could settle; past all where it is none."""
        hanging = [0] * (2 * len(self.knowledge.settings.dispositions) + 1)
        for stem, rule in self.program.rules.items():
            gate = self.knowledge.gates.get(rule)
            if gate is not None and left.truths[stem] is Truth.UNKNOWN:
                hanging[2 * self.weight(gate) + (stem not in left.applying)] |= left.support_of(stem)
        hanging[-1] = -1
        return {
            stem: next(place for place, support in enumerate(hanging) if support >> self.places[stem] & 1)
            for stem in stems
        }

    def weight(self, gate: Gate) -> int:
        """How bad it is that a gate is open: what it would say, or what not knowing says."""
        settings = self.knowledge.settings
        said = [d for d in (gate.disposition,) if d is not None]
        if not gate.unknown_stands:
            said.append(settings.unknown_gate_disposition)
        return min(map(self.severity, said), default=len(settings.dispositions) - 1)

    def settling(self, stems: list[str], left: LeftOpen) -> dict[str, float]:
        """How many undecided rules an answer decides, on average over the answers that could be given."""
        options = {stem: self.values.answers(stem) for stem in stems}
        columns = Columns.alike(left.facts, sum(map(len, options.values())))
        spans: dict[str, int] = {}
        place = 0
        for stem, answers in options.items():
            spans[stem] = ((1 << len(answers)) - 1) << place
            self.values.spread(columns, stem, answers, place)
            place += len(answers)
        settle_dependents(columns, self.program)
        counts = dict.fromkeys(stems, 0)
        for head, (yes, no) in self.bits.conclude(columns).items():
            if (yes or no) and left.truths[head] is Truth.UNKNOWN:
                for stem in self.reading(head) & spans.keys():
                    counts[stem] += ((yes | no) & spans[stem]).bit_count()
        return {stem: counts[stem] / max(1, len(options[stem])) for stem in stems}

    def reading(self, head: str) -> frozenset[str]:
        return self.values.reads.of_head(head)

    def parents_first(self, stems: list[str]) -> list[str]:
        """A question before those that arise, or have their place, only by its answer."""
        order: dict[str, None] = {}
        begun: set[str] = set()
        asked = set(stems)

        def place(stem: str) -> None:
            if stem in begun or stem not in asked:
                return
            begun.add(stem)
            for first in (*self.parents.get(stem, ()), *self.deciding(stem)):
                place(first)
            order[stem] = None

        for stem in stems:
            place(stem)
        return list(order)
