"""What is a knowledge base, once its files are read and checked?"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from dorsiflex.language.claim import Claim
from dorsiflex.language.hazard import Hazard
from dorsiflex.language.rule import Gate, Pattern, Reach, Retired, Rule, Source, Suggestion, Technique
from dorsiflex.language.vocabulary import Vocabulary


@dataclass(frozen=True)
class Disposition:
    """One of the possible dispositions; the list of them is ordered, worst first."""

    id: str
    title: str
    say: str
    withholds_all: bool = False
    reach: Reach = Reach.OWN
    tone: str = "plain"


@dataclass(frozen=True)
class Category:
    """A kind of technique. Advice is not treatment: no gate withholds it."""

    id: str
    title: str
    treatment: bool = True


@dataclass(frozen=True)
class Chart:
    """The measure that is followed: today's, the one after treating, and those of other visits."""

    measure: str
    retest: str = ""
    last_visit: str = ""
    first_visit: str = ""


@dataclass(frozen=True)
class Settings:
    """`knowledge.yaml`: all that code must not know about the field it serves."""

    name: str
    title: str
    version: str
    intended_use: str
    sides: tuple[str, ...]
    side_noun: str
    person_noun: str
    assessed_by: str | None
    comparator_asks: tuple[str, ...]
    dispositions: tuple[Disposition, ...]
    default_disposition: str
    unknown_gate_disposition: str
    unassessed_disposition: str
    categories: tuple[Category, ...]
    ranking: tuple[str, ...]
    shown_per_category: int
    chart: Chart | None
    rows: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def disposition(self) -> dict[str, Disposition]:
        return {item.id: item for item in self.dispositions}

    @cached_property
    def severity(self) -> dict[str, int]:
        """0 is the worst."""
        return {item.id: place for place, item in enumerate(self.dispositions)}

    @cached_property
    def category(self) -> dict[str, Category]:
        return {item.id: item for item in self.categories}

    def worst(self, *dispositions: str) -> str:
        """The worst of some dispositions."""
        return min(dispositions, key=self.severity.__getitem__)


@dataclass(frozen=True)
class KnowledgeBase:
    """Everything under `rules/`, read and checked."""

    settings: Settings
    vocabulary: Vocabulary
    gates: dict[str, Gate]
    patterns: dict[str, Pattern]
    suggestions: dict[str, Suggestion]
    techniques: dict[str, Technique]
    sources: dict[str, Source]
    retired: dict[str, Retired]
    digest: str
    files: dict[str, str] = field(default_factory=dict)
    hazards: dict[str, Hazard] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """Gates, patterns and suggestions together, by id, in the order of their ids."""
        together: dict[str, Rule] = {**self.gates, **self.patterns, **self.suggestions}
        return dict(sorted(together.items()))

    @cached_property
    def units(self) -> tuple[str, ...]:
        """What is assessed: each side, or the whole person where the knowledge declares no sides."""
        return self.settings.sides or ("person",)

    def guarded_by(self, gate: Gate) -> tuple[str, ...]:
        """The techniques a gate withholds: those it names, its categories', and all where its disposition says so."""
        names = set(gate.withholds)
        whole = "all" in names or (
            gate.disposition is not None and self.settings.disposition[gate.disposition].withholds_all
        )
        categories = {c.id for c in self.settings.categories if c.treatment and (whole or c.id in names)}
        return tuple(t.id for t in self.techniques.values() if t.category in categories or t.id in names)

    def reach_of(self, gate: Gate) -> Reach:
        """Both sides where the gate or its disposition says so."""
        if gate.disposition is not None and self.settings.disposition[gate.disposition].reach is Reach.BOTH:
            return Reach.BOTH
        return gate.reach
