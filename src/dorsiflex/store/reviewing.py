"""What did reviewers write on rules? Comments, and versions marked reviewed or disputed; none is ever changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, Select, insert, select

from dorsiflex.store.reading import known
from dorsiflex.store.records import NotFound
from dorsiflex.store.schema import rule_reviews
from dorsiflex.store.store import Store
from dorsiflex.store.written import LONGEST_LABEL, LONGEST_TEXT, checked, instant

Verdict = Literal["comment", "reviewed", "disputed"]


@dataclass(frozen=True)
class RuleReview:
    """What one person wrote on one version of a rule. `source` is who reads it otherwise, where it is disputed."""

    place: int
    rule_id: str
    version: int
    verdict: Verdict
    reasons: str
    source: str
    name: str
    may_be_named: bool
    review_by: str
    written_at: datetime


def add_review(
    store: Store,
    rule_id: str,
    version: int,
    verdict: Verdict,
    reasons: str,
    *,
    source: str = "",
    name: str = "",
    may_be_named: bool = False,
    review_by: str = "",
) -> RuleReview:
    """Keep a review. Raises `BadInput` where a text cannot be kept."""
    row = {
        "rule_id": rule_id,
        "version": version,
        "verdict": verdict,
        "reasons": checked("reasons", reasons, LONGEST_TEXT, several_lines=True),
        "source": source,
        "name": checked("name", name, LONGEST_LABEL, empty=True),
        "may_be_named": int(may_be_named),
        "review_by": review_by,
    }
    with store.writes() as connection:
        statement = insert(rule_reviews).values(**row, written_at=instant(store.clock()))
        made = known(connection.execute(statement).inserted_primary_key)
        return review_record(connection.execute(every_review().where(rule_reviews.c.place == made[0])).one())


def review(store: Store, place: int) -> RuleReview:
    """One review. Raises `NotFound`."""
    with store.reads() as connection:
        row = connection.execute(every_review().where(rule_reviews.c.place == place)).one_or_none()
    if row is None:
        raise NotFound("review", str(place))
    return review_record(row)


def reviews(store: Store) -> tuple[RuleReview, ...]:
    """Every review, the first first."""
    with store.reads() as connection:
        return tuple(review_record(row) for row in connection.execute(every_review()))


def every_review() -> Select[Any]:
    return select(rule_reviews).order_by(rule_reviews.c.place)


def review_record(row: Row[Any]) -> RuleReview:
    said = row.reasons, row.source, row.name, bool(row.may_be_named), row.review_by
    return RuleReview(row.place, row.rule_id, row.version, row.verdict, *said, datetime.fromisoformat(row.written_at))
