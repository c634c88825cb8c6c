"""What docs/from-redcap.md shows runs word for word, in ten commands at most, and ends in a table and a figure."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from dorsiflex.apps.cli import app

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "from-redcap.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which every command of the page was run."""
    found = re.search(r"<!-- commands: begin -->\n```sh\n(.*?)```\n<!-- commands: end -->", PAGE, re.DOTALL)
    assert found is not None
    commands = found[1].splitlines()
    assert len(commands) <= 10
    folder = tmp_path_factory.mktemp("page")
    for file in ("export.csv", "mapping.yaml"):
        shutil.copy(DOCS / "from-redcap" / file, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for line in commands:
            program, *words = shlex.split(line)
            ran = CliRunner().invoke(app, words)
            assert (program, ran.exit_code) == ("dorsiflex", 0), ran.output
    return folder


def record(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "answers.parquet.run.json").read_text(encoding="utf-8")))


def test_the_page_ends_in_a_table_with_intervals_and_a_figure_with_words(made: Path):
    offered = pl.read_csv(made / "tables" / "offered.csv")
    assert {"n", "share", "low", "high"} <= set(offered.columns) and offered["n"].sum() == 120
    for picture in ("by-sex.svg", "figures/flow.svg", "figures/asymmetry.svg", "figures/dispositions.png"):
        assert (made / picture).stat().st_size and (made / f"{picture}.txt").read_text(encoding="utf-8").strip()


def test_the_counts_and_faults_are_those_that_the_page_tells(made: Path):
    told = record(made)
    assert (told["rows"], told["rows_answered"], told["rows_rejected"]) == (240, 120, 120)
    assert list(told["assumed"]) == ["carried down"]
    rejects = pl.read_csv(made / "answers.rejects.csv", infer_schema=False)
    assert rejects.filter(pl.col("why").str.contains("carried down"))["row"].n_unique() == 118
    faults = rejects.filter(pl.col("column").is_not_null())
    assert faults.select("column", "value").rows() == [("lunge_mm_li", "900"), ("alter", "4o")]
    assert rejects.equals(pl.read_csv(made / "cohort.rejects.csv", infer_schema=False))
    quality = (made / "quality.html").read_text(encoding="utf-8")
    assert "may be in mm" in quality and "carried down" in quality


def test_the_table_for_studies_is_answered_as_the_export_was(made: Path):
    ran = CliRunner().invoke(app, ["batch", str(made / "cohort.parquet"), "-o", str(made / "again.parquet")])
    assert ran.exit_code == 0, ran.output
    answers, again = (pl.read_parquet(made / f"{name}.parquet") for name in ("answers", "again"))
    assert (
        again.drop("row")
        .select(sorted(set(answers.columns) - {"row"}))
        .equals(answers.drop("row").select(sorted(set(answers.columns) - {"row"})))
    )


def test_the_sample_says_that_it_is_constructed():
    with (DOCS / "from-redcap" / "export.csv").open(encoding="utf-8") as file:
        head, *rows = file.read().splitlines()
    assert head.split(",")[2] == "hinweis" and all(row.split(",")[2] == "constructed" for row in rows)
    assert "no row is a person" in (DOCS / "from-redcap" / "mapping.yaml").read_text(encoding="utf-8")


def test_a_table_is_not_put_into_our_words_without_a_word_on_what_it_means(tmp_path: Path):
    (tmp_path / "in.csv").write_text("id,age_years\na,30\n", encoding="utf-8")
    for options, told in (
        (["-o", str(tmp_path / "out.csv")], "Add --mapping FILE"),
        (["-o", str(tmp_path / "out.sav"), "--from", "redcap"], "Use .csv or .parquet"),
        (["-o", str(tmp_path / "in.csv"), "--from", "redcap"], "take the place of the table"),
    ):
        ran = CliRunner().invoke(app, ["map", "apply", str(tmp_path / "in.csv"), *options])
        assert ran.exit_code == 2 and told in " ".join(ran.output.split())
