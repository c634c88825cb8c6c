"""How does a rule's condition travel to a browser? As plain values: its trees, their inputs, the numbers they compute.

Names are grounded for the first side. What another rule concludes is an input (it has a page where it turns itself);
numbers are computed from their findings. `static/logic.js` evaluates it, held to `language/meaning.py` by a test.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, assert_never

from dorsiflex.infer.reference import Reference
from dorsiflex.intake.example import intake_of
from dorsiflex.language.expression import (
    ALWAYS,
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    Compared,
    Concluded,
    Expression,
    Includes,
    Known,
    NoneOf,
    OneOf,
    Side,
)
from dorsiflex.language.grounding import Grounding, decimals_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import NotApplicable, Value
from dorsiflex.language.rule import Example, Rule
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.truth import Truth
from dorsiflex.language.vocabulary import Difference, Finding, Kind, Number, Operand, parts_of
from dorsiflex.validate.case import validate

Plain = dict[str, Any]
DOES_NOT_ARISE: Plain = {"does_not_arise": True}


def conditions_of(rule: Rule) -> tuple[Expression, ...]:
    """The parts of a rule's condition, in the order its page shows them."""
    return (rule.when,) if rule.applies_to == ALWAYS else (rule.applies_to, rule.when)


def logic_of(rule: Rule, knowledge: KnowledgeBase, scopes: Scopes) -> Plain:
    """All that a page needs to let a reader turn a rule."""
    unit = knowledge.settings.sides[0] if scopes.of_side(rule.id) else None
    writer = Writer(knowledge, scopes)
    trees = [writer.tree(expr, unit) for expr in conditions_of(rule)]
    return {
        "conditions": trees,
        "numbers": writer.numbers,
        "inputs": list(writer.inputs.values()),
        "examples": [
            {"name": example.name, "answers": answers_of(example, rule, knowledge, scopes, writer)}
            for example in rule.examples
        ],
    }


@dataclass
class Writer:
    """Writes trees, and collects what they read on the way."""

    knowledge: KnowledgeBase
    scopes: Scopes
    inputs: dict[str, Plain] = field(default_factory=dict)
    numbers: dict[str, Plain] = field(default_factory=dict)

    def tree(self, expr: Expression, unit: str | None) -> Plain:
        """A condition seen from a unit."""
        match expr:
            case AllOf(parts):
                return self.group("all", parts, unit)
            case AnyOf(parts):
                return self.group("any", parts, unit)
            case NoneOf(parts):
                return self.group("none", parts, unit)
            case AtLeast(count, parts):
                return {**self.group("some", parts, unit), "count": count}
            case Answered(name, wanted, side):
                return {"is": "answered", "stem": self.read(name, side, unit), "wanted": wanted}
            case OneOf(name, options, side):
                return {"is": "one_of", "stem": self.read(name, side, unit), "options": list(options)}
            case Includes(name, option, side):
                return {"is": "includes", "stem": self.read(name, side, unit), "option": option}
            case Compared(name, op, limit, side):
                return {"is": "compared", "stem": self.read(name, side, unit), "op": op.value, "limit": limit}
            case Known(name, side):
                return {"is": "known", "stem": self.read(name, side, unit)}
            case Concluded(rule, wanted, side):
                return {"is": "concluded", "stem": self.read(rule, side, unit), "wanted": wanted}
            case _:
                assert_never(expr)

    def group(self, word: str, parts: tuple[Expression, ...], unit: str | None) -> Plain:
        return {"is": word, "parts": [self.tree(part, unit) for part in parts]}

    def read(self, name: str, side: Side, unit: str | None) -> str:
        """The stem of a name; what it needs is written down the first time."""
        grounding = Grounding(self.knowledge, self.scopes, unit)
        whose, stem = grounding.unit_of(name, side), grounding.attribute(name, side)
        vocabulary = self.knowledge.vocabulary
        if stem in self.inputs or stem in self.numbers:
            return stem
        if name in vocabulary.numbers:
            self.numbers[stem] = {}
            self.numbers[stem] = self.number(vocabulary.numbers[name], whose)
        elif name in vocabulary.findings:
            self.inputs[stem] = {**self.asked(vocabulary.findings[name]), "stem": stem, "where": self.where(whose)}
        else:
            title = self.knowledge.rules[name].title
            self.inputs[stem] = {"kind": "rule", "label": title, "id": name, "stem": stem, "where": self.where(whose)}
        return stem

    def where(self, unit: str | None) -> str:
        """Whose it is, in words."""
        settings = self.knowledge.settings
        if unit is None or len(settings.sides) < 2:
            return ""
        return f"this {settings.side_noun}" if unit == settings.sides[0] else f"other {settings.side_noun}"

    def asked(self, finding: Finding) -> Plain:
        """A finding as an input."""
        about: Plain = {"kind": finding.kind.value, "label": finding.title, "id": finding.id}
        if finding.kind in (Kind.CHOICE, Kind.SEVERAL_OF):
            about["options"] = [list(option) for option in finding.options]
        if finding.kind is Kind.NUMBER:
            quantity = finding.quantity
            about |= {"unit": quantity.unit, "decimals": quantity.decimals, "least": finding.least}
            about |= {"most": finding.most, "step": finding.step}
        if finding.kind in (Kind.CHOICE, Kind.NUMBER) and finding.parent is not None:
            about["may_not_arise"] = True
        return about

    def number(self, number: Number, unit: str | None) -> Plain:
        """A computed number."""
        if isinstance(number.made, Difference):
            of, minus = (self.operand(item, number, unit) for item in (number.made.of, number.made.minus))
            return {"made": "difference", "of": of, "minus": minus}
        made = "score" if not hasattr(number.made, "rows") else "table"
        return {"made": made, "parts": [[self.tree(when, unit), value] for when, value in parts_of(number.made)]}

    def operand(self, operand: Operand, number: Number, unit: str | None) -> Plain:
        stem = self.read(operand.name, Side.OTHER if operand.other else Side.THIS, unit)
        return {"stem": stem, "scale": 10 ** (number.quantity.decimals - decimals_of(self.knowledge, operand.name))}


def answers_of(example: Example, rule: Rule, knowledge: KnowledgeBase, scopes: Scopes, writer: Writer) -> Plain:
    """An example as answers to the inputs, other rules concluded by the reference. Raises `BadInput`."""
    where = f"{rule.defined_at.rpartition(':')[0]}:{example.line}"
    reference = Reference(knowledge, validate(intake_of(example, knowledge, where), knowledge), scopes)
    return {
        stem: value
        for stem, asked in writer.inputs.items()
        if (value := plain_answer(stem, asked, reference)) is not None
    }


def plain_answer(stem: str, asked: Plain, reference: Reference) -> Any:
    """What is known of one input; None where nothing is."""
    if asked["kind"] == "rule":
        truth = reference.truth(asked["id"], stem.rpartition(".")[0] or None)
        return None if truth is Truth.UNKNOWN else truth.value
    return plain_value(reference.case.settled.get(stem))


def plain_value(value: Value | None) -> Any:
    """A value as JSON has it."""
    if isinstance(value, NotApplicable):
        return DOES_NOT_ARISE
    return sorted(value) if isinstance(value, frozenset) else value
