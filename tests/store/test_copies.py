"""Is a backup whole, and does a restore bring it back without losing what it replaces?"""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from dorsiflex.errors import BadInput
from dorsiflex.store.copies import restore, write_lines
from dorsiflex.store.database import FILE
from dorsiflex.store.records import Conflict, Unavailable
from dorsiflex.store.store import Store
from tests.store.visits import ANSWER, assess, beside


def labels(folder: Path) -> list[str]:
    with closing(Store.open(folder)) as store:
        return sorted(case.label for case in store.find_cases())


def backed_up(folder: Path, *names: str) -> Path:
    """A backup of visits of these names."""
    path = folder / "copy.sqlite"
    with closing(Store.open(folder / "original")) as store:
        for name in names:
            assess(store, store.start_case(name).id)
        store.backup(path)
    return path


def damage(folder: Path) -> None:
    """Overwrite the middle of the file."""
    path = folder / FILE
    data = bytearray(path.read_bytes())
    data[4096 : len(data) // 2] = b"\xa5" * (len(data) // 2 - 4096)
    path.write_bytes(data)


def test_a_backup_is_one_file_with_everything_in_it(store: Store, tmp_path: Path) -> None:
    assess(store, store.start_case("a").id)
    store.backup(tmp_path / "copy.sqlite")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.sqlite", "data"]
    before = list(store.export())
    store.close()
    restore(tmp_path / "copy.sqlite", tmp_path / "elsewhere")
    with closing(Store.open(tmp_path / "elsewhere")) as other:
        assert list(other.export()) == before


def test_a_backup_under_load_holds_every_write_that_was_acknowledged_before(store: Store, tmp_path: Path) -> None:
    case, stop, written = store.start_case("a"), threading.Event(), threading.Event()

    def write() -> None:
        follows = None
        while not stop.is_set():
            follows = assess(store, case.id, follows).number
            written.set()

    writer = threading.Thread(target=write)
    writer.start()
    written.wait()
    for number in range(5):
        acknowledged = store.case(case.id).latest
        store.backup(tmp_path / f"{number}.sqlite")
        restore(tmp_path / f"{number}.sqlite", tmp_path / "elsewhere")
        with closing(Store.open(tmp_path / "elsewhere")) as copy:
            versions = copy.assessments(case.id)
        assert len(versions) >= acknowledged
        assert [made.number for made in versions] == list(range(1, len(versions) + 1))
        assert all(made.answer == ANSWER for made in versions)
    stop.set()
    writer.join()


def test_a_backup_never_replaces_a_file(store: Store, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.pdf").write_text("years of work")
    for path in (tmp_path / "thesis.pdf", folder / FILE, tmp_path):
        with pytest.raises(BadInput, match="there is something of this name"):
            store.backup(path)
        with pytest.raises(BadInput, match="there is something of this name"):
            write_lines(store.export(), path)
    assert (tmp_path / "thesis.pdf").read_text() == "years of work"


def test_a_backup_that_cannot_be_written_leaves_nothing(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        store.backup(tmp_path / "nowhere" / "copy.sqlite")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_an_export_is_lines_of_json_with_everything(store: Store, tmp_path: Path) -> None:
    case = store.start_case('Ö\u00a0"a"')
    store.save_draft(case.id, {"left.grip_kg": "20."}, 0)
    made = assess(store, case.id, note={"plan": "rest"})
    store.decide(made.id, "left", "rest", "accepted", "", "")
    write_lines(store.export(), tmp_path / "all.jsonl")
    head, *lines = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text().splitlines()]
    assert head == {"line": "export", "format": "dorsiflex visits 1"}
    assert [line["line"] for line in lines] == ["case", "draft", "assessment", "decision"]
    assert lines[0]["label"] == case.label
    assert lines[1]["answers"] == {"left.grip_kg": "20."}
    assert (lines[2]["answer"], lines[2]["intake"], lines[2]["note"]) == (ANSWER, made.intake, {"plan": "rest"})
    assert (tmp_path / "all.jsonl").stat().st_mode & 0o077 == 0


def test_a_restore_brings_the_backup_back_and_keeps_what_it_replaces(tmp_path: Path, folder: Path) -> None:
    copy = backed_up(tmp_path, "monday")
    with closing(Store.open(folder)) as store:
        store.start_case("tuesday")
    aside = restore(copy, folder)
    assert labels(folder) == ["monday"]
    assert aside is not None and aside.parent == folder
    restore(aside, tmp_path / "undone")
    assert labels(tmp_path / "undone") == ["tuesday"]
    assert sorted(path.name for path in folder.iterdir()) == sorted([aside.name, FILE, "visits.lock"])


def test_what_was_written_just_before_a_crash_is_kept_beside_a_restore(tmp_path: Path, folder: Path) -> None:
    copy = backed_up(tmp_path, "monday")
    with closing(Store.open(tmp_path / "running")) as store:
        store.start_case("tuesday")
        folder.mkdir()
        for path in (tmp_path / "running").glob(f"{FILE}*"):  # as a kill leaves them: the write is in the journal
            (folder / path.name).write_bytes(path.read_bytes())
    aside = restore(copy, folder)
    assert aside is not None
    restore(aside, tmp_path / "undone")
    assert labels(tmp_path / "undone") == ["tuesday"]


def test_nothing_is_restored_while_the_visits_are_open(store: Store, folder: Path, tmp_path: Path) -> None:
    store.start_case("today")
    copy = backed_up(tmp_path, "monday")
    with pytest.raises(Unavailable, match="in use"):
        restore(copy, folder)
    assert [case.label for case in store.find_cases()] == ["today"]


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\xa5" * 5000])
def test_what_is_no_backup_changes_nothing(folder: Path, tmp_path: Path, content: bytes) -> None:
    with closing(Store.open(folder)) as store:
        store.start_case("today")
    (tmp_path / "copy.sqlite").write_bytes(content)
    with pytest.raises(BadInput, match="not a backup"):
        restore(tmp_path / "copy.sqlite", folder)
    with pytest.raises(BadInput):
        restore(tmp_path / "no such file", folder)
    assert labels(folder) == ["today"]
    assert {path.name for path in folder.iterdir()} == {FILE, "visits.lock"}


def test_a_backup_whose_rows_belong_to_nothing_is_refused(folder: Path, tmp_path: Path) -> None:
    copy = backed_up(tmp_path, "monday")
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("DELETE FROM cases")
    with pytest.raises(Unavailable, match="belongs to nothing"):
        restore(copy, folder)


def test_a_damaged_file_is_refused_and_a_restore_mends_it(folder: Path, tmp_path: Path) -> None:
    copy = backed_up(tmp_path, "monday")
    with closing(Store.open(folder)) as store:
        case = store.start_case("today")
        for number in range(30):
            assess(store, case.id, number or None, intake={"number": "x" * 3000})
    damage(folder)
    damaged = (folder / FILE).read_bytes()
    with pytest.raises(Unavailable) as refused:
        Store.open(folder)
    assert "restore" in refused.value.problems[0].mend
    aside = restore(copy, folder)
    assert labels(folder) == ["monday"]
    assert aside is not None and aside.read_bytes()[4096:] == damaged[4096:]


def test_a_file_that_is_no_database_is_refused_and_left_alone(folder: Path) -> None:
    folder.mkdir()
    (folder / FILE).write_bytes(b"a letter, not a database, long enough to look at" * 100)
    with pytest.raises(Unavailable, match="not a database"):
        Store.open(folder)
    assert (folder / FILE).read_bytes().startswith(b"a letter")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot be written"):
        Store.open(tmp_path / "file" / "data")


def test_a_full_disk_is_told_and_nothing_of_the_write_is_kept(store: Store, folder: Path) -> None:
    case = store.start_case("a")
    first = assess(store, case.id)
    with store.reads() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Unavailable, match="full"):
        assess(store, case.id, 1, intake={"words": "x" * 100_000})
    assert store.assessments(case.id) == (first,)
    with beside(folder) as other:
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_two_programs_share_the_visits(store: Store, folder: Path) -> None:
    case = store.start_case("a")
    with closing(Store.open(folder)) as other:
        draft = other.save_draft(case.id, {"a": "1"}, 0)
        with pytest.raises(Conflict):
            store.save_draft(case.id, {"a": "2"}, 0)
        assert store.draft(case.id) == draft
