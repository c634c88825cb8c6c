"""What does a rule hold? Its condition, what follows, and everything a reader needs to dispute it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from dorsiflex.language.expression import ALWAYS, AllOf, Expression


class Outcome(Enum):
    """What a rule does for one case, in the words of its examples."""

    FIRES = "fires"
    SILENT = "silent"
    CANNOT_TELL = "cannot-tell"


class Reach(Enum):
    """Which sides a gate guards: its own, or both."""

    OWN = "own"
    BOTH = "both"


@dataclass(frozen=True)
class Support:
    """A reference, and the claim it supports."""

    ref: str
    supports: str


@dataclass(frozen=True)
class Objection:
    """Who reads it otherwise, what they say, and our answer."""

    who: str
    says: str
    we_answer: str


@dataclass(frozen=True)
class Dissent:
    """Where we looked for disagreement, and what was found there."""

    sought_in: tuple[str, ...] = ()
    found: tuple[Objection, ...] = ()


@dataclass(frozen=True)
class Example:
    """One row of a rule's tests: what is given, and what the rule then does."""

    name: str
    given: dict[str, Any]
    expect: Outcome
    asks_for: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class Owners:
    author: str
    reviewer: str


@dataclass(frozen=True)
class Rule:
    """What gates, patterns and suggestions share. It holds where `applies_to` and `when` do."""

    id: str
    title: str
    status: str
    version: int
    owners: Owners
    when: Expression
    applies_to: Expression = ALWAYS
    say: str = ""
    rationale: str = ""
    evidence: tuple[Support, ...] = ()
    dissent: Dissent = Dissent()
    limits: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    rows: tuple[str, ...] = ()
    created: str = ""
    review_by: str = ""
    defined_at: str = ""

    @cached_property
    def condition(self) -> Expression:
        """The whole condition: it applies, and it is so."""
        return self.when if self.applies_to == ALWAYS else AllOf((self.applies_to, self.when))


@dataclass(frozen=True)
class Gate(Rule):
    """Evaluated first. True withholds what it guards; unknown withholds the same and asks."""

    disposition: str | None = None
    withholds: tuple[str, ...] = ()
    reach: Reach = Reach.OWN
    unknown_stands: bool = False


@dataclass(frozen=True)
class Pattern(Rule):
    """Something the findings show together; what suggestions and other rules read."""


@dataclass(frozen=True)
class Suggestion(Rule):
    """Names one technique where its condition holds; a smaller `place` stands earlier."""

    technique: str = ""
    place: int = 50


@dataclass(frozen=True)
class Need:
    """What a technique needs at hand: known to be lacking, it is ranked last and said."""

    when: Expression
    say: str


@dataclass(frozen=True)
class Direction:
    """A movement or force in a technique, as text and drawing both show it."""

    kind: str
    of: str
    towards: str
    at: str = ""


@dataclass(frozen=True)
class Technique:
    """What a suggestion names and a gate withholds."""

    id: str
    title: str
    category: str
    status: str
    version: int
    purpose: str
    performed_by: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    equipment: tuple[str, ...] = ()
    start: str = ""
    steps: tuple[str, ...] = ()
    dose: tuple[Support, ...] = ()
    directions: tuple[Direction, ...] = ()
    stop_rules: tuple[str, ...] = ()
    measure_before: str = ""
    measure_after: str = ""
    progression: tuple[str, ...] = ()
    regressions: tuple[str, ...] = ()
    drawing: str = ""
    evidence: tuple[Support, ...] = ()
    dissent: Dissent = Dissent()
    limits: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    defined_at: str = ""


@dataclass(frozen=True)
class Source:
    """One entry of the bibliography: its CSL fields as they stand, and how sure we are that it says so."""

    id: str
    status: str
    csl: dict[str, Any]
    says: str = ""
    study: str = ""
    population: str = ""
    certainty_scheme: str = ""
    certainty_level: str = ""
    dossier: tuple[str, ...] = ()
    defined_at: str = ""


@dataclass(frozen=True)
class Retired:
    """An id that once answered, and what replaced it."""

    id: str
    replaced_by: tuple[str, ...]
    because: str


def outcome_word(truth_value: str) -> Outcome:
    """The outcome word of a truth value (`true`, `false`, `unknown`)."""
    return {"true": Outcome.FIRES, "false": Outcome.SILENT, "unknown": Outcome.CANNOT_TELL}[truth_value]
