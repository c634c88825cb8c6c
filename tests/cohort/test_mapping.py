"""Foreign names, units and codes become answers only as their owner says; whatever is in doubt is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pa_parquet
import pytest
from typer.testing import CliRunner

import dorsiflex
from dorsiflex.apps.cli import app
from dorsiflex.cohort.mapping import ASKED, EMPTY, NOT_ASKED, RECORDED, recode
from dorsiflex.cohort.mapping_file import read_mapping
from dorsiflex.cohort.mapping_suggest import Proposer, mapping_text
from dorsiflex.errors import BadInput
from dorsiflex.language.grounding import build_program
from tests.cohort.test_batch import batch, done
from tests.infer.knowledge_cases import FOREIGN, Known

WRIST = Known("wrist")
THEIRS = """\
Pat,Alter,Geschl,Fieber,GurtL,BandL,Wochen_l_Tage,Beuge_l,Zentrum
p1,30,1,ja,1,0,14,60,Nord
p2,41,2,NEIN,0,,-99,-88,Süd
p3,-99,-99,-88,-99,-99,,,Süd
"""
MAPPING = """\
about: The first visit.
id: Pat
site: Zentrum
columns:
  Alter: age_years
  Geschl: {is: sex, values: {"1": female, "2": male}}
  Fieber: fever
  GurtL: {is: equipment, option: belt}
  BandL: {is: equipment, option: band}
  Wochen_l_Tage: {is: left_weeks_since_injury, unit: days}
  Beuge_l: left_extension_deg
