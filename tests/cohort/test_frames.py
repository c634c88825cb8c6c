"""A frame of any library is answered as each of its rows by itself, in a frame of the same library."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import dorsiflex
from dorsiflex.cohort.assess import CHUNK
from dorsiflex.cohort.header import column_of
from dorsiflex.errors import BadInput
from dorsiflex.explain.answer import Answer
from dorsiflex.language.case import Case
from dorsiflex.language.meaning import Value
from dorsiflex.language.program import Program
from dorsiflex.language.vocabulary import Finding, Kind
from dorsiflex.ready import assessor_for
from tests.cohort.typed import typed_row
from tests.infer.knowledge_cases import Known

WRIST, SLEEP = Known("wrist"), Known("sleep")
ANKLE = Known(str(Path(__file__).parents[2] / "rules"))


@cache
def cases(count: int = 60) -> tuple[Case, ...]:
    return tuple(WRIST.random_case(seed) for seed in range(count))


def as_value(value: Value, finding: Finding) -> Any:
    """An answer as a frame with types has it."""
    if finding.kind is Kind.SEVERAL_OF:
        return sorted(value)  # type: ignore[arg-type]
    return float(finding.quantity.value(value)) if finding.kind is Kind.NUMBER else value  # type: ignore[arg-type]


def values(program: Program, some: tuple[Case, ...]) -> dict[str, list[Any]]:
    return {
        column_of(stem): [as_value(c.recorded[stem], finding) if stem in c.recorded else None for c in some]
        for stem, finding in program.findings.items()
    }


def texts(some: tuple[Case, ...], known: Known = WRIST) -> dict[str, list[Any]]:
    rows = [typed_row(case, known.program) for case in some]
    return {name: [row[name] for row in rows] for name in rows[0]}


@cache
def wanted() -> pl.DataFrame:
    return dorsiflex.assess_frame(pl.DataFrame(texts(cases()), strict=False), WRIST.knowledge)


def plain(frame: Any) -> list[tuple[Any, ...]]:
    """The cells of an answer, whatever library holds them."""
    if isinstance(frame, pd.DataFrame):
        # pandas says None, NaN or NaT of what is not there.
        return [
            tuple(None if cell is None or cell != cell else cell for cell in row)
            for row in frame.itertuples(index=False)
        ]
    return (pl.DataFrame(pl.from_arrow(frame)) if isinstance(frame, pa.Table) else frame).rows()


def cell(answer: Answer, column: str, known: Known) -> Any:
    """What the answer for one person says in a column."""
    unit = next((unit for unit in known.knowledge.units if column.startswith(f"{unit}_")), None)
    kind, _, name = column.removeprefix(f"{unit}_").partition("_")
    side = answer[unit] if unit else None
    if name == "" and kind in ("disposition", "assessed"):
        return getattr(side or answer, kind)
    assert side is not None and kind == "technique"
    withheld = {item.id.replace("-", "_") for item in side.withheld}
    suggested = {item.id.replace("-", "_") for item in side.suggestions}
    return "withheld" if name in withheld else "suggested" if name in suggested else None


@pytest.mark.parametrize(("known", "count"), [(WRIST, 30), (SLEEP, 30), (ANKLE, 4)], ids=["wrist", "sleep", "ankle"])
def test_each_cell_says_what_the_answer_for_that_person_says(known: Known, count: int):
    some = tuple(known.random_case(seed) for seed in range(count))
    answers = dorsiflex.assess_frame(pl.DataFrame(texts(some, known), strict=False), known.knowledge)
    assessor = assessor_for(known.knowledge)
    for case, row in zip(some, answers.iter_rows(named=True), strict=True):
        answer = assessor.assess_case(case)
        truths = {stem.replace(".", "_"): truth for stem, truth in assessor.generated.conclude(case).items()}
        for column, told in row.items():
            if "gate_" in column or "pattern_" in column:
                stem = column.replace("gate_", "", 1).replace("pattern_", "", 1)
                [truth] = [truth for name, truth in truths.items() if name.replace("-", "_") == stem]
                assert told == truth.value, column
            elif column != "row":
                assert told == cell(answer, column, known), column


def test_every_library_gives_the_same_answer_in_a_frame_of_its_own():
    some = cases()
    typed = values(WRIST.program, some)
    pandas = pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in typed.items()})
    frames = {
        pl.DataFrame: [pl.DataFrame(typed, strict=False)],
        pd.DataFrame: [
            pandas,
            pandas.infer_objects(),
            pandas.convert_dtypes(),
            pd.DataFrame(texts(some)),
            pd.DataFrame(texts(some)).astype("category"),
            pl.DataFrame(typed, strict=False).to_pandas(),
            pl.DataFrame(typed, strict=False).to_pandas(use_pyarrow_extension_array=True),
        ],
        pa.Table: [pl.DataFrame(typed, strict=False).to_arrow(), pa.table(texts(some))],
    }
    for library, given in frames.items():
        for frame in given:
            answer = dorsiflex.assess_frame(frame, WRIST.knowledge)
            assert isinstance(answer, library)
            assert plain(answer) == wanted().rows()


def test_a_lazy_frame_and_a_record_batch_are_assessed():
    typed = pl.DataFrame(values(WRIST.program, cases()), strict=False)
    assert dorsiflex.assess_frame(typed.lazy(), WRIST.knowledge).collect().equals(wanted())
    [batch] = typed.to_arrow().combine_chunks().to_batches()
    assert plain(dorsiflex.assess_frame(batch, WRIST.knowledge)) == wanted().rows()


def test_pandas_keeps_the_labels_of_the_rows_it_answers():
    frame = pd.DataFrame({"age_years": [30, 999, 40]}, index=["a", "b", "c"])
    answers, refused = dorsiflex.assess_frame(frame, WRIST.knowledge, rejects=True)
    assert list(answers.index) == ["a", "c"]
    assert list(refused.index) == ["b"]


def test_mixed_types_in_one_column_are_read_value_by_value():
    frame = pd.DataFrame({"age_years": [30, "40", 50.0, None, math.nan, "x", True, [1], math.inf]})
    answers, refused = dorsiflex.assess_frame(frame, WRIST.knowledge, rejects=True)
    assert answers["row"].tolist() == [1, 2, 3, 4, 5]
    assert refused["value"].tolist() == ["x", "true", "[1]", "inf"]


def test_nothing_is_left_out_in_silence():
    frame = pl.DataFrame({"age_years": [30, 999]})
    with pytest.raises(BadInput, match="row 2: `age_years: 999`"):
        dorsiflex.assess_frame(frame, WRIST.knowledge)
    many = pl.DataFrame({"age_years": [999] * 50})
    with pytest.raises(BadInput, match="further rows: 30 more values"):
        dorsiflex.assess_frame(many, WRIST.knowledge)


def test_rows_beyond_one_part_are_numbered_on():
    frame = pl.DataFrame({"age_years": [30] * CHUNK + [999, 40]})
    answers, refused = dorsiflex.assess_frame(frame, WRIST.knowledge, rejects=True)
    assert refused["row"].to_list() == [CHUNK + 1]
    assert answers["row"].to_list() == [*range(1, CHUNK + 1), CHUNK + 2]


@pytest.mark.parametrize(
    "frame", [pl.DataFrame({"age_years": []}), pd.DataFrame({"age_years": []})], ids=["polars", "pandas"]
)
def test_an_empty_frame_gives_an_empty_answer_with_every_column(frame: Any):
    answer = dorsiflex.assess_frame(frame, WRIST.knowledge)
    assert (len(answer), list(answer.columns)) == (0, wanted().columns)


def test_a_column_given_twice_is_refused():
    frame = pd.DataFrame([[1, 2]], columns=["age_years", "age_years"])
    with pytest.raises(BadInput, match="2 columns have this name"):
        dorsiflex.assess_frame(frame, WRIST.knowledge)


def test_what_is_no_frame_is_refused():
    for thing in ({"age_years": [30]}, [1], "cohort.csv", pl.Series([1])):
        with pytest.raises(BadInput, match="A frame of pandas or Polars"):
            dorsiflex.assess_frame(thing)


def test_the_rules_of_the_package_answer_where_no_others_are_given():
    assert dorsiflex.assess_frame(pl.DataFrame({"age_years": [30]})).height == 1
