"""What is kept of practice? Imported sets of cases, and what was committed to in each attempt, with its marks."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, exists, insert, select

from dorsiflex.errors import BadInput, Problem
from dorsiflex.store.reading import known
from dorsiflex.store.records import Json, NotFound
from dorsiflex.store.schema import attempts, case_sets
from dorsiflex.store.store import Store
from dorsiflex.store.written import LONGEST_LABEL, as_text, checked, checked_label, instant

ID_BYTES = 9


@dataclass(frozen=True)
class KeptSet:
    """A set of cases as its file came."""

    id: str
    title: str
    file_name: str
    content: bytes
    imported_at: datetime


@dataclass(frozen=True)
class Attempt:
    """One case, what was committed to before the answer was seen, and how each rule in it was met."""

    place: int
    set_id: str
    case_id: str
    knowledge: Json
    committed: Json
    marks: dict[str, str]
    attempted_at: datetime


def keep_set(store: Store, title: str, file_name: str, content: bytes) -> KeptSet:
    """Keep an imported set. Raises `BadInput` where there is one of this title."""
    title, name = checked_label(title), checked("file", file_name, LONGEST_LABEL)
    row = {"id": secrets.token_urlsafe(ID_BYTES), "title": title, "file_name": name, "content": content}
    with store.writes() as connection:
        if connection.execute(select(exists().where(case_sets.c.title == title))).scalar_one():
            why, mend = "Two of one title could not be told apart.", "Write another title, or remove that set first."
            raise BadInput([Problem("title", f"there is a set “{title}”", why, mend)])
        connection.execute(insert(case_sets).values(**row, imported_at=instant(store.clock())))
        return set_record(connection.execute(select(case_sets).where(case_sets.c.id == row["id"])).one())


def kept_sets(store: Store) -> tuple[KeptSet, ...]:
    """Every imported set, by title."""
    with store.reads() as connection:
        return tuple(set_record(row) for row in connection.execute(select(case_sets).order_by(case_sets.c.title)))


def remove_set(store: Store, set_id: str) -> None:
    """Remove an imported set; what was answered in it stays. Raises `NotFound`."""
    with store.writes() as connection:
        if not connection.execute(delete(case_sets).where(case_sets.c.id == set_id)).rowcount:
            raise NotFound("case set", set_id)


def add_attempt(
    store: Store, set_id: str, case_id: str, knowledge: Json, committed: Json, marks: dict[str, str]
) -> Attempt:
    """Keep an attempt; earlier ones stay."""
    texts = {"knowledge": as_text(knowledge), "committed": as_text(committed), "marks": as_text(marks)}
    with store.writes() as connection:
        row = {"set_id": set_id, "case_id": case_id, **texts, "attempted_at": instant(store.clock())}
        made = connection.execute(insert(attempts).values(**row)).inserted_primary_key
        return attempt_record(connection.execute(select(attempts).where(attempts.c.place == known(made)[0])).one())


def attempt(store: Store, place: int) -> Attempt:
    """One attempt. Raises `NotFound`."""
    with store.reads() as connection:
        row = connection.execute(select(attempts).where(attempts.c.place == place)).one_or_none()
    if row is None:
        raise NotFound("attempt", str(place))
    return attempt_record(row)


def all_attempts(store: Store) -> tuple[Attempt, ...]:
    """Every attempt, the first first."""
    with store.reads() as connection:
        return tuple(attempt_record(row) for row in connection.execute(select(attempts).order_by(attempts.c.place)))


def set_record(row: Row[Any]) -> KeptSet:
    return KeptSet(row.id, row.title, row.file_name, row.content, datetime.fromisoformat(row.imported_at))


def attempt_record(row: Row[Any]) -> Attempt:
    told = json.loads(row.knowledge), json.loads(row.committed), json.loads(row.marks)
    return Attempt(row.place, row.set_id, row.case_id, *told, datetime.fromisoformat(row.attempted_at))
