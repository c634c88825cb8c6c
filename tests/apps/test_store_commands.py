"""Can the kept visits be exported, backed up and brought back from a terminal?"""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from dorsiflex.apps import extras
from dorsiflex.store.store import Store
from tests.apps.conftest import Run


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with closing(Store.open(tmp_path / "data")) as store:
        store.start_case("Öko 12")
    return tmp_path / "data"


def labels(data: Path) -> list[str]:
    with closing(Store.open(data)) as store:
        return [case.label for case in store.find_cases()]


def test_everything_is_exported_to_the_terminal_or_a_file(run: Run, data: Path, tmp_path: Path) -> None:
    printed = run("visits", "export", "--data", data)
    assert [json.loads(line)["line"] for line in printed.out.splitlines()] == ["export", "case"]
    assert run("visits", "export", "-o", tmp_path / "all.jsonl", "--data", data).code == 0
    assert (tmp_path / "all.jsonl").read_text() == printed.out
    assert run("visits", "export", "-o", tmp_path / "all.jsonl", "--data", data).code == 2


def test_a_backup_is_restored_in_one_command_each(run: Run, data: Path, tmp_path: Path) -> None:
    assert run("visits", "backup", tmp_path / "copy.sqlite", "--data", data).code == 0
    with closing(Store.open(data)) as store:
        store.start_case("later")
    restored = run("visits", "restore", tmp_path / "copy.sqlite", "--data", data)
    assert restored.code == 0 and str(data) in restored.out
    assert labels(data) == ["Öko 12"]
    assert run("visits", "restore", tmp_path / "copy.sqlite", "--data", tmp_path / "new").out.endswith("nothing\n")


def test_nothing_is_restored_while_the_visits_are_served(run: Run, data: Path, tmp_path: Path) -> None:
    run("visits", "backup", tmp_path / "copy.sqlite", "--data", data)
    with closing(Store.open(data)):
        refused = run("visits", "restore", tmp_path / "copy.sqlite", "--data", data)
    assert refused.code == 2 and "in use" in refused.err


def test_a_folder_without_visits_is_a_slip_of_the_pen(run: Run, tmp_path: Path) -> None:
    for words in (["export"], ["backup", tmp_path / "copy.sqlite"]):
        refused = run("visits", *words, "--data", tmp_path / "typo")
        assert refused.code == 2 and "no visits" in refused.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["serve"], ["visits", "export"], ["visits", "restore", "x"]])
def test_without_its_extra_a_command_says_what_to_install(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setattr(extras, "WEB", ("uvicorn", "a_library_that_is_not_there"))
    refused = run(*words)
    assert refused.code == 2
    assert "a_library_that_is_not_there" in refused.err and "dorsiflex[web]" in refused.err
