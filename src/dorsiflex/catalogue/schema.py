"""Which form has each file? Settings, rules, techniques, sources, retired ids and cases, for pydantic."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel

from dorsiflex.catalogue.parts import (
    Answers,
    AnyId,
    Anything,
    Date,
    DissentPart,
    KebabId,
    OwnersPart,
    Part,
    RuleStatus,
    SnakeId,
    SupportPart,
    Text,
    Texts,
    When,
    WordOrNumber,
)


class DispositionPart(Part):
    id: SnakeId
    title: Text
    say: Text
    withholds: Literal["all"] | None = None
    reach: Literal["own", "both"] = "own"
    tone: Text = "plain"


class CategoryPart(Part):
    id: SnakeId
    title: Text
    treatment: bool = True


class ChartPart(Part):
    measure: SnakeId
    retest: SnakeId | None = None
    last_visit: SnakeId | None = None
    first_visit: SnakeId | None = None


class KnowledgeFile(Part):
    name: KebabId
    title: Text
    version: WordOrNumber
    intended_use: Text
    sides: Annotated[list[SnakeId], Field(max_length=2)]
    side_noun: Text = "side"
    person_noun: Text = "person"
    assessed_by: SnakeId | None = None
    comparator_asks: list[SnakeId] = []
    dispositions: Annotated[list[DispositionPart], Field(min_length=1)]
    default_disposition: SnakeId
    unknown_gate_disposition: SnakeId
    unassessed_disposition: SnakeId
    categories: Annotated[list[CategoryPart], Field(min_length=1)]
    ranking: list[Literal["needs_met", "place", "category", "id"]] = ["needs_met", "place", "category", "id"]
    shown_per_category: Annotated[int, Field(ge=1)] = 3
    chart: ChartPart | None = None
    rows: dict[str, Text] = {}
    attributes: dict[str, Anything] = {}


class ExamplePart(Part):
    name: Text
    given: Answers
    expect: Literal["fires", "silent", "cannot-tell"]
    asks_for: list[Text] = []


class RuleFile(Part):
    id: KebabId
    title: Text
    status: RuleStatus
    version: Annotated[int, Field(ge=1)]
    owners: OwnersPart
    created: Date | None = None
    review_by: Date | None = None
    rows: list[AnyId] = []
    applies_to: When | None = None
    when: When
    say: Text | None = None
    rationale: Text
    evidence: list[SupportPart]
    dissent: DissentPart
    limits: list[Text] = []
    tests: list[ExamplePart]


class GateFile(RuleFile):
    kind: Literal["gate"]
    say: Text
    disposition: SnakeId | None = None
    withholds: list[AnyId] | Literal["all"] = []
    reach: Literal["own", "both"] = "own"
    when_unknown: Literal["asks", "stands"] = "asks"


class PatternFile(RuleFile):
    kind: Literal["pattern"]


class SuggestionFile(RuleFile):
    kind: Literal["suggestion"]
    technique: KebabId
    place: int = 50


class NeedPart(Part):
    when: When
    say: Text


class DirectionPart(Part):
    kind: Text
    of: Text
    towards: Text
    at: Text | None = None


class MeasurePart(Part):
    before: Text | None = None
    after: Text | None = None


class TechniqueFile(Part):
    id: KebabId
    kind: Literal["technique"]
    title: Text
    category: SnakeId
    status: RuleStatus
    version: Annotated[int, Field(ge=1)]
    owners: OwnersPart | None = None
    created: Date | None = None
    review_by: Date | None = None
    purpose: Text
    performed_by: list[Literal["clinician", "supervised_self", "helper"]] = []
    needs: list[NeedPart] = []
    equipment: list[Text] = []
    start: Text | None = None
    steps: list[Text] = []
    dose: list[SupportPart] = []
    directions: list[DirectionPart] = []
    stop_rules: list[Text] = []
    measure: MeasurePart = MeasurePart()
    progression: list[Text] = []
    regressions: list[Text] = []
    drawing: Annotated[str, Field(pattern=r"^[a-z0-9-]+\.svg$")] | None = None
    rows: list[AnyId] = []
    evidence: list[SupportPart] = []
    dissent: DissentPart | None = None
    limits: list[Text] = []


class CertaintyPart(Part):
    scheme: Text
    level: Text


class SourcePart(Part):
    id: KebabId
    type: Text
    title: Text
    status: Literal["verified", "corroborated", "memory", "design"]
    says: Text
    author: list[Anything] = []
    editor: list[Anything] = []
    issued: Anything = None
    accessed: Anything = None
    container_title: Annotated[Text | None, Field(alias="container-title")] = None
    publisher: Text | None = None
    volume: WordOrNumber | None = None
    issue: WordOrNumber | None = None
    page: WordOrNumber | None = None
    number: WordOrNumber | None = None
    DOI: Text | None = None
    PMID: WordOrNumber | None = None
    PMCID: WordOrNumber | None = None
    URL: Text | None = None
    note: Text | None = None
    study: Text | None = None
    population: Text | None = None
    certainty: CertaintyPart | None = None
    dossier: list[KebabId] = []


class EvidenceFile(RootModel[list[SourcePart]]):
    """A list of sources."""


class RetiredFile(Part):
    id: AnyId
    status: Literal["retired"]
    replaced_by: list[KebabId] = []
    because: Text


class ExpectedPart(Part):
    disposition: SnakeId | None = None
    must_suggest: list[Text] = []
    must_not_suggest: list[Text] = []
    must_ask: list[Text] = []


class CaseFile(Part):
    """A case. The keys beside these are the sides that `knowledge.yaml` names."""

    model_config = {"extra": "allow", "frozen": True, "strict": True}
    __pydantic_extra__: dict[str, Answers]

    id: KebabId
    opening: Text | None = None
    story: Text
    source: Text
    person: Answers = {}
    expected: ExpectedPart
    because: Texts


RULE_FILES: dict[str, type[RuleFile]] = {"gate": GateFile, "pattern": PatternFile, "suggestion": SuggestionFile}
