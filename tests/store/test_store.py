"""Is what was typed, assessed and decided there again, and does nobody's work go under?"""

from __future__ import annotations

import sqlite3
import stat
import threading
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dorsiflex.errors import BadInput
from dorsiflex.store.database import FILE, data_folder
from dorsiflex.store.records import Assessment, Conflict, Draft, NotFound
from dorsiflex.store.store import Store
from tests.store.visits import ANSWER, INTAKE, KNOWLEDGE, assess, beside

HOSTILE = [
    "'; DROP TABLE cases; --",
    '"',
    "%",
    "_",
    "\\",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "Ünï 🦶",
    "a' OR '1'='1",
]


def test_a_case_is_there_again_after_a_restart(folder: Path) -> None:
    before = Store.open(folder)
    case = before.start_case("Tall runner")
    before.save_draft(case.id, {"left.grip_kg": "20."}, 0)
    made = assess(before, case.id, note={"plan": "rest"})
    before.decide(made.id, "left", "rest", "declined", "other", "wants to run")
    kept = before.case(case.id), before.draft(case.id), before.assessment(made.id), before.decisions(made.id)
    before.close()
    after = Store.open(folder)
    assert (after.case(case.id), after.draft(case.id), after.assessment(made.id), after.decisions(made.id)) == kept
    after.close()


def test_visits_are_readable_by_their_owner_only(store: Store, folder: Path) -> None:
    store.start_case("a")
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (folder, *folder.glob(f"{FILE}*"))} == {0}


def test_without_a_folder_visits_are_kept_where_the_user_keeps_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    Store.open().close()
    assert (tmp_path / "dorsiflex" / FILE).is_file()
    monkeypatch.setenv("XDG_DATA_HOME", "not/absolute")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert data_folder() == tmp_path / ".local" / "share" / "dorsiflex"


def test_the_case_last_worked_on_comes_first(store: Store) -> None:
    first, second, third = (store.start_case(label) for label in ("first", "second", "third"))
    store.save_draft(first.id, {}, 0)
    assess(store, second.id)
    assert [case.label for case in store.find_cases()] == ["second", "first", "third"]
    assert [case.id for case in store.find_cases(limit=1)] == [second.id]
    assert store.case(third.id) == third


def test_a_case_is_found_by_a_part_of_its_label_whatever_its_capitals(store: Store) -> None:
    case = store.start_case("Öko 12 runner")
    store.start_case("another")
    assert [found.id for found in store.find_cases("öKO")] == [case.id]
    assert [found.id for found in store.find_cases("O\u0308ko")] == [case.id]
    assert store.find_cases("oko") == ()


@pytest.mark.parametrize("label", HOSTILE)
def test_a_label_is_text_and_never_a_command_or_a_wildcard(store: Store, label: str) -> None:
    plain, hostile = store.start_case("plain"), store.start_case(label)
    assert [case.id for case in store.find_cases(label)] == [hostile.id]
    assert store.case(hostile.id).label == label
    assert store.case(plain.id).label == "plain"


@pytest.mark.parametrize("text", HOSTILE)
def test_an_id_is_compared_as_it_stands(store: Store, text: str) -> None:
    case = store.start_case("a")
    for wrong in (text, case.id.swapcase(), case.id[:-1], f"{case.id}%", "", "%"):
        with pytest.raises(NotFound):
            store.case(wrong)
        with pytest.raises(NotFound):
            store.assessment(wrong)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(label=st.text(max_size=210), text=st.text(max_size=30))
def test_any_label_is_kept_as_typed_or_refused_with_a_reason(store: Store, label: str, text: str) -> None:
    refused: BadInput | None = None
    try:
        case = store.start_case(label)
    except BadInput as fault:
        refused = fault
    if refused is None:
        assert case.label == " ".join(label.split())
        assert case.id in [found.id for found in store.find_cases(case.label, limit=1000)]
    else:
        assert [problem.where for problem in refused.problems] == ["label"]
    assert all(case.id for case in store.find_cases(text))


@pytest.mark.parametrize("label", ["", "  \t ", "a\x00b", "a\ud800", "x" * 201, "a\u2028b"])
def test_a_label_that_nobody_can_read_is_refused(store: Store, label: str) -> None:
    with pytest.raises(BadInput):
        store.start_case(label)
    assert store.find_cases() == ()


def test_a_renamed_case_is_found_by_its_new_label_only(store: Store) -> None:
    case = store.start_case("old")
    assert store.rename(case.id, "new").label == "new"
    assert [found.id for found in store.find_cases("NEW")] == [case.id]
    assert store.find_cases("old") == ()


