"""What should be asked next? The unanswered findings that can still change the answer, the most useful first.

"Can" is meant exactly: two ways of completing the intake that differ in this finding alone (and in what depends on it)
give answers that differ in disposition, in what is suggested or in what is withheld.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

from dorsiflex.explain.library import Library
from dorsiflex.explain.probes import Beside, apart
from dorsiflex.explain.residual import Residual
from dorsiflex.explain.witness import Witnesses
from dorsiflex.infer.bit_columns import Columns
from dorsiflex.infer.bits import BitsEngine
from dorsiflex.infer.decide import Decider, Decision
from dorsiflex.infer.generated import GeneratedEngine
from dorsiflex.language.case import Case, flat
from dorsiflex.language.facts import Facts, facts_of
from dorsiflex.language.grounding import need_stem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.rule import Gate
from dorsiflex.language.truth import Truth


@dataclass(frozen=True)
class Open:
    """A case with what is open in it: what is not known now may be known later, so that is not held certain here."""

    case: Case
    facts: Facts
    truths: dict[str, Truth]
    residual: Residual


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
    witnesses: Witnesses = field(init=False)

    def __post_init__(self) -> None:
        self.witnesses = Witnesses(self.knowledge, self.program, self.bits, self.decider, self.library)

    def ask(self, opened: Open, decision: Decision) -> tuple[str, ...]:
        """The findings to ask, by flat name."""
        heads = list(self.mattering(opened, decision))
        candidates = self.candidates(opened, decision, heads)
        beside = self.beside(opened, heads, frozenset(candidates))
        can = self.witnesses.that_can_change(candidates, opened.case, opened.facts, heads, decision, beside)
        can |= {
            stem
            for wanted in tuple(can)
            for stem in self.witnesses.askable.still_decides(wanted, opened.case)
            if self.may_be_open(stem, opened, decision)
        }
        return tuple(self.in_order([stem for stem in self.program.findings if stem in can], opened))

    def deciding(self, stem: str) -> tuple[str, ...]:
        """The findings that decide whether a question has its place: an answer to them may spare it, or bring it."""
        return self.witnesses.askable.deciding(stem)

    def may_be_open(self, stem: str, opened: Open, decision: Decision) -> bool:
        return stem not in opened.case.settled and self.may_be_asked(stem, opened.case, decision)

    def opened(self, case: Case, decision: Decision) -> Open:
        """The case as what may still come is seen from it."""
        facts = {name: value for name, value in facts_of(case, self.program).items() if not is_not_known(name, value)}
        truths = self.foreseen.conclude_facts(facts)
        return Open(
            case,
            facts,
            truths,
            Residual(self.program, facts, truths, case.settled, self.witnesses.closed(case, decision)),
        )

    def candidates(self, opened: Open, decision: Decision, heads: list[str]) -> list[str]:
        """Every finding that may be asked and on which one of the heads that matter hangs; in vocabulary order."""
        hanging: set[str] = set()
        for head in heads:
            hanging |= opened.residual.of_head(head)
        hanging |= set(self.which_side(opened, decision))
        return [
            stem for stem in self.program.findings if stem in hanging and self.may_be_asked(stem, opened.case, decision)
        ]

    def beside(self, opened: Open, heads: list[str], candidates: frozenset[str]) -> Callable[[str], Beside]:
        """For a candidate, the others on which the heads hang that hang on it; a need shows with its technique."""
        hanging = []
        for head in heads:
            rules = self.program.suggesting.get(head, ())
            hanging.append(frozenset().union(*map(opened.residual.of_head, (head, *rules))) & candidates)
        return lambda stem: apart({some - {stem} for some in hanging if stem in some})

    def which_side(self, opened: Open, decision: Decision) -> Iterator[str]:
        """Whether a side has symptoms, where nobody answered it and it is, or might be, the one to assess."""
        by = self.knowledge.settings.assessed_by
        if by is None:
            return
        nobody = not any(side.assessed for side in decision.sides)
        for side in decision.sides:
            stem = flat(side.unit, by)
            if stem not in opened.case.recorded and (side.assessed or nobody):
                yield stem

    def may_be_asked(self, stem: str, case: Case, decision: Decision) -> bool:
        return self.witnesses.askable.may_be_asked(stem, case, decision)

    def mattering(self, opened: Open, decision: Decision) -> Iterator[str]:
        """The undecided heads that could change the answer, were they decided."""
        truths = opened.truths
        assessed = [side.unit for side in decision.sides if side.assessed]
        if not assessed:
            yield from (
                gate
                for gate in self.knowledge.gates
                if not self.decider.of_side[gate] and truths[gate] is Truth.UNKNOWN
            )
        yield from self.of_comparators(opened, decision)
        for unit in assessed:
            firm, worst = self.firm(unit, opened)
            for gate in self.knowledge.gates.values():
                worse = gate.disposition is not None and (
                    worst is None or self.severity(gate.disposition) < self.severity(worst)
                )
                if worse or not firm.issuperset(self.decider.guards[gate.id]):
                    stems = (flat(source, gate.id) for source in self.decider.sources(gate.id, unit))
                    yield from (stem for stem in stems if truths[stem] is Truth.UNKNOWN)
            for technique, rules in self.decider.by_technique.items():
                if (
                    technique not in firm
                    or self.knowledge.techniques[technique].category not in self.decider.treatments
                ):
                    yield from self.of_technique(unit, technique, [rule for _, rule in rules], truths)

    def of_comparators(self, opened: Open, decision: Decision) -> Iterator[str]:
        """Gates of a side that only compares, or may yet turn out to, which would count if they fired and still can."""
        settings = self.knowledge.settings
        usual = settings.severity[settings.default_disposition]
        askable = cache(lambda name: self.may_be_asked(name, opened.case, decision))
        for side in decision.sides:
            if not side.assessed or self.may_only_compare(side.unit, opened):
                for gate in self.knowledge.gates.values():
                    if gate.disposition is None or not self.decider.of_side[gate.id]:
                        continue
                    stem = flat(side.unit, gate.id)
                    open_here = self.severity(gate.disposition) < usual and opened.truths[stem] is Truth.UNKNOWN
                    if open_here and opened.residual.possible(self.program.head[stem].yes, askable):
                        yield stem

    def may_only_compare(self, unit: str, opened: Open) -> bool:
        """Whether nobody has answered yet if a side has symptoms."""
        by = self.knowledge.settings.assessed_by
        return by is not None and flat(unit, by) not in opened.case.recorded

    def of_technique(self, unit: str, technique: str, rules: list[str], truths: dict[str, Truth]) -> Iterator[str]:
        stems = [self.decider.stem(unit, rule) for rule in rules]
        if any(truths[stem] is not Truth.FALSE for stem in stems):
            yield from (stem for stem in stems if truths[stem] is Truth.UNKNOWN)
            needs = (
                need_stem(unit, technique, place) for place in range(len(self.knowledge.techniques[technique].needs))
            )
            yield from (stem for stem in needs if truths[stem] is Truth.UNKNOWN)

    def firm(self, unit: str, opened: Open) -> tuple[set[str], str | None]:
        """What firing gates withhold for good, and the worst disposition among them."""
        techniques: set[str] = set()
        dispositions: list[str] = []
        for gate in self.knowledge.gates.values():
            if any(
                opened.truths[flat(source, gate.id)] is Truth.TRUE for source in self.decider.sources(gate.id, unit)
            ):
                techniques.update(self.decider.guards[gate.id])
                if gate.disposition is not None:
                    dispositions.append(gate.disposition)
        return techniques, self.knowledge.settings.worst(*dispositions) if dispositions else None

    def severity(self, disposition: str) -> int:
        return self.knowledge.settings.severity[disposition]

    def in_order(self, stems: list[str], opened: Open) -> list[str]:
        """Safety first: by the worst gate that hangs on the finding; then by how many statements its answer settles."""
        worst = self.worst_gates(stems, opened)
        settles = self.settling(stems, opened)
        place = {stem: number for number, stem in enumerate(stems)}
        first = [stem for stem in stems if stem.partition(".")[2] == self.knowledge.settings.assessed_by]
        ranked = sorted(stems, key=lambda stem: (stem not in first, worst[stem], -settles[stem], place[stem]))
        return self.parents_first(ranked)

    def worst_gates(self, stems: list[str], opened: Open) -> dict[str, int]:
        """The severity of the worst undecided gate that each finding could settle; past all where it is none."""
        least = len(self.knowledge.settings.dispositions)
        worst = dict.fromkeys(stems, least)
        asked = set(stems)
        for stem, rule in self.program.rules.items():
            gate = self.knowledge.gates.get(rule)
            if gate is not None and opened.truths[stem] is Truth.UNKNOWN:
                severity = self.weight(gate)
                for finding in opened.residual.of_head(stem) & asked:
                    worst[finding] = min(worst[finding], severity)
        return worst

    def weight(self, gate: Gate) -> int:
        """How bad it is that a gate is open: what it would say, or what not knowing says."""
        settings = self.knowledge.settings
        said = [d for d in (gate.disposition,) if d is not None]
        if not gate.unknown_stands:
            said.append(settings.unknown_gate_disposition)
        return min(map(self.severity, said), default=len(settings.dispositions) - 1)

    def settling(self, stems: list[str], opened: Open) -> dict[str, float]:
        """How many undecided rules an answer decides, on average over the answers that could be given."""
        options = {stem: self.witnesses.values.answers(stem) for stem in stems}
        columns = Columns.alike(opened.facts, sum(map(len, options.values())))
        spans: dict[str, int] = {}
        place = 0
        for stem, answers in options.items():
            spans[stem] = ((1 << len(answers)) - 1) << place
            self.witnesses.values.spread(columns, stem, answers, place)
            place += len(answers)
        self.witnesses.settle(columns)
        counts = dict.fromkeys(stems, 0)
        for head, (yes, no) in self.bits.conclude(columns).items():
            if (yes or no) and opened.truths[head] is Truth.UNKNOWN:
                for stem in self.reading(head) & spans.keys():
                    counts[stem] += ((yes | no) & spans[stem]).bit_count()
        return {stem: counts[stem] / max(1, len(options[stem])) for stem in stems}

    def reading(self, head: str) -> frozenset[str]:
        return self.witnesses.solver.reads.of_head(head)

    def parents_first(self, stems: list[str]) -> list[str]:
        """A question before those that arise, or have their place, only by its answer."""
        order: dict[str, None] = {}
        begun: set[str] = set()
        asked = set(stems)

        def place(stem: str) -> None:
            if stem in begun or stem not in asked:
                return
            begun.add(stem)
            for first in (*self.witnesses.parents.get(stem, ()), *self.deciding(stem)):
                place(first)
            order[stem] = None

        for stem in stems:
            place(stem)
        return list(order)
