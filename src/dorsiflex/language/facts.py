"""Which attributes does a case bring, and which follow from the heads? Every engine starts from the same facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dorsiflex.language.case import Case
from dorsiflex.language.meaning import (
    NOT_APPLICABLE,
    Extent,
    Interval,
    NotApplicable,
    difference,
    look_up,
    rescale,
    score,
)
from dorsiflex.language.program import Choice, Program, Step, Subtraction, Sum, Term
from dorsiflex.language.rails import Scalar
from dorsiflex.language.truth import Truth

Facts = dict[str, Scalar]

# The one answer to a choice that no option of it equals: the question does not arise.
NO_CHOICE = "?not-applicable"


def facts_of(case: Case, program: Program) -> Facts:
    """The attributes of what is recorded or settled, with the known-flags that some rail reads."""
    settled = case.settled
    # A copy of the whole, then what is no plain value: a loop over every answer would cost more than the rules.
    facts: dict[str, Any] = case.settled_copy()
    for stem, options in program.several:
        chosen = facts.pop(stem, None)
        if chosen is not None:
            for option, attribute in options:
                facts[attribute] = option in chosen
    for stem, is_choice in program.may_not_apply:
        if isinstance(facts.get(stem), NotApplicable):
            if is_choice:
                facts[stem] = NO_CHOICE
            else:
                del facts[stem]
                facts[stem + "?na"] = True
    for stem, attribute in program.known_flags:
        facts[attribute] = stem in settled
    for unit in program.units:
        facts[unit + "?recorded"] = unit in case.recorded_units
    return facts


def extent_of(facts: Mapping[str, Scalar], term: Term) -> Extent:
    """What the facts say of an operand, in the steps of the result."""
    if facts.get(term.stem + "?na") is True:
        return NOT_APPLICABLE
    if term.interval:
        least, most = facts.get(term.stem + "?least"), facts.get(term.stem + "?most")
    else:
        least = most = facts.get(term.stem)
    if least is None or most is None:
        return None
    return rescale(Interval(int(least), int(most)), term.scale)


def head_truth(facts: Mapping[str, Scalar], stem: str) -> Truth:
    """The truth of a head that has been computed."""
    if facts.get(stem + "?true") is True:
        return Truth.TRUE
    return Truth.FALSE if facts.get(stem + "?false") is True else Truth.UNKNOWN


def take_step(facts: Facts, step: Step) -> None:
    """Compute one number and add what is known of it to the facts."""
    match step:
        case Subtraction(stem, of, minus):
            extent = difference(extent_of(facts, of), extent_of(facts, minus))
        case Choice(stem, rows):
            extent = look_up((head_truth(facts, head), value) for head, value in rows)
        case Sum(stem, items):
            extent = score((head_truth(facts, head), points) for head, points in items)
    add_number(facts, stem, extent)


def add_number(facts: Facts, stem: str, extent: Extent) -> None:
    """Write a computed number into the facts."""
    exact = isinstance(extent, NotApplicable) or (extent is not None and extent.least == extent.most)
    facts[stem + "?known"] = exact
    if isinstance(extent, Interval):
        facts[stem + "?least"], facts[stem + "?most"] = extent.least, extent.most
    elif extent is not None:
        facts[stem + "?na"] = True


def add_head(facts: Facts, stem: str, yes: bool, no: bool) -> None:
    """Write a computed head into the facts."""
    facts[stem + "?known"] = yes or no
    if yes:
        facts[stem + "?true"] = True
    elif no:
        facts[stem + "?false"] = True
