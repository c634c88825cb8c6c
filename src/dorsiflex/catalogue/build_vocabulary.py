"""How do the vocabulary files become the Vocabulary? Findings first, then what is computed from them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from dorsiflex.catalogue.conditions import ConditionReader
from dorsiflex.catalogue.document import Document, Path
from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.catalogue.schema_vocabulary import FindingPart, NegativeBelow, NumberPart, VocabularyFile
from dorsiflex.catalogue.spans import add_spans
from dorsiflex.catalogue.words import Condition, Places, Words
from dorsiflex.errors import Problem
from dorsiflex.language.vocabulary import (
    Difference,
    Finding,
    Kind,
    MeasurementError,
    Number,
    Operand,
    Quantity,
    QuestionGroup,
    Scope,
    Score,
    ScoreItem,
    Section,
    Spellings,
    Table,
    TableRow,
    Vocabulary,
)

File = tuple[Document, VocabularyFile]


def decimals_of(step: Decimal) -> int:
    """How many decimals a step such as 0.1 is written with."""
    return max(0, -int(step.normalize().as_tuple().exponent))


def findings_in(document: Document, file: VocabularyFile, problems: list[Problem]) -> dict[str, Finding]:
    """The findings of one file, without their parents."""
    section = file.section.id if file.section else ""
    scope = Scope(file.scope or "person")
    return {name: finding(name, part, scope, section, document, problems) for name, part in file.findings.items()}


def finding(
    name: str, part: FindingPart, scope: Scope, section: str, document: Document, problems: list[Problem]
) -> Finding:
    path: Path = ("findings", name)
    built = Finding(
        name,
        part.title,
        part.ask,
        Kind(part.kind),
        scope,
        section,
        help=part.help or "",
        options=tuple((part.options or {}).items()),
        unanswered_means=part.unanswered_means,
        other_units=tuple((unit, f"{factor:f}") for unit, factor in part.other_units.items()),
        remeasurable=part.remeasurable,
        record_only=part.record_only or "",
        record=part.record or "",
        refs=tuple(part.refs),
        defined_at=document.where(path),
    )
    if part.range and part.step:
        return with_range(built, part, document, problems)
    negative = part.negative if isinstance(part.negative, list) else [part.negative.below]
    named: list[tuple[str, object]] = [("negative", option) for option in negative]
    named += [("unanswered_means", part.unanswered_means)] if part.unanswered_means else []
    for key, option in named:
        if option not in built.option_ids:
            where, mend = document.where((*path, key)), did_you_mean(str(option), built.option_ids)
            problems.append(Problem(where, f"`{key}: {option}`", f"It is no option of `{name}`.", mend))
    return replace(built, negative=frozenset(str(option) for option in negative))


def with_range(built: Finding, part: FindingPart, document: Document, problems: list[Problem]) -> Finding:
    """A number's range, step and measurement error, in whole steps."""
    assert part.range and part.step
    path: Path = ("findings", built.id)
    least, most = part.range
    if part.step <= 0:
        problems.append(
            Problem(
                document.where((*path, "step")),
                f"`step: {part.step}`",
                "A step is more than nothing.",
                "Write 1, 0.1 or the like.",
            )
        )
        return built
    quantity = Quantity(part.unit or "", decimals_of(part.step))
    if least >= most:
        problems.append(
            Problem(
                document.where((*path, "range")),
                f"`range: [{least}, {most}]`",
                "The first is not below the second.",
                "Put the smaller one first.",
            )
        )
    below = part.negative.below if isinstance(part.negative, NegativeBelow) else None
    listed = part.negative if isinstance(part.negative, list) else [below]
    negative = [value for value in listed if isinstance(value, Decimal)]
    for key, value in written_numbers(part, negative):
        if not quantity.exact(value):
            problems.append(
                Problem(
                    document.where((*path, key)),
                    f"{value} in `{key}`",
                    f"`{built.id}` is only told to {part.step}.",
                    "Round it, or make the step finer.",
                )
            )
    return replace(
        built,
        quantity=quantity,
        least=quantity.steps(least),
        most=quantity.steps(most),
        step=quantity.steps(part.step),
        whole=part.whole,
        error=measurement_error(part, quantity),
        negative=frozenset(quantity.steps(value) for value in negative if value is not below),
        negative_below=None if below is None else quantity.steps(below),
    )


