"""A row of a table is taken, settled or refused as the case it is."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from dorsiflex.cohort.header import column_of, doubts, read_header
from dorsiflex.cohort.table_in import ROW, TableIn, TableReader
from dorsiflex.cohort.values import as_typed
from dorsiflex.errors import BadInput
from dorsiflex.infer.packed import PackedTable
from dorsiflex.infer.settle_columns import SettleColumns
from dorsiflex.intake.form import Intake, Typed
from dorsiflex.language.case import Case
from dorsiflex.validate.case import validate
from tests.cohort.tables import recorded_table, unlike
from tests.cohort.typed import spoilt, typed_row
from tests.infer.knowledge_cases import Known

WRIST = Known("wrist")
ANKLE = Known(str(Path(__file__).parents[2] / "rules"))


def read(table: pl.DataFrame, known: Known = WRIST) -> TableIn:
    header = read_header(table.columns, known.knowledge, known.program, ())
    rows = pl.int_range(1, table.height + 1, dtype=pl.UInt64, eager=True)
    return TableReader(header, known.knowledge, known.program).read(table, rows)


def as_case(row: dict[str, Any], known: Known) -> Case | set[str]:
    """The row through the door of one case: the case, or the columns in which something is wrong."""
    answers = []
    for stem, finding in known.program.findings.items():
        unit, _, name = stem.rpartition(".")
        answers.append(Typed(unit or None, name, as_typed(row[column_of(stem)], finding), column_of(stem)))
    try:
        return validate(Intake(tuple(answers)), known.knowledge)
    except BadInput as bad:
        return {problem.where for problem in bad.problems}


@pytest.mark.parametrize(("known", "count"), [(WRIST, 1500), (ANKLE, 100)], ids=["wrist", "ankle"])
def test_spoilt_rows_are_refused_in_the_same_columns_as_one_case_and_the_others_settled_alike(known: Known, count: int):
    rows = [
        spoilt(typed_row(known.random_case(seed), known.program), Random(seed), known.program) for seed in range(count)
    ]
    found = read(pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String)), known)
    wanted = {place: as_case(row, known) for place, row in enumerate(rows, start=1)}
    cases = {place: case for place, case in wanted.items() if isinstance(case, Case)}
    refused = {place: columns for place, columns in wanted.items() if not isinstance(columns, Case)}
    assert 0 < len(cases) < count, "both kinds of row"
    assert found.carried[ROW].to_list() == list(cases)
    told: dict[int, set[str]] = {}
    for place, column in found.rejects.select(ROW, "column").iter_rows():
        told.setdefault(place, set()).add(column)
    assert told == refused
    settling = SettleColumns(known.program)
    settled = settling.settle(recorded_table([case.recorded for case in cases.values()], known.program))
    assert unlike(found.settled, PackedTable(settled, known.program)) == []


def test_every_row_is_either_taken_or_refused_and_never_both():
    table = pl.DataFrame({"age_years": ["30", "x", None, "9999", "40"], "id": ["a", "b", "c", None, "e"]})
    found = read(table)
    assert found.carried.rows() == [(1, "a"), (3, "c"), (5, "e")]
    assert found.rejects.select(ROW, "id", "column", "value").rows() == [
        (2, "b", "age_years", "x"),
        (4, None, "age_years", "9999"),
    ]
    assert found.settled.count == 3


def test_columns_that_are_no_finding_are_carried_through_as_they_are():
    table = pl.DataFrame({"site": [7, None], "age_years": [30, 40], "when": ["x", "y"]})
    assert read(table).carried.rows() == [(1, 7, "x"), (2, None, "y")]


def test_a_table_without_rows_is_read():
    found = read(pl.DataFrame(schema={"age_years": pl.Float64, "id": pl.String}))
    assert (found.settled.count, found.rejects.height, found.carried.columns) == (0, 0, [ROW, "id"])


def problems(*names: str, taken: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(BadInput) as bad:
        read_header(names, WRIST.knowledge, WRIST.program, taken)
    return [f"{problem.found} {problem.why}" for problem in bad.value.problems]


def test_a_finding_in_a_column_that_would_not_be_read_is_refused():
    """Carried through, it would be unknown for everybody."""
    [side] = [stem.partition(".")[2] for stem in WRIST.program.findings if stem.startswith("left.")][:1]
    assert problems("age_years", side) == [
        f"`{side}` This finding stands in the column `left_{side}` or `right_{side}`."
    ]
    assert problems("age_years", f"left.{side}") != []
    assert problems("left_age_years", "age_years") == [
        "`left_age_years` This finding stands in the column `age_years`."
    ]


def test_a_column_twice_or_of_the_name_of_an_answer_is_refused():
    assert problems("age_years", "age_years") == ["`age_years` 2 columns have this name."]
    assert problems("age_years", "row", taken=("row",)) == ["`row` The answer has a column of this name."]


def test_a_table_of_which_no_column_is_a_finding_is_refused():
    assert problems("age_years;id") == ["`age_years;id` No column is a finding of these rules."]
    assert problems() == ["no column No column is a finding of these rules."]


def test_a_column_that_looks_like_a_misspelt_finding_is_told_of():
    header = read_header(["left_symptomatic", "age_yeers", "site"], WRIST.knowledge, WRIST.program, ())
    assert header.doubtful == (("age_yeers", "age_years"),)
    assert header.carried == ("age_yeers", "site")


def test_which_side_a_misspelt_column_means_is_not_guessed():
    columns = ["left_lateral_malleolus_tender", "right_lateral_malleolus_tender", "age_years"]
    names = ["lateral_malleolus_tender_re", "right_lateral_maleolus_tender", "lateral_malleolus_tender_l", "age_yeers"]
    assert dict(doubts(names, columns, (), ("left", "right"))) == {
        "lateral_malleolus_tender_re": "left_lateral_malleolus_tender or right_lateral_malleolus_tender",
        "right_lateral_maleolus_tender": "right_lateral_malleolus_tender",
        "lateral_malleolus_tender_l": "left_lateral_malleolus_tender",
        "age_yeers": "age_years",
    }


def test_a_finding_in_other_letters_is_told_of_although_it_is_only_carried_through():
    names = ["LEFT_SYMPTOMATIC", "ID", "age_years", "Age_Years", "ids", "sitz"]
    header = read_header(names, WRIST.knowledge, WRIST.program, ())
    assert header.doubtful == (
        ("LEFT_SYMPTOMATIC", "left_symptomatic"),
        ("ID", "id"),
        ("Age_Years", "age_years"),
    )


ESCAPE = "p\x1b[2J1"


@pytest.mark.parametrize("label", [ESCAPE, "p\t1", "p\u202e1", "p\u200b1", "p\x9b1", "p\n1", "p" * 201])
def test_an_id_with_characters_that_nobody_sees_is_refused_as_that_of_one_person_is(label: str):
    found = read(pl.DataFrame({"id": ["a", label], "age_years": [30, 40]}))
    assert found.carried["id"].to_list() == ["a"]
    [told] = found.rejects.rows(named=True)
    assert told[ROW] == 2 and told["column"] == "id" and "that are not seen" in told["why"]
    assert (told["id"] + told["value"]).isprintable()


def test_an_id_may_have_letters_of_any_language_and_signs():
    labels = ["Ä-1", "患者 7", "p/2;3", "", None]
    assert read(pl.DataFrame({"id": labels, "age_years": [30] * 5})).carried["id"].to_list() == labels


def test_numbers_are_ids_too():
    assert read(pl.DataFrame({"id": [7, None], "age_years": [30, 40]})).carried["id"].to_list() == [7, None]


def test_a_column_whose_name_a_terminal_would_act_upon_is_refused_and_one_with_line_breaks_is_not():
    assert problems("age_years", "si\x1b[2Jte") == [
        "`si\\x1b[2Jte` It has characters that are not seen, or that a terminal would act upon."
    ]
    assert read_header(["age_years", "site\n(town)"], WRIST.knowledge, WRIST.program, ()).carried == ("site\n(town)",)
