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
    Column("on_top_of", Integer, nullable=False),  # negative where the form was emptied after that assessment
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

case_sets = Table(
    "case_sets",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False, unique=True),
    Column("file_name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("imported_at", Text, nullable=False),
)

attempts = Table(
    "attempts",
    metadata,
    Column("place", Integer, primary_key=True),
    Column("set_id", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("knowledge", Text, nullable=False),
    Column("committed", Text, nullable=False),
    Column("marks", Text, nullable=False),
    Column("attempted_at", Text, nullable=False),
    Index("attempts_case", "set_id", "case_id"),
)

rule_reviews = Table(
    "rule_reviews",
    metadata,
    Column("place", Integer, primary_key=True),
    Column("rule_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("may_be_named", Integer, nullable=False),
    Column("review_by", Text, nullable=False),
    Column("written_at", Text, nullable=False),
    CheckConstraint("verdict IN ('comment', 'reviewed', 'disputed')"),
    Index("rule_reviews_rule_id", "rule_id"),
)