spellings: {present: [ja], absent: [nein]}
missing: {"-99": not_asked, "-88": unknown}
assume: {chest_pain: absent}
"""
BALL = "boxes of equipment"  # for the ball there is none


def write(tmp_path: Path, table: str = THEIRS, mapping: str = MAPPING) -> tuple[Path, Path]:
    (tmp_path / "in.csv").write_text(table, encoding="utf-8")
    (tmp_path / "map.yaml").write_text(mapping, encoding="utf-8")
    return tmp_path / "in.csv", tmp_path / "map.yaml"


def recoded(tmp_path: Path, table: str = THEIRS, mapping: str = MAPPING) -> Any:
    write(tmp_path, table, mapping)
    frame = pl.read_csv(tmp_path / "in.csv", infer_schema=False)
    found = read_mapping(tmp_path / "map.yaml", frame.columns, WRIST.knowledge.vocabulary, WRIST.program)
    return recode(frame, found)


def faults(tmp_path: Path, mapping: str, table: str = THEIRS) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as bad:
        recoded(tmp_path, table, mapping)
    return [
        (problem.where.rpartition(":")[2], f"{problem.found} {problem.why} {problem.mend}")
        for problem in bad.value.problems
    ]


def test_names_codes_units_and_boxes_become_answers(tmp_path: Path):
    table = recoded(tmp_path).table
    assert table.rows(named=True)[0] == {
        "id": "p1",
        "age_years": "30",
        "sex": "female",
        "fever": "present",
        "equipment": "belt",
        "left_weeks_since_injury": "1.999998",  # 14 times the 0.142857 of the vocabulary, to the last digit
        "left_extension_deg": "60",
        "Zentrum": "Nord",
        "chest_pain": "absent",
    }
    assert table["fever"].to_list() == ["present", "absent", None]


def test_not_asked_and_asked_but_unknown_are_kept_apart_though_both_are_not_known(tmp_path: Path):
    found = recoded(tmp_path)
    assert found.states["age_years"].to_list() == [RECORDED, RECORDED, NOT_ASKED]
    assert found.states["left_weeks_since_injury"].to_list() == [RECORDED, NOT_ASKED, EMPTY]
    assert found.states["left_extension_deg"].to_list() == [RECORDED, ASKED, EMPTY]
    assert found.table["left_extension_deg"].to_list() == ["60", None, None]


def test_where_no_box_is_ticked_nobody_can_tell_none_from_not_asked(tmp_path: Path):
    found = recoded(tmp_path)
    assert found.table["equipment"].to_list() == ["belt", None, None]
    assert found.states["equipment"].to_list() == [RECORDED, EMPTY, NOT_ASKED]


def test_a_mapped_table_is_answered_as_the_same_table_in_our_words(tmp_path: Path):
    table, mapping = write(tmp_path)
    done(table, tmp_path / "theirs.csv", "--mapping", str(mapping))
    ours = recoded(tmp_path).table
    ours.write_csv(tmp_path / "ours.csv")
    done(tmp_path / "ours.csv", tmp_path / "plain.csv")
    theirs, plain = (pl.read_csv(tmp_path / name, infer_schema=False) for name in ("theirs.csv", "plain.csv"))
    assert theirs.drop("assumed").equals(plain.select(theirs.drop("assumed").columns))


def test_an_assumption_stands_in_every_output(tmp_path: Path):
    table, mapping = write(tmp_path)
    result = done(table, tmp_path / "out.parquet", "--mapping", str(mapping))
    said = "ASSUMED for all 3 rows, asked of nobody: chest_pain: absent. Gates that read it: chest-pain."
    assert said in result.stderr
    book = (tmp_path / "out.parquet.codebook.csv").read_text(encoding="utf-8")
    assert "nobody was asked for it. chest_pain: absent. Gates that read it: chest-pain." in book
    assert pl.read_parquet(tmp_path / "out.parquet")["assumed"].str.starts_with("chest_pain: absent; boxes").all()
    record = json.loads((tmp_path / "out.parquet.run.json").read_text(encoding="utf-8"))
    inside = json.loads(pa_parquet.read_schema(tmp_path / "out.parquet").metadata[b"dorsiflex"])
    assert record["assumed"] == inside["assumed"]
    assert list(record["assumed"]) == ["chest_pain", BALL] and record["assumed"]["chest_pain"] == "absent"
    assert record["assumed_gates"] == inside["assumed_gates"] == {"chest_pain": ["chest-pain"], BALL: []}
    assert record["mapping"]["name"] == "map.yaml"


def test_a_reject_has_the_column_and_the_value_of_the_table(tmp_path: Path):
    table, mapping = write(tmp_path, THEIRS + "p4,30,3,vielleicht,1,0,99999,600,Nord\n")
    done(table, tmp_path / "out.csv", "--mapping", str(mapping))
    rejects = pl.read_csv(tmp_path / "out.rejects.csv", infer_schema=False).rows(named=True)
    assert {(row["row"], row["id"], row["column"], row["value"]) for row in rejects} == {
        ("4", "p4", "Geschl", "3"),
        ("4", "p4", "Fieber", "vielleicht"),
        ("4", "p4", "Wochen_l_Tage", "99999"),
        ("4", "p4", "Beuge_l", "600"),
    }
    whys = {row["column"]: row["why"] for row in rejects}
    assert whys["Geschl"] == "The mapping (map.yaml:6) does not say what `3` means."
    assert whys["Wochen_l_Tage"].startswith("Read as 14285.557143 weeks. It lies outside the range")
    mends = {row["column"]: row["mend"] for row in rejects}
    assert mends["Wochen_l_Tage"].startswith("The mapping says that it was measured in days.")
    assert whys["Beuge_l"].startswith("It lies outside the range")
    assert pl.read_csv(tmp_path / "out.csv")["row"].to_list() == [1, 2, 3]


def test_codes_that_came_as_decimals_are_the_codes(tmp_path: Path):
    """Parquet and pandas hold whole codes with an empty cell among them as 1.0."""
    _, mapping = write(tmp_path)
    frame = pl.DataFrame({"Geschl": [1.0, None, -99.0]})
    only_sex = "columns: {Geschl: {is: sex, values: {'1': female}}}\nmissing: {'-99': not_asked}\n"
    mapping.write_text(only_sex, encoding="utf-8")
    found = recode(frame, read_mapping(mapping, frame.columns, WRIST.knowledge.vocabulary, WRIST.program))
    assert found.table["sex"].to_list() == ["female", None, None]
    assert found.refused.is_empty()


def test_every_fault_of_a_mapping_is_told_at_once_with_its_line(tmp_path: Path):
    told = faults(
        tmp_path,
        """\
