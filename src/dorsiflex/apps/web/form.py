"""Which questions does the form put, and in which state? Sections of single questions and of groups in one breath."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dorsiflex.apps.web.beside import Beside
from dorsiflex.apps.web.fields import ABSENT, BESIDE, UNIT, Typed, group_units, none_name, units_of
from dorsiflex.apps.web.place import has_place
from dorsiflex.apps.web.reading import Read
from dorsiflex.apps.web.turn import Readers, Turn
from dorsiflex.language.case import flat
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Finding, QuestionGroup, Section

TOLD = "subjective"


@dataclass(frozen=True)
class Cell:
    """One question of one unit, as it stands. `folded`: it has no place or turn so far, and nobody answered it."""

    stem: str
    finding: Finding
    unit: str | None
    typed: Typed
    in_unit: str
    folded: bool
    asked: bool
    trouble: str
    note: str


@dataclass(frozen=True)
class Row:
    """One question of every unit it is asked of."""

    finding: Finding
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class NoneBox:
    """The one box that denies a whole group on a unit.

    `covers`: the questions that it denies where they are open: those that are to be seen beside it. Once it shows as
    ticked it has said all it says, and covers none: who sends the page again denies nothing that is asked since.
    """

    name: str
    unit: str | None
    ticked: bool
    folded: bool
    covers: tuple[str, ...]

    @property
    def value(self) -> str:
        return BESIDE.join(self.covers)


@dataclass(frozen=True)
class Block:
    """A question, or a group of them asked in one breath."""

    id: str
    group: QuestionGroup | None
    rows: tuple[Row, ...]
    nones: tuple[NoneBox, ...] = ()

    @property
    def cells(self) -> Iterator[Cell]:
        return (cell for row in self.rows for cell in row.cells)

    @property
    def folded(self) -> bool:
        return all(cell.folded for cell in self.cells)


@dataclass(frozen=True)
class SectionForm:
    """A section with its blocks, and how far it is filled."""

    section: Section
    blocks: tuple[Block, ...]

    @property
    def shown(self) -> list[Cell]:
        return [cell for block in self.blocks for cell in block.cells if not cell.folded]

    @property
    def answered(self) -> int:
        return sum(bool(cell.typed) for cell in self.shown)

    @property
    def folded(self) -> int:
        return sum(block.folded for block in self.blocks)

    @property
    def state(self) -> str:
        if not self.answered:
            return "empty"
        return "done" if self.answered == len(self.shown) else "open"

    @property
    def words(self) -> str:
        """How far it is filled, in words."""
        if not self.answered:
            return "not started" if any(cell.asked for cell in self.shown) else "not asked yet"
        return "done" if self.state == "done" else f"{self.answered} of {len(self.shown)}"

    @property
    def opens(self) -> bool:
        """Whether it stands open: something in it is asked next, wrong, or answered in part."""
        return self.state == "open" or any(cell.asked or cell.trouble for cell in self.shown)


@dataclass(frozen=True)
class Form:
    """Lays out one intake by the vocabulary of one knowledge base.

    `asked`: every question that can change the answer; `listed`: those that the panel puts, which stand open.
    """

    readers: Readers
    read: Read
    asked: Collection[str] = ()
    listed: Collection[str] = ()
    near: Mapping[str, str] = field(default_factory=dict)

    @property
    def knowledge(self) -> KnowledgeBase:
        return self.readers.knowledge

    @cached_property
    def turn(self) -> Turn:
        return Turn(self.readers, self.read.known)

    @cached_property
    def together(self) -> dict[str, tuple[str, ...]]:
        """The questions that are put in one breath, by each of them."""
        groups = self.knowledge.vocabulary.groups.values()
        return {name: group.findings for group in groups for name in group.findings}

    def sections(self) -> tuple[SectionForm, ...]:
        """What is told first, then what is examined; last what is measured again."""
        sections = self.knowledge.vocabulary.sections.values()
        return tuple(
            SectionForm(section, tuple(self.blocks(section)))
            for section in sorted(sections, key=lambda item: (item.id == self.last, item.record != TOLD))
        )

    @property
    def last(self) -> str:
        """The section of the measure that is taken again."""
        chart = self.knowledge.settings.chart
        return self.knowledge.vocabulary.findings[chart.retest].section if chart and chart.retest else ""

    def blocks(self, section: Section) -> Iterator[Block]:
        """Each question once: a group where its first finding stands, with those of other sections."""
        vocabulary = self.knowledge.vocabulary
        groups = {name: group for group in vocabulary.groups.values() for name in group.findings}
        first = {group.findings[0] for group in vocabulary.groups.values()}
        for finding in vocabulary.findings.values():
            if finding.section == section.id:
                if finding.id not in groups:
                    yield Block(f"q-{finding.id}", None, (self.row(finding),))
                elif finding.id in first:
                    yield self.group(groups[finding.id])

    def group(self, group: QuestionGroup) -> Block:
        rows = tuple(self.row(self.knowledge.vocabulary.findings[name]) for name in group.findings)
        return Block(f"g-{group.id}", group, rows, tuple(self.none_box(group, unit, rows) for unit in self.of(group)))

    def of(self, group: QuestionGroup) -> tuple[str | None, ...]:
        return group_units(group, self.knowledge)

    def none_box(self, group: QuestionGroup, unit: str | None, rows: tuple[Row, ...]) -> NoneBox:
        cells = [cell for row in rows for cell in row.cells if cell.unit == unit]
        shown = [cell for cell in cells if not cell.folded]
        denied = bool(shown) and all(cell.typed == ABSENT for cell in shown)
        # A group that is folded as a whole is opened, and seen, as a whole.
        seen = [cell for row in rows for cell in row.cells]
        whole = cells if all(cell.folded for cell in seen) else shown
        covers = () if denied else tuple(cell.stem for cell in whole)
        return NoneBox(none_name(group, unit), unit, denied, not shown, covers)

    def row(self, finding: Finding) -> Row:
        return Row(finding, tuple(self.cell(finding, unit) for unit in units_of(finding, self.knowledge)))

    def cell(self, finding: Finding, unit: str | None) -> Cell:
        stem = flat(unit, finding.id)
        fields = self.read.fields
        trouble = next((item.words for item in self.read.troubles if item.stem == stem), "")
        return Cell(
            stem,
            finding,
            unit,
            fields.get(stem, ""),
            str(fields.get(stem + UNIT, "")),
            self.folded(finding, unit),
            stem in self.asked,
            trouble,
            "" if trouble else Beside(self.knowledge, self.read.known, self.near).note(finding, unit),
        )

    def folded(self, finding: Finding, unit: str | None) -> bool:
        """A group opens as a whole, so that “none of these” is said of all that has its place in it."""
        if self.is_put(finding, unit):
            return False
        findings = self.knowledge.vocabulary.findings
        group = [findings[name] for name in self.together.get(finding.id, (finding.id,))]
        return not self.placed(finding, unit) or not any(self.opens(each, unit) for each in group)

    def opens(self, finding: Finding, unit: str | None) -> bool:
        return self.is_put(finding, unit) or (self.placed(finding, unit) and self.turn.has(finding, unit))

    def is_put(self, finding: Finding, unit: str | None) -> bool:
        """Whether somebody answered it, or the panel puts it."""
        stem = flat(unit, finding.id)
        return stem in self.read.fields or stem in self.listed

    def placed(self, finding: Finding, unit: str | None) -> bool:
        return has_place(finding, unit, self.read.known.settled, self.knowledge)
