"""Which library does a frame come from? pandas, Polars or Arrow become Polars, and the answer goes back as it came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from dorsiflex.cohort.values import text_of
from dorsiflex.errors import BadInput, Problem

Back = Callable[[pl.DataFrame, list[int]], Any]


def names_of(frame: Any) -> list[str]:
    """The names of a frame's columns, those given twice too."""
    match library_of(frame):
        case "polars":
            return list(frame.collect_schema().names())
        case "pyarrow":
            return list(frame.schema.names)
        case _:
            return [str(name) for name in frame.columns]


def library_of(frame: Any) -> str:
    """The name of the library; raises `BadInput` for what is no frame."""
    name = type(frame).__module__.partition(".")[0]
    if name not in ("pandas", "polars", "pyarrow") or not hasattr(type(frame), "columns"):
        why = "A frame of pandas or Polars, or a table or record batch of Arrow, can be assessed."
        raise BadInput([Problem("the frame", f"`{type(frame).__name__}`", why, "Make one of these of it.")])
    return name


def to_polars(frame: Any) -> tuple[pl.DataFrame, Back]:
    """The frame in Polars, and the way back for the answer; the numbers of its rows, from 1, go with it."""
    match library_of(frame):
        case "polars":
            if isinstance(frame, pl.LazyFrame):
                return frame.collect(), lambda answer, _: answer.lazy()
            return frame, lambda answer, _: answer
        case "pyarrow":
            table = pl.DataFrame(pl.from_arrow(frame))
            table.columns = names_of(frame)  # Polars gives a column without a name one of its own
            return table, lambda answer, _: answer.to_arrow()
        case _:
            columns = [pandas_column(frame.iloc[:, place], str(name)) for place, name in enumerate(frame.columns)]
            return pl.DataFrame(columns), lambda answer, rows: to_pandas(answer, frame.index[[row - 1 for row in rows]])


def pandas_column(column: Any, name: str) -> pl.Series:
    """A column of pandas; one of mixed things by the text of each."""
    if str(column.dtype) == "category":
        column = column.astype(column.cat.categories.dtype)
    try:
        return pl.Series(name, pl.from_pandas(column))
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
        missing = column.isna()
        texts = [None if gone else text_of(value) for value, gone in zip(column, missing, strict=True)]
        return pl.Series(name, texts, dtype=pl.String)


def to_pandas(answer: pl.DataFrame, index: Any) -> Any:
    """The answer in pandas, with the labels of the rows it answers."""
    frame = answer.to_pandas()
    frame.index = index
    return frame
