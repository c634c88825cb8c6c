"""Where do a learner and the engine differ, and to which side? Right, safer, less safe, or otherwise; and which rules.

Safer and less safe are told by the order of the dispositions, worst first. Behind the one that stands where nothing
speaks against acting, none is safer than another: those differ otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from dorsiflex.apps.practice.commitment import NOTHING, WHOLE, Choice, Commitment, Target, targets
from dorsiflex.explain.answer import Answer, GateAnswer, SideAnswer, SuggestionAnswer
from dorsiflex.language.expression import Concluded, leaves
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.truth import Truth
from dorsiflex.present.questions import questions
from dorsiflex.present.values import finding_of, parted


class Verdict(StrEnum):
    """How a choice stands to the engine's."""

    RIGHT = "right"
    SAFER = "safer than the engine"
    LESS_SAFE = "less safe than the engine"
    OTHERWISE = "differs from the engine"


class Met(StrEnum):
    """How a rule was met in one attempt, the worst first."""

    MISSED = "missed"
    SAFER = "safer"
    MET = "met"


@dataclass(frozen=True)
class Mark:
    """One choice beside the engine's, in words; and the rules that it met or missed."""

    what: str
    where: str
    verdict: Verdict
    chosen: str
    engine: str
    words: str
    rules: dict[str, Met] = field(default_factory=dict)


def marks(commitment: Commitment, answer: Answer, knowledge: KnowledgeBase) -> tuple[Mark, ...]:
    """Every choice, marked."""
    return tuple(Marker(answer, knowledge).marks(commitment))


def of_rules(marked: Iterable[Mark]) -> dict[str, str]:
    """How each rule was met in an attempt; a rule that was missed anywhere was missed."""
    order = list(Met)
    found: dict[str, Met] = {}
    for mark in marked:
        for rule, met in mark.rules.items():
            found[rule] = min(found.get(rule, met), met, key=order.index)
    return {rule: met.value for rule, met in sorted(found.items())}


