"""What cannot be written is told before the work is done, in one message, with the exit code of an input at fault."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from typer.testing import CliRunner

from dorsiflex.apps.cli import app
from dorsiflex.cohort import answering, destination
from dorsiflex.store.store import Store
from tests.cohort.test_batch import HEADER, done, written
from tests.infer.knowledge_cases import FOREIGN

RULES = ("--rules", str(FOREIGN / "wrist"))
COMMANDS = {
    "batch": ("batch", "in.csv", "-o", "OUT.csv"),
    "long": ("batch", "in.csv", "-o", "ok.csv", "--long", "OUT.csv"),
    "rejects": ("batch", "in.csv", "-o", "ok.csv", "--rejects", "OUT.csv"),
    "quality of a batch": ("batch", "in.csv", "-o", "ok.csv", "--quality", "OUT.txt"),
    "quality": ("quality", "in.csv", "-o", "OUT.html"),
    "suggest": ("map", "suggest", "in.csv", "-o", "OUT.yaml"),
    "apply": ("map", "apply", "in.csv", "--mapping", "map.yaml", "-o", "OUT.csv"),
    "dictionary": ("redcap", "dictionary", "-o", "OUT.csv"),
    "codebook": ("codebook", "-o", "OUT.csv"),
    "template": ("template", "-o", "OUT.xlsx"),
    "synth": ("synth", "5", "-o", "OUT.csv"),
    "picture": ("study", "groups", "in.csv", "--by", "age_years", "--figure", "OUT.svg"),
}
FOLDERS = {
    "tables": ("study", "groups", "in.csv", "--by", "age_years", "--tables", "OUT"),
    "pictures": ("study", "figures", "in.csv", "-o", "OUT"),
    "dask": ("batch", "in.csv", "--engine", "dask", "-o", "OUT"),
    "site": ("site", "-o", "OUT"),
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table, and nothing that may be computed of it."""
    written(tmp_path, HEADER + "a,30,,,x\n")
    (tmp_path / "map.yaml").write_text("columns: {age_years: age_years}\n", encoding="utf-8")
    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(answering.Answering, "part", None)
    return tmp_path


def refused(words: tuple[str, ...], out: str) -> str:
    result = CliRunner().invoke(app, [word.replace("OUT", out) for word in words] + list(RULES))
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    return " ".join(result.stderr.split())


def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody may write anywhere; root, who runs some tests, may by rights alone."""
    monkeypatch.setattr(destination.os, "access", lambda _, mode: not mode & os.W_OK)


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_a_file_that_cannot_be_written_is_told_first(
    here: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
):
    before = sorted(here.iterdir())
    assert "There is no such folder. Make the folder" in refused(words, "nowhere/out")
    assert "It is a file, and no folder." in refused(words, "file/out")
    closed(monkeypatch)
    assert "You may not write into it." in refused(words, "out")
    assert sorted(here.iterdir()) == before


@pytest.mark.parametrize("words", FOLDERS.values(), ids=FOLDERS)
def test_a_folder_that_cannot_be_made_is_told_first(
    here: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
):
    before = sorted(here.iterdir())
    assert "It is a file, and no folder." in refused(words, "file")
    assert "It is a file, and no folder." in refused(words, "file/out")
    closed(monkeypatch)
    assert "You may not write into it." in refused(words, "new/out")
    assert sorted(here.iterdir()) == before


@pytest.mark.usefixtures("here")
def test_a_picture_of_another_kind_is_told_before_the_study_is_done():
    words = ("study", "sweep", "in.csv", "stiff", "extension_deg", "35", "--figure", "OUT.jpg")
    assert "Pictures are drawn as SVG" in refused(words, "out")


def test_a_folder_in_the_place_of_a_file_is_told(here: Path):
    (here / "taken.csv").mkdir()
    assert "A file is to be written. Add the name of the file." in refused(COMMANDS["long"], "taken")


@pytest.mark.parametrize("words", [("export", "-o"), ("backup",)])
def test_visits_are_not_copied_into_a_folder_that_is_not_there(words: tuple[str, ...], here: Path):
    with closing(Store.open(here / "data")):
        pass
    result = CliRunner().invoke(app, ["visits", *words, "nowhere/out", "--data", str(here / "data")])
    assert result.exit_code == 2 and "There is no such folder." in " ".join(result.stderr.split())


def test_an_output_may_stand_on_another_disk(tmp_path: Path):
    with TemporaryDirectory(dir="/dev/shm") as other:
        assert Path(other).stat().st_dev != tmp_path.stat().st_dev
        long, rejects = Path(other, "long.csv"), Path(other, "rejects.csv")
        table = written(tmp_path, HEADER + "a,30,,,x\nb,x,,,x\n")
        done(table, tmp_path / "out.csv", "--long", str(long), "--rejects", str(rejects))
        assert {path.name for path in Path(other).iterdir()} == {"long.csv", "rejects.csv", "long.csv.codebook.csv"}
        assert rejects.read_text(encoding="utf-8").count("\n") == 2
