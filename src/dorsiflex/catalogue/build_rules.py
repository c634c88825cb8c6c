"""How do rule, technique, source and retired files become what the stages read?"""

from __future__ import annotations

from dorsiflex.catalogue.conditions import ConditionReader
from dorsiflex.catalogue.document import Document, Path
from dorsiflex.catalogue.parts import DissentPart, SupportPart
from dorsiflex.catalogue.schema import (
    ExamplePart,
    GateFile,
    KnowledgeFile,
    PatternFile,
    RetiredFile,
    RuleFile,
    SourcePart,
    SuggestionFile,
    TechniqueFile,
)
from dorsiflex.catalogue.words import Condition
from dorsiflex.language.expression import ALWAYS
from dorsiflex.language.knowledge import Category, Chart, Disposition, Settings
from dorsiflex.language.rule import (
    Direction,
    Dissent,
    Example,
    Gate,
    Need,
    Objection,
    Outcome,
    Owners,
    Pattern,
    Reach,
    Retired,
    Rule,
    Source,
    Suggestion,
    Support,
    Technique,
)


def supports(parts: list[SupportPart]) -> tuple[Support, ...]:
    return tuple(Support(part.ref, part.supports) for part in parts)


def dissent(part: DissentPart | None) -> Dissent:
    if part is None:
        return Dissent()
    return Dissent(
        tuple(part.sought_in), tuple(Objection(found.who, found.says, found.we_answer) for found in part.found)
    )


def example(part: ExamplePart, line: int | None) -> Example:
    return Example(part.name, dict(part.given), Outcome(part.expect), tuple(part.asks_for), line or 0)


def rule(file: RuleFile, document: Document, reader: ConditionReader, read: dict[str, Condition]) -> Rule:
    """The rule of one file; its conditions join `read` under `when` and `applies_to`."""
    read["when"] = reader.read(file.when, ("when",))
    if file.applies_to is not None:
        read["applies_to"] = reader.read(file.applies_to, ("applies_to",))
    shared = Rule(
        file.id,
        file.title,
        file.status,
        file.version,
        Owners(file.owners.author, file.owners.reviewer),
        when=read["when"].expr,
        applies_to=read["applies_to"].expr if "applies_to" in read else ALWAYS,
        say=file.say or "",
        rationale=file.rationale.strip(),
        evidence=supports(file.evidence),
        dissent=dissent(file.dissent),
        limits=tuple(file.limits),
        examples=tuple(example(part, document.line(("tests", at))) for at, part in enumerate(file.tests)),
        rows=tuple(file.rows),
        created=file.created or "",
        review_by=file.review_by or "",
        defined_at=document.where(()),
    )
    return of_its_kind(shared, file)


def of_its_kind(shared: Rule, file: RuleFile) -> Rule:
    """A gate, a pattern or a suggestion with what all of them share."""
    every = {name: getattr(shared, name) for name in Rule.__dataclass_fields__}
    match file:
        case GateFile():
            withholds = ("all",) if file.withholds == "all" else tuple(file.withholds)
            return Gate(
                **every,
                disposition=file.disposition,
                withholds=withholds,
                reach=Reach(file.reach),
                unknown_stands=file.when_unknown == "stands",
            )
        case PatternFile():
            return Pattern(**every)
        case SuggestionFile():
            return Suggestion(**every, technique=file.technique, place=file.place)
        case _:
            raise TypeError(type(file))


def technique(file: TechniqueFile, document: Document, reader: ConditionReader, read: list[Condition]) -> Technique:
    """The technique of one file; the conditions of its needs join `read`."""
    read.extend(reader.read(need.when, ("needs", at, "when")) for at, need in enumerate(file.needs))
    return Technique(
        file.id,
        file.title,
        file.category,
        file.status,
        file.version,
        file.purpose,
        performed_by=tuple(file.performed_by),
        needs=tuple(Need(condition.expr, need.say) for condition, need in zip(read, file.needs, strict=True)),
        equipment=tuple(file.equipment),
        start=file.start or "",
        steps=tuple(file.steps),
        dose=supports(file.dose),
        directions=tuple(Direction(part.kind, part.of, part.towards, part.at or "") for part in file.directions),
        stop_rules=tuple(file.stop_rules),
        measure_before=file.measure.before or "",
        measure_after=file.measure.after or "",
        progression=tuple(file.progression),
        regressions=tuple(file.regressions),
        drawing=file.drawing or "",
        evidence=supports(file.evidence),
        dissent=dissent(file.dissent),
        limits=tuple(file.limits),
        rows=tuple(file.rows),
        defined_at=document.where(()),
    )


OURS = ("status", "says", "study", "population", "certainty", "dossier")


def source(part: SourcePart, raw: dict[str, object], document: Document, path: Path) -> Source:
    """A source: its CSL fields as they stand in the file."""
    return Source(
        part.id,
        part.status,
        {key: value for key, value in raw.items() if key not in OURS},
        says=part.says,
        study=part.study or "",
        population=part.population or "",
        certainty_scheme=part.certainty.scheme if part.certainty else "",
        certainty_level=part.certainty.level if part.certainty else "",
        dossier=tuple(part.dossier),
        defined_at=document.where(path),
    )


def retired(file: RetiredFile) -> Retired:
    return Retired(file.id, tuple(file.replaced_by), file.because)


def settings(file: KnowledgeFile) -> Settings:
    """`knowledge.yaml`, for the stages."""
    return Settings(
        file.name,
        file.title,
        file.version,
        file.intended_use.strip(),
        tuple(file.sides),
        file.side_noun,
        file.person_noun,
        file.assessed_by,
        comparator_asks=tuple(file.comparator_asks),
        dispositions=tuple(
            Disposition(part.id, part.title, part.say, part.withholds == "all", Reach(part.reach), part.tone)
            for part in file.dispositions
        ),
        default_disposition=file.default_disposition,
        unknown_gate_disposition=file.unknown_gate_disposition,
        unassessed_disposition=file.unassessed_disposition,
        categories=tuple(Category(part.id, part.title, part.treatment) for part in file.categories),
        ranking=tuple(file.ranking),
        shown_per_category=file.shown_per_category,
        chart=Chart(
            file.chart.measure, file.chart.retest or "", file.chart.last_visit or "", file.chart.first_visit or ""
        )
        if file.chart
        else None,
        rows=dict(file.rows),
        attributes=dict(file.attributes),
    )