def test_no_two_ids_are_alike_and_none_tells_the_next(store: Store) -> None:
    ids = [store.start_case("a").id for _ in range(50)]
    assert len({identity[:6] for identity in ids}) == 50
    assert {len(identity) for identity in ids} == {22}


def test_a_draft_is_kept_as_typed_and_counts_its_saves(store: Store) -> None:
    case = store.start_case("a")
    assert store.draft(case.id) is None
    typed = {"left.grip_kg": "20.", "left.pain_where": ["back", ""], "person.text": "<b>'\u2028"}
    first = store.save_draft(case.id, typed, 0)
    assert (first.answers, first.revision) == (typed, 1)
    assert store.save_draft(case.id, {}, 1).revision == 2
    assert store.case(case.id).has_draft


def test_of_two_tabs_the_later_is_shown_what_the_earlier_saved(store: Store) -> None:
    case = store.start_case("a")
    mine = store.save_draft(case.id, {"a": "1"}, 0)
    theirs = store.save_draft(case.id, {"a": "2"}, mine.revision)
    with pytest.raises(Conflict) as conflict:
        store.save_draft(case.id, {"a": "3"}, mine.revision)
    assert conflict.value.theirs == theirs == store.draft(case.id)
    assert store.save_draft(case.id, {"a": "3"}, theirs.revision).answers == {"a": "3"}


def test_a_form_emptied_for_a_further_visit_stays_that_until_an_assessment_is_kept(store: Store) -> None:
    case = store.start_case("room 3")
    typed = store.save_draft(case.id, {"age_years": "30"}, 0)
    first = assess(store, case.id)
    changed = store.save_draft(case.id, {"age_years": "31"}, typed.revision)
    emptied = store.save_draft(case.id, {}, changed.revision, afresh=True)
    filled = store.save_draft(case.id, {"age_years": "32"}, emptied.revision)
    assert [each.afresh for each in (typed, changed, emptied, filled)] == [False, False, True, True]
    assert store.case(case.id).has_draft
    assess(store, case.id, first.number)
    assert not store.case(case.id).has_draft
    corrected = store.save_draft(case.id, {"age_years": "33"}, filled.revision)
    assert (corrected.afresh, corrected.on_top_of) == (False, 2)


def test_a_draft_on_top_of_one_that_never_was_is_a_conflict_too(store: Store) -> None:
    case = store.start_case("a")
    with pytest.raises(Conflict) as conflict:
        store.save_draft(case.id, {}, 7)
    assert conflict.value.theirs is None
    assert store.draft(case.id) is None


