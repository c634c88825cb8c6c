"""Does a file of every schema that was ever released come forward with all that is in it?

For a further revision: add its step to src/dorsiflex/store/migrations/versions, move HEAD, and freeze a file of it
beside the others: `sqlite3 visits.sqlite .dump > tests/store/released/<revision>.sql`. A released dump never changes.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from dorsiflex.store import database
from dorsiflex.store.database import FILE, HEAD, released
from dorsiflex.store.records import Unavailable
from dorsiflex.store.schema import metadata
from dorsiflex.store.store import Store
from tests.store.visits import assess, beside

RELEASED = Path(__file__).parent / "released"
CHANGES = ("insert", "update", "delete")


def of_release(revision: str, folder: Path) -> Path:
    """A folder with a file as that release left it."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / FILE)) as connection:
        connection.executescript((RELEASED / f"{revision}.sql").read_text(encoding="utf-8"))
    return folder


def test_every_released_schema_has_a_file_to_come_from() -> None:
    assert [path.stem for path in sorted(RELEASED.glob("*.sql"))] == released()


def test_the_steps_lead_in_one_line_to_the_schema_of_today() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    steps = ScriptDirectory.from_config(config)
    assert [step.revision for step in steps.walk_revisions()] == released()[::-1]
    assert steps.get_heads() == [HEAD]


@pytest.mark.parametrize("revision", released())
def test_a_released_file_comes_forward_with_everything_in_it(revision: str, folder: Path) -> None:
    with closing(Store.open(of_release(revision, folder))) as store:
        [jogger, empty] = store.find_cases()
        assert (jogger.label, jogger.latest, jogger.has_draft) == ("Öko's jogger; 100%", 2, False)
        assert (empty.label, empty.latest, empty.has_draft) == ("no visit yet", 0, True)
        first, second = store.assessments(jogger.id)
        assert first.intake == {"id": "seed", "left": {"grip_kg": 20.5}}
        assert first.answer["left"]["suggestions"][0]["technique"] == "rest"
        assert (second.kind, second.follows, second.note) == ("correction", 1, {"plan": "ä"})
        assert [(item.decision, item.text) for item in store.decisions(first.id)] == [("modified", "less\nof it")]
        draft = store.draft(empty.id)
        assert draft is not None and draft.answers == {"left.grip_kg": "20.", "person.words": "<b>"}


@pytest.mark.parametrize("revision", released())
def test_a_released_file_goes_on_being_used(revision: str, folder: Path) -> None:
    with closing(Store.open(of_release(revision, folder))) as store:
        [jogger, _] = store.find_cases()
        assert assess(store, jogger.id, 2).number == 3
    with beside(folder) as other, pytest.raises(sqlite3.IntegrityError):
        other.execute("DELETE FROM assessments")


@pytest.mark.parametrize("revision", [None, *released()])
def test_however_it_came_a_file_has_the_tables_of_today(revision: str | None, folder: Path) -> None:
    Store.open(folder if revision is None else of_release(revision, folder)).close()
    engine = database.engine_for(folder / FILE)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == HEAD
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()
        assert set(names) == {f"{table}_no_{change}" for table in ("assessments", "decisions") for change in CHANGES}
    engine.dispose()


def test_a_file_of_a_newer_release_is_refused_and_left_alone(folder: Path) -> None:
    Store.open(folder).close()
    with beside(folder) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    before = (folder / FILE).read_bytes()
    with pytest.raises(Unavailable, match="written by a newer dorsiflex"):
        Store.open(folder)
    assert (folder / FILE).read_bytes() == before


def test_a_file_of_another_program_is_refused_and_left_alone(folder: Path) -> None:
    folder.mkdir()
    with beside(folder) as other:
        other.execute("CREATE TABLE photographs (id INTEGER)")
    with pytest.raises(Unavailable, match="not a file of visits"):
        Store.open(folder)
    with beside(folder) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("photographs",)]


def test_a_step_that_fails_leaves_the_file_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = folder.parent / "steps"
    shutil.copytree(Path(database.__file__).parent / "migrations", broken / "migrations")
    step = broken / "migrations" / "versions" / "r0001_first.py"
    step.write_text(step.read_text(encoding="utf-8") + "\nTABLES = (*TABLES, 'CREATE NONSENSE')\n", encoding="utf-8")
    monkeypatch.setattr(database, "__file__", str(broken / "database.py"))
    with pytest.raises(Unavailable):
        Store.open(folder)
    monkeypatch.undo()
    with closing(Store.open(folder)) as store:
        assert store.start_case("a").latest == 0