class Marker:
    """Marks choices against one answer."""

    def __init__(self, answer: Answer, knowledge: KnowledgeBase) -> None:
        self.answer, self.knowledge, self.settings = answer, knowledge, knowledge.settings
        sides = [gate for side in answer.sides.values() for gate in side.gates]
        self.gates = tuple({gate.stem: gate for gate in (*answer.person_gates, *sides)}.values())

    def marks(self, commitment: Commitment) -> Iterator[Mark]:
        several = len(wanted := targets(self.answer, self.knowledge)) > 1
        for target in wanted:
            where = target.heading if several else ""
            choice = commitment.choices[target.key]
            yield self.disposition(target, choice.disposition, where)
            yield self.category(target, choice, where)
        yield self.question(commitment.question)

    def disposition(self, target: Target, chosen: str, where: str) -> Mark:
        verdict = self.compared(chosen, target.disposition)
        mine, theirs = (self.settings.disposition[name].title for name in (chosen, target.disposition))
        words = {
            Verdict.RIGHT: "The same as the engine.",
            Verdict.SAFER: f"“{mine}” holds back more than “{theirs}”.",
            Verdict.LESS_SAFE: f"“{mine}” lets through what “{theirs}” holds back.",
            Verdict.OTHERWISE: f"Neither holds back more: “{mine}” here, “{theirs}” from the engine.",
        }
        firing = [g for g in self.of(target) if g.truth is Truth.TRUE and g.rule.disposition == target.disposition]
        waits = target.disposition == self.settings.unknown_gate_disposition and not firing
        rules: dict[str, Met] = {}
        if firing or (waits and verdict in (Verdict.LESS_SAFE, Verdict.SAFER)):
            rules = all_of(firing or self.waiting_first(), met_by(verdict))
        return Mark("Disposition", where, verdict, mine, theirs, words[verdict], rules)

    def compared(self, chosen: str, engine: str) -> Verdict:
        if chosen == engine:
            return Verdict.RIGHT
        settings = self.settings
        if engine == settings.unassessed_disposition and chosen == settings.default_disposition:
            return Verdict.LESS_SAFE
        last = settings.severity[settings.default_disposition]
        mine, theirs = (min(settings.severity[name], last) for name in (chosen, engine))
        if mine == theirs:
            return Verdict.OTHERWISE
        return Verdict.SAFER if mine < theirs else Verdict.LESS_SAFE

    def category(self, target: Target, choice: Choice, where: str) -> Mark:
        """Whether what would be offered is suggested, is held back, or is something else."""
        side = target.side
        suggested = side.suggestions if side else ()
        acting = [item for item in suggested if self.is_treatment(item.technique.category)]
        named = dict.fromkeys(item.technique.category for item in suggested)
        engine = ", ".join(self.settings.category[name].title for name in named) or "None"
        chosen = self.settings.category[choice.category].title if choice.category else "None"
        verdict, words, rules = self.judged(choice.category, side, suggested, acting)
        return Mark("What to offer", where, verdict, chosen, engine, words, rules)

    def judged(
        self,
        chosen: str,
        side: SideAnswer | None,
        suggested: tuple[SuggestionAnswer, ...],
        acting: list[SuggestionAnswer],
    ) -> tuple[Verdict, str, dict[str, Met]]:
        of_it = [item for item in suggested if item.technique.category == chosen]
        if of_it:
            return Verdict.RIGHT, f"Suggested, first of it: {of_it[0].technique.title}.", self.behind(of_it[0], Met.MET)
        if chosen == NOTHING and not acting:
            return Verdict.RIGHT, "The engine suggests no treatment either.", all_of(self.holding(side), Met.MET)
        if not self.is_treatment(chosen):
            if acting:
                words = "It leaves out what the engine would consider."
                return Verdict.SAFER, words, self.behind(acting[0], Met.SAFER)
            return Verdict.OTHERWISE, "No rule suggests it here, and no gate withholds it.", {}
        held = [item for item in side.withheld if item.technique.category == chosen] if side else []
        if held:
            gates = dict.fromkeys(gate for item in held for gate in item.because)
            words = f"{count(len(held), 'technique')} of it withheld, by {count(len(gates), 'gate')}."
            return Verdict.LESS_SAFE, words, all_of(self.holding(side, set(gates)), Met.MISSED)
        if not acting:
            return Verdict.LESS_SAFE, "The engine suggests no treatment here.", {}
        words = "No gate withholds it, and no rule suggests it here."
        return Verdict.OTHERWISE, words, self.behind(acting[0], Met.MISSED)

    def is_treatment(self, category: str) -> bool:
        return category != NOTHING and self.settings.category[category].treatment

    def behind(self, item: SuggestionAnswer, met: Met) -> dict[str, Met]:
        """The rules that name a technique, and the patterns they rest on."""
        rules = {rule.id: met for rule in item.rules}
        read = {leaf.rule for rule in item.rules for leaf in leaves(rule.condition) if isinstance(leaf, Concluded)}
        holding = {p.id for side in self.answer.sides.values() for p in side.patterns if p.truth is Truth.TRUE}
        return rules | dict.fromkeys(sorted(read & holding), met)

    def holding(self, side: SideAnswer | None, among: set[str] | None = None) -> list[GateAnswer]:
        """The gates that hold treatment back: those that fire, else those that wait for what is asked first."""
        gates = [gate for gate in (*self.answer.person_gates, *(side.gates if side else ())) if gate.withholds]
        gates = [gate for gate in gates if among is None or gate.id in among]
        firing = [gate for gate in gates if gate.truth is Truth.TRUE]
        first = [gate for gate in self.waiting_first() if among is None or gate.id in among]
        return firing or first or [gate for gate in gates if gate.truth is Truth.UNKNOWN]

    def of(self, target: Target) -> tuple[GateAnswer, ...]:
        """The gates that decide on a target: its side's, or all where it is the person."""
        if target.side is None or target.key == WHOLE:
            return self.gates
        return (*self.answer.person_gates, *target.side.gates)

    def waiting(self, stem: str | None = None) -> list[GateAnswer]:
        """The gates that wait for answers, or for one answer."""
        waits = [gate for gate in self.gates if gate.truth is Truth.UNKNOWN and gate.asks]
        return [gate for gate in waits if stem is None or stem in gate.asks]

    def waiting_first(self) -> list[GateAnswer]:
        """Those that wait for what the engine asks first; with many questions open, the others are not told apart."""
        return next((found for stem in self.answer.ask if (found := self.waiting(stem))), [])

    def question(self, chosen: str) -> Mark:
        asked = questions(self.answer.ask, self.knowledge)
        engine = self.called(asked[0].stems[0]) if asked else "Nothing more"
        mine = self.called(chosen) if chosen else "Nothing more"
        verdict, words, rules = self.asked(chosen, [each.stems for each in asked])
        return Mark("Next question", "", verdict, mine, engine, words, rules)

    def asked(self, chosen: str, order: list[tuple[str, ...]]) -> tuple[Verdict, str, dict[str, Met]]:
        if chosen in self.answer.ask:
            place = next((at for at, stems in enumerate(order, start=1) if chosen in stems), 0)
            words = "The engine asks it first." if place == 1 else "The engine asks it too, after others."
            return Verdict.RIGHT, words, all_of(self.waiting(chosen), Met.MET)
        if chosen == NOTHING and not order:
            return Verdict.RIGHT, "No unanswered question can change this answer.", {}
        missed = all_of(self.waiting_first(), Met.MISSED)
        if chosen == NOTHING and missed:
            return Verdict.LESS_SAFE, "A gate still waits for an answer.", missed
        if chosen == NOTHING:
            return Verdict.OTHERWISE, "An answer could still change what is suggested.", {}
        return Verdict.OTHERWISE, "Its answer could not change anything here.", missed

    def called(self, stem: str) -> str:
        unit, _ = parted(stem)
        title = finding_of(stem, self.knowledge).title
        return f"{unit}: {title}" if unit else title


def met_by(verdict: Verdict) -> Met:
    return {Verdict.RIGHT: Met.MET, Verdict.SAFER: Met.SAFER}.get(verdict, Met.MISSED)


def all_of(gates: Iterable[GateAnswer], met: Met) -> dict[str, Met]:
    return dict.fromkeys((gate.id for gate in gates), met)


def count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
