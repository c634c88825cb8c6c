"""Is each value of a column of the right kind, and within its range? The rules of validate/answer.py, column by column.

Each different value is judged once. Numbers that are plainly within their range are judged all together; only what is
left of them, such as a value at a limit, goes through the rules of one answer by itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from dorsiflex.infer.columns import STEPS, attributes_of
from dorsiflex.language.vocabulary import Finding, Kind, Spellings
from dorsiflex.validate.answer import Refused, read_answer, shown

NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
# So few digits are exact in a float; what is longer is judged as text.
SHORT_NUMBER = r"^[+-]?[0-9]{1,9}(\.[0-9]{1,6})?$"
NONE_OF_THEM = "[]"
# A semicolon within one item of a list: no choice is called so, and it is refused.
BETWEEN = "\\;"
# Nearer than this to a limit, or to the middle between two steps, a float is judged by its text.
NEAR = 1e-6
LARGEST = 10**8
FEW = 1 << 8


@dataclass(frozen=True)
class ReadColumn:
    """The attributes of a finding, null where not known or refused; and which rows are refused, and why."""

    attributes: list[pl.Series]
    refused: pl.DataFrame


REFUSED = {"place": pl.UInt32, "value": pl.String, "why": pl.String, "mend": pl.String}


def read_column(column: pl.Series, stem: str, finding: Finding, spellings: Spellings) -> ReadColumn:
    """The column of one finding, judged."""
    if finding.kind is Kind.YES_NO and column.dtype == pl.Boolean and as_it_stands(finding, spellings):
        return ReadColumn([column.alias(stem)], pl.DataFrame(schema=REFUSED))
    if column.null_count() == len(column):
        return ReadColumn(nothing(stem, finding, len(column)), pl.DataFrame(schema=REFUSED))
    kept = (pl.Categorical, pl.Enum) if finding.kind is not Kind.NUMBER else (pl.Categorical, pl.Enum, pl.Float64)
    given = column if isinstance(column.dtype, kept) else plain(column)
    if finding.kind is Kind.NUMBER and (given.dtype == pl.Float64 or given.dtype.is_integer()):
        return read_numbers(given, stem, finding, spellings)
    return judged(given, stem, finding, spellings)


def nothing(stem: str, finding: Finding, height: int) -> list[pl.Series]:
    """The attributes of a finding that is not known of anybody."""
    attributes = attributes_of(stem, finding, dependent=False)
    return [pl.Series(name, [None], dtype=dtype).new_from_index(0, height) for name, dtype in attributes.items()]


def as_it_stands(finding: Finding, spellings: Spellings) -> bool:
    """Whether the rules of one answer take yes as yes and no as no."""
    try:
        return (read_answer(True, finding, spellings), read_answer(False, finding, spellings)) == (True, False)
    except Refused:
        return False


def read_numbers(given: pl.Series, stem: str, finding: Finding, spellings: Spellings) -> ReadColumn:
    """Numbers; where none needs a closer look, nothing else is done."""
    steps = plain_steps(given, finding).alias(stem)
    if steps.null_count() == given.null_count():
        return ReadColumn([steps], pl.DataFrame(schema=REFUSED))
    left = plain(given).set(steps.is_not_null(), None)
    rest = judged(left, stem, finding, spellings)
    return ReadColumn([steps.fill_null(rest.attributes[0])], rest.refused)


def taken_apart(column: pl.Series) -> tuple[Any, Any]:
    """Where something is known, and what; nothing is copied but the former."""
    whole = column.to_arrow()
    valid, data = whole.buffers()
    start, end = whole.offset, whole.offset + len(whole)
    if not len(whole):
        return np.ones(0, bool), np.zeros(0, whole.type.to_pandas_dtype())
    known = np.ones(len(whole), bool)
    if valid is not None:
        known = np.unpackbits(np.frombuffer(valid, np.uint8), bitorder="little", count=end)[start:].view(bool)
    return known, np.frombuffer(data, whole.type.to_pandas_dtype())[start:end]


def put_together(values: Any, known: Any, dtype: Any) -> pl.Series:
    """A column of such values where they are known."""
    valid = np.packbits(known, bitorder="little")
    held = np.packbits(values, bitorder="little") if dtype == pa.bool_() else values
    return pl.Series(pa.Array.from_buffers(dtype, len(known), [pa.py_buffer(valid), pa.py_buffer(held)]))


def plain(column: pl.Series) -> pl.Series:
    """A column of yes/no, numbers or text, null where there is nothing; anything else as its text."""
    dtype = column.dtype
    if dtype == pl.Float32:
        # Its shortest text is what was measured: 25.1, not 25.100000381.
        return column.fill_nan(None).cast(pl.String).cast(pl.Float64)
    if dtype == pl.Float64:
        return column.fill_nan(None)
    if dtype.is_integer() or dtype in (pl.Boolean, pl.String):
        return column
    if isinstance(dtype, pl.Categorical | pl.Enum | pl.Decimal | pl.Null):
        return column.cast(pl.String)
    if dtype == pl.List(pl.String):
        # As text_of writes them, but all together.
        item = pl.element().replace("", None).fill_null("null").str.replace_all(";", BETWEEN, literal=True)
        return "[" + column.list.eval(item).list.join(";") + "]"
    return pl.Series(column.name, [text_of(value) for value in column.to_list()], dtype=pl.String)


def text_of(value: Any) -> str | None:
    """One value of a column of mixed or unusual things, as text; None where there is none."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, list | tuple | set | frozenset):
        inside = ";".join("null" if item in (None, "") else shown(item).replace(";", BETWEEN) for item in value)
        return f"[{inside}]"
    return shown(value)


