"""Synthetic people are declared synthetic, drawn as their file says, never contradict themselves, and come again."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow.parquet as pa_parquet
import pytest
from typer.testing import CliRunner

import dorsiflex
from dorsiflex.apps.cli import app
from dorsiflex.catalogue.load import load, rules_folder
from dorsiflex.cohort.synth import PART, synthetic
from dorsiflex.cohort.synth_draw import matrix_of
from dorsiflex.cohort.synth_file import write
from dorsiflex.cohort.synth_gaps import Missing
from dorsiflex.errors import BadInput, FaultyKnowledge

FOREIGN = Path(__file__).parents[1] / "foreign"
RULES = rules_folder()
CLINIC = """# yaml-language-server: $schema=../schema/synthetic.schema.json
id: wrists
title: Wrists
about: Constructed for the tests.
both_sides: {share: 0.25, assumed: constructed}
rest: {present: 0, not_in: [about], assumed: constructed}
person:
  age_years: {normal: {mean: 50, sd: 10}, ref: constructed-error, supports: the ages}
this:
  extension_deg: {normal: {mean: 40, sd: 8}, assumed: constructed}
  injury_history: {present: 0.5, assumed: constructed}
  weeks_since_injury: {uniform: [1, 2], assumed: constructed}
  end_feel: {options: {firm: 0.75, elastic: 0.25}, assumed: constructed}
other:
  extension_deg: {normal: {mean: 60, sd: 5}, assumed: constructed}
strata:
  - {id: many, title: many, share: 0.8, assumed: constructed}
  - id: few
    title: few
    share: 0.2
    assumed: constructed
    this:
      extension_deg: {less_than_other: {mean: 30, sd: 5}, assumed: constructed}
correlations:
  - {between: [extension_deg, other.extension_deg], r: 0.6, assumed: constructed}
dangers:
  - {id: chest, title: chest pain, share: 0.01, assumed: constructed, person: {chest_pain: present}}
missing:
  at_random: {share: 0.3, assumed: constructed}
  by_section: {sections: {wrist: 0.4}, assumed: constructed}
  by_site: {sites: {tidy: 0, sloppy: 0.5}, assumed: constructed}
"""


@pytest.fixture(scope="module")
def wrist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rules of the wrist, with a file that draws people; its source reports the ages."""
    folder = tmp_path_factory.mktemp("rules") / "wrist"
    shutil.copytree(FOREIGN / "wrist", folder)
    (folder / "synthetic").mkdir()
    (folder / "synthetic" / "cohort.yaml").write_text(CLINIC, encoding="utf-8")
    evidence = folder / "evidence" / "constructed.yaml"
    text = evidence.read_text(encoding="utf-8")
    evidence.write_text(
        text.replace("says: Nothing;", "says: Invented people were 50 +/- 10 years old;", 1), encoding="utf-8"
    )
    return folder


def drawn(rules: Path, rows: int = 4000, seed: int = 1, missing: Missing = Missing.NONE) -> pl.DataFrame:
    return synthetic(rows, seed, rules, load(rules), missing).frame()


@pytest.fixture(scope="module")
def people(wrist: Path) -> pl.DataFrame:
    return drawn(wrist)


def one_sided(people: pl.DataFrame) -> pl.DataFrame:
    """Those with one troubled wrist, seen from it."""
    parts = []
    for this, other in (("left", "right"), ("right", "left")):
        here = people.filter(pl.col(f"{this}_symptomatic") == "present", pl.col(f"{other}_symptomatic") == "absent")
        parts.append(
            here.select(
                "synthetic_stratum",
                this=pl.col(f"{this}_extension_deg"),
                other=pl.col(f"{other}_extension_deg"),
                end_feel=pl.col(f"{this}_end_feel").cast(pl.String),
            )
        )
    return pl.concat(parts)


def test_the_file_of_the_clinic_passes_its_own_check_and_every_row_of_it_is_taken() -> None:
    knowledge = dorsiflex.load()
    for missing in Missing:
        table = synthetic(400, 3, RULES, knowledge, missing).frame()
        _, rejects = dorsiflex.assess_frame(table, knowledge, rejects=True)
        assert rejects.height == 0


