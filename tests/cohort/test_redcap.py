"""REDCap asks for the vocabulary as it is, and its exports are the same people as any other table."""

from __future__ import annotations

import csv
import json
import re
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from reproschema.redcap2reproschema import redcap2reproschema
from typer.testing import CliRunner

from dorsiflex.apps.cli import app
from dorsiflex.cohort.redcap_dictionary import COLUMNS, dictionary
from dorsiflex.cohort.redcap_fields import field_name, fields_of
from dorsiflex.language.meaning import evaluate
from dorsiflex.language.truth import Truth
from dorsiflex.validate.case import Answers
from tests.cohort.redcap import export, shown, without_bare_none
from tests.cohort.test_batch import batch, done
from tests.cohort.told import differing
from tests.cohort.typed import typed_row
from tests.infer.knowledge_cases import FOREIGN, Known

WRIST = Known("wrist")
RULES = Path(__file__).parents[2] / "rules"
ANKLE = Known(str(RULES))
ALL = [WRIST, Known("sleep"), ANKLE]
NAMES = ["wrist", "sleep", "ankle"]


def rows_of(known: Known) -> dict[str, dict[str, str]]:
    return {row[COLUMNS[0]]: dict.fromkeys(COLUMNS, "") | row for row in dictionary(known.knowledge, known.program)}


# The dictionary


@pytest.mark.parametrize("known", ALL, ids=NAMES)
def test_every_column_has_a_field_whose_name_and_label_are_its_own(known: Known):
    fields, rows = fields_of(known.knowledge, known.program), rows_of(known)
    assert sorted(field.stem for field in fields) == sorted(known.program.findings)
    assert list(rows) == ["record_id", *(field.name for field in fields)]
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,25}", name) and "__" not in name for name in rows)
    assert len({row["Field Label"] for row in rows.values()}) == len(rows)
    forms = [row["Form Name"] for row in rows.values()]
    assert sum(one != other for one, other in pairwise(forms)) == len(set(forms)) - 1


def test_a_long_name_is_shortened_alike_each_time_whatever_else_there_is():
    long = "left_retest_of_something_with_a_long_name"
    assert field_name(long) == field_name(long) != field_name(long + "s")
    assert len(field_name(long)) == 26 and field_name(long).startswith("left_retest_of_somet")
    assert field_name("left_grip_kg") == "left_grip_kg"


def test_the_dictionary_asks_as_the_vocabulary_does():
    rows = rows_of(WRIST)
    weeks = rows["left_weeks_since_injury"]
    assert weeks["Field Label"] == "Left wrist: How many weeks ago was the last injury?"
    assert (weeks["Field Type"], weeks["Text Validation Type OR Show Slider Number"]) == ("text", "number")
    assert (weeks["Text Validation Min"], weeks["Text Validation Max"]) == ("0", "2600")
    assert weeks["Field Note"] == "weeks, 0 to 2600, in steps of 0.1."
    assert weeks["Branching Logic (Show field only if...)"] == "[left_injury_history] = '1'"
    assert "NASK" in weeks["Field Annotation"] and "left_weeks_since_injury" in weeks["Field Annotation"]
    assert rows["fever"]["Field Type"] == "yesno"
    assert rows["sex"]["Choices, Calculations, OR Slider Labels"] == "female, female | male, male | other, other"
    ankle = rows_of(ANKLE)
    assert ankle["equipment"]["Choices, Calculations, OR Slider Labels"].endswith("| none_of_these, None of these")
    assert ankle["equipment"]["Field Annotation"].startswith("@NONEOFTHEABOVE='none_of_these' ")
    assert rows["equipment"]["Field Annotation"].startswith("@NONEOFTHEABOVE='none' "), "it has a choice for it"
    headers = [row["Section Header"] for row in rows.values() if row["Section Header"]]
    assert headers == ["About the person", "The wrist: left wrist", "The wrist: right wrist"]


@pytest.mark.parametrize("known", ALL, ids=NAMES)
def test_a_field_is_shown_exactly_where_what_it_depends_on_surely_holds(known: Known):
    fields = {field.name: field for field in fields_of(known.knowledge, known.program)}
    told = {name: row["Branching Logic (Show field only if...)"] for name, row in rows_of(known).items()}
    depending = [field for field in fields.values() if field.finding.parent is not None]
    assert {name for name, logic in told.items() if logic} == {field.name for field in depending}
    seen = set()
    for case in map(known.random_case, range(60)):
        for field in depending:
            wanted = evaluate(field.finding.parent, Answers(known.knowledge, case.recorded, field.side)) is Truth.TRUE
            assert shown(told[field.name], fields, case.recorded) == wanted, (field.name, told[field.name])
            seen.add(wanted)
    assert seen == {True, False} or not depending


