"""Is the knowledge healthy? What can never be so, what another rule already says, and what makes no difference.

A remark is no fault in itself: two rules may say the same for different reasons. It is proved for every intake, and
for its author to judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

import z3

from dorsiflex.infer.decide import Decider
from dorsiflex.language.case import flat
from dorsiflex.language.grounding import Grounding
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rails import surely
from dorsiflex.language.rule import Rule
from dorsiflex.language.vocabulary import Scope
from dorsiflex.prove.claims import Claims, not_just_one
from dorsiflex.prove.coverage_places import places, replaced
from dorsiflex.prove.decision import SymbolicDecision
from dorsiflex.prove.verdict import PATIENCE_SECONDS


class Kind(Enum):
    """What is remarked; in the order in which it is told."""

    GAP = "not just one disposition"
    CONFLICT = "offered what is withheld"
    NEVER_FIRES = "can never fire"
    NEVER_SILENT = "can never be silent"
    NEVER_UNKNOWN = "always tells"
    NO_EFFECT = "holds nothing that others do not hold"
    IMPLIED = "fires only where another fires"
    IDLE_CONDITION = "a condition makes no difference"
    IDLE_QUESTION = "can change no answer"
    UNDECIDED = "the solver could not say"


# What is wrong whatever its author meant.
FAULTS = {Kind.GAP, Kind.CONFLICT, Kind.NEVER_FIRES, Kind.NEVER_SILENT, Kind.UNDECIDED}


@dataclass(frozen=True)
class Remark:
    """One thing that holds for every intake. `detail`: by which rules; `number`: which condition (the first is 1)."""

    kind: Kind
    about: str
    detail: str = ""
    number: int = 0

    @property
    def id(self) -> str:
        """A name that stays while the remark stays."""
        return f"{self.about}: {self.kind.value}{f' ({self.detail})' if self.detail else ''}"


def parts_of(knowledge: KnowledgeBase) -> list[str]:
    """Everything that is looked at, one by one: the whole, each rule, each question but those for the record alone."""
    sides = knowledge.settings.sides[:1]
    questions = (
        flat(unit, finding.id)
        for finding in knowledge.vocabulary.findings.values()
        for unit in ((None,) if finding.scope is Scope.PERSON else sides)
        if not finding.record_only
    )
    return ["whole", *(f"rule {name}" for name in knowledge.rules), *(f"question {stem}" for stem in questions)]


class TooLong(Exception):
    """The solver ran out of time."""


class Health:
    """One knowledge base as formulas, and what can be remarked of each part. The first side stands for every side."""

    def __init__(self, knowledge: KnowledgeBase, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self.knowledge = knowledge
        self.claims = Claims(knowledge)
        self.encoded, self.decision = self.claims.encoded, self.claims.decision
        self.unit = knowledge.units[0]
        self.solver = z3.Solver()
        self.solver.set("timeout", int(patience_seconds * 1000))
        self.solver.add(self.claims.intake.valid())

    def remarks(self, part: str) -> list[Remark]:
        """What is remarked of one part; where the solver cannot say, that is told."""
        kind, _, name = part.partition(" ")
        try:
            if kind == "whole":
                return list(self.of_all())
            return list(self.of_rule(self.knowledge.rules[name]) if kind == "rule" else self.of_question(name))
        except TooLong:
            return [Remark(Kind.UNDECIDED, name or kind)]

    def possible(self, *formulas: z3.BoolRef) -> bool:
        """Whether there is such an intake. Raises `TooLong`."""
        answer = self.solver.check(*formulas)
        if answer == z3.unknown:
            raise TooLong
        return bool(answer == z3.sat)

    def of_all(self) -> Iterator[Remark]:
        """Gaps and conflicts."""
        if self.possible(not_just_one(self.decision.dispositions.values())):
            yield Remark(Kind.GAP, self.knowledge.settings.person_noun)
        for unit, side in self.decision.sides.items():
            if self.possible(not_just_one(side.dispositions.values())):
                yield Remark(Kind.GAP, unit)
            for name in self.knowledge.techniques:
                if self.possible(side.withheld[name], side.suggested[name]):
                    yield Remark(Kind.CONFLICT, unit, name)

    def stem(self, rule: str) -> str:
        return flat(self.unit if self.claims.scopes.of_side(rule) else None, rule)

    def of_rule(self, rule: Rule) -> Iterator[Remark]:
        """What can never be, what others say already, what makes no difference."""
        stem = self.stem(rule.id)
        yes, no = self.encoded.yes[stem], self.encoded.no[stem]
        fires = self.possible(yes)
        if not fires:
            yield Remark(Kind.NEVER_FIRES, rule.id)
        if not self.possible(no):
            yield Remark(Kind.NEVER_SILENT, rule.id)
        if not self.possible(self.encoded.unknown(stem)):
            yield Remark(Kind.NEVER_UNKNOWN, rule.id)
        if fires and (others := sorted(self.implied_by(rule, yes))):
            yield Remark(Kind.IMPLIED, rule.id, ", ".join(others))
        if rule.id in self.knowledge.gates and not self.has_effect(rule.id):
            yield Remark(Kind.NO_EFFECT, rule.id)
        yield from self.idle_conditions(rule, yes, no)

    def implied_by(self, rule: Rule, yes: z3.BoolRef) -> set[str]:
        """The rules of its kind, and of what it withholds or suggests, that fire wherever it does."""
        left = {name: self.encoded.yes[self.stem(name)] for name in self.rivals(rule)}
        while left and self.possible(yes, z3.Not(z3.And(*left.values()))):
            model = self.solver.model()
            left = {n: where for n, where in left.items() if z3.is_true(model.eval(where, model_completion=True))}
        return set(left)

    def rivals(self, rule: Rule) -> list[str]:
        """Gates that withhold at least as much and are no milder; suggestions of the same technique; patterns."""
        knowledge = self.knowledge
        if (gate := knowledge.gates.get(rule.id)) is not None:
            held, severity = set(knowledge.guarded_by(gate)), knowledge.settings.severity
            mild = len(severity)
            worst = severity.get(gate.disposition or "", mild)
            return [
                other.id
                for other in knowledge.gates.values()
                if other.id != rule.id
                and held <= set(knowledge.guarded_by(other))
                and severity.get(other.disposition or "", mild) <= worst
            ]
        if (suggestion := knowledge.suggestions.get(rule.id)) is not None:
            same = (s.id for s in knowledge.suggestions.values() if s.technique == suggestion.technique)
            return [name for name in same if name != rule.id]
        return [name for name in knowledge.patterns if name != rule.id]

    def has_effect(self, gate: str) -> bool:
        """Whether any disposition, suggestion or withholding would be otherwise without this gate's hold."""
        gates = {name: item for name, item in self.knowledge.gates.items() if name != gate}
        free = Decider(replace(self.knowledge, gates=gates), self.claims.scopes)
        other = outputs(SymbolicDecision(self.encoded, free), needs={})
        return self.possible(apart(self.outputs, other))

    def idle_conditions(self, rule: Rule, yes: z3.BoolRef, no: z3.BoolRef) -> Iterator[Remark]:
        """Comparisons that can be left out without another outcome for any intake."""
        names = Grounding(
            self.knowledge, self.claims.scopes, self.unit if self.claims.scopes.of_side(rule.id) else None
        )
        for number, place in enumerate(places(rule.condition), 1):
            shorter = replaced(rule.condition, place.path, None)
            now_yes, now_no = (self.encoded.rail(surely(shorter, wanted, names)) for wanted in (True, False))
            if not self.possible(z3.Or(z3.Xor(yes, now_yes), z3.Xor(no, now_no))):
                yield Remark(Kind.IDLE_CONDITION, rule.id, f"condition {number}", number)

    @cached_property
    def outputs(self) -> list[z3.BoolRef]:
        return outputs(self.decision, needs={})

    @cached_property
    def all_outputs(self) -> list[z3.BoolRef]:
        """With what each technique needs, which orders the suggestions."""
        needs = {stem: self.encoded.no[stem] for stem in self.claims.program.needs}
        return outputs(self.decision, needs)

    def of_question(self, stem: str) -> Iterator[Remark]:
        """Whether two intakes that differ in this answer alone can get different answers."""
        intake = self.claims.intake
        value = intake.values[stem]
        here = [intake.known[stem], *(value.values() if isinstance(value, dict) else [value])]
        swaps = [(one, z3.FreshConst(one.sort())) for one in here]
        other = [z3.substitute(formula, *swaps) for formula in self.all_outputs]
        if not self.possible(z3.substitute(intake.valid(), *swaps), apart(self.all_outputs, other)):
            yield Remark(Kind.IDLE_QUESTION, stem)


def outputs(decision: SymbolicDecision, needs: Mapping[str, z3.BoolRef]) -> list[z3.BoolRef]:
    """All that is decided of an intake, in a fixed order."""
    found = [*decision.dispositions.values(), *needs.values()]
    for side in decision.sides.values():
        found += [*side.dispositions.values(), *side.withheld.values(), *side.suggested.values()]
    return found


def apart(one: list[z3.BoolRef], other: list[z3.BoolRef]) -> z3.BoolRef:
    """Where two decisions differ."""
    return z3.Or(*(z3.Xor(a, b) for a, b in zip(one, other, strict=True) if not a.eq(b)))
