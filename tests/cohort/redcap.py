"""How would REDCap export the answers of cases? Raw, or with labels; and when would it show a field?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import polars as pl

from dorsiflex.cohort.redcap_fields import NONE, Field, fields_of
from dorsiflex.language.case import Case
from dorsiflex.language.meaning import Value
from dorsiflex.language.vocabulary import Kind
from dorsiflex.validate.case import settle
from tests.cohort.typed import typed
from tests.infer.knowledge_cases import Known

STATUS = {"raw": ("2", "about_complete", "exam_complete"), "labels": ("Complete", "Complete?", "Complete?")}


def export(cases: Iterable[Case], known: Known, form: str) -> str:
    """An export of a project made of our dictionary, `raw` or with `labels`; each form ends in its state."""
    fields = fields_of(known.knowledge, known.program)
    state, *states = STATUS[form]
    heads = [
        "record_id" if form == "raw" else "Record ID",
        *(head for field in fields for head in heads_of(field, form)),
    ]
    rows = [
        [f"p{number}", *(cell for field in fields for cell in cells_of(field, case.recorded.get(field.stem), form))]
        for number, case in enumerate(cases, 1)
    ]
    table = pl.DataFrame(rows, schema=[str(place) for place in range(len(heads))], orient="row")
    lines = table.write_csv(include_header=False).splitlines()
    header = ",".join('"' + head.replace('"', '""') + '"' for head in [*heads, *states])
    return "\n".join([header, *(f"{line},{state},{state}" for line in lines)]) + "\n"


def without_bare_none(case: Case, known: Known) -> Case:
    """Where a choice says none of them, boxes cannot say it without: such answers are left out."""
    bare = {field.stem for field in fields_of(known.knowledge, known.program) if field.finding.negative}
    kept = {stem: value for stem, value in case.recorded.items() if stem not in bare or value != frozenset()}
    return Case(kept, settle(kept, known.knowledge)[0])


def heads_of(field: Field, form: str) -> list[str]:
    if form == "raw":
        return [f"{field.name}___{code}" for code, _, _ in field.boxes] or [field.name]
    return [f"{field.label} (choice={title})" for _, title, _ in field.boxes] or [field.label]


def cells_of(field: Field, value: Value | None, form: str) -> list[str]:
    words = ("0", "1") if form == "raw" else ("Unchecked", "Checked")
    if field.boxes:
        ticked = {NONE} if value == frozenset() else set(value or ())  # type: ignore[arg-type]
        return [words[choice in ticked] for _, _, choice in field.boxes]
    if value is None:
        return [""]
    if isinstance(value, bool):
        return [str(int(value)) if form == "raw" else "Yes" if value else "No"]
    if field.finding.kind is Kind.CHOICE and form == "labels":
        return [field.finding.option_titles[str(value)]]
    return [typed(value, field.finding)]


def shown(logic: str, fields: Mapping[str, Field], recorded: Mapping[str, Value]) -> bool:
    """Whether REDCap shows a field with this logic, where so much is recorded."""

    def cell(found: re.Match[str]) -> str:
        field, code = fields[found["name"]], found["code"]
        value = recorded.get(field.stem)
        if code:
            return repr(cells_of(field, value, "raw")[[one for one, _, _ in field.boxes].index(code)])
        if field.finding.kind is Kind.NUMBER and value is not None:
            return str(float(field.finding.quantity.value(int(value))))  # type: ignore[arg-type]
        return repr(cells_of(field, value, "raw")[0])

    python = re.sub(r"\[(?P<name>\w+)(?:\((?P<code>\w+)\))?\]", cell, logic)
    python = re.sub(r"(?<![<>])=", "==", python).replace("<>", "!=")
    return bool(eval(python))
