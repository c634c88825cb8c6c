"""A table is the same people whatever its format, and whatever is malformed in it is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pa_parquet
import pytest
from pyarrow import feather

from dorsiflex.cohort.source_arrow import ParquetSource
from dorsiflex.cohort.source_excel import ExcelSource
from dorsiflex.errors import BadInput
from tests.cohort.test_batch import HEADER, batch, done, refused
from tests.infer.knowledge_cases import FOREIGN

ROWS = [
    {"id": "a", "age_years": "30", "fever": "yes", "left_extension_deg": "60.5"},
    {"id": "b", "age_years": "41", "fever": None, "left_extension_deg": None},
    {"id": "c", "age_years": "x", "fever": "no", "left_extension_deg": "61"},
]
TABLE = pl.DataFrame(ROWS, schema=dict.fromkeys(ROWS[0], pl.String))
TYPED = TABLE.filter(pl.col("id") != "c").with_columns(
    pl.col("age_years").cast(pl.Int64), pl.col("left_extension_deg").cast(pl.Float64)
)


def read(table: Path, tmp_path: Path, *more: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Answers and rejects, as text."""
    done(table, tmp_path / "out.csv", *more)
    return tuple(
        pl.read_csv(tmp_path / name, infer_schema=False).rows(named=True) for name in ("out.csv", "out.rejects.csv")
    )


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_csv_json_lines_and_excel_of_the_same_people_give_the_same_answers_and_rejects(tmp_path: Path):
    TABLE.write_csv(tmp_path / "in.csv")
    wanted = read(tmp_path / "in.csv", tmp_path)
    assert [row["column"] for row in wanted[1]] == ["age_years"]
    lines = "\n".join(json.dumps({name: value for name, value in row.items() if value}) for row in ROWS)
    (tmp_path / "in.jsonl").write_text(lines + "\n\n", encoding="utf-8")
    assert read(tmp_path / "in.jsonl", tmp_path) == wanted
    typed = [["a", 30, True, 60.5], ["b", 41.0, None, None], [], ["c", "x", False, 61]]
    book = workbook(tmp_path / "in.xlsx", {"people": [list(TABLE.columns), *typed]})
    assert read(book, tmp_path) == wanted


def test_parquet_and_feather_of_the_same_people_give_the_same_answers(tmp_path: Path):
    TYPED.write_csv(tmp_path / "in.csv")
    wanted = read(tmp_path / "in.csv", tmp_path)
    TYPED.write_parquet(tmp_path / "in.parquet")
    TYPED.write_ipc(tmp_path / "in.feather", compression="zstd", compat_level=pl.CompatLevel.oldest())
    TYPED.write_ipc_stream(tmp_path / "in.arrow", compat_level=pl.CompatLevel.oldest())
    for name in ("in.parquet", "in.feather", "in.arrow"):
        assert read(tmp_path / name, tmp_path) == wanted


def test_a_line_of_json_that_is_no_row_is_rejected_with_its_text_and_number(tmp_path: Path):
    (tmp_path / "in.jsonl").write_text(
        '{"id": "a", "age_years": 30}\n{"id": "b", "age_years": 3\n[1]\n{"age_years": 1, "age_years": 2}\n'
        '{"id": "e", "age_years": NaN}\n{"id": "f", "fever": {"today": true}, "age_years": Infinity}\n',
        encoding="utf-8",
    )
    answers, rejects = read(tmp_path / "in.jsonl", tmp_path)
    assert [row["row"] for row in answers] == ["1", "5"]
    assert [(row["row"], row["column"]) for row in rejects] == [
        ("6", "age_years"),
        ("6", "fever"),
        ("2", None),
        ("3", None),
        ("4", None),
    ]
    whys = {row["row"]: row["why"] for row in rejects}
    assert "not JSON" in whys["2"] and "not a JSON object" in whys["3"] and "twice" in whys["4"]


def test_a_number_in_json_is_taken_as_it_is_written(tmp_path: Path):
    """As a float, 40.499999999999999 would be 40.5, and rounded up."""
    (tmp_path / "in.jsonl").write_text(
        '{"left_extension_deg": 90.000000000000000001}\n{"left_extension_deg": 90}\n', encoding="utf-8"
    )
    assert [row["value"] for row in read(tmp_path / "in.jsonl", tmp_path)[1]] == ["90.000000000000000001"]


@pytest.mark.parametrize("cells", ["B2:B4", "A1:B1"])
def test_merged_cells_are_refused_for_only_the_first_of_them_has_the_value(tmp_path: Path, cells: str):
    path = workbook(tmp_path / "in.xlsx", {"people": [["id", "age_years"], ["a", 30], ["b", None], ["c", None]]})
    book = openpyxl.load_workbook(path)
    book["people"].merge_cells(cells)
    book.save(path)
    assert f"the merged cells {cells} The first of merged cells has the value" in refused(path, tmp_path)