def test_nobody_with_a_planted_danger_is_sent_to_treatment() -> None:
    """Each danger of the clinic meets a gate: an emergency, an urgent referral, or a question first."""
    knowledge = dorsiflex.load()
    table = synthetic(8000, 11, RULES, knowledge).frame()
    planted = table.filter(pl.col("synthetic_danger").is_not_null())
    assert planted["synthetic_danger"].n_unique() == 9
    answers = dorsiflex.assess_frame(planted, knowledge)
    assert set(answers["disposition"].cast(pl.String)) <= {"emergency", "refer_urgently", "screen_first"}


@pytest.mark.parametrize("base", ["wrist", "sleep"])
@pytest.mark.parametrize("missing", [Missing.NONE, Missing.RANDOM])
def test_rules_without_a_file_are_drawn_evenly_and_every_row_is_taken(base: str, missing: Missing) -> None:
    cohort = synthetic(500, 5, FOREIGN / base, load(FOREIGN / base), missing)
    _, rejects = dorsiflex.assess_frame(cohort.frame(), cohort.knowledge, rejects=True)
    assert rejects.height == 0
    record = cohort.record()
    assert record["numbers_from_sources"] == []
    assert any("equally likely" in item["assumed"] for item in record["numbers_assumed"])


def test_every_row_says_that_it_is_synthetic(people: pl.DataFrame) -> None:
    assert people["synthetic"].all()
    assert people["id"].n_unique() == people.height
    assert people["id"].str.starts_with("synthetic-").all()


