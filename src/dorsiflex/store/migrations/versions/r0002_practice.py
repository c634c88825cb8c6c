"""What came with practice? Imported sets of cases, what was answered in them, and what reviewers wrote on rules."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = (
    """
    CREATE TABLE case_sets (
        id TEXT NOT NULL PRIMARY KEY,
        title TEXT NOT NULL UNIQUE,
        file_name TEXT NOT NULL,
        content BLOB NOT NULL,
        imported_at TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE attempts (
        place INTEGER NOT NULL PRIMARY KEY,
        set_id TEXT NOT NULL,
        case_id TEXT NOT NULL,
        knowledge TEXT NOT NULL,
        committed TEXT NOT NULL,
        marks TEXT NOT NULL,
        attempted_at TEXT NOT NULL
    )
    """,
    "CREATE INDEX attempts_case ON attempts (set_id, case_id)",
    """
    CREATE TABLE rule_reviews (
        place INTEGER NOT NULL PRIMARY KEY,
        rule_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        verdict TEXT NOT NULL CHECK (verdict IN ('comment', 'reviewed', 'disputed')),
        reasons TEXT NOT NULL,
        source TEXT NOT NULL,
        name TEXT NOT NULL,
        may_be_named INTEGER NOT NULL,
        review_by TEXT NOT NULL,
        written_at TEXT NOT NULL
    )
    """,
    "CREATE INDEX rule_reviews_rule_id ON rule_reviews (rule_id)",
)


def upgrade() -> None:
    """The tables of practice and of peer review."""
    for statement in TABLES:
        op.execute(statement)
