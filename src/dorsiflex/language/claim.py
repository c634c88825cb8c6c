"""What may a claim say of every intake? A few closed forms, each a sentence that holds or does not.

A claim speaks of one assessed side at a time, in the words of the rule language.
"""

from __future__ import annotations

from dataclasses import dataclass

from dorsiflex.language.expression import Expression
from dorsiflex.language.rule import Owners


@dataclass(frozen=True)
class Where:
    """Of which intakes a claim speaks: where `when` is surely true and `unless` is not; with a disposition."""

    when: Expression | None = None
    unless: Expression | None = None
    disposition: tuple[str, ...] = ()
    person_disposition: tuple[str, ...] = ()


@dataclass(frozen=True)
class Never:
    """There, none of these is suggested: categories, techniques, or `all` (every treatment).

    With `answer_to`, instead: not the technique that is the answer to this choice.
    """

    where: Where
    suggests: tuple[str, ...]
    answer_to: str = ""


@dataclass(frozen=True)
class Whenever:
    """There, the side has one of these dispositions."""

    where: Where
    disposition: tuple[str, ...]


@dataclass(frozen=True)
class WithheldNeverSuggested:
    """What a gate that fires or cannot tell guards is not suggested, whatever it is."""


@dataclass(frozen=True)
class NeverMoreWhenUnknown:
    """Taking answers away, save these, suggests nothing more of this.

    Which sides are assessed stays the same, and so do the answers about a side that is not.
    """

    suggests: tuple[str, ...]
    except_answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExactlyOneDisposition:
    """Every side, and the person, has one disposition and no second."""


@dataclass(frozen=True)
class EveryRule:
    """For each rule there are intakes with each of these outcomes."""

    outcomes: tuple[str, ...]


@dataclass(frozen=True)
class Apart:
    """Two kinds of suggestion that speak against each other."""

    one: tuple[str, ...]
    other: tuple[str, ...]


@dataclass(frozen=True)
class NeverTogether:
    """No side is offered both of any pair."""

    pairs: tuple[Apart, ...]


Body = (
    Never | Whenever | WithheldNeverSuggested | NeverMoreWhenUnknown | ExactlyOneDisposition | EveryRule | NeverTogether
)


@dataclass(frozen=True)
class Claim:
    """A sentence a clinician can dispute, its formal body, and the hazards it controls."""

    id: str
    title: str
    body: Body
    rationale: str
    status: str
    owners: Owners
    hazards: tuple[str, ...] = ()
    created: str = ""
    review_by: str = ""
    defined_at: str = ""
