"""How stands a visit? Its form and its answer together, as a page and as what changes of a page that is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dorsiflex.apps.web.beside import near_limits
from dorsiflex.apps.web.desk import Desk
from dorsiflex.apps.web.earlier import LastTime
from dorsiflex.apps.web.fields import Fields, intake_of
from dorsiflex.apps.web.form import Cell, Form, SectionForm
from dorsiflex.apps.web.kept import whole_numbers
from dorsiflex.apps.web.panel import Panel, answered, panel
from dorsiflex.apps.web.reading import Read, read
from dorsiflex.store.records import Assessment, CaseRecord, Draft


@dataclass(frozen=True)
class StandsOn:
    """The assessment whose answers stand in the form, and how many days ago they were kept."""

    item: Assessment
    days: int

    @property
    def ago(self) -> str:
        return "" if not self.days else "yesterday" if self.days == 1 else f"{self.days} days ago"


@dataclass(frozen=True)
class Visit:
    """One case with what stands in its form."""

    record: CaseRecord
    revision: int
    saved_at: datetime | None
    read: Read
    sections: tuple[SectionForm, ...]
    panel: Panel
    before: LastTime | None
    stands_on: StandsOn | None
    afresh: bool

    @property
    def cells(self) -> list[Cell]:
        return [cell for section in self.sections for block in section.blocks for cell in block.cells]


def visit(desk: Desk, record: CaseRecord, draft: Draft | None) -> Visit:
    """The visit as it was last saved."""
    fields: Fields = draft.answers if draft else {}
    found = read(fields, desk.knowledge)
    answer = answered(found, desk)
    near = near_limits(answer.answer, desk.knowledge.settings.shown_per_category) if answer.answer else {}
    asked = answer.answer.ask if answer.answer else ()
    shown = panel(record.id, found, answer, desk)
    form = Form(desk.readers, found, frozenset(asked), shown.listed, near)
    return Visit(
        record,
        draft.revision if draft else 0,
        draft.saved_at if draft else None,
        found,
        form.sections(),
        shown,
        desk.last_times.of(record),
        stands_on(desk, record, draft),
        draft is not None and draft.afresh and draft.on_top_of == record.latest,
    )


def stands_on(desk: Desk, record: CaseRecord, draft: Draft | None) -> StandsOn | None:
    """The last assessment, where the form still holds its answers or was changed since; None in a form begun afresh.

    A form that was typed before somebody else kept that assessment stands on none.
    """
    if not record.latest or draft is None or (draft.afresh and draft.on_top_of == record.latest):
        return None
    last = desk.store.assessments(record.id)[-1]
    own = whole_numbers(intake_of(draft.answers, desk.knowledge)) == last.intake
    if draft.on_top_of != record.latest and not own:
        return None
    today, then = (at.astimezone().date() for at in (desk.store.clock(), last.created_at))
    return StandsOn(last, (today - then).days)


def changes(made: Visit, desk: Desk) -> dict[str, Any]:
    """What a page that is open must change to show the visit as it stands now."""
    blocks = [block for section in made.sections for block in section.blocks]
    return {
        "revision": made.revision,
        "saved": made.saved_at.isoformat() if made.saved_at else None,
        "panel": desk.fragment("panel.html", visit=made, panel=made.panel),
        "bar": desk.fragment("bar.html", panel=made.panel),
        "troubles": desk.fragment("troubles.html", visit=made),
        "said": " ".join(filter(None, (made.panel.title, made.panel.about, made.panel.summary))),
        "folded": [cell.stem for cell in made.cells if cell.folded],
        "folded_nones": [box.name for block in blocks for box in block.nones if box.folded],
        "folded_blocks": [block.id for block in blocks if block.folded],
        "asked": [cell.stem for cell in made.cells if cell.asked],
        "notes": {cell.stem: cell.note for cell in made.cells if cell.note},
        "wrong": {cell.stem: cell.trouble for cell in made.cells if cell.trouble},
        "sections": {
            item.section.id: {"state": item.state, "words": item.words, "opens": item.opens} for item in made.sections
        },
    }
