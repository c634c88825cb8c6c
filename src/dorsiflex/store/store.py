"""Which cases, drafts, assessments and decisions are kept? Reads and writes them; nothing once assessed is changed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Self

from sqlalchemy import Connection, Engine, insert, update
from sqlalchemy.dialects.sqlite import insert as insert_or_update

from dorsiflex.store import copies, database, reading
from dorsiflex.store.records import Assessment, CaseRecord, Choice, Conflict, DecisionRecord, Draft, Json, Kind
from dorsiflex.store.schema import assessments, cases, decisions, drafts
from dorsiflex.store.written import LONGEST_CODE, LONGEST_TEXT, as_text, checked, checked_label, folded, instant, packed

ID_BYTES = 16
FOUND_AT_MOST = 50


def now() -> datetime:
    return datetime.now(UTC)


class Store:
    """The visits in one folder. Any thread may call it; a write that returned is on the disk.

    Raises `NotFound` for an unknown id, `BadInput` for a text that cannot be kept, `Unavailable` where the file fails.
    """

    def __init__(self, engine: Engine, in_use: BinaryIO, clock: Callable[[], datetime]) -> None:
        self.engine, self.in_use, self.clock = engine, in_use, clock
        self.line = Lock()  # writers of this process queue here rather than ask the file again and again

    @classmethod
    def open(cls, folder: Path | None = None, clock: Callable[[], datetime] = now) -> Self:
        """The visits in a folder, brought to today's schema; without one, in the user's own."""
        folder = database.own_folder(folder or database.data_folder())
        in_use = database.lock(folder, alone=False)
        engine = database.engine_for(folder / database.FILE)
        try:
            database.prepare(engine)
        except BaseException:
            engine.dispose()
            in_use.close()
            raise
        return cls(engine, in_use, clock)

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()
        self.in_use.close()

    def start_case(self, label: str) -> CaseRecord:
        """A new case under a label without name or birth date."""
        label, at = checked_label(label), instant(self.clock())
        identity = secrets.token_urlsafe(ID_BYTES)
        row = {"id": identity, "label": label, "folded": folded(label), "created_at": at, "touched_at": at}
        with self.writes() as connection:
            connection.execute(insert(cases).values(row))
            return reading.case(connection, identity)

    def rename(self, case_id: str, label: str) -> CaseRecord:
        """Another label for the same case."""
        label = checked_label(label)
        with self.writes() as connection:
            reading.case(connection, case_id)
            connection.execute(update(cases).where(cases.c.id == case_id).values(label=label, folded=folded(label)))
            return reading.case(connection, case_id)

    def find_cases(self, text: str = "", limit: int = FOUND_AT_MOST) -> tuple[CaseRecord, ...]:
        """The cases with the text in their label, the last touched first."""
        with self.reads() as connection:
            return reading.find_cases(connection, text, limit)

    def case(self, case_id: str) -> CaseRecord:
        with self.reads() as connection:
            return reading.case(connection, case_id)

    def draft(self, case_id: str) -> Draft | None:
        """What stands in the form of a case; None where nothing was typed yet."""
        with self.reads() as connection:
            reading.case(connection, case_id)
            return reading.draft(connection, case_id)

    def save_draft(self, case_id: str, answers: Json, base_revision: int, afresh: bool = False) -> Draft:
        """Keep what was typed on top of revision `base_revision` (0: of none). Raises `Conflict`.

        `afresh`: for a further visit, which it stays until an assessment is kept.
        """
        text, at = as_text(answers), instant(self.clock())
        with self.writes() as connection:
            record = reading.case(connection, case_id)
            standing = reading.draft(connection, case_id)
            revision = standing.revision if standing else 0
            if revision != base_revision:
                raise Conflict(standing, f"saved {revision} times, not {base_revision}")
            further = standing is not None and standing.afresh and standing.on_top_of == record.latest
            below = -record.latest if afresh or further else record.latest
            row = {"answers": text, "revision": revision + 1, "on_top_of": below, "saved_at": at}
            statement = insert_or_update(drafts).values(case_id=case_id, **row)
            connection.execute(statement.on_conflict_do_update(index_elements=["case_id"], set_=row))
            touch(connection, case_id, at)
            return reading.known(reading.draft(connection, case_id))

    def add_assessment(
        self,
        case_id: str,
        intake: Json,
        answer: Json,
        knowledge: Json,
        note: Json | None,
        follows: int | None,
        kind: Kind,
    ) -> Assessment:
        """The next version of a case. Raises `Conflict` where `follows` is not the number of the last one."""
        texts = {
            "intake": as_text(intake),
            "knowledge": as_text(knowledge),
            "note": None if note is None else as_text(note),
        }
        whole, at = packed(answer), instant(self.clock())
        identity = secrets.token_urlsafe(ID_BYTES)
        with self.writes() as connection:
            latest = reading.case(connection, case_id).latest
            if latest != (follows or 0):
                raise Conflict(reading.latest(connection, case_id), f"{latest} assessments, not {follows or 0}")
            row = {"id": identity, "case_id": case_id, "number": latest + 1, "kind": kind, "follows": latest or None}
            connection.execute(insert(assessments).values(**row, **texts, created_at=at, answer=whole))
            touch(connection, case_id, at)
            return reading.assessment(connection, identity)

    def assessment(self, assessment_id: str) -> Assessment:
        with self.reads() as connection:
            return reading.assessment(connection, assessment_id)

    def assessments(self, case_id: str) -> tuple[Assessment, ...]:
        """Every version of a case, the first first."""
        with self.reads() as connection:
            reading.case(connection, case_id)
            return reading.assessments_of(connection, case_id)

    def decide(
        self, assessment_id: str, unit: str, technique: str, decision: Choice, reason_code: str, text: str
    ) -> DecisionRecord:
        """What was decided on a suggestion; an earlier decision stays and is no longer read."""
        code = checked("reason_code", reason_code, LONGEST_CODE, empty=True)
        words = checked("text", text, LONGEST_TEXT, several_lines=True, empty=True)
        at = self.clock()
        row = {"unit": unit, "technique": technique, "decision": decision, "reason_code": code, "text": words}
        with self.writes() as connection:
            case_id = reading.case_of(connection, assessment_id)
            connection.execute(insert(decisions).values(assessment_id=assessment_id, **row, decided_at=instant(at)))
            touch(connection, case_id, instant(at))
            return reading.decisions_on(connection, assessment_id)[unit, technique]

    def decisions(self, assessment_id: str) -> tuple[DecisionRecord, ...]:
        """The last decision on each suggestion, in the order in which they were first decided on."""
        with self.reads() as connection:
            reading.case_of(connection, assessment_id)
            return tuple(reading.decisions_on(connection, assessment_id).values())

    def export(self) -> Iterator[str]:
        """Everything, as lines of JSON, at one moment."""
        with self.reads() as connection:
            yield from reading.lines(connection)

    def backup(self, path: Path) -> None:
        """A copy of everything at one moment, whole or not at all, while others go on writing."""
        copies.backup(self.engine, path)

    def reads(self) -> AbstractContextManager[Connection]:
        return database.transaction(self.engine)

    @contextmanager
    def writes(self) -> Iterator[Connection]:
        with self.line, database.transaction(self.engine, writes=True) as connection:
            yield connection


def touch(connection: Connection, case_id: str, at: str) -> None:
    """The case was worked on: it comes first where cases are listed."""
    connection.execute(update(cases).where(cases.c.id == case_id).values(touched_at=at))