def test_the_file_declares_it_too_and_lists_each_number_with_its_source(wrist: Path, tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    write(synthetic(300, 1, wrist, load(wrist)), path)
    metadata = pa_parquet.read_schema(path).metadata
    assert metadata[b"synthetic"] == b"true"
    within = json.loads(metadata[b"dorsiflex"])
    record = json.loads((tmp_path / "people.parquet.synthetic.json").read_text(encoding="utf-8"))
    assert within.items() <= record.items()
    [reported] = record["numbers_from_sources"]
    assert (reported["of"], reported["ref"]) == ("person.age_years", "constructed-error")
    [assumed] = record["numbers_assumed"]
    assert {"strata.1.this.extension_deg", "correlations.0", "dangers.0"} <= set(assumed["of"])
    assert sum(record["strata"].values()) == 300


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(wrist: Path, tmp_path: Path, ending: str) -> None:
    paths = [tmp_path / f"{name}.{ending}" for name in ("one", "two", "three")]
    for path, seed in zip(paths, (1, 1, 2), strict=True):
        write(synthetic(200, seed, wrist, load(wrist)), path)
    one, two, three = (path.read_bytes() for path in paths)
    assert one == two != three
    assert sorted(tmp_path.glob(".*")) == []


def test_more_people_begin_with_the_same_ones(wrist: Path) -> None:
    """Each part has a random stream of its own, so a whole part does not depend on what comes after."""
    first = next(iter(synthetic(PART, 1, wrist, load(wrist)).parts()))
    longer = synthetic(PART + 10, 1, wrist, load(wrist)).frame()
    assert longer.height == PART + 10
    assert longer.head(PART).equals(first)


def test_means_shares_and_correlations_are_those_of_the_file(people: pl.DataFrame) -> None:
    """4000 people: each estimate lies within four standard errors of what was asked for."""
    ages = people["age_years"].to_numpy()
    assert abs(ages.mean() - 50) < 4 * 10 / np.sqrt(4000)
    assert abs(ages.std() - 10) < 0.5
    both = ((people["left_symptomatic"] == "present") & (people["right_symptomatic"] == "present")).mean()
    assert isinstance(both, float)
    assert abs(both - 0.25) < 4 * np.sqrt(0.25 * 0.75 / 4000)
    many = one_sided(people).filter(pl.col("synthetic_stratum") == "many")
    assert abs(np.corrcoef(many["this"], many["other"])[0, 1] - 0.6) < 0.06
    firm = (many["end_feel"] == "firm").to_numpy().mean()
    assert abs(firm - 0.75) < 4 * np.sqrt(0.75 * 0.25 / many.height)


def test_a_side_can_be_drawn_short_of_the_other(people: pl.DataFrame) -> None:
    few = one_sided(people).filter(pl.col("synthetic_stratum") == "few")
    short = (few["other"] - few["this"]).to_numpy()
    assert abs(short.mean() - 30) < 4 * 5 / np.sqrt(few.height)
    assert abs(short.std() - 5) < 1


def test_what_depends_on_an_injury_is_asked_of_the_injured_only(people: pl.DataFrame) -> None:
    """`weeks_since_injury` and `acute_injury` arise only where there was an injury."""
    for side in ("left", "right"):
        injured = people[f"{side}_injury_history"] == "present"
        assert injured.any()
        assert people.filter(~injured)[f"{side}_weeks_since_injury"].null_count() == (~injured).sum()
        assert people.filter(~injured)[f"{side}_acute_injury"].null_count() == (~injured).sum()


def test_the_rest_is_not_drawn_where_the_file_leaves_a_section_out(people: pl.DataFrame) -> None:
    """Nobody has a fever: it stands in the section `about`, of which only what is named is drawn."""
    assert people["fever"].null_count() == people.height
    assert set(people["left_surgery_history"].cast(pl.String)) == {"absent"}


def test_the_planted_dangers_are_rare_named_and_met_by_their_gate(wrist: Path, people: pl.DataFrame) -> None:
    planted = people.filter(pl.col("synthetic_danger") == "chest")
    assert 15 <= planted.height <= 75
    answers = dorsiflex.assess_frame(planted, load(wrist))
    assert set(answers["disposition"].cast(pl.String)) == {"emergency"}
    assert (
        people.filter(pl.col("synthetic_danger").is_null())["chest_pain"].null_count() == people.height - planted.height
    )


def test_answers_are_missing_as_the_pattern_says(wrist: Path) -> None:
    def gone(frame: pl.DataFrame) -> float:
        return frame["left_symptomatic"].null_count() / frame.height

    assert abs(gone(drawn(wrist, missing=Missing.RANDOM)) - 0.3) < 0.03
    by_section = drawn(wrist, missing=Missing.SECTION)
    assert abs(gone(by_section) - 0.4) < 0.03
    blank = by_section.filter(pl.col("left_symptomatic").is_null())
    assert blank["right_symptomatic"].null_count() == blank.height
    assert by_section["age_years"].null_count() == 0
    sites = drawn(wrist, missing=Missing.SITE).partition_by("site", as_dict=True)
    assert gone(sites[("tidy",)]) == 0
    assert abs(gone(sites[("sloppy",)]) - 0.5) < 0.05


def faults(wrist: Path, tmp_path: Path, *changes: tuple[str, str]) -> dict[str, str]:
    """What is wrong with a changed file: what was found, by the line."""
    folder = tmp_path / "rules"
    shutil.copytree(wrist, folder)
    text = CLINIC
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "synthetic" / "cohort.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(FaultyKnowledge) as caught:
        synthetic(1, 1, folder, load(folder))
    return {problem.where: problem.found for problem in caught.value.problems}


def test_faults_of_the_file_are_told_with_their_lines(wrist: Path, tmp_path: Path) -> None:
    found = faults(
        wrist,
        tmp_path,
        ("mean: 50, sd: 10", "mean: 51, sd: 10"),  # line 8: the source says 50
        ("  injury_history: {present", "  injury_histori: {present"),  # line 11
        ("{firm: 0.75, elastic: 0.25}", "{firm: 0.75, soft: 0.25}"),  # line 13
        ("share: 0.2\n", "share: 0.3\n"),  # the strata, line 16
        ("other.extension_deg]", "other.age_years]"),  # line 25
        ("chest_pain: present", "chest_pain: perhaps"),  # line 27
        ("sections: {wrist", "sections: {rist"),  # line 30
    )
    assert found == {
        "synthetic/cohort.yaml:8": "`51`",
        "synthetic/cohort.yaml:11": "`injury_histori`",
        "synthetic/cohort.yaml:13": "`soft`",
        "synthetic/cohort.yaml:16": "shares that add up to 1.1",
        "synthetic/cohort.yaml:25": "`other.age_years`",
        "synthetic/cohort.yaml:27": "`chest_pain: perhaps`",
        "synthetic/cohort.yaml:30": "`rist`",
    }


def test_checking_the_rules_checks_the_file_that_draws_people(wrist: Path, tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(wrist, folder)
    (folder / "synthetic" / "cohort.yaml").write_text(CLINIC.replace("mean: 50", "mean: 51"), encoding="utf-8")
    assert CliRunner().invoke(app, ["check", str(wrist)]).exit_code == 0
    ran = CliRunner().invoke(app, ["check", str(folder)])
    assert ran.exit_code == 3
    assert "synthetic/cohort.yaml:8: `51`" in ran.output


@pytest.mark.parametrize(
    "changes",
    [
        ("both_sides: {share: 0.25, assumed: constructed}", "both_sides: {share: 0.25}"),
        ("ref: constructed-error, supports: the ages", "ref: constructed-error"),
        ("present: 0.5, assumed", "present: 0.5, uniform: [0, 1], assumed"),
        ("{firm: 0.75, elastic: 0.25}", "{firm: 0.75, elastic: 0.5}"),
        ("ref: constructed-error", "ref: constructed-memory"),
    ],
    ids=[
        "a number from nowhere",
        "a source for nothing",
        "drawn two ways",
        "a choice that adds up to 1.25",
        "from memory",
    ],
)
def test_numbers_without_a_source_are_refused(wrist: Path, tmp_path: Path, changes: tuple[str, str]) -> None:
    assert len(faults(wrist, tmp_path, changes)) == 1


def test_correlations_that_nobody_can_have_are_refused() -> None:
    edges = {("a", "b"): 0.9, ("b", "c"): 0.9, ("a", "c"): -0.9}
    from dorsiflex.cohort.synth_draw import factor_of

    with pytest.raises(FaultyKnowledge, match="correlations"):
        factor_of(matrix_of(["a", "b", "c"], edges))


def test_a_pair_that_is_not_listed_is_correlated_through_what_joins_it() -> None:
    """a–b 0.8 and b–c 0.5 make a–c 0.4: without a reason of their own, a and c go together only through b."""
    matrix = matrix_of(["a", "b", "c"], {("a", "b"): 0.8, ("b", "c"): 0.5})
    assert matrix.tolist() == [[1.0, 0.8, 0.4], [0.8, 1.0, 0.5], [0.4, 0.5, 1.0]]


def test_a_pattern_the_file_does_not_know_is_refused(wrist: Path, tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(wrist, folder)
    text = "\n".join(line for line in CLINIC.splitlines() if "by_site" not in line) + "\n"
    (folder / "synthetic" / "cohort.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="missing site"):
        synthetic(1, 1, folder, load(folder), Missing.SITE).frame()


def test_the_file_changes_no_answer_and_so_not_the_digest(wrist: Path, tmp_path: Path) -> None:
    """How people are invented is no knowledge; its own digest stands in the record."""
    folder = tmp_path / "rules"
    shutil.copytree(wrist, folder)
    file = folder / "synthetic" / "cohort.yaml"
    file.write_text(CLINIC.replace("mean: 40", "mean: 41"), encoding="utf-8")
    before, after = (synthetic(1, 1, rules, load(rules)).record() for rules in (wrist, folder))
    assert before["knowledge_digest"] == after["knowledge_digest"]
    assert before["recipe_sha256"] != after["recipe_sha256"]


def test_steps_and_ranges_of_the_vocabulary_are_kept(people: pl.DataFrame) -> None:
    values: Any = people["left_weeks_since_injury"].drop_nulls().to_list()
    assert {Decimal(repr(value)).as_tuple().exponent for value in values} == {-1}
    assert min(values) >= 1
    assert max(values) <= 2
