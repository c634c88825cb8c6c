"""How is a knowledge base written out for its sides? Every head and number one stratum above whatever it reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dorsiflex.language.expression import Expression, Known, Side, leaves, name_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Choice, Dependent, Head, Program, Step, Stratum, Subtraction, Sum, Term
from dorsiflex.language.rails import surely
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.vocabulary import Difference, Finding, Number, Operand, Scope, Score, parts_of


def findings_of(knowledge: KnowledgeBase) -> Iterator[tuple[str, str | None, Finding]]:
    """Every finding as (stem, unit or None, finding)."""
    for finding in knowledge.vocabulary.findings.values():
        if finding.scope is Scope.PERSON:
            yield finding.id, None, finding
        else:
            for side in knowledge.settings.sides:
                yield f"{side}.{finding.id}", side, finding


@dataclass
class Grounding:
    """`rails.Names` seen from one unit of a knowledge base."""

    knowledge: KnowledgeBase
    scopes: Scopes
    unit: str | None

    def attribute(self, name: str, side: Side) -> str:
        unit = self.unit_of(name, side)
        return name if unit is None else f"{unit}.{name}"

    def unit_of(self, name: str, side: Side) -> str | None:
        """Whose `name` is, seen from here: None for the person's."""
        if not self.scopes.of_side(name):
            return None
        sides = self.knowledge.settings.sides
        if side is Side.THIS:
            return self.unit
        return next(item for item in sides if item != self.unit)

    def is_interval(self, name: str) -> bool:
        return name in self.knowledge.vocabulary.numbers

    def may_not_apply(self, name: str) -> bool:
        vocabulary = self.knowledge.vocabulary
        if name in vocabulary.findings:
            return vocabulary.findings[name].parent is not None
        made = vocabulary.numbers[name].made
        if isinstance(made, Difference):
            return self.may_not_apply(made.of.name) or self.may_not_apply(made.minus.name)
        return not isinstance(made, Score)


@dataclass
class _Builder:
    """Places every head and number one stratum above whatever it reads."""

    knowledge: KnowledgeBase
    scopes: Scopes
    levels: dict[str, int] = field(default_factory=dict)
    steps: dict[int, list[Step]] = field(default_factory=dict)
    heads: dict[int, list[Head]] = field(default_factory=dict)

    def see(self, unit: str | None) -> Grounding:
        return Grounding(self.knowledge, self.scopes, unit)

    def level(self, name: str, unit: str | None) -> int:
        """The stratum after which `name` is there; 0 for findings."""
        vocabulary = self.knowledge.vocabulary
        if name in vocabulary.findings:
            return 0
        stem = name if unit is None else f"{unit}.{name}"
        if stem not in self.levels:
            if name in vocabulary.numbers:
                self.levels[stem] = self.number(vocabulary.numbers[name], stem, unit)
            else:
                self.levels[stem] = self.head(stem, self.knowledge.rules[name].condition, unit)
        return self.levels[stem]

    def head(self, stem: str, expr: Expression, unit: str | None) -> int:
        names = self.see(unit)
        level = 1
        for leaf in leaves(expr):
            read = name_of(leaf)
            below = self.level(read, names.unit_of(read, leaf.side))
            # A number stands at the start of the stratum that bears its level; a rule only after its own.
            level = max(level, below + (read in self.knowledge.rules))
            if isinstance(leaf, Known) and read in self.knowledge.vocabulary.numbers:
                level = max(level, below)
        self.heads.setdefault(level, []).append(Head(stem, surely(expr, True, names), surely(expr, False, names)))
        return level

    def number(self, number: Number, stem: str, unit: str | None) -> int:
        if isinstance(number.made, Difference):
            level, step = self.subtraction(number, number.made, stem, unit)
        else:
            parts = parts_of(number.made)
            rows = [f"{stem}#{place}" for place in range(len(parts))]
            level = 1 + max(self.head(row, when, unit) for row, (when, _) in zip(rows, parts, strict=True))
            valued = tuple((row, value) for row, (_, value) in zip(rows, parts, strict=True))
            step = Sum(stem, valued) if isinstance(number.made, Score) else Choice(stem, valued)
        self.steps.setdefault(level, []).append(step)
        return level

    def subtraction(self, number: Number, made: Difference, stem: str, unit: str | None) -> tuple[int, Step]:
        names = self.see(unit)

        def term(operand: Operand) -> tuple[int, Term]:
            side = Side.OTHER if operand.other else Side.THIS
            level = self.level(operand.name, names.unit_of(operand.name, side))
            scale = 10 ** (number.quantity.decimals - self.decimals(operand.name))
            return level, Term(names.attribute(operand.name, side), names.is_interval(operand.name), scale)

        (level_of, of), (level_minus, minus) = term(made.of), term(made.minus)
        return max(1, level_of, level_minus), Subtraction(stem, of, minus)

    def decimals(self, name: str) -> int:
        return decimals_of(self.knowledge, name)


