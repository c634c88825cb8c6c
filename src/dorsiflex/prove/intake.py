"""What may be answered? One symbolic intake: for every finding whether it is recorded, and its value.

A finding may have whatever `validate` takes: any whole step in the range of a number, any option, any set of options.
What an unanswered choice counts as, what counts as absent or not applicable where a parent is denied, and which
answers contradict each other follow as in `validate/case.py`. The solver never sees an intake that is refused.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

import z3

from dorsiflex.language.case import Case
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import Value
from dorsiflex.language.program import Program
from dorsiflex.language.rails import Literal, Scalar, option_of
from dorsiflex.language.vocabulary import Finding, Kind
from dorsiflex.prove.rails import rail_formula
from dorsiflex.validate.case import settle

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class SymbolicIntake:
    """All intakes at once. `values_of`: another intake with the same answers, of which this one may know others."""

    def __init__(self, program: Program, name: str = "", values_of: SymbolicIntake | None = None) -> None:
        self.program = program
        self.known = {stem: z3.Bool(f"{name}{stem}?known") for stem in program.findings}
        self.values: dict[str, Any] = values_of.values if values_of else _values(program, name)
        self._irrelevant: dict[str, z3.BoolRef] = {}
        self._options = {
            option_of(stem, option): (stem, option)
            for stem, finding in program.findings.items()
            if finding.kind is Kind.SEVERAL_OF
            for option in finding.option_ids
        }

    def valid(self) -> z3.BoolRef:
        """Every number in its range, every choice one of its options, and no answer against a denied parent."""
        parts = [self._in_range(stem, finding) for stem, finding in self.program.findings.items()]
        for stem in self.program.dependent:
            answered = z3.And(self.known[stem], self.positive(stem, self.program.findings[stem]))
            parts.append(z3.Not(z3.And(self.irrelevant(stem), answered)))
        return z3.And(*parts)

    def irrelevant(self, stem: str) -> z3.BoolRef:
        """Where a finding counts as absent or not applicable."""
        if stem not in self._irrelevant:
            dependent = self.program.dependent.get(stem)
            self._irrelevant[stem] = (
                rail_formula(dependent.irrelevant, self.literal) if dependent else z3.BoolVal(False)
            )
        return self._irrelevant[stem]

    def settled(self, stem: str) -> z3.BoolRef:
        """Where a finding is recorded, or settled without being asked."""
        if self.program.findings[stem].unanswered_means is not None:
            return z3.BoolVal(True)
        return z3.Or(self.known[stem], self.irrelevant(stem))

    def recorded(self, unit: str) -> z3.BoolRef:
        """Where anything at all is recorded of a side."""
        return z3.Or(*(known for stem, known in self.known.items() if "." in stem and stem.partition(".")[0] == unit))

    def literal(self, literal: Literal) -> z3.BoolRef:
        """Where a comparison of a finding surely holds."""
        stem, mark, what = literal.attribute.rpartition("?")
        if mark and what == "known":
            known = self.settled(stem)
            return known if literal.value is True else z3.Not(known)
        if mark and what == "na":
            return self.irrelevant(stem)
        if mark and what == "recorded":
            return self.recorded(stem)
        if literal.attribute in self._options:
            stem, option = self._options[literal.attribute]
            return self._yes_no(stem, self.values[stem][option], literal)
        stem = literal.attribute
        finding = self.program.findings[stem]
        if finding.kind is Kind.YES_NO:
            return self._yes_no(stem, self.values[stem], literal)
        if finding.kind is Kind.CHOICE:
            return self._choice(literal, finding)
        return z3.And(self.there(stem), COMPARE[literal.op](self.values[stem], literal.value))

    def there(self, stem: str) -> z3.BoolRef:
        """Where a number was measured and applies."""
        return z3.And(self.known[stem], z3.Not(self.irrelevant(stem)))

    def _yes_no(self, stem: str, value: z3.BoolRef, literal: Literal) -> z3.BoolRef:
        if literal.value is (literal.op == "=="):
            return z3.And(self.there(stem), value)
        return z3.Or(self.irrelevant(stem), z3.And(self.known[stem], z3.Not(value)))

    def _choice(self, literal: Literal, finding: Finding) -> z3.BoolRef:
        """A choice that does not arise equals no option, and so differs from each."""
        stem, option = literal.attribute, literal.value
        chosen = z3.And(self.known[stem], self._is_option(stem, finding, option))
        if finding.unanswered_means is not None and finding.unanswered_means == option:
            chosen = z3.Or(chosen, z3.Not(self.known[stem]))
        chosen = z3.And(chosen, z3.Not(self.irrelevant(stem)))
        return chosen if literal.op == "==" else z3.And(self.settled(stem), z3.Not(chosen))

    def _is_option(self, stem: str, finding: Finding, option: Scalar) -> z3.BoolRef:
        if option not in finding.option_ids:
            return z3.BoolVal(False)
        return self.values[stem] == finding.option_ids.index(str(option))

    def _in_range(self, stem: str, finding: Finding) -> z3.BoolRef:
        value = self.values[stem]
        if finding.kind is Kind.CHOICE:
            return z3.And(value >= 0, value < len(finding.option_ids))
        if finding.kind is Kind.NUMBER:
            return z3.And(value >= finding.least, value <= finding.most)
        return z3.BoolVal(True)

    def positive(self, stem: str, finding: Finding) -> z3.BoolRef:
        """Whether an answer says that there is something (`validate.case.is_positive`)."""
        value = self.values[stem]
        match finding.kind:
            case Kind.YES_NO:
                return value
            case Kind.SEVERAL_OF:
                return z3.Or(*(chosen for option, chosen in value.items() if option not in finding.negative))
            case Kind.CHOICE:
                negatives = [
                    self._is_option(stem, finding, option)
                    for option in finding.option_ids
                    if option in finding.negative
                ]
            case _:
                negatives = [value == number for number in sorted(n for n in finding.negative if isinstance(n, int))]
                if finding.negative_below is not None:
                    negatives.append(value < finding.negative_below)
        return z3.Not(z3.Or(*negatives))

    def pins(self, recorded: Mapping[str, Value]) -> list[z3.BoolRef]:
        """The conditions under which this intake is just what is recorded."""
        parts = []
        for stem, finding in self.program.findings.items():
            parts.append(self.known[stem] == (stem in recorded))
            if stem in recorded:
                parts += self.equals(stem, finding, recorded[stem])
        return parts

    def equals(self, stem: str, finding: Finding, answer: Value) -> list[z3.BoolRef]:
        value = self.values[stem]
        if isinstance(answer, frozenset):
            return [chosen == (option in answer) for option, chosen in value.items()]
        if finding.kind is Kind.CHOICE:
            return [value == finding.option_ids.index(str(answer))]
        return [value == answer]

    def read(self, model: z3.ModelRef, knowledge: KnowledgeBase) -> Case:
        """The case that a model of the solver is."""
        recorded = {
            stem: self._answer(model, stem, finding)
            for stem, finding in self.program.findings.items()
            if z3.is_true(model.eval(self.known[stem], model_completion=True))
        }
        settled, contradictions = settle(recorded, knowledge)
        if contradictions:
            raise AssertionError(f"the solver found a contradictory intake: {contradictions[0].stem}")
        return Case(recorded, settled)

    def _answer(self, model: z3.ModelRef, stem: str, finding: Finding) -> Value:
        def is_true(value: z3.BoolRef) -> bool:
            return bool(z3.is_true(model.eval(value, model_completion=True)))

        value = self.values[stem]
        if finding.kind is Kind.YES_NO:
            return is_true(value)
        if finding.kind is Kind.SEVERAL_OF:
            return frozenset(option for option, chosen in value.items() if is_true(chosen))
        number = int(model.eval(value, model_completion=True).as_long())
        return finding.option_ids[number] if finding.kind is Kind.CHOICE else number


def _values(program: Program, name: str) -> dict[str, Any]:
    """A variable for each answer: a choice is the number of its option, a several-of has one for each option."""
    values: dict[str, Any] = {}
    for stem, finding in program.findings.items():
        if finding.kind is Kind.YES_NO:
            values[stem] = z3.Bool(f"{name}{stem}")
        elif finding.kind is Kind.SEVERAL_OF:
            values[stem] = {option: z3.Bool(f"{name}{option_of(stem, option)}") for option in finding.option_ids}
        else:
            values[stem] = z3.Int(f"{name}{stem}")
    return values
