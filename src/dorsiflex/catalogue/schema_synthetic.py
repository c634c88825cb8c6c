"""Which form has the file that draws synthetic people? Every number names its source, or says that it is assumed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from dorsiflex.catalogue.parts import AnyId, KebabId, Numeric, Part, SnakeId, Text

Name = Annotated[str, Field(pattern=r"^(other\.)?[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
Share = Annotated[Numeric, Field(ge=0, le=1)]
WAYS = ("present", "options", "includes", "normal", "uniform", "less_than_other")


class Sourced(Part):
    """Where numbers come from: a source that reports these very numbers, or a reason to assume them."""

    ref: KebabId | None = None
    supports: Text | None = None
    assumed: Text | None = None

    @model_validator(mode="after")
    def from_somewhere(self) -> Sourced:
        """Either a source and what it says, or that nobody reported it."""
        if (self.ref is None) == (self.assumed is None):
            raise PydanticCustomError("from_somewhere", "Numbers have either a `ref` or `assumed`, and not both.")
        if (self.ref is None) != (self.supports is None):
            raise PydanticCustomError("from_somewhere", "`ref` and `supports` stand together.")
        return self


class SpreadPart(Part):
    mean: Numeric
    sd: Annotated[Numeric, Field(gt=0)]


class DrawPart(Sourced):
    """How one finding is drawn, in one of these ways."""

    present: Share | None = None
    options: Annotated[dict[AnyId, Share], Field(min_length=1)] | None = None
    includes: Annotated[dict[AnyId, Share], Field(min_length=1)] | None = None
    normal: SpreadPart | None = None
    uniform: Annotated[list[Numeric], Field(min_length=2, max_length=2)] | None = None
    less_than_other: SpreadPart | None = None

    @model_validator(mode="after")
    def in_one_way(self) -> DrawPart:
        """One way, and the shares of a choice make a whole."""
        if sum(getattr(self, way) is not None for way in WAYS) != 1:
            raise PydanticCustomError("in_one_way", "A finding is drawn in one way: {ways}.", {"ways": ", ".join(WAYS)})
        if self.options is not None and sum(self.options.values()) != 1:
            raise PydanticCustomError("in_one_way", "The shares of `options` add up to 1.")
        return self


class SharePart(Sourced):
    share: Share


class RestPart(Sourced):
    present: Share
    not_in: list[SnakeId] = []


class StratumPart(Sourced):
    id: KebabId
    title: Text
    share: Share
    person: dict[SnakeId, DrawPart] = {}
    this: dict[SnakeId, DrawPart] = {}
    other: dict[SnakeId, DrawPart] = {}


class CorrelationPart(Sourced):
    between: Annotated[list[Name], Field(min_length=2, max_length=2)]
    r: Annotated[Numeric, Field(gt=-1, lt=1)]


class DangerPart(Sourced):
    id: KebabId
    title: Text
    share: Share
    person: dict[SnakeId, Text | Numeric] = {}
    this: dict[SnakeId, Text | Numeric] = {}


class SectionsPart(Sourced):
    sections: Annotated[dict[SnakeId, Share], Field(min_length=1)]


class SitesPart(Sourced):
    sites: Annotated[dict[KebabId, Share], Field(min_length=2)]


class MissingPart(Part):
    at_random: SharePart | None = None
    by_section: SectionsPart | None = None
    by_site: SitesPart | None = None


class SyntheticFile(Part):
    id: KebabId
    title: Text
    about: Text
    both_sides: SharePart | None = None
    rest: RestPart | None = None
    person: dict[SnakeId, DrawPart] = {}
    this: dict[SnakeId, DrawPart] = {}
    other: dict[SnakeId, DrawPart] = {}
    strata: Annotated[list[StratumPart], Field(min_length=1)]
    correlations: list[CorrelationPart] = []
    dangers: list[DangerPart] = []
    missing: MissingPart = MissingPart()