def test_text_that_is_not_utf8_and_bytes_in_parquet_and_feather_are_told_of(tmp_path: Path):
    [_, offsets, letters] = pa.array([b"\xff\xfe"], pa.binary()).buffers()
    broken = pa.Array.from_buffers(pa.string(), 1, [None, offsets, letters])
    table = pa.table({"id": broken, "age_years": [30]})
    pa_parquet.write_table(table, tmp_path / "in.parquet")
    feather.write_feather(table, tmp_path / "in.feather")
    for name in ("in.parquet", "in.feather"):
        assert "Invalid UTF8" in refused(tmp_path / name, tmp_path)
    pa_parquet.write_table(pa.table({"id": [b"a"], "age_years": [30]}), tmp_path / "bytes.parquet")
    assert "`id` It holds binary." in refused(tmp_path / "bytes.parquet", tmp_path)


@pytest.mark.parametrize(
    "kind",
    [
        pa.decimal256(60, 3),
        pa.struct([("x", pa.decimal256(60, 3))]),
        pa.dictionary(pa.int8(), pa.decimal256(60, 3)),
        pa.list_view(pa.int64()),
        pa.dense_union([pa.field("a", pa.int64())]),
        pa.month_day_nano_interval(),
        pa.uuid(),
    ],
    ids=str,
)
def test_types_that_nothing_reads_are_told_of(tmp_path: Path, kind: pa.DataType):
    table = pa.table({"age_years": [30], "odd": pa.nulls(1, kind)})
    with pa.OSFile(str(tmp_path / "in.arrow"), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    assert "`odd` It holds" in refused(tmp_path / "in.arrow", tmp_path)


def test_a_packed_table_is_to_be_unpacked(tmp_path: Path):
    (tmp_path / "in.csv.gz").write_bytes(b"\x1f\x8b")
    assert "It is packed. Unpack it" in refused(tmp_path / "in.csv.gz", tmp_path)


def test_json_of_which_no_line_is_a_row_says_why(tmp_path: Path):
    (tmp_path / "in.jsonl").write_text('["id"]\n[1]\n', encoding="utf-8")
    assert "row 1: no row It is not a JSON object. No other line is one." in refused(tmp_path / "in.jsonl", tmp_path)


def test_of_several_sheets_one_is_named(tmp_path: Path):
    people = [["age_years"], [30]]
    book = workbook(tmp_path / "in.xlsx", {"people": people, "notes": [["x"], ["y"]]})
    assert "Its sheets are `people`, `notes`. Name one of them with --sheet." in refused(book, tmp_path)
    assert "no such sheet" in refused(book, tmp_path, "--sheet", "peple")
    assert len(read(book, tmp_path, "--sheet", "people")[0]) == 1


def test_a_row_of_a_sheet_longer_than_its_header_is_rejected(tmp_path: Path):
    book = workbook(tmp_path / "in.xlsx", {"people": [["id", "age_years"], ["a", 30, "see notes"], ["b", 31]]})
    answers, rejects = read(book, tmp_path)
    assert [row["row"] for row in answers] == ["2"]
    assert [(row["row"], row["why"]) for row in rejects] == [("1", "It has 3 values, and the header 2 columns.")]


def test_a_formula_that_nobody_calculated_is_told_of_and_not_read_as_empty(tmp_path: Path):
    book = workbook(tmp_path / "in.xlsx", {"people": [["id", "age_years"], ["a", "=2025-1990"], ["b", 31]]})
    _, rejects = read(book, tmp_path)
    assert [(row["id"], row["value"]) for row in rejects] == [("a", "=2025-1990")]


@pytest.mark.parametrize("name", ["in.xlsx", "in.feather", "in.parquet"])
def test_a_file_that_is_not_what_its_name_says_is_told_of(tmp_path: Path, name: str):
    (tmp_path / name).write_bytes(b"no such thing")
    assert "and whole" in refused(tmp_path / name, tmp_path)


# Several files


def several(tmp_path: Path) -> Path:
    folder = tmp_path / "visits"
    folder.mkdir()
    for name, rows in {"one.csv": "a,30,yes,,x\n", "two.csv": "b,40,no,,y\nc,no,no,,y\nd,1\n"}.items():
        (folder / name).write_text(HEADER + rows, encoding="utf-8")
    return folder


@pytest.mark.parametrize("given", ["visits", "visits/*.csv"])
def test_a_folder_or_glob_is_one_table_in_which_each_row_has_its_file(tmp_path: Path, given: str):
    several(tmp_path)
    answers, rejects = read(tmp_path / given, tmp_path)
    assert [(row["file"], row["row"], row["id"]) for row in answers] == [("one.csv", "1", "a"), ("two.csv", "1", "b")]
    assert [(row["file"], row["row"], row["value"]) for row in rejects] == [
        ("two.csv", "2", "no"),
        ("two.csv", "3", "d,1"),
    ]
    record = json.loads((tmp_path / "out.csv.run.json").read_text(encoding="utf-8"))
    assert (record["rows"], record["rows_answered"], record["rows_rejected"]) == (4, 2, 2)
    assert [one["name"] for one in record["inputs"]] == ["one.csv", "two.csv"]


def test_files_of_the_same_columns_in_another_order_are_one_table(tmp_path: Path):
    (tmp_path / "a.csv").write_text("id,age_years\na,30\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("age_years,id\n40,b\n", encoding="utf-8")
    done(tmp_path / "a.csv", tmp_path / "out.csv", str(tmp_path / "b.csv"))
    assert pl.read_csv(tmp_path / "out.csv")["id"].to_list() == ["a", "b"]


def test_files_whose_columns_differ_are_not_one_table(tmp_path: Path):
    (several(tmp_path) / "two.csv").write_text(HEADER.replace("fever", "Fever"), encoding="utf-8")
    told = refused(tmp_path / "visits", tmp_path)
    assert "two.csv: `fever` one.csv has this column, and this table has not." in told
    assert "two.csv: `Fever` This table has the column, and one.csv has not." in told
    TYPED.write_parquet(tmp_path / "a.parquet")
    TYPED.cast({"id": pl.Categorical}).write_parquet(tmp_path / "b.parquet")
    assert "`id`" in refused(tmp_path / "a.parquet", tmp_path, str(tmp_path / "b.parquet"))


def test_tables_of_several_formats_or_none_are_told_of(tmp_path: Path):
    TYPED.write_parquet(several(tmp_path) / "three.parquet")
    assert "Tables that are read together have one format" in refused(tmp_path / "visits", tmp_path)
    (tmp_path / "empty").mkdir()
    assert "No table is in it" in refused(tmp_path / "empty", tmp_path)
    assert "No file has such a name" in refused(tmp_path / "*.feather", tmp_path)


# Standard input


def from_standard_input(content: bytes, out: Path) -> Any:
    from typer.testing import CliRunner

    from dorsiflex.apps.cli import app

    arguments = ["batch", "-", "-o", str(out), "--rules", str(FOREIGN / "wrist")]
    return CliRunner().invoke(app, arguments, input=content)


def test_csv_and_json_lines_are_read_from_standard_input(tmp_path: Path):
    for content in (HEADER + "a,30,yes,,x\n", '{"id": "a", "age_years": 30, "fever": true, "site": "x"}\n'):
        assert from_standard_input(content.encode(), tmp_path / "out.csv").exit_code == 0
        row = pl.read_csv(tmp_path / "out.csv").row(0, named=True)
        assert (row["id"], row["site"]) == ("a", "x")


def test_parquet_cannot_be_streamed_and_that_is_said(tmp_path: Path):
    TYPED.write_parquet(tmp_path / "in.parquet")
    result = from_standard_input((tmp_path / "in.parquet").read_bytes(), tmp_path / "out.csv")
    assert result.exit_code == 2
    assert "read from their end, which a stream does not have" in " ".join(result.output.split())


def test_a_line_that_is_not_utf_8_is_named(tmp_path: Path):
    (tmp_path / "in.csv").write_bytes((HEADER + "a,30,yes,,x\nb,30,yes,,Zürich\n").encode("latin-1"))
    assert "in.csv:3" in refused(tmp_path / "in.csv", tmp_path)


def test_an_ending_that_cannot_be_written_is_told_of(tmp_path: Path):
    TABLE.write_csv(tmp_path / "in.csv")
    result = batch(tmp_path / "in.csv", tmp_path / "out.docx")
    assert result.exit_code == 2 and "Use one of .csv, .parquet" in " ".join(result.output.split())


def test_a_workbook_that_unpacks_to_far_more_than_its_size_is_refused_before_it_is_read(tmp_path: Path):
    path = tmp_path / "bomb.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as packed, packed.open("xl/worksheets/sheet1.xml", "w") as sheet:
        for _ in range(520):
            sheet.write(bytes(2**20))
    with pytest.raises(BadInput, match="unpacks to 520 MiB"):
        ExcelSource(path, "bomb.xlsx", None)


def test_parquet_comes_in_whole_row_groups_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Small ones together, and one that is larger than a part in several."""
    path = tmp_path / "in.parquet"
    sizes = [3, 3, 3, 10, 1]
    table = pl.DataFrame({"age_years": range(sum(sizes))}).to_arrow()
    with pa_parquet.ParquetWriter(path, table.schema) as writer:
        for place, size in enumerate(sizes):
            writer.write_table(table.slice(sum(sizes[:place]), size))
    monkeypatch.setattr("dorsiflex.cohort.source.ROWS", 7)
    parts = list(ParquetSource(path, "in.parquet").parts())
    assert [part.table.height for part in parts] == [6, 3, 7, 3, 1]
    assert [value for part in parts for value in part.table["age_years"]] == list(range(sum(sizes)))
    assert [number for part in parts for number in part.rows] == list(range(1, sum(sizes) + 1))
