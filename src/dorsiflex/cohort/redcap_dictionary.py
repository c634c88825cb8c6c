"""How does REDCap ask for the vocabulary? Its data dictionary of 18 columns, one field for each of our columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from dorsiflex.cohort.redcap_fields import NONE, RECORD, RECORD_LABEL, Field, fields_of, one_line, side_title
from dorsiflex.cohort.redcap_logic import Logic
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.vocabulary import Finding, Kind

COLUMNS = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
NAME, FORM, HEADER, TYPE, LABEL, CHOICES, NOTE, VALIDATION, LEAST, MOST = COLUMNS[:10]
LOGIC, ANNOTATION = COLUMNS[11], COLUMNS[17]
TYPES = {Kind.YES_NO: "yesno", Kind.CHOICE: "radio", Kind.SEVERAL_OF: "checkbox", Kind.NUMBER: "text"}
# REDCap keeps them in the settings of a project, not in its dictionary; each field names them.
MISSING_CODES = {"NASK": "Not asked", "ASKU": "Asked but unknown", "UNK": "Unknown"}


def write_dictionary(path: Path, knowledge: KnowledgeBase, program: Program) -> int:
    """Write the dictionary as .csv; returns how many fields it has. Raises `BadInput`."""
    if path.suffix.lower() != ".csv":
        why = "REDCap takes its data dictionary as CSV."
        raise BadInput([Problem(str(path), f"the ending `{path.suffix}`", why, "Use .csv.")])
    rows = list(dictionary(knowledge, program))
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return len(rows)


def dictionary(knowledge: KnowledgeBase, program: Program) -> Iterator[dict[str, str]]:
    """Every row: the record first, as REDCap wants it, then the fields, form by form."""
    fields = fields_of(knowledge, program)
    logic = Logic(knowledge, program, {field.stem: field for field in fields})
    yield {NAME: RECORD, FORM: fields[0].form, TYPE: "text", LABEL: RECORD_LABEL}
    before: tuple[str, str | None] = ("", None)
    for field in fields:
        here = (field.form, field.side)
        header = heading(field, knowledge) if here != before else ""
        before = here
        yield {**row_of(field), HEADER: header, LOGIC: logic.of(field)}


def heading(field: Field, knowledge: KnowledgeBase) -> str:
    """What stands above the first field of a form, and of each side in it."""
    section = knowledge.vocabulary.sections.get(field.form)
    title = section.title if section else field.form
    return title if field.side is None else f"{title}: {side_title(field.side, knowledge).lower()}"


def row_of(field: Field) -> dict[str, str]:
    finding = field.finding
    row = {
        NAME: field.name,
        FORM: field.form,
        TYPE: TYPES[finding.kind],
        LABEL: field.label,
        NOTE: note(finding),
        ANNOTATION: annotation(field),
    }
    if finding.kind is Kind.NUMBER:
        quantity = finding.quantity
        whole = finding.whole or (quantity.decimals == 0)
        row[VALIDATION] = "integer" if whole else "number"
        row[LEAST], row[MOST] = (plain(finding, steps) for steps in (finding.least, finding.most))
    elif finding.kind is Kind.CHOICE:
        row[CHOICES] = choices(finding.options)
    elif finding.kind is Kind.SEVERAL_OF:
        row[CHOICES] = choices(tuple((code, title) for code, title, _ in field.boxes))
    return row


def choices(options: tuple[tuple[str, str], ...]) -> str:
    """`code, title | code, title`; the codes are our ids, so that a new choice never renumbers the others."""
    return " | ".join(f"{code}, {one_line(title).replace('|', '/')}" for code, title in options)


def plain(finding: Finding, steps: int) -> str:
    return f"{finding.quantity.value(steps).normalize():f}"


def note(finding: Finding) -> str:
    """Below the field: unit, range and step of a number, and what the vocabulary adds to the question."""
    parts = [one_line(finding.help)] if finding.help else []
    if finding.kind is Kind.NUMBER:
        least, most, step = (plain(finding, steps) for steps in (finding.least, finding.most, finding.step))
        unit = finding.quantity.unit
        parts.insert(0, f"{unit + ', ' if unit not in ('', '1') else ''}{least} to {most}, in steps of {step}.")
    return " ".join(parts)


def annotation(field: Field) -> str:
    """For whoever edits the project: which column it is, and the codes for what is missing."""
    told = f"dorsiflex: {field.column}. Missing data codes: {', '.join(MISSING_CODES)}."
    alone = [code for code, _, ticks in field.boxes if ticks == NONE or code in field.finding.negative]
    return f"@NONEOFTHEABOVE='{', '.join(alone)}' {told}" if alone else told