def decimals_of(knowledge: KnowledgeBase, name: str) -> int:
    """The decimals of a measured or computed number."""
    vocabulary = knowledge.vocabulary
    item: Finding | Number = vocabulary.findings.get(name) or vocabulary.numbers[name]
    return item.quantity.decimals


def need_stem(unit: str, technique: str, place: int) -> str:
    """The head that says whether one need of a technique is met on one unit."""
    return f"{unit}.{technique}?need{place}"


def build_program(knowledge: KnowledgeBase) -> Program:
    """Write a checked knowledge base out for its sides."""
    scopes = Scopes(knowledge)
    builder = _Builder(knowledge, scopes)
    rules: dict[str, str] = {}
    for rule in knowledge.rules:
        for unit in knowledge.settings.sides if scopes.of_side(rule) else (None,):
            builder.level(rule, unit)
            rules[rule if unit is None else f"{unit}.{rule}"] = rule
    needs: list[str] = []
    suggesting: dict[str, tuple[str, ...]] = {}
    for technique in knowledge.techniques.values():
        for place, need in enumerate(technique.needs):
            for unit in knowledge.units:
                needs.append(need_stem(unit, technique.id, place))
                builder.head(needs[-1], need.when, unit if knowledge.settings.sides else None)
                suggesting[needs[-1]] = tuple(
                    f"{unit}.{rule.id}" if scopes.of_side(rule.id) else rule.id
                    for rule in knowledge.suggestions.values()
                    if rule.technique == technique.id
                )
    top = max((*builder.heads, *builder.steps), default=0)
    strata = (Stratum(tuple(builder.steps.get(n, ())), tuple(builder.heads.get(n, ()))) for n in range(1, top + 1))
    findings = {stem: finding for stem, _, finding in findings_of(knowledge)}
    return Program(
        knowledge.units, tuple(strata), tuple(_dependents(knowledge, scopes)), findings, rules, tuple(needs), suggesting
    )


def _dependents(knowledge: KnowledgeBase, scopes: Scopes) -> Iterator[Dependent]:
    """Dependents after the findings that their parents read."""
    order = dependents_in_order(knowledge)
    for name in order:
        finding = knowledge.vocabulary.findings[name]
        for unit in (None,) if finding.scope is Scope.PERSON else knowledge.settings.sides:
            grounding = Grounding(knowledge, scopes, unit)
            assert finding.parent is not None
            yield Dependent(grounding.attribute(name, Side.THIS), finding, surely(finding.parent, False, grounding))


def dependents_in_order(knowledge: KnowledgeBase) -> list[str]:
    """Every finding with a parent, each after the dependents that its own parent reads."""
    findings = knowledge.vocabulary.findings
    order: dict[str, None] = {}

    def place(name: str) -> None:
        parent = findings[name].parent
        if parent is None or name in order:
            return
        for leaf in leaves(parent):
            place(name_of(leaf))
        order[name] = None

    for name in findings:
        place(name)
    return list(order)