@dataclass(frozen=True)
class Coded:
    """A column as its different values, the code of each, and the code of every row; `room` stands for nothing."""

    different: pl.Series
    there: Any
    codes: Any
    room: int


def coded(given: pl.Series) -> Coded:
    """Text and choices by the numbers that a categorical column has for them, other values by looking them up."""
    if given.dtype == pl.String:
        # Categories of its own: they go when the column does.
        given = given.cast(pl.Categorical(pl.Categories.random()))
    if isinstance(given.dtype, pl.Categorical | pl.Enum):
        physical = given.to_physical()
        greatest = physical.max()
        room = 0 if greatest is None else int(greatest) + 1  # type: ignore[arg-type]
        known, held = taken_apart(physical)
        # What stands where nothing is known may be anything: all bits are set there, which is more than any room.
        nowhere = known.astype(np.uint32) - np.uint32(1)
        # As wide as places are, or each use of them would make them so.
        codes = np.minimum(held | nowhere, np.uint32(room)).astype(np.intp)
        seen = np.full(room + 1, -1)
        seen[codes] = np.arange(len(codes))
        there = np.flatnonzero(seen[:room] >= 0)
        return Coded(given.gather(seen[there]).cast(pl.String), there, codes, room)
    different = given.drop_nulls().unique(maintain_order=True)
    room = len(different)
    if not room:
        return Coded(different, np.arange(0), np.zeros(len(given), np.int64), 0)
    places = given.replace_strict(different, pl.int_range(room, eager=True), return_dtype=pl.Int64)
    return Coded(different, np.arange(room), places.fill_null(room).to_numpy(), room)


def judged(given: pl.Series, stem: str, finding: Finding, spellings: Spellings) -> ReadColumn:
    """Each different value through the rules of one answer."""
    column = coded(given)
    different = column.different
    told = different.to_list()
    answers: list[Any] = (
        plain_steps(different, finding).to_list() if by_steps(different, finding) else [None] * len(told)
    )
    refusals: list[tuple[int, str, str, str]] = []
    for place in [place for place, step in enumerate(answers) if step is None]:
        try:
            answers[place] = read_answer(as_typed(told[place], finding), finding, spellings)
        except Refused as refused:
            refusals.append((place, shown(told[place]), refused.why, refused.mend))
    types = attributes_of(stem, finding, dependent=False)
    attributes = [
        row_by_row(values, column, dtype).alias(name)
        for (name, dtype), values in zip(types.items(), spread(answers, finding), strict=True)
    ]
    return ReadColumn(attributes, refused_rows(refusals, column))


def by_steps(different: pl.Series, finding: Finding) -> bool:
    return finding.kind is Kind.NUMBER and different.dtype == pl.String and not different.is_empty()


