"""Columns of few words are packed by us: Polars, Arrow and DuckDB read what was written, however it came in parts."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl
import pyarrow.parquet as pa_parquet
from hypothesis import given, settings
from hypothesis import strategies as st

from dorsiflex.cohort.growth_parquet import ParquetOutput

KINDS = {
    "row": pl.UInt64,
    "truth": pl.Enum(["true", "false", "unknown"]),
    "a.b": pl.Enum(["only"]),
    "answer": pl.Enum(["suggested", "withheld"]),
    "worst": pl.Enum(["é", "b", "c", "d"]),
    "many": pl.Enum(["a", "b", "c", "d", "e"]),
    "visits": pl.List(pl.Int64),
    "place": pl.Struct({"x": pl.Int8, "y": pl.String}),
}
VALUES = {
    "row": st.integers(0, 2**64 - 1),
    **{name: st.sampled_from(list(kind.categories)) for name, kind in KINDS.items() if isinstance(kind, pl.Enum)},
    "visits": st.lists(st.integers(0, 9), max_size=3),
    "place": st.fixed_dictionaries({"x": st.integers(0, 9), "y": st.sampled_from(["", "ä"])}),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[pl.DataFrame, list[int]]:
    """A table of some of the kinds, and where its parts end."""
    names = draw(st.lists(st.sampled_from(list(KINDS)), min_size=1, unique=True).filter(lambda some: "row" in some))
    rows = draw(st.integers(0, 40))
    columns = {
        name: draw(st.lists(st.none() | VALUES[name] if name != "row" else VALUES[name], min_size=rows, max_size=rows))
        for name in names
    }
    ends = sorted(draw(st.lists(st.integers(0, rows), max_size=3)))
    return pl.DataFrame(columns, schema={name: KINDS[name] for name in names}), ends


@settings(deadline=None)
@given(tables())
def test_every_reader_finds_the_words_that_were_written(made: tuple[pl.DataFrame, list[int]]):
    table, ends = made
    with TemporaryDirectory() as folder:
        work = Path(folder) / "grown.parquet"
        states = []
        for start, end in pairwise([0, *ends, table.height]):
            # As after a kill at each part: everything but the states is forgotten.
            output = ParquetOutput(Path(folder) / "out.parquet", work, states)
            output.add(table.slice(start, end - start))
            states.append(output.state())
            output.close()
        output = ParquetOutput(Path(folder) / "out.parquet", work, states)
        path = output.finish({"dorsiflex": "{}"})
        alone = Path(folder) / "arrow.parquet"
        pa_parquet.write_table(table.to_arrow(compat_level=pl.CompatLevel.oldest()), alone)
        wanted, found = pa_parquet.read_table(alone), pa_parquet.read_table(path)
        assert found.schema.remove_metadata().equals(wanted.schema)
        assert found.schema.metadata == {b"dorsiflex": b"{}"}
        assert found.to_pylist() == wanted.to_pylist()
        assert pl.read_parquet(path).to_dicts() == table.to_dicts()
        read = duckdb.sql(f"FROM '{path}'")
        assert [dict(zip(read.columns, row, strict=True)) for row in read.fetchall()] == table.to_dicts()


def test_a_page_of_many_rows_and_of_rows_without_a_word(tmp_path: Path):
    rows = 100_001
    truths = pl.Series("truth", ["true", "unknown", "false", "unknown", "true"] * (rows // 5 + 1), dtype=KINDS["truth"])
    table = pl.DataFrame(
        {
            "row": pl.int_range(rows, dtype=pl.UInt64, eager=True),
            "truth": truths.head(rows),
            "sparse": truths.head(rows).set(pl.int_range(rows, eager=True) % 7 != 3, None),
            "nothing": pl.repeat(None, rows, dtype=KINDS["answer"], eager=True),
        }
    )
    output = ParquetOutput(tmp_path / "out.parquet", tmp_path / "grown.parquet")
    output.add(table.slice(0, 65_537))
    output.add(table.slice(65_537))
    path = output.finish({})
    assert pl.read_parquet(path).equals(table)
    group = pa_parquet.read_metadata(path).row_group(1)
    columns = [group.column(place) for place in range(group.num_columns)]
    assert group.num_rows == rows - 65_537
    assert group.total_byte_size == sum(column.total_uncompressed_size for column in columns)
