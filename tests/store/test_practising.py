"""Is what learners and reviewers write kept as it was written, and brought forward by later releases?"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dorsiflex.errors import BadInput
from dorsiflex.store import practising, reviewing
from dorsiflex.store.database import FILE, released
from dorsiflex.store.records import NotFound
from dorsiflex.store.store import Store
from tests.store.test_migrations import of_release

WITH_PRACTICE = [revision for revision in released() if revision >= "0002"]
RULES = {"name": "grips", "digest": "sha256:0"}


def test_an_attempt_is_kept_with_what_was_committed_to(store: Store) -> None:
    made = practising.add_attempt(store, "shipped", "seed", RULES, {"next": "grip"}, {"gate": "missed"})
    again = practising.add_attempt(store, "shipped", "seed", RULES, {"next": "nothing"}, {"gate": "met"})
    assert practising.attempt(store, made.place) == made
    assert practising.all_attempts(store) == (made, again)
    assert made.committed == {"next": "grip"}


def test_an_attempt_that_nobody_made_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        practising.attempt(store, 7)


def test_two_sets_of_one_title_cannot_be_kept(store: Store) -> None:
    kept = practising.keep_set(store, "Grips", "grips.zip", b"\x00PK")
    with pytest.raises(BadInput, match="there is a set"):
        practising.keep_set(store, " Grips ", "other.zip", b"PK")
    assert practising.kept_sets(store) == (kept,)


def test_a_removed_set_leaves_what_was_answered_in_it(store: Store) -> None:
    kept = practising.keep_set(store, "Grips", "grips.zip", b"PK")
    practising.add_attempt(store, kept.id, "seed", RULES, {}, {"gate": "met"})
    practising.remove_set(store, kept.id)
    assert practising.kept_sets(store) == ()
    assert len(practising.all_attempts(store)) == 1
    with pytest.raises(NotFound):
        practising.remove_set(store, kept.id)


def test_a_review_stays_beside_the_later_ones(store: Store) -> None:
    first = reviewing.add_review(store, "gate", 1, "disputed", "less\nof it", source="a-2005")
    second = reviewing.add_review(store, "gate", 1, "reviewed", "as read", name="A. N. Other", may_be_named=True)
    assert reviewing.reviews(store) == (first, second)
    assert reviewing.review(store, second.place).may_be_named is True
    assert first.may_be_named is False


def test_a_review_without_reasons_is_not_kept(store: Store) -> None:
    with pytest.raises(BadInput):
        reviewing.add_review(store, "gate", 1, "comment", "  ")
    assert reviewing.reviews(store) == ()


def test_an_export_holds_practice_and_reviews_too(store: Store) -> None:
    practising.keep_set(store, "Grips", "grips.zip", b"\x00PK")
    practising.add_attempt(store, "shipped", "seed", RULES, {}, {"gate": "met"})
    reviewing.add_review(store, "gate", 1, "comment", "as read")
    told = "\n".join(store.export())
    for part in ('"line": "case set"', '"line": "attempt"', '"line": "rule review"', '"marks": {"gate": "met"}'):
        assert part in told


@pytest.mark.parametrize("revision", WITH_PRACTICE)
def test_practice_of_an_older_release_comes_forward(revision: str, folder: Path) -> None:
    with closing(Store.open(of_release(revision, folder))) as store:
        [kept] = practising.kept_sets(store)
        assert (kept.title, kept.file_name, kept.content) == ("Öko's set; 100%", "grips.yaml", b"id: grip\x00\n")
        first, second = practising.all_attempts(store)
        assert (first.set_id, first.marks) == (kept.id, {"grip-gate": "met"})
        assert second.marks == {"grip-gate": "missed", "ä": "safer"}
        disputed, reviewed = reviewing.reviews(store)
        assert (disputed.verdict, disputed.reasons, disputed.may_be_named) == ("disputed", "less\nof it", False)
        assert (reviewed.version, reviewed.review_by, reviewed.may_be_named) == (2, "2027-11-23", True)


def test_an_unknown_verdict_cannot_be_written_by_other_programs_neither(store: Store, folder: Path) -> None:
    reviewing.add_review(store, "gate", 1, "comment", "as read")
    with closing(sqlite3.connect(folder / FILE)) as other, pytest.raises(sqlite3.IntegrityError):
        other.execute("UPDATE rule_reviews SET verdict = 'certified'")