def row_by_row(values: list[Any], column: Coded, dtype: Any) -> pl.Series:
    """The values of the rows, from those of the codes."""
    kind: Any
    if dtype == pl.Boolean:
        kind, arrow = bool, pa.bool_()
    elif dtype == STEPS:
        kind, arrow = np.int64, pa.int64()
    else:
        places = {option: place for place, option in enumerate(dtype.categories)}
        values = [places.get(value) for value in values]
        # As wide as the column will have it: a wider one takes twice as long to become that.
        kind, arrow = (np.uint8, pa.uint8()) if len(places) < FEW else (np.uint32, pa.uint32())
    held, known = np.zeros(column.room + 1, kind), np.zeros(column.room + 1, bool)
    held[column.there] = [value or 0 for value in values]
    known[column.there] = [value is not None for value in values]
    told = put_together(held[column.codes], known[column.codes], arrow)
    return told.cat.to(dtype) if isinstance(dtype, pl.Enum) else told


def refused_rows(refusals: list[tuple[int, str, str, str]], column: Coded) -> pl.DataFrame:
    """Every row that has a refused value, with what is wrong with it."""
    if not refusals:
        return pl.DataFrame(schema=REFUSED)
    schema = {"code": pl.Int64, "value": pl.String, "why": pl.String, "mend": pl.String}
    told = pl.DataFrame(refusals, schema=schema, orient="row")
    codes = column.there[told["code"].to_numpy()]
    told = told.with_columns(pl.Series("code", codes, dtype=pl.Int64))
    places = np.flatnonzero(np.isin(column.codes, codes))
    rows = pl.DataFrame({"place": places.astype(np.uint32), "code": column.codes[places].astype(np.int64)})
    return rows.join(told, on="code", maintain_order="left").select(REFUSED.keys())


def as_typed(value: Any, finding: Finding) -> Any:
    """What the text of a cell stands for: tables have no other way to write a number or a list."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if finding.kind is Kind.NUMBER and NUMBER.fullmatch(text):
        return Decimal(text)
    if finding.kind is Kind.SEVERAL_OF:
        if text == NONE_OF_THEM:
            return []
        inside = text[1:-1] if text.startswith("[") and text.endswith("]") else text
        if ";" in text or inside is not text or inside in finding.option_ids:
            return [item.strip() for item in inside.split(";")]
    return value


def spread(answers: Sequence[Any], finding: Finding) -> list[list[Any]]:
    """Answers as the columns of their attributes."""
    if finding.kind is not Kind.SEVERAL_OF:
        return [list(answers)]
    return [[None if answer is None else option in answer for answer in answers] for option in finding.option_ids]


def plain_steps(given: pl.Series, finding: Finding) -> pl.Series:
    """The steps of every number that plainly lies within its range; null for whatever needs a closer look."""
    if given.dtype.is_integer():
        return whole_steps(given, finding)
    if given.dtype == pl.String:
        text = given.str.strip_chars()
        given = text.set(~text.str.contains(SHORT_NUMBER), None).cast(pl.Float64)
    known, values = taken_apart(given)
    per_unit = float(10**finding.quantity.decimals)
    with np.errstate(all="ignore"):  # what stands where nothing is known may be anything
        steps = values * per_unit
        steps += 0.5
        np.floor(steps, out=steps)
        # A whole count of steps that divides back to the very same float is what its text says. Polars would multiply
        # by the inverse instead, which is not the same.
        fits = (steps / per_unit == values) & known
        fits &= steps >= finding.least
        fits &= steps <= finding.most
        if np.count_nonzero(fits) < np.count_nonzero(known) and rounds(finding):
            scaled = values * per_unit
            between = np.abs(scaled - np.floor(scaled) - 0.5) > NEAR
            fits |= between & (scaled >= finding.least + NEAR) & (scaled <= finding.most - NEAR) & known
        steps[~fits] = 0
        return put_together(steps.astype(np.int64), fits, pa.int64())


def rounds(finding: Finding) -> bool:
    """Whether numbers between two steps are taken, and are small enough for a float to say which is nearer."""
    return max(abs(finding.least), abs(finding.most)) < LARGEST and not finding.whole


def whole_steps(given: pl.Series, finding: Finding) -> pl.Series:
    per_unit = 10**finding.quantity.decimals
    least, most = -(-finding.least // per_unit), finding.most // per_unit
    low, high = given.min(), given.max()
    # What does not fit is null here, and looked at closely.
    values = given.cast(pl.Int64, strict=False)
    if low is not None and (low < least or high > most):
        values = values.set(~values.is_between(least, most), None)
    steps: pl.Series = values * per_unit
    return steps
