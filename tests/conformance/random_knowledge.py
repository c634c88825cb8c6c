"""Which knowledge bases are there? Any: words of every kind, numbers of every make, rules that read all of them."""

from __future__ import annotations

from collections.abc import Callable
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
from dorsiflex.language.rule import Gate, Need, Owners, Pattern, Reach, Rule, Suggestion, Technique
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

OPTIONS = ("red", "green", "blue", "pale")
OWNERS = Owners("the dorsiflex contributors", "none yet")
RANKING = ("needs_met", "place", "category", "id")
ASSESSED_BY = "sore"
TREATMENTS = (Category("hands-on", "Hands-on"), Category("exercise", "Exercise"))
ADVICE = Category("advice", "Advice", treatment=False)


@dataclass(frozen=True)
class Span:
    """Where the values of a number lie and how many decimals they are told with; limits are drawn around there."""

    least: int
    most: int
    decimals: int


@dataclass
class Draft:
    """A knowledge base while it is made: each new word may read every word before it, so nothing goes in circles.

    `sure` draws no `known:`, the one word by which learning something can make a condition false.
    """

    sides: tuple[str, ...]
    sure: bool = False
    findings: dict[str, Finding] = field(default_factory=dict)
    numbers: dict[str, Number] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    techniques: dict[str, Technique] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    dispositions: tuple[Disposition, ...] = ()

    # Words

    def add_assessed_by(self) -> None:
        """The question by which a side is assessed."""
        self.findings[ASSESSED_BY] = Finding(ASSESSED_BY, ASSESSED_BY, "Sore?", Kind.YES_NO, Scope.SIDE, "s")

    def add_finding(self, rng: Random, size: int) -> None:
        """A finding of any kind, often with a parent, whose condition may itself read dependents."""
        name = f"finding{len(self.findings)}"
        scope = Scope.SIDE if self.sides and rng.random() < 0.65 else Scope.PERSON
        kind = rng.choice(list(Kind))
        readable = [f.id for f in self.findings.values() if scope is Scope.SIDE or f.scope is Scope.PERSON]
        parent = None
        if readable and rng.random() < 0.5:
            parent = self.condition(rng, min(size, 2), readable, side=scope is Scope.SIDE)
        options, negative, unanswered, quantity, least, most = (), frozenset[str | int](), None, Quantity("", 0), 0, 0
        below: int | None = None
        if kind is Kind.NUMBER:
            quantity = Quantity("cm", rng.randint(0, 2))
            least = rng.choice((0, 0, -3))
            most = least + rng.randint(1, 9)
            negative = frozenset({0}) if rng.random() < 0.5 else negative
            below = rng.randint(least, most) if rng.random() < 0.3 else None
            self.spans[name] = Span(least, most, quantity.decimals)
        elif kind is not Kind.YES_NO:
            options = tuple((option, option) for option in OPTIONS[: rng.randint(2, 4)])
            negative = frozenset(option for option, _ in options if rng.random() < 0.3)
        if kind is Kind.CHOICE and rng.random() < 0.3:
            unanswered = rng.choice(options)[0]
            # Otherwise leaving it out would contradict an absent parent.
            negative |= {unanswered}
        self.findings[name] = Finding(
            name,
            f"a {name}",
            f"Is there {name}?",
            kind,
            scope,
            "s",
            options=options,
            quantity=quantity,
            least=least,
            most=most,
            parent=parent,
            negative=negative,
            negative_below=below,
            unanswered_means=unanswered,
        )

    def add_number(self, rng: Random, size: int) -> None:
        """A difference (of measured or computed numbers, of either side), a table or a score."""
        name = f"number{len(self.numbers)}"
        make = rng.choice((self.difference, self.table, self.score)) if self.spans else self.score
        made, span = make(rng, size)
        self.spans[name] = span
        self.numbers[name] = Number(name, name, Quantity("cm", span.decimals), made)

    def difference(self, rng: Random, _size: int) -> tuple[Difference, Span]:
        names = rng.choices(list(self.spans), k=2)
        of, minus = (
            Operand(name, bool(self.sides) and not self.is_persons(name) and rng.random() < 0.4) for name in names
        )
        first, second = (self.spans[name] for name in names)
        decimals = max(first.decimals, second.decimals)
        up, down = 10 ** (decimals - first.decimals), 10 ** (decimals - second.decimals)
        least, most = first.least * up - second.most * down, first.most * up - second.least * down
        return Difference(of, minus), Span(least, most, decimals)

    def table(self, rng: Random, size: int) -> tuple[Table, Span]:
        rows = tuple(TableRow(self.condition(rng, size), rng.randint(-2, 8)) for _ in range(rng.randint(1, 4)))
        values = [row.value for row in rows]
        return Table(rows), Span(min(values), max(values), rng.randint(0, 2))

    def score(self, rng: Random, size: int) -> tuple[Score, Span]:
        items = tuple(
            ScoreItem(self.condition(rng, size), rng.choice((1, 1, 2, 3, -1, -2)), "item")
            for _ in range(rng.randint(1, 5))
        )
        points = [item.points for item in items]
        return Score(items), Span(sum(p for p in points if p < 0), sum(p for p in points if p > 0), 0)

    # Conditions

    def is_persons(self, name: str) -> bool:
        return name in self.findings and self.findings[name].scope is Scope.PERSON

    def condition(self, rng: Random, depth: int, readable: list[str] | None = None, *, side: bool = True) -> Expression:
        """A condition of at most so many groups above one another."""
        if depth == 0 or rng.random() < 0.25:
            return self.comparison(rng, readable, side=side)
        parts = tuple(self.condition(rng, depth - 1, readable, side=side) for _ in range(rng.randint(1, 4)))
        group = rng.choice((AllOf, AnyOf, NoneOf, AtLeast))
        return AtLeast(rng.randint(1, len(parts)), parts) if group is AtLeast else group(parts)

    def comparison(self, rng: Random, readable: list[str] | None, *, side: bool) -> Expression:
        """One comparison with a word that is there already."""
        words = [list(words) for words in (self.findings, self.numbers, self.rules) if words]
        name = rng.choice(readable or rng.choice(words))
        turns = side and bool(self.sides) and not self.is_persons(name) and rng.random() < 0.25
        whose = Side.OTHER if turns else Side.THIS
        if not self.sure and rng.random() < 0.12:
            return Known(name, whose)
        if name in self.rules:
            return Concluded(name, rng.random() < 0.6, whose)
        if name in self.spans:
            span = self.spans[name]
            return Compared(name, rng.choice(list(Op)), rng.randint(span.least - 1, span.most + 1), whose)
        finding = self.findings[name]
        if finding.kind is Kind.YES_NO:
            return Answered(name, rng.random() < 0.6, whose)
        if finding.kind is Kind.CHOICE:
            wanted = rng.sample(finding.option_ids, rng.randint(1, len(finding.option_ids)))
            return OneOf(name, tuple(wanted), whose)
        return Includes(name, rng.choice(finding.option_ids), whose)

    # Rules

    def add_rule(self, rng: Random, size: int) -> None:
        """A gate, a pattern or a suggestion."""
        name = f"rule-{len(self.rules)}"
        kind: Callable[..., Rule] = rng.choice((Gate, Pattern, Suggestion, Suggestion))
        applies = {"applies_to": self.condition(rng, min(size, 1))} if rng.random() < 0.4 else {}
        more: dict[str, object] = {}
        if kind is Gate:
            disposition = rng.choice((None, *(item.id for item in self.dispositions)))
            named = ["all", *(item.id for item in TREATMENTS), *self.treatments()]
            more = {
                "disposition": disposition,
                "withholds": tuple(item for item in named if rng.random() < 0.2),
                "reach": rng.choice(list(Reach)),
                "unknown_stands": rng.random() < 0.3,
            }
        elif kind is Suggestion:
            more = {"technique": rng.choice(list(self.techniques)), "place": rng.randint(0, 3)}
        when = self.condition(rng, size)
        self.rules[name] = kind(name, f"{name} is so", "draft", 1, OWNERS, when, **applies, **more)

    def treatments(self) -> list[str]:
        return [item.id for item in self.techniques.values() if item.category != ADVICE.id]

    def add_technique(self, rng: Random, size: int) -> None:
        """A technique of some category, with up to two needs."""
        name = f"technique-{len(self.techniques)}"
        needs = tuple(Need(self.condition(rng, min(size, 1)), "a need") for _ in range(rng.randint(0, 2)))
        category = rng.choice((*TREATMENTS, ADVICE)).id
        self.techniques[name] = Technique(name, name, category, "draft", 1, "", needs=needs)

    # The whole

    def add_dispositions(self, rng: Random) -> None:
        self.dispositions = tuple(
            Disposition(f"worst-but-{place}", "title", "say", rng.random() < 0.3, rng.choice(list(Reach)))
            for place in range(rng.randint(3, 6))
        )

    def knowledge(self, rng: Random) -> KnowledgeBase:
        dispositions = [item.id for item in self.dispositions]
        settings = Settings(
            name="any",
            title="any",
            version="0",
            intended_use="",
            sides=self.sides,
            side_noun="side",
            person_noun="person",
            assessed_by=ASSESSED_BY if ASSESSED_BY in self.findings else None,
            comparator_asks=(),
            dispositions=self.dispositions,
            # Late in the list, so that a gate is often worse than usual.
            default_disposition=rng.choice(dispositions[len(dispositions) // 2 :]),
            unknown_gate_disposition=rng.choice(dispositions),
            unassessed_disposition=rng.choice(dispositions[-2:]),
            categories=tuple(rng.sample((*TREATMENTS, ADVICE), 3)),
            ranking=tuple(rng.sample(RANKING, len(RANKING))),
            shown_per_category=3,
            chart=None,
        )
        gates = {name: rule for name, rule in self.rules.items() if isinstance(rule, Gate)}
        patterns = {name: rule for name, rule in self.rules.items() if isinstance(rule, Pattern)}
        suggestions = {name: rule for name, rule in self.rules.items() if isinstance(rule, Suggestion)}
        vocabulary = Vocabulary(self.findings, self.numbers)
        return KnowledgeBase(settings, vocabulary, gates, patterns, suggestions, self.techniques, {}, {}, "any")