def test_reproschema_imports_the_dictionary_with_every_field_choice_range_and_condition(tmp_path: Path):
    path = tmp_path / "dictionary.csv"
    told = CliRunner().invoke(app, ["redcap", "dictionary", "-o", str(path)])
    assert told.exit_code == 0 and "NASK, Not asked | ASKU, Asked but unknown" in told.output
    with path.open(encoding="utf-8") as file:
        assert tuple(next(csv.reader(file))) == COLUMNS
    (tmp_path / "config.yaml").write_text(
        "protocol_name: ours\nprotocol_display_name: ours\nprotocol_description: a test\nsource_version: '1'\n",
        encoding="utf-8",
    )
    redcap2reproschema(path, tmp_path / "config.yaml", tmp_path)
    items = {item.stem if item.suffix else item.name: item for item in tmp_path.glob("ours/activities/*/items/*")}
    fields = {field.column: field for field in fields_of(ANKLE.knowledge, ANKLE.program)}
    assert items.keys() == {"record_id", *(field.name for field in fields.values())}

    def read(column: str) -> dict[str, object]:
        return dict(json.loads(items[fields[column].name].read_text(encoding="utf-8"))["responseOptions"])

    age = read("age_years")
    assert (age["minValue"], age["maxValue"], age["valueType"]) == (0, 110, ["xsd:integer"])
    assert [one["value"] for one in read("sex")["choices"]] == ["female", "male", "other"]  # type: ignore[attr-defined]
    assert len(read("equipment")["choices"]) == 5 and read("equipment")["multipleChoice"]  # type: ignore[arg-type]
    [schema] = [
        json.loads(one.read_text(encoding="utf-8"))
        for one in tmp_path.glob("ours/activities/surgery_and_immobilisation/surgery_and_immobilisation_schema")
    ]
    visible = {one["variableName"]: one["isVis"] for one in schema["ui"]["addProperties"]}
    assert visible["left_surgery_type"] == "left_surgery_history == '1'"


# Exports


@pytest.mark.parametrize("form", ["raw", "labels"])
@pytest.mark.parametrize(("known", "count"), [(WRIST, 80), (ANKLE, 12)], ids=["wrist", "ankle"])
def test_an_export_gives_the_answers_of_the_plain_table(known: Known, count: int, form: str, tmp_path: Path):
    cases = [without_bare_none(known.random_case(seed), known) for seed in range(count)]
    plain = [typed_row(case, known.program) for case in cases]
    pl.DataFrame(plain, schema=dict.fromkeys(plain[0], pl.String)).write_csv(tmp_path / "plain.csv")
    (tmp_path / "export.csv").write_text(export(cases, known, form), encoding="utf-8")
    rules = ("--rules", str(FOREIGN / known.name))
    done(tmp_path / "plain.csv", tmp_path / "wanted.parquet", *rules)
    done(tmp_path / "export.csv", tmp_path / "found.parquet", "--from", "redcap", *rules)
    wanted, found = (pl.read_parquet(tmp_path / f"{name}.parquet") for name in ("wanted", "found"))
    # An export has no row for those of whom nothing is recorded: it sets them aside.
    said = [number for number, case in enumerate(cases, 1) if case.recorded]
    assert found["row"].to_list() == said and found["id"].to_list() == [f"p{number}" for number in said]
    assert list(differing(found, wanted.filter(pl.col("row").is_in(said)))) == []


VISITS = """\
record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,age_years,equipment___belt,\
left_extension_deg,slept
1,baseline_arm_1,,,40,1,,
1,visit_arm_1,,1,,0,60,
1,visit_arm_1,,2,41,0,UNK,
1,visit_arm_1,diary,1,,0,,well
2,baseline_arm_1,,,50,0,70,
2,visit_arm_1,,1,,0,71,
"""


def carrying(tmp_path: Path, columns: str) -> tuple[str, ...]:
    (tmp_path / "carry.yaml").write_text(f"carry: [{columns}]\n", encoding="utf-8")
    return "--carry-down", "--mapping", str(tmp_path / "carry.yaml")


