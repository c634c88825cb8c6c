"""What stands in the file, within one transaction? Rows become records."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, Table, exists, func, literal_column, select

from dorsiflex.store.records import Assessment, CaseRecord, DecisionRecord, Draft, NotFound
from dorsiflex.store.schema import assessments, attempts, case_sets, cases, decisions, drafts, rule_reviews
from dorsiflex.store.written import folded, unpacked

T = TypeVar("T")
FORMAT = "dorsiflex visits 1"
LINES = (
    ("case", cases),
    ("draft", drafts),
    ("assessment", assessments),
    ("decision", decisions),
    ("case set", case_sets),
    ("attempt", attempts),
    ("rule review", rule_reviews),
)


def known(found: T | None) -> T:
    """What was written a moment ago in the same transaction."""
    assert found is not None
    return found


def case(connection: Connection, identity: str) -> CaseRecord:
    """The case of this id. Raises `NotFound`."""
    row = connection.execute(every_case().where(cases.c.id == identity)).one_or_none()
    if row is None:
        raise NotFound("case", identity)
    return case_record(row)


def find_cases(connection: Connection, text: str, limit: int) -> tuple[CaseRecord, ...]:
    """The last touched first; of those touched at one instant the last made."""
    found = every_case().where(cases.c.folded.contains(folded(text), autoescape=True))
    ordered = found.order_by(cases.c.touched_at.desc(), literal_column("cases.rowid").desc()).limit(limit)
    return tuple(case_record(row) for row in connection.execute(ordered))


def every_case() -> Select[Any]:
    of_this_case = assessments.c.case_id == cases.c.id
    last = select(func.coalesce(func.max(assessments.c.number), 0)).where(of_this_case).correlate(cases)
    latest = last.scalar_subquery()
    has_draft = exists().where(drafts.c.case_id == cases.c.id, func.abs(drafts.c.on_top_of) == latest).correlate(cases)
    columns = (cases.c.id, cases.c.label, cases.c.created_at, cases.c.touched_at)
    return select(*columns, latest.label("latest"), has_draft.label("has_draft"))


def case_record(row: Row[Any]) -> CaseRecord:
    instants = datetime.fromisoformat(row.created_at), datetime.fromisoformat(row.touched_at)
    return CaseRecord(row.id, row.label, *instants, row.latest, bool(row.has_draft))


def draft(connection: Connection, case_id: str) -> Draft | None:
    row = connection.execute(select(drafts).where(drafts.c.case_id == case_id)).one_or_none()
    if row is None:
        return None
    saved_at, below = datetime.fromisoformat(row.saved_at), row.on_top_of
    return Draft(row.case_id, json.loads(row.answers), row.revision, saved_at, abs(below), below < 0)


def assessment(connection: Connection, identity: str) -> Assessment:
    """The assessment of this id. Raises `NotFound`."""
    row = connection.execute(select(assessments).where(assessments.c.id == identity)).one_or_none()
    if row is None:
        raise NotFound("assessment", identity)
    return assessment_record(row)


def assessments_of(connection: Connection, case_id: str) -> tuple[Assessment, ...]:
    found = select(assessments).where(assessments.c.case_id == case_id).order_by(assessments.c.number)
    return tuple(assessment_record(row) for row in connection.execute(found))


def latest(connection: Connection, case_id: str) -> Assessment | None:
    found = select(assessments).where(assessments.c.case_id == case_id).order_by(assessments.c.number.desc()).limit(1)
    row = connection.execute(found).one_or_none()
    return None if row is None else assessment_record(row)


def assessment_record(row: Row[Any]) -> Assessment:
    return Assessment(
        row.id,
        row.case_id,
        row.number,
        row.kind,
        row.follows,
        datetime.fromisoformat(row.created_at),
        json.loads(row.intake),
        unpacked(row.answer),
        json.loads(row.knowledge),
        None if row.note is None else json.loads(row.note),
    )


def case_of(connection: Connection, assessment_id: str) -> str:
    """The id of the case that an assessment belongs to. Raises `NotFound`."""
    found = select(assessments.c.case_id).where(assessments.c.id == assessment_id)
    case_id = connection.execute(found).scalar_one_or_none()
    if case_id is None:
        raise NotFound("assessment", assessment_id)
    return str(case_id)


def decisions_on(connection: Connection, assessment_id: str) -> dict[tuple[str, str], DecisionRecord]:
    """The last decision on each suggestion."""
    found = select(decisions).where(decisions.c.assessment_id == assessment_id).order_by(decisions.c.place)
    return {(row.unit, row.technique): decision_record(row) for row in connection.execute(found)}


def decision_record(row: Row[Any]) -> DecisionRecord:
    decided = row.assessment_id, row.unit, row.technique, row.decision, row.reason_code, row.text
    return DecisionRecord(*decided, datetime.fromisoformat(row.decided_at))


def lines(connection: Connection) -> Iterator[str]:
    """Everything as lines of JSON: what this is, then every row of every table, the older first."""
    yield json.dumps({"line": "export", "format": FORMAT})
    for name, table in LINES:
        for row in connection.execute(in_order(table)).mappings():
            yield json.dumps({"line": name, **plain(table, dict(row))})


def in_order(table: Table) -> Select[Any]:
    return select(table).order_by(literal_column(f"{table.name}.rowid"))


def plain(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """A row with what is packed in it unpacked, and without what is only for searching."""
    row.pop("folded", None)
    for name in ("answers", "intake", "knowledge", "note", "committed", "marks"):
        if row.get(name) is not None:
            row[name] = json.loads(row[name])
    if table is case_sets:
        return row | {"content": base64.b64encode(row["content"]).decode("ascii")}
    return row | {"answer": unpacked(row["answer"])} if table is assessments else row