def written_numbers(part: FindingPart, negative: list[Decimal]) -> list[tuple[str, Decimal]]:
    """Every number that is written in the finding's own unit, and under which key."""
    written = [("range", value) for value in part.range or []] + [("negative", value) for value in negative]
    return [*written, ("error", part.error.detectable_change)] if part.error else written


def measurement_error(part: FindingPart | NumberPart, quantity: Quantity) -> MeasurementError | None:
    if part.error is None:
        return None
    return MeasurementError(quantity.steps(part.error.detectable_change), part.error.ref, part.error.note or "")


def operand(text: str) -> Operand:
    return Operand(text.removeprefix("other."), text.startswith("other."))


class VocabularyBuilder:
    """Builds what conditions are needed for: parents, tables and scores."""

    def __init__(self, files: list[File], words: Words, places: Places, problems: list[Problem]) -> None:
        self.files, self.words, self.places, self.problems = files, words, places, problems
        self.conditions: list[tuple[str, Condition]] = []

    def index(self) -> None:
        """Make every word known before any condition is read."""
        for document, file in self.files:
            self.words.findings.update(findings_in(document, file, self.problems))
            self.words.numbers.update(file.numbers, file.scores)
        add_spans(self.files, self.words, self.problems)

    def condition(self, owner: str, document: Document, when: object, path: Path) -> Condition:
        read = ConditionReader(self.words, document, self.places, self.problems).read(when, path)
        self.conditions.append((owner, read))
        return read

    def build(self) -> Vocabulary:
        findings, numbers, groups, sections = dict(self.words.findings), {}, {}, {}
        for document, file in self.files:
            for name, part in file.findings.items():
                if part.parent is not None:
                    parent = self.condition(name, document, part.parent, ("findings", name, "parent"))
                    findings[name] = replace(findings[name], parent=parent.expr)
                if part.asked_where is not None:
                    where = self.condition(name, document, part.asked_where, ("findings", name, "asked_where"))
                    findings[name] = replace(findings[name], asked_where=where.expr)
            numbers.update({name: self.number(name, part, document) for name, part in file.numbers.items()})
            numbers.update({name: self.score(name, file, document) for name in file.scores})
            groups.update(
                {name: QuestionGroup(name, part.ask, tuple(part.findings)) for name, part in file.groups.items()}
            )
            if file.section:
                said = file.section
                sections[said.id] = Section(said.id, said.title, said.help or "", said.record)
        return Vocabulary(findings, numbers, groups, sections, self.spellings())

    def number(self, name: str, part: NumberPart, document: Document) -> Number:
        path: Path = ("numbers", name)
        span = self.words.spans.get(name)
        quantity = span.quantity if span else Quantity(part.unit or "", part.decimals or 0)
        made: Difference | Table
        if part.difference is not None:
            made = Difference(operand(part.difference[0]), operand(part.difference[1]))
        else:
            rows = enumerate(part.table or [])
            made = Table(
                tuple(
                    TableRow(
                        self.condition(name, document, row.when, (*path, "table", at, "when")).expr,
                        quantity.steps(row.value),
                    )
                    for at, row in rows
                )
            )
        error = measurement_error(part, quantity)
        if part.error is not None and not quantity.exact(part.error.detectable_change):
            found, why = f"{part.error.detectable_change} in `error`", f"`{name}` has {quantity.decimals} decimals."
            self.problems.append(Problem(document.where((*path, "error")), found, why, "Round it."))
        return Number(name, part.title, quantity, made, tuple(part.refs), part.note or "", document.where(path), error)

    def score(self, name: str, file: VocabularyFile, document: Document) -> Number:
        path: Path = ("scores", name)
        part = file.scores[name]
        items = tuple(
            ScoreItem(
                self.condition(name, document, item.when, (*path, "items", at, "when")).expr, item.points, item.title
            )
            for at, item in enumerate(part.items)
        )
        return Number(
            name, part.title, Quantity("", 0), Score(items), tuple(part.refs), part.note or "", document.where(path)
        )

    def spellings(self) -> Spellings:
        """The canonical words are always among them."""
        given = [file.spellings for _, file in self.files if file.spellings]
        if not given:
            return Spellings()
        [*_, last] = given
        return Spellings(
            frozenset({"present", *last.present}),
            frozenset({"absent", *last.absent}),
            frozenset({"unknown", *last.unknown}),
        )