columns:
  Alter: age_year
  Geschl: {is: sex, unit: cm, values: {"1": femal, "9": male}}
  Fieber: "? fever"
  GurtL: {is: equipment, option: blet}
  BandL: {is: fever, option: band}
  Wochen_l_Tage: {is: left_weeks_since_injury, unit: day}
  Beuge_r: left_extension_deg
  Zentrum: left_extension_deg
spellings: {present: ["0"]}
missing: {"9": unknown}
assume: {left_extension_deg: 60, chest_pain: maybe, chestpain: absent, active_cancer: unknown}
""",
    )
    found = {line: " ".join(text for at, text in told if at == line) for line, _ in told}
    assert "Did you mean `age_years`?" in found["2"]
    assert "has no unit" in found["3"] and "Did you mean female?" in found["3"] and "missing code too" in found["3"]
    assert "nobody has confirmed it" in found["4"]
    assert "no such choice to be ticked" in found["5"] and "no such choice to be ticked" in found["6"]
    assert "Did you mean `days`?" in found["7"]
    assert "The table has no such column. Did you mean `Beuge_l`?" in found["8"]
    assert "Two columns are mapped to it" in found["8"] and "Two columns are mapped to it" in found["9"]
    assert "both yes and no" in found["10"]
    assert "would overrule" in found["12"] and "yes/no" in found["12"]
    assert "Did you mean `chest_pain`?" in found["12"] and "Not knowing is no answer" in found["12"]


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ("columns: {Alter: age_years}\nmising: {}\n", "Did you mean `missing`?"),
        ("columns: {Alter: {is: age_years, unti: years}}\n", "Did you mean `unit`?"),
        ("columns: {Geschl: {is: sex, values: {1: female}}}\n", "Put quotes around it"),
        ("columns: {Alter: age_years}\nmissing: {'9': absent}\n", "`not_asked` or `unknown`"),
    ],
)
def test_a_mapping_of_the_wrong_form_is_told_of(tmp_path: Path, mapping: str, told: str):
    assert told in " ".join(text for _, text in faults(tmp_path, mapping))


def test_a_column_of_the_table_that_is_the_finding_already_is_not_overruled(tmp_path: Path):
    told = faults(tmp_path, "columns: {Alter: age_years}\n", "Alter,age_years\n1,2\n")
    assert "Another column of the table is it too" in told[0][1]


def test_the_mapping_of_the_page_on_whole_tables_can_be_copied(tmp_path: Path):
    page = (Path(__file__).parents[2] / "docs" / "cohorts.md").read_text(encoding="utf-8")
    example = page.partition("```yaml\n")[2].partition("```")[0]
    table, mapping = write(
        tmp_path,
        "patient;clinic;alter;sex_code;lunge_left_mm;fever_yn;has_band\na;Nord;30;1;65,5;nein;ja\n",
        example,
    )
    words = ["batch", str(table), "-o", str(tmp_path / "out.csv"), "--mapping", str(mapping)]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0 and "1 rows in, 1 answered" in told.output, told.output


# Proposals


def test_a_proposal_says_why_and_what_is_in_doubt():
    text = mapping_text(
        [
            "id",
            "age_years",
            "LeftExtensionDeg",
            "extension_r",
            "l_weeks_since_injury_days",
            "feever",
            "swollen_left",
            "notes: all",
        ],
        "in.csv",
        WRIST.program,
    )
    lines = [line.strip() for line in text.splitlines()]
    assert "age_years: age_years  # its name" in lines
    assert 'LeftExtensionDeg: "? left_extension_deg"  # the same words as its id' in lines
    assert 'extension_r: "? right_extension_deg"  # the same words as its id' in lines
    assert (
        'l_weeks_since_injury_days: {is: "? left_weeks_since_injury", unit: days}  # the same words as its id' in lines
    )
    assert any(line.startswith('feever: "? fever"  # near its id') for line in lines)
    assert 'swollen_left: "? left_swelling"  # words of its question: swollen' in lines
    assert "#   notes: all" in lines and "#   id" in lines


def test_a_name_that_denies_is_nobodys_finding():
    text = mapping_text(
        ["Never had a fever", "no chest pain", "fever ruled out", "Left not swollen"], "in.csv", WRIST.program
    )
    assert "?" not in "".join(line for line in text.splitlines() if not line.startswith("#"))


def test_the_words_of_a_title_or_the_beginning_of_an_id_come_before_words_that_many_questions_share():
    shipped = Proposer(build_program(dorsiflex.load()))
    told = {
        name: [each.to for each in shipped.propose([name])] for name in ("Pain at rest left", "fever", "weight", "Side")
    }
    assert told == {
        "Pain at rest left": ["left_pain_rest_nprs"],
        "fever": ["fever_or_unwell"],
        "weight": [],  # loss of weight, or weight on the foot?
        "Side": [],
    }


def test_a_proposal_is_refused_until_each_doubt_is_settled(tmp_path: Path):
    table, mapping = write(tmp_path, "Age Years,site\n30,x\n")
    mapping.unlink()
    rules = ["--rules", str(FOREIGN / "wrist")]
    result = CliRunner().invoke(app, ["map", "suggest", str(table), "-o", str(mapping), *rules])
    assert result.exit_code == 0, result.output
    result = batch(table, tmp_path / "out.csv", "--mapping", str(mapping))
    assert result.exit_code == 2 and "nobody has confirmed it" in " ".join(result.output.split())
    mapping.write_text(mapping.read_text(encoding="utf-8").replace("? ", ""), encoding="utf-8")
    done(table, tmp_path / "out.csv", "--mapping", str(mapping))
    again = CliRunner().invoke(app, ["map", "suggest", str(table), "-o", str(mapping), *rules])
    assert again.exit_code == 2, "what somebody confirmed is not written over"


@pytest.mark.parametrize(("sign", "word"), [(";", "semicolon"), ("\t", "tab"), ("|", "pipe"), (",", "comma")])
def test_a_proposal_sees_what_stands_between_the_names_of_a_header(tmp_path: Path, sign: str, word: str):
    table, mapping = write(
        tmp_path, sign.join(['"Age, Years"', "site", "Fever"]) + "\n" + sign.join(["30", "x", "yes"]) + "\n"
    )
    mapping.unlink()
    rules = ["--rules", str(FOREIGN / "wrist")]
    result = CliRunner().invoke(app, ["map", "suggest", str(table), "-o", str(mapping), *rules])
    assert result.exit_code == 0, result.output
    text = mapping.read_text(encoding="utf-8")
    assert '"Age, Years": "? age_years"' in text and 'Fever: "? fever"' in text
    assert text.count("delimiter:") == (word != "comma") and (word == "comma" or f"delimiter: {word}\n" in text)
    mapping.write_text(text.replace("? ", ""), encoding="utf-8")
    done(table, tmp_path / "out.csv", "--mapping", str(mapping))


def test_a_short_name_that_shares_half_its_letters_is_not_proposed():
    assert "#   site" in mapping_text(["age_years", "site"], "in.csv", WRIST.program)


def test_a_header_of_thousands_of_columns_still_finds_its_few_findings():
    names = [f"item_{number}_score" for number in range(5000)]
    names[700], names[4000] = "feever", "extension_r"
    text = mapping_text(names, "in.csv", WRIST.program)
    assert 'feever: "? fever"' in text and 'extension_r: "? right_extension_deg"' in text


# CSV of other countries

GERMAN = "id;alter;strecke;text\na;30;60,5;x, y\nb;40;1.234,5;z\nc;50;60.5;z\nd;60;61;z\n"
DECLARED = "delimiter: semicolon\ndecimal: comma\ncolumns: {alter: age_years, strecke: left_extension_deg}\n"


def test_a_declared_delimiter_and_decimal_comma_are_read_and_a_point_is_never_guessed_at(tmp_path: Path):
    table, mapping = write(tmp_path, GERMAN, DECLARED)
    done(table, tmp_path / "out.csv", "--mapping", str(mapping))
    answers = pl.read_csv(tmp_path / "out.csv", infer_schema=False)
    assert answers["id"].to_list() == ["a", "d"] and answers["text"].to_list() == ["x, y", "z"]
    rejects = pl.read_csv(tmp_path / "out.rejects.csv", infer_schema=False)
    assert rejects.select("id", "column", "value").rows() == [("b", "strecke", "1.234,5"), ("c", "strecke", "60.5")]
    assert rejects["why"].str.contains("decimals have a comma").all()


def test_a_comma_is_converted_exactly_too(tmp_path: Path):
    text = DECLARED.replace("strecke: left_extension_deg", "strecke: {is: left_weeks_since_injury, unit: days}")
    write(tmp_path, GERMAN, text)
    frame = pl.DataFrame({"id": ["a", "b"], "alter": ["30", "40"], "strecke": ["10,5", "7"]})
    found = read_mapping(tmp_path / "map.yaml", frame.columns, WRIST.knowledge.vocabulary, WRIST.program)
    assert recode(frame, found).table["left_weeks_since_injury"].to_list() == ["1.4999985", "0.999999"]


def test_a_column_may_have_another_decimal_sign_than_its_file(tmp_path: Path):
    """One device writes 6,5 and the form 6.5; in its column a point is no more guessed at than before."""
    mapping = "columns: {strecke: {is: left_extension_deg, decimal: comma}, wochen: left_weeks_since_injury}\n"
    frame = 'id,strecke,wochen\na,"60,5",1.5\nb,60.5,1.5\nc,60,"1,5"\n'
    table, path = write(tmp_path, frame, mapping)
    done(table, tmp_path / "out.csv", "--mapping", str(path))
    rejects = pl.read_csv(tmp_path / "out.rejects.csv", infer_schema=False)
    assert rejects.select("id", "column", "value").rows() == [("b", "strecke", "60.5"), ("c", "wochen", "1,5")]
    back = "delimiter: semicolon\ndecimal: comma\n" + mapping.replace("decimal: comma", "decimal: point")
    found = recoded(tmp_path, 'id,strecke,wochen\na,60.5,"1,5"\n', back)
    assert (found.table["left_extension_deg"][0], found.table["left_weeks_since_injury"][0]) == ("60.5", "1.5")


def test_a_decimal_sign_of_what_is_no_number_is_told_of(tmp_path: Path):
    told = faults(tmp_path, "columns: {Fieber: {is: fever, decimal: comma}}\n")
    assert told == [("1", "`decimal: comma` `fever` is no number. Leave it out.")]


def test_a_delimiter_that_is_declared_for_no_csv_or_is_wrong_is_told_of(tmp_path: Path):
    _, mapping = write(tmp_path, GERMAN, DECLARED)
    pl.DataFrame({"alter": ["30"], "strecke": ["60"]}).write_parquet(tmp_path / "in.parquet")
    result = batch(tmp_path / "in.parquet", tmp_path / "out.csv", "--mapping", str(mapping))
    told = " ".join(result.output.split())
    assert result.exit_code == 2 and "`delimiter`" in told and "`decimal`" in told and "Only CSV has it" in told
    mapping.write_text(DECLARED.replace("semicolon", "tab"), encoding="utf-8")
    result = batch(tmp_path / "in.csv", tmp_path / "out.csv", "--mapping", str(mapping))
    assert result.exit_code == 2 and "The table has no such column" in result.output
    plain = batch(tmp_path / "in.csv", tmp_path / "out.csv")
    assert plain.exit_code == 2 and "declare the `delimiter`" in " ".join(plain.output.split())


@pytest.mark.parametrize("word", ["unknown", "Unknown"])
def test_a_word_for_not_knowing_is_never_mapped_to_an_answer(tmp_path: Path, word: str):
    mapping = MAPPING.replace("  Fieber: fever", f"  Fieber: {{is: fever, values: {{{word}: absent, ja: present}}}}")
    [(_, found)] = faults(tmp_path, mapping)
    assert found.startswith(f"`{word}: absent` The word says that nothing is known")
