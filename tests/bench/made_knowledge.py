"""Which knowledge is measured? Made-up knowledge bases of any size, in the proportions of the one in rules/.

Half of the rules are gates and two fifths suggestions that read them and the patterns; some 150 findings, two sides,
differences, scores and a table. The same seed gives the same knowledge.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from dorsiflex.language.expression import (
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
    Op,
    Side,
)
from dorsiflex.language.knowledge import Category, Disposition, KnowledgeBase, Settings
from dorsiflex.language.rule import Gate, Need, Owners, Pattern, Reach, Suggestion, Technique
from dorsiflex.language.vocabulary import (
    Difference,
    Finding,
    Kind,
    Number,
    Operand,
    Quantity,
    Scope,
    Score,
    ScoreItem,
    Table,
    TableRow,
    Vocabulary,
)

SIDES = ("left", "right")
ASSESSED_BY = "sore"
OPTIONS = tuple((option, option) for option in ("none", "mild", "firm", "hard"))
OWNERS = Owners("the dorsiflex contributors", "none yet")
CATEGORIES = (
    Category("hands", "Hands"),
    Category("soft", "Soft tissue"),
    Category("load", "Loading"),
    Category("advice", "Advice", treatment=False),
)
DISPOSITIONS = (
    Disposition("emergency", "Emergency", "", withholds_all=True, reach=Reach.BOTH),
    Disposition("urgent", "Urgent", "", withholds_all=True),
    Disposition("screen", "Screen", ""),
    Disposition("routine", "Routine", ""),
    Disposition("treat", "Treat", ""),
    Disposition("nothing", "Nothing", ""),
    Disposition("aside", "Not assessed", ""),
)
# How often each stands in a gate of rules/, of a hundred.
GATE_DISPOSITIONS = {None: 38, "urgent": 23, "screen": 17, "routine": 13, "nothing": 5, "emergency": 4}
# How many findings of each kind and scope there are in rules/.
FINDINGS = (
    (Kind.YES_NO, Scope.SIDE, 74),
    (Kind.NUMBER, Scope.SIDE, 31),
    (Kind.CHOICE, Scope.SIDE, 9),
    (Kind.SEVERAL_OF, Scope.SIDE, 2),
    (Kind.YES_NO, Scope.PERSON, 28),
    (Kind.NUMBER, Scope.PERSON, 1),
    (Kind.CHOICE, Scope.PERSON, 2),
    (Kind.SEVERAL_OF, Scope.PERSON, 1),
)
MOST = 250  # in steps of 0.1, for every number


def made_knowledge(rules: int, seed: int = 7) -> KnowledgeBase:
    """A knowledge base of so many rules."""
    return Maker(Random(seed)).make(rules)


@dataclass
class Maker:
    """A knowledge base while it is made."""

    rng: Random
    findings: dict[str, Finding] = field(default_factory=dict)
    numbers: dict[str, Number] = field(default_factory=dict)

    def make(self, rules: int) -> KnowledgeBase:
        """Words, then patterns, gates, techniques and suggestions, each reading those before."""
        self.add_findings()
        self.add_numbers()
        patterns = {f"pattern-{n}": self.pattern(f"pattern-{n}") for n in range(max(2, rules // 10))}
        names = list(patterns)
        techniques = {f"technique-{n}": self.technique(n) for n in range(max(3, rules // 8))}
        gates = {f"gate-{n}": self.gate(f"gate-{n}", names, list(techniques)) for n in range(rules // 2)}
        left = rules - len(patterns) - len(gates)
        suggestions = {f"suggestion-{n}": self.suggestion(n, names, list(gates), list(techniques)) for n in range(left)}
        vocabulary = Vocabulary(self.findings, self.numbers)
        return KnowledgeBase(
            settings(), vocabulary, gates, patterns, suggestions, techniques, {}, {}, f"made of {rules}"
        )

    def add_findings(self) -> None:
        self.add_finding(ASSESSED_BY, Kind.YES_NO, Scope.SIDE, None)
        for kind, scope, many in FINDINGS:
            for n in range(many):
                parent = None
                earlier = [f.id for f in self.findings.values() if f.scope is scope and f.kind is Kind.YES_NO]
                if len(earlier) > 5 and self.rng.random() < 0.12:
                    parent = Answered(self.rng.choice(earlier[1:]), True)
                self.add_finding(f"{scope.value}_{kind.value}_{n}", kind, scope, parent)

    def add_finding(self, name: str, kind: Kind, scope: Scope, parent: Expression | None) -> None:
        number = kind is Kind.NUMBER
        self.findings[name] = Finding(
            name,
            f"a {name}",
            f"Is there {name}?",
            kind,
            scope,
            "all",
            options=() if number or kind is Kind.YES_NO else OPTIONS,
            quantity=Quantity("cm", 1) if number else Quantity("", 0),
            most=MOST if number else 0,
            parent=parent,
            negative=frozenset({"none"}) if kind is Kind.CHOICE else frozenset(),
        )

    def add_numbers(self) -> None:
        measured = [f.id for f in self.findings.values() if f.kind is Kind.NUMBER and f.scope is Scope.SIDE]
        for n in range(10):
            of, minus = self.rng.sample(measured, 2)
            other = n < 5
            made = Difference(Operand(of, other), Operand(of if other else minus))
            self.add_number(f"difference_{n}", made, 1)
        for n in range(2):
            items = [ScoreItem(self.answered(), self.rng.choice((1, 1, 1, -2)), "item") for _ in range(10)]
            self.add_number(f"score_{n}", Score(tuple(items)), 0)
        rows = [TableRow(AllOf((self.answered(), self.compared(measured))), value) for value in (200, 150, 100)]
        self.add_number("table", Table(tuple(rows)), 1)

    def add_number(self, name: str, made: Difference | Score | Table, decimals: int) -> None:
        self.numbers[name] = Number(name, name, Quantity("cm" if decimals else "", decimals), made)

    # Comparisons

    def answered(self) -> Expression:
        names = [f.id for f in self.findings.values() if f.kind is Kind.YES_NO and f.id != ASSESSED_BY]
        return Answered(self.rng.choice(names), self.rng.random() < 0.85)

    def compared(self, names: list[str]) -> Expression:
        """A measured or computed number beside a limit that few people reach."""
        name = self.rng.choice(names)
        if name.startswith("score"):
            return Compared(name, Op.AT_LEAST, self.rng.randint(2, 5))
        if name.startswith("difference"):
            return Compared(name, Op.AT_LEAST, self.rng.randint(20, 120))
        op = self.rng.choice((Op.BELOW, Op.ABOVE))
        return Compared(name, op, self.rng.randint(20, 100) if op is Op.BELOW else self.rng.randint(150, 230))

    def comparison(self) -> Expression:
        """One comparison with a finding or number, in the proportions of the gates of rules/."""
        draw = self.rng.random()
        if draw < 0.54:
            return self.answered()
        if draw < 0.70:
            return self.compared([*self.numbers, *self.of_kind(Kind.NUMBER)])
        if draw < 0.84:
            wanted = self.rng.sample([option for option, _ in OPTIONS[1:]], self.rng.randint(1, 2))
            return OneOf(self.rng.choice(self.of_kind(Kind.CHOICE)), tuple(wanted))
        if draw < 0.96:
            return Known(self.rng.choice(list(self.findings)))
        return Includes(self.rng.choice(self.of_kind(Kind.SEVERAL_OF)), "hard")

    def of_kind(self, kind: Kind) -> list[str]:
        return [finding.id for finding in self.findings.values() if finding.kind is kind]

    def concluded(self, names: list[str], *, fires: float) -> Expression:
        side = Side.OTHER if self.rng.random() < 0.05 else Side.THIS
        return Concluded(self.rng.choice(names), self.rng.random() < fires, side)

    def group(self, parts: list[Expression]) -> Expression:
        if len(parts) == 1:
            return parts[0]
        draw = self.rng.random()
        if draw < 0.45:
            return AllOf(tuple(parts))
        if draw < 0.65 and len(parts) > 2:
            return AllOf((parts[0], AnyOf(tuple(parts[1:]))))
        if draw < 0.75 and len(parts) > 2:
            return AtLeast(2, tuple(parts))
        return AllOf((parts[0], NoneOf(tuple(parts[1:]))))

    # Rules

    def pattern(self, name: str) -> Pattern:
        parts = [self.comparison() for _ in range(self.rng.randint(3, 7))]
        when = AnyOf((self.group(parts[:3]), self.group(parts[3:]))) if len(parts) > 3 else self.group(parts)
        return Pattern(name, f"{name} is seen", "draft", 1, OWNERS, when)

    def gate(self, name: str, patterns: list[str], techniques: list[str]) -> Gate:
        """A gate that guards a category or a few techniques; it fires for few people."""
        parts = [self.comparison() for _ in range(self.rng.choice((1, 2, 2, 3, 3, 4, 6)))]
        if self.rng.random() < 0.3:
            parts.append(self.concluded(patterns, fires=0.8))
        disposition = self.rng.choices(list(GATE_DISPOSITIONS), list(GATE_DISPOSITIONS.values()))[0]
        named = [self.rng.choice(CATEGORIES[:3]).id] if self.rng.random() < 0.5 else self.rng.sample(techniques, 2)
        return Gate(
            name,
            f"{name} is shut",
            "draft",
            1,
            OWNERS,
            self.group(parts),
            applies_to=self.answered() if len(parts) > 1 else AllOf(()),
            disposition=disposition,
            withholds=() if disposition in ("emergency", "urgent") else tuple(named),
            unknown_stands=self.rng.random() < 0.27,
        )

    def technique(self, place: int) -> Technique:
        name = f"technique-{place}"
        needs = (Need(self.answered(), "It needs a thing."),) if place % 2 else ()
        return Technique(name, name, CATEGORIES[place % 4].id, "draft", 1, "", needs=needs)

    def suggestion(self, place: int, patterns: list[str], gates: list[str], techniques: list[str]) -> Suggestion:
        name = f"suggestion-{place}"
        parts = [self.concluded(patterns, fires=0.7) for _ in range(self.rng.randint(1, 3))]
        parts += [self.comparison()] if self.rng.random() < 0.6 else []
        parts += [self.concluded(gates, fires=0)] if self.rng.random() < 0.3 else []
        technique = techniques[place % len(techniques)]
        place = self.rng.choice((20, 30, 50))
        when = AllOf(tuple(parts))
        return Suggestion(name, f"{name} is so", "draft", 1, OWNERS, when, technique=technique, place=place)


def settings() -> Settings:
    return Settings(
        name="made",
        title="Made for measuring",
        version="0",
        intended_use="",
        sides=SIDES,
        side_noun="side",
        person_noun="person",
        assessed_by=ASSESSED_BY,
        comparator_asks=(),
        dispositions=DISPOSITIONS,
        default_disposition="treat",
        unknown_gate_disposition="screen",
        unassessed_disposition="aside",
        categories=CATEGORIES,
        ranking=("needs_met", "place", "category", "id"),
        shown_per_category=3,
        chart=None,
    )