def test_of_many_tabs_that_save_at_once_exactly_one_is_first(store: Store) -> None:
    case = store.start_case("a")
    saved: list[Draft] = []
    shown: list[Conflict] = []

    def save(tab: int) -> None:
        try:
            saved.append(store.save_draft(case.id, {"tab": tab}, 0))
        except Conflict as conflict:
            shown.append(conflict)

    tabs = [threading.Thread(target=save, args=(tab,)) for tab in range(12)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert (len(saved), len(shown)) == (1, 11)
    assert {conflict.theirs.answers["tab"] for conflict in shown if conflict.theirs} == {saved[0].answers["tab"]}


def test_an_assessment_is_kept_whole(store: Store) -> None:
    case = store.start_case("a")
    made = assess(store, case.id, note={"subjective": "…"}, kind="retest")
    assert (made.number, made.follows, made.kind) == (1, None, "retest")
    assert (made.intake, made.answer, made.knowledge, made.note) == (INTAKE, ANSWER, KNOWLEDGE, {"subjective": "…"})
    assert store.assessment(made.id) == made
    assert store.assessments(case.id) == (made,)


def test_a_measure_with_a_decimal_comes_back_as_the_same_number(store: Store) -> None:
    made = assess(store, store.start_case("a").id, intake={"left": {"grip_kg": Decimal("20.1")}})
    assert Decimal(str(made.intake["left"]["grip_kg"])) == Decimal("20.1")


def test_an_assessment_is_never_empty_of_what_it_was_made_of(store: Store) -> None:
    case = store.start_case("a")
    for wrong in (float("nan"), {1, 2}, object()):
        with pytest.raises(BadInput):
            assess(store, case.id, intake={"left": wrong})
    assert store.assessments(case.id) == ()


def test_a_later_assessment_follows_the_last_one(store: Store) -> None:
    case = store.start_case("a")
    first = assess(store, case.id)
    second = assess(store, case.id, first.number, kind="correction")
    assert (second.number, second.follows) == (2, 1)
    assert second.created_at - first.created_at >= timedelta(seconds=1)
    assert store.case(case.id).latest == 2


@pytest.mark.parametrize("follows", [None, 2, 0, -1])
def test_an_assessment_that_follows_another_than_the_last_is_shown_the_last(store: Store, follows: int | None) -> None:
    case = store.start_case("a")
    first = assess(store, case.id)
    with pytest.raises(Conflict) as conflict:
        assess(store, case.id, follows)
    assert isinstance(conflict.value.theirs, Assessment) and conflict.value.theirs == first
    assert store.assessments(case.id) == (first,)


def test_what_was_typed_is_no_longer_a_draft_once_it_is_assessed(store: Store) -> None:
    case = store.start_case("a")
    draft = store.save_draft(case.id, {"a": "1"}, 0)
    assess(store, case.id)
    assert not store.case(case.id).has_draft
    assert store.draft(case.id) == draft
    store.save_draft(case.id, {"a": "2"}, draft.revision)
    assert store.case(case.id).has_draft


def test_what_is_listed_of_a_case_is_its_own_and_not_its_neighbours(store: Store) -> None:
    typed, assessed, bare = (store.start_case(label) for label in ("typed", "assessed", "bare"))
    assess(store, assessed.id)
    store.save_draft(typed.id, {"a": "1"}, 0)
    listed = {case.label: (case.latest, case.has_draft) for case in store.find_cases()}
    assert listed == {"typed": (0, True), "assessed": (1, False), "bare": (0, False)}
    assert (store.case(typed.id).has_draft, store.case(bare.id).has_draft) == (True, False)


def test_a_later_decision_is_read_and_the_earlier_is_kept(store: Store) -> None:
    made = assess(store, store.start_case("a").id)
    store.decide(made.id, "left", "rest", "accepted", "", "")
    store.decide(made.id, "left", "grip", "declined", "other", "line 1\r\nline 2")
    last = store.decide(made.id, "left", "rest", "modified", "dose", "less")
    assert [(item.technique, item.decision) for item in store.decisions(made.id)] == [
        ("rest", "modified"),
        ("grip", "declined"),
    ]
    assert store.decisions(made.id)[0] == last
    assert store.decisions(made.id)[1].text == "line 1\nline 2"
    assert sum('"line": "decision"' in line for line in store.export()) == 3


@pytest.mark.parametrize(("code", "text"), [("x" * 65, ""), ("", "x" * 4001), ("a\nb", ""), ("", "a\x07")])
def test_a_decision_that_cannot_be_kept_whole_is_refused(store: Store, code: str, text: str) -> None:
    made = assess(store, store.start_case("a").id)
    with pytest.raises(BadInput):
        store.decide(made.id, "left", "rest", "accepted", code, text)
    assert store.decisions(made.id) == ()


KEPT = "kind, follows, created_at, '{}', knowledge, note, answer FROM assessments"
DECIDED = "assessment_id, unit, technique, 'declined', '', '', decided_at FROM decisions"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE assessments SET number = 9",
        "UPDATE assessments SET answer = x'00' WHERE id = :id",
        "DELETE FROM assessments",
        f"INSERT OR REPLACE INTO assessments SELECT id, case_id, 7, {KEPT}",
        f"INSERT OR REPLACE INTO assessments SELECT 'x', case_id, number, {KEPT}",
        "UPDATE OR REPLACE assessments SET intake = '{}'",
        "UPDATE decisions SET text = ''",
        "DELETE FROM decisions",
        f"INSERT OR REPLACE INTO decisions SELECT place, {DECIDED}",
    ],
)
def test_not_even_another_program_changes_what_was_assessed_or_decided(store: Store, folder: Path, change: str) -> None:
    made = assess(store, store.start_case("a").id)
    store.decide(made.id, "left", "rest", "accepted", "", "")
    before = list(store.export())
    with beside(folder) as other, pytest.raises(sqlite3.IntegrityError, match="stay as they were written"):
        other.execute(change, {"id": made.id})
    assert list(store.export()) == before


def test_a_decision_on_an_assessment_that_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(NotFound):
        store.decide("nothing", "left", "rest", "accepted", "", "")
    with pytest.raises(NotFound):
        store.save_draft("nothing", {}, 0)
    with pytest.raises(NotFound):
        assess(store, "nothing")