def visits(tmp_path: Path, *more: str, text: str = VISITS) -> tuple[list[dict[str, str]], list[dict[str, str]], str]:
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")
    options = ("--from", "redcap", "--explain", "0.9999", *more)
    told = done(tmp_path / "in.csv", tmp_path / "out.csv", *options)
    lines = (tmp_path / "out.reasons.jsonl").read_text(encoding="utf-8").splitlines()
    rejects = pl.read_csv(tmp_path / "out.rejects.csv", infer_schema=False).rows(named=True)
    return [json.loads(line) for line in lines], rejects, " ".join(told.output.split())


def test_each_row_that_holds_answers_is_a_case_of_its_record_event_and_instance(tmp_path: Path):
    cases, rejects, _ = visits(tmp_path)
    assert [case["id"] for case in cases] == [
        "1/baseline_arm_1",
        "1/visit_arm_1/1",
        "1/visit_arm_1/2",
        "2/baseline_arm_1",
        "2/visit_arm_1/1",
    ]
    assert [(row["row"], row["id"]) for row in rejects] == [("4", "1/visit_arm_1/diary/1")]
    assert "no answer" in rejects[0]["why"]
    table = pl.read_csv(tmp_path / "out.csv", infer_schema=False)
    assert not table["assumed"].str.contains("carried down").any() and "slept" in table.columns


def test_what_the_base_row_says_of_the_person_is_carried_down_only_where_that_is_declared(tmp_path: Path):
    """Seen where it counts: with a belt at hand, and only so, something is suggested for the firm wrist."""
    text = (
        "record_id,redcap_event_name,redcap_repeat_instance,age_years,fever,chest_pain,active_cancer,other_diagnosis,"
        "equipment___belt,left_symptomatic,left_injury_history,left_extension_deg\n"
        "1,baseline_arm_1,,40,1,0,0,0,1,,,\n1,visit_arm_1,,,,,,,0,1,0,60\n1,later_arm_1,2,,0,,,,0,1,0,60\n"
    )
    carry = carrying(tmp_path, "age_years, fever, chest_pain, active_cancer, other_diagnosis, equipment")
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")
    done(tmp_path / "in.csv", tmp_path / "alone.csv", "--from", "redcap")
    told = done(tmp_path / "in.csv", tmp_path / "down.csv", "--from", "redcap", *carry)
    alone, down = (pl.read_csv(tmp_path / name, infer_schema=False) for name in ("alone.csv", "down.csv"))
    gates = [name for name in down.columns if name.startswith("gate_")]
    assert alone["id"].to_list() == ["1/baseline_arm_1", "1/visit_arm_1", "1/later_arm_1/2"]
    assert down["id"].to_list() == ["1/visit_arm_1", "1/later_arm_1/2"], "the base row is no visit"
    assert any(set(alone[name].to_list()[1:]) != set(down[name]) for name in gates), "what was not known is known now"
    assert down.select(gates).row(0) != down.select(gates).row(1), "what a visit says itself is not overruled"
    assert down["assumed"].str.contains("carried down: active_cancer, age_years, ").all()
    assert "ASSUMED for all 2 rows, asked of nobody: carried down" in " ".join(told.output.split())
    record = json.loads((tmp_path / "down.csv.run.json").read_text(encoding="utf-8"))
    assert list(record["assumed"]) == ["boxes of equipment", "carried down"] and record["from"] == "redcap"
    assert (record["rows"], record["rows_answered"], record["rows_rejected"]) == (3, 2, 1)


def test_of_two_events_each_has_its_own_base_row_and_boxes_go_down_together(tmp_path: Path):
    text = (
        "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,age_years,equipment___belt,"
        "equipment___band,left_extension_deg\n"
        "1,first_arm_1,,,40,1,0,50\n1,first_arm_1,exam,1,,0,0,51\n"
        "1,second_arm_1,,,41,0,1,52\n1,second_arm_1,exam,1,,0,0,53\n1,third_arm_1,exam,1,,,,54\n"
    )
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")
    carry = carrying(tmp_path, "age_years, equipment")
    done(tmp_path / "in.csv", tmp_path / "out.csv", "--from", "redcap", *carry, "--ask")
    from dorsiflex.cohort.answering import Answering, open_tables
    from dorsiflex.cohort.inputs import find_inputs
    from dorsiflex.cohort.places import Job

    path = tmp_path / "carry.yaml"
    job = Job((str(tmp_path / "in.csv"),), None, mapping=path, come_from="redcap", carry_down=True)
    answering = Answering(WRIST.knowledge, open_tables(find_inputs(job.tables, tmp_path), job), job)
    [part] = answering.tables.parts()
    kept = part.table.select("age_years", "equipment___belt", "equipment___band").rows()
    assert kept == [("40", "1", "0"), ("40", "1", "0"), ("41", "0", "1"), ("41", "0", "1"), (None, None, None)]
    # At the third event the others disagree, so nothing is known of it.


