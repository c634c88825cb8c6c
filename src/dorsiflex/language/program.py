"""What is to be computed for one person, in which order? The knowledge with its sides written out, as rails in strata.

A *head* is one statement about one side (or the person): a rule, an item of a score, a row of a table, a need of a
technique. Its two rails read attributes:

    stem                a finding: yes/no, choice, or number in whole steps
    stem/option         one option of a several-of finding
    stem?na             a measured or computed number is not applicable
    stem?known          a finding is recorded, a number exact, a rule settled
    stem?least, ?most   the ends of a computed number
    stem?true, ?false   a head is surely true, surely false
    unit?recorded       anything at all is recorded of a side

where a stem is `hours` for the person and `left.hours` for a side. An engine walks the strata; in each it
first computes the numbers (the same few lines of arithmetic for all engines), then the heads.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import assert_never

from dorsiflex.language.rails import NO, Enough, Every, Literal, Rail, Some, enough, join, literals, option_of
from dorsiflex.language.vocabulary import Finding, Kind


@dataclass(frozen=True)
class Head:
    """One statement of one unit, as its two rails."""

    stem: str
    yes: Rail
    no: Rail


@dataclass(frozen=True)
class Term:
    """An operand of a difference: its stem, whether it is itself an interval, and the factor to the result's steps."""

    stem: str
    interval: bool
    scale: int


@dataclass(frozen=True)
class Subtraction:
    stem: str
    of: Term
    minus: Term


@dataclass(frozen=True)
class Choice:
    """A table: (head of the row, value), in order."""

    stem: str
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Sum:
    """A score: (head of the item, points)."""

    stem: str
    items: tuple[tuple[str, int], ...]


Step = Subtraction | Choice | Sum


@dataclass(frozen=True)
class Stratum:
    """What can be computed once the strata before it are: numbers (in their order), then heads (in any order)."""

    steps: tuple[Step, ...]
    heads: tuple[Head, ...]


@dataclass(frozen=True)
class Dependent:
    """A finding that counts as absent, or not applicable, where `irrelevant` holds."""

    stem: str
    finding: Finding
    irrelevant: Rail


@dataclass(frozen=True)
class Program:
    """A knowledge base written out for its sides."""

    units: tuple[str, ...]
    strata: tuple[Stratum, ...]
    dependents: tuple[Dependent, ...]
    findings: dict[str, Finding]
    rules: dict[str, str]
    needs: tuple[str, ...]
    suggesting: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def heads(self) -> tuple[Head, ...]:
        """Every head, in an order that can be computed."""
        return tuple(head for stratum in self.strata for head in stratum.heads)

    @cached_property
    def head(self) -> dict[str, Head]:
        """Every head by its stem."""
        return {head.stem: head for head in self.heads}

    @cached_property
    def step(self) -> dict[str, Step]:
        """Every computed number by its stem."""
        return {step.stem: step for stratum in self.strata for step in stratum.steps}

    @cached_property
    def dependent(self) -> dict[str, Dependent]:
        """Every dependent finding by its stem."""
        return {dependent.stem: dependent for dependent in self.dependents}

    def foreseen(self) -> Program:
        """The same program for asking what may still come: that something is not known is never taken for certain."""
        strata = tuple(
            Stratum(
                stratum.steps,
                tuple(Head(head.stem, never_unknown(head.yes), never_unknown(head.no)) for head in stratum.heads),
            )
            for stratum in self.strata
        )
        return Program(self.units, strata, self.dependents, self.findings, self.rules, self.needs, self.suggesting)

    @cached_property
    def known_flags(self) -> tuple[tuple[str, str], ...]:
        """Each finding of which a rail asks whether it is known: its stem, and the attribute that says so."""
        return tuple((stem, stem + "?known") for stem in sorted(self.known_wanted & self.findings.keys()))

    @cached_property
    def several(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """Each several-of finding: its stem, and its options with their attributes."""
        return tuple(
            (stem, tuple((option, option_of(stem, option)) for option in finding.option_ids))
            for stem, finding in self.findings.items()
            if finding.kind is Kind.SEVERAL_OF
        )

    @cached_property
    def may_not_apply(self) -> tuple[tuple[str, bool], ...]:
        """Each dependent that is not applicable where it does not arise: its stem, and whether it is a choice."""
        kinds = {dependent.stem: dependent.finding.kind for dependent in self.dependents}
        return tuple((stem, kind is Kind.CHOICE) for stem, kind in kinds.items() if kind in (Kind.CHOICE, Kind.NUMBER))

    @cached_property
    def attributes(self) -> frozenset[str]:
        """Every attribute that a rail reads, of a head or of a parent."""
        rails = [rail for head in self.heads for rail in (head.yes, head.no)]
        rails += [dependent.irrelevant for dependent in self.dependents]
        return frozenset(literal.attribute for rail in rails for literal in literals(rail))

    @cached_property
    def known_wanted(self) -> frozenset[str]:
        """The stems of which a rail asks whether they are known."""
        return frozenset(name.removesuffix("?known") for name in self.attributes if name.endswith("?known"))


def never_unknown(rail: Rail) -> Rail:
    """A rail without the hope that something stays unknown."""
    match rail:
        case Literal(attribute, _, value):
            return NO if attribute.endswith("?known") and value is False else rail
        case Every(parts) | Some(parts):
            return join([never_unknown(part) for part in parts], every=isinstance(rail, Every))
        case Enough(count, parts):
            return enough(count, [never_unknown(part) for part in parts])
        case _:
            assert_never(rail)
