"""Which tables hold the visits today? The migrations lead here from every released schema; a test compares."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

cases = Table(
    "cases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("touched_at", Text, nullable=False),
    Index("cases_touched_at", "touched_at"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("answers", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("on_top_of", Integer, nullable=False),
    Column("saved_at", Text, nullable=False),
)

assessments = Table(
    "assessments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("follows", Integer),
    Column("created_at", Text, nullable=False),
    Column("intake", Text, nullable=False),
    Column("knowledge", Text, nullable=False),
    Column("note", Text),
    Column("answer", LargeBinary, nullable=False),
    UniqueConstraint("case_id", "number"),
    CheckConstraint("kind IN ('visit', 'retest', 'correction')"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("place", Integer, primary_key=True),
    Column("assessment_id", Text, ForeignKey("assessments.id"), nullable=False),
    Column("unit", Text, nullable=False),
    Column("technique", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("reason_code", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("decided_at", Text, nullable=False),
    CheckConstraint("decision IN ('accepted', 'modified', 'declined')"),
    Index("decisions_assessment_id", "assessment_id"),
)