def test_a_mapping_says_the_fields_of_another_project_and_the_rest_is_read_as_ours(tmp_path: Path):
    (tmp_path / "map.yaml").write_text(
        "columns:\n"
        "  alter: age_years\n"
        "  mittel___1: {is: equipment, option: belt}\n"
        '  mittel___99: {is: equipment, option: "[]"}\n'
        '  streckung: {is: left_extension_deg, missing: {"-8": not_asked}}\n',
        encoding="utf-8",
    )
    text = (
        "pat,alter,mittel___1,mittel___99,streckung,fever\n"
        "a,40,0,1,-8,0\nb,41,Checked,Unchecked,NASK,Yes\nc,x,1,1,60,maybe\n"
    )
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")
    options = ("--from", "redcap", "--mapping", str(tmp_path / "map.yaml"))
    done(tmp_path / "in.csv", tmp_path / "out.csv", *options)
    rejects = pl.read_csv(tmp_path / "out.rejects.csv", infer_schema=False).rows(named=True)
    assert {(row["id"], row["column"]) for row in rejects} == {
        ("c", "alter"),
        ("c", "mittel___1, mittel___99"),
        ("c", "fever"),
    }
    told = CliRunner().invoke(app, ["quality", str(tmp_path / "in.csv"), "--rules", str(FOREIGN / "wrist"), *options])
    assert "mittel___1, mittel___99 (equipment)" in told.output and told.exit_code == 0
    (tmp_path / "map.yaml").write_text("id: pat\ncolumns: {alter: age_years}\n", encoding="utf-8")
    result = batch(tmp_path / "in.csv", tmp_path / "out.csv", *options)
    assert result.exit_code == 2 and "made of its record, event and instance" in " ".join(result.output.split())


def test_what_is_no_export_is_told_of(tmp_path: Path):
    pl.DataFrame({"record_id": ["a"], "age_years": ["30"]}).write_parquet(tmp_path / "in.parquet")
    result = batch(tmp_path / "in.parquet", tmp_path / "out.csv", "--from", "redcap")
    assert result.exit_code == 2 and "REDCap exports CSV" in result.output
    (tmp_path / "in.csv").write_text("record_id,age_years,id\na,30,x\n", encoding="utf-8")
    result = batch(tmp_path / "in.csv", tmp_path / "out.csv", "--from", "redcap")
    assert result.exit_code == 2 and "Rename the column" in result.output
    result = batch(tmp_path / "in.csv", tmp_path / "out.csv", "--carry-down")
    assert result.exit_code == 2 and "Add --from redcap" in result.output
    result = CliRunner().invoke(app, ["redcap", "dictionary", "-o", str(tmp_path / "d.xlsx")])
    assert result.exit_code == 2 and "Use .csv" in result.output


def test_a_box_that_our_dictionary_does_not_know_is_told_of(tmp_path: Path):
    (tmp_path / "in.csv").write_text("record_id,equipment___belt,equipment___own\na,1,0\n", encoding="utf-8")
    result = batch(tmp_path / "in.csv", tmp_path / "out.csv", "--from", "redcap")
    assert result.exit_code == 2 and "`equipment___own`" in result.output and "no such choice" in result.output


def test_an_export_that_is_not_called_one_is_not_taken_for_a_table_of_people(tmp_path: Path):
    (tmp_path / "in.csv").write_text(VISITS, encoding="utf-8")
    told = batch(tmp_path / "in.csv", tmp_path / "out.csv")
    assert told.exit_code == 2 and "Add --from redcap" in told.output
    words = ["map", "suggest", str(tmp_path / "in.csv"), "-o", str(tmp_path / "map.yaml")]
    told = CliRunner().invoke(app, [*words, "--rules", str(FOREIGN / "wrist")])
    assert "in.csv --from redcap --mapping" in " ".join(told.output.split())
