"""What did the first release keep? Cases, drafts, assessments and decisions; the last two for ever as written."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

TABLES = (
    """
    CREATE TABLE cases (
        id TEXT NOT NULL PRIMARY KEY,
        label TEXT NOT NULL,
        folded TEXT NOT NULL,
        created_at TEXT NOT NULL,
        touched_at TEXT NOT NULL
    )
    """,
    "CREATE INDEX cases_touched_at ON cases (touched_at)",
    """
    CREATE TABLE drafts (
        case_id TEXT NOT NULL PRIMARY KEY REFERENCES cases (id),
        answers TEXT NOT NULL,
        revision INTEGER NOT NULL,
        on_top_of INTEGER NOT NULL,
        saved_at TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE assessments (
        id TEXT NOT NULL PRIMARY KEY,
        case_id TEXT NOT NULL REFERENCES cases (id),
        number INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('visit', 'retest', 'correction')),
        follows INTEGER,
        created_at TEXT NOT NULL,
        intake TEXT NOT NULL,
        knowledge TEXT NOT NULL,
        note TEXT,
        answer BLOB NOT NULL,
        UNIQUE (case_id, number)
    )
    """,
    """
    CREATE TABLE decisions (
        place INTEGER NOT NULL PRIMARY KEY,
        assessment_id TEXT NOT NULL REFERENCES assessments (id),
        unit TEXT NOT NULL,
        technique TEXT NOT NULL,
        decision TEXT NOT NULL CHECK (decision IN ('accepted', 'modified', 'declined')),
        reason_code TEXT NOT NULL,
        text TEXT NOT NULL,
        decided_at TEXT NOT NULL
    )
    """,
    "CREATE INDEX decisions_assessment_id ON decisions (assessment_id)",
)

# `INSERT OR REPLACE` deletes without asking the delete triggers, so replacing is refused at the insert.
REPLACED = {
    "assessments": "id = NEW.id OR (case_id = NEW.case_id AND number = NEW.number)",
    "decisions": "place = NEW.place",
}


def upgrade() -> None:
    """The tables, and the triggers that keep what is written as it was written."""
    for statement in TABLES:
        op.execute(statement)
    for table, same in REPLACED.items():
        for change in ("UPDATE", "DELETE"):
            op.execute(refusal(table, change, ""))
        op.execute(refusal(table, "INSERT", f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"))


def refusal(table: str, change: str, when: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table} stay as they were written'); END"
    )
