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

import polars as pl

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


@dataclass(frozen=True)
class ReadColumn:
    """The attributes of a finding, null where not known or refused; and which rows are refused, and why."""

    attributes: list[pl.Series]
    refused: pl.DataFrame


REFUSED = {"place": pl.UInt32, "value": pl.String, "why": pl.String, "mend": pl.String}


def read_column(column: pl.Series, stem: str, finding: Finding, spellings: Spellings) -> ReadColumn:
    """The column of one finding, judged."""
    given = plain(column)
    if finding.kind is Kind.NUMBER and given.dtype != pl.Boolean:
        steps = plain_steps(given, finding)
        rest = judged(given.set(steps.is_not_null(), None), stem, finding, spellings)
        return ReadColumn([steps.fill_null(rest.attributes[0]).alias(stem)], rest.refused)
    return judged(given, stem, finding, spellings)


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


def judged(given: pl.Series, stem: str, finding: Finding, spellings: Spellings) -> ReadColumn:
    """Each different value through the rules of one answer."""
    different = given.drop_nulls().unique(maintain_order=True)
    answers: list[Any] = []
    refusals: list[tuple[int, str, str, str]] = []
    for place, value in enumerate(different.to_list()):
        try:
            answers.append(read_answer(as_typed(value, finding), finding, spellings))
        except Refused as refused:
            answers.append(None)
            refusals.append((place, shown(value), refused.why, refused.mend))
    codes = codes_of(given, different)
    attributes = [
        pl.Series(name, values, dtype=dtype).gather(codes).alias(name)
        for (name, dtype), values in zip(
            attributes_of(stem, finding, dependent=False).items(), spread(answers, finding), strict=True
        )
    ]
    if not refusals:
        return ReadColumn(attributes, pl.DataFrame(schema=REFUSED))
    known = pl.DataFrame(
        refusals, schema={"code": pl.UInt32, "value": pl.String, "why": pl.String, "mend": pl.String}, orient="row"
    )
    places = pl.DataFrame({"place": pl.int_range(len(codes), dtype=pl.UInt32, eager=True), "code": codes})
    return ReadColumn(attributes, places.join(known, on="code", maintain_order="left").select(REFUSED.keys()))


def codes_of(given: pl.Series, different: pl.Series) -> pl.Series:
    """Of each value its place among the different ones; null where there is none."""
    if different.is_empty():
        return pl.repeat(None, len(given), dtype=pl.UInt32, eager=True)
    places = pl.int_range(len(different), dtype=pl.UInt32, eager=True)
    return given.replace_strict(different, places, return_dtype=pl.UInt32)


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
    per_unit = 10**finding.quantity.decimals
    if given.dtype.is_integer():
        # What does not fit is null here, and looked at closely.
        values = given.cast(pl.Int64, strict=False)
        within = values.is_between(-(-finding.least // per_unit), finding.most // per_unit)
        steps: pl.Series = values.set(~within, None) * per_unit
        return steps
    if given.dtype == pl.String:
        text = given.str.strip_chars()
        given = text.set(~text.str.contains(SHORT_NUMBER), None).cast(pl.Float64)
    scaled = given * per_unit
    steps = (scaled + 0.5).floor()
    # A whole count of steps that divides back to the very same float is what its text says.
    exact = (steps / per_unit == given) & steps.is_between(finding.least, finding.most)
    clear = ((scaled - scaled.floor() - 0.5).abs() > NEAR) & scaled.is_between(
        finding.least + NEAR, finding.most - NEAR
    )
    fits = exact | clear if max(abs(finding.least), abs(finding.most)) < LARGEST and not finding.whole else exact
    plainly: pl.Series = steps.set(~fits, None).cast(STEPS)
    return plainly
