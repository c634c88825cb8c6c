"""Which form has a vocabulary file? Findings, computed numbers, scores, groups and spellings, for pydantic."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from dorsiflex.catalogue.parts import AnyId, KebabId, Numeric, Part, SnakeId, Text, When

Operand = Annotated[str, Field(pattern=r"^(other\.)?[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
ONLY_FOR = {
    "number": ("unit", "range", "step", "whole", "error", "other_units", "negative"),
    "choice": ("options", "negative", "unanswered_means"),
    "several_of": ("options", "negative"),
    "yes_no": (),
}
NEEDED_BY = {"number": ("range", "step"), "choice": ("options",), "several_of": ("options",), "yes_no": ()}


class SectionPart(Part):
    id: SnakeId
    title: Text
    help: Text | None = None
    record: Literal["subjective", "objective"] = "subjective"


class ErrorPart(Part):
    detectable_change: Numeric
    ref: KebabId
    note: Text | None = None


class NegativeBelow(Part):
    below: Numeric


class FindingPart(Part):
    title: Text
    ask: Text
    help: Text | None = None
    kind: Literal["yes_no", "choice", "several_of", "number"]
    unit: Text | None = None
    range: Annotated[list[Numeric], Field(min_length=2, max_length=2)] | None = None
    step: Numeric | None = None
    whole: bool = False
    error: ErrorPart | None = None
    remeasurable: bool = False
    other_units: dict[Text, Numeric] = {}
    options: Annotated[dict[AnyId, Text], Field(min_length=2)] | None = None
    negative: list[AnyId | Numeric] | NegativeBelow = []
    unanswered_means: AnyId | None = None
    asked_where: When | None = None
    parent: When | None = None
    record_only: Text | None = None
    record: Literal["subjective", "objective"] | None = None
    refs: list[KebabId] = []

    @model_validator(mode="after")
    def its_kind_has_these_keys(self) -> FindingPart:
        """A number has a range and a step, a choice has options; no kind has the keys of another."""
        for key in NEEDED_BY[self.kind]:
            if getattr(self, key) is None:
                raise PydanticCustomError(
                    "needs_key", "A finding of kind `{kind}` has a `{key}`.", {"kind": self.kind, "key": key}
                )
        every_key = {key for keys in ONLY_FOR.values() for key in keys}
        for key in sorted(every_key - set(ONLY_FOR[self.kind])):
            if key in self.model_fields_set:
                raise PydanticCustomError(
                    "key_of_another_kind", "`{key}` says nothing of a `{kind}`.", {"kind": self.kind, "key": key}
                )
        return self


class TableRowPart(Part):
    when: When
    value: Numeric


class NumberPart(Part):
    title: Text
    unit: Text | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None
    difference: Annotated[list[Operand], Field(min_length=2, max_length=2)] | None = None
    table: Annotated[list[TableRowPart], Field(min_length=1)] | None = None
    error: ErrorPart | None = None
    refs: list[KebabId] = []
    note: Text | None = None

    @model_validator(mode="after")
    def made_in_one_way(self) -> NumberPart:
        """A computed number is a difference or a table; only a table says its decimals."""
        if (self.difference is None) == (self.table is None):
            raise PydanticCustomError("made_in_one_way", "A computed number has either a `difference` or a `table`.")
        if self.difference is not None and self.decimals is not None:
            raise PydanticCustomError("decimals", "A difference has the decimals of what it is taken from.")
        if self.table is not None and self.error is not None:
            raise PydanticCustomError("error", "Only a difference has an error of its own.")
        if self.table is not None and self.decimals is None:
            raise PydanticCustomError("needs_key", "A table says its `decimals`.", {"key": "decimals"})
        return self


class ScoreItemPart(Part):
    title: Text
    when: When
    points: int


class ScorePart(Part):
    title: Text
    items: Annotated[list[ScoreItemPart], Field(min_length=1)]
    refs: list[KebabId] = []
    note: Text | None = None


class GroupPart(Part):
    ask: Text
    findings: Annotated[list[SnakeId], Field(min_length=2)]


class SpellingsPart(Part):
    present: list[Text] = []
    absent: list[Text] = []
    unknown: list[Text] = []


class VocabularyFile(Part):
    section: SectionPart | None = None
    scope: Literal["person", "side"] | None = None
    findings: dict[SnakeId, FindingPart] = {}
    numbers: dict[SnakeId, NumberPart] = {}
    scores: dict[SnakeId, ScorePart] = {}
    groups: dict[SnakeId, GroupPart] = {}
    spellings: SpellingsPart | None = None

    @model_validator(mode="after")
    def findings_have_a_place(self) -> VocabularyFile:
        """Findings stand in a section and belong to the person or to a side."""
        for key in ("section", "scope"):
            if self.findings and getattr(self, key) is None:
                raise PydanticCustomError("needs_key", "A file with findings says their `{key}`.", {"key": key})
        return self
