"""What do the columns of somebody's table mean? Their names and codes become findings and answers, cell by cell.

Nothing is guessed: a value that the mapping does not say is taken as it stands, and judged like any other; a column
with `values` takes no other values than these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property

import polars as pl

from dorsiflex.cohort.boxes import NONE_OF_THEM, SOMETHING_ELSE, UNTICKED, question_of, without_a_box
from dorsiflex.cohort.values import NUMBER, plain
from dorsiflex.language.vocabulary import Finding, Kind, Spellings
from dorsiflex.validate.answer import shown

# What a cell says: an answer, nothing, or one of the two ways of not knowing.
RECORDED, EMPTY, NOT_ASKED, ASKED = "recorded", "empty", "not asked", "asked, unknown"
STATES = pl.Enum([RECORDED, EMPTY, NOT_ASKED, ASKED])
NOT_ASKED_WORDS = ("not asked", "not examined")
REFUSED = {"place": pl.UInt32, "column": pl.String, "value": pl.String, "why": pl.String, "mend": pl.String}
WITH_COMMA = re.compile(r"[-+]?[0-9]+,[0-9]+")
POINT = "The mapping says that decimals have a comma, so what this point means is not known."
POINT_ZERO = r"^(-?[0-9]+)\.0+$"


@dataclass(frozen=True)
class Mapped:
    """How one column of theirs is read: as which of our columns, in which unit, with which codes."""

    column: str
    to: str
    finding: Finding
    factor: Decimal | None = None
    unit: str = ""
    option: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    where: str = ""
    comma: bool = False

    @property
    def box(self) -> bool:
        """Whether it is a box of a checkbox question."""
        return self.option is not None or (self.finding.kind is Kind.YES_NO and question_of(self.column) is not None)

    def read(self, text: str, spellings: Spellings) -> tuple[str | None, str, str]:
        """The answer a cell stands for, its state, and why it is none where the mapping does not know it."""
        cell = text.strip()
        if state := state_of(cell, self.missing, spellings, self.values):
            return None, state, ""
        if self.comma and "." in cell:
            return None, RECORDED, POINT
        if self.box and self.option is None and cell not in self.values and self.unticked(cell, spellings):
            return None, EMPTY, ""
        if self.finding.kind is Kind.SEVERAL_OF and self.option is None and self.values:
            items = [self.values.get(item.strip()) for item in cell.strip("[]").split(";")]
            return (None, RECORDED, self.unknown(cell)) if None in items else (";".join(map(str, items)), RECORDED, "")
        if self.values:
            answer = self.values.get(cell)
        elif self.option is not None or self.finding.kind is Kind.YES_NO:
            answer = yes_or_no(cell, spellings) or (None if self.option else cell)
        else:
            answer = self.converted(cell)
        return (answer, RECORDED, "") if answer is not None else (None, RECORDED, self.unknown(cell))

    def unticked(self, cell: str, spellings: Spellings) -> bool:
        """A box that is not ticked says nothing: perhaps nobody saw it."""
        return cell.casefold() in UNTICKED or yes_or_no(cell, spellings) == "absent"

    def unknown(self, cell: str) -> str:
        return f"The mapping ({self.where}) does not say what `{shown(cell)}` means."

    def converted(self, cell: str) -> str:
        """The number in our unit, exactly."""
        cell = cell.replace(",", ".") if self.comma and WITH_COMMA.fullmatch(cell) else cell
        if self.factor is None or not NUMBER.fullmatch(cell):
            return cell
        try:
            return f"{(Decimal(cell) * self.factor).normalize():f}"
        except InvalidOperation:
            return cell


def yes_or_no(cell: str, spellings: Spellings) -> str | None:
    word = cell.casefold()
    return "present" if word in spellings.present else "absent" if word in spellings.absent else None


def state_of(cell: str, missing: Mapping[str, str], spellings: Spellings, values: Mapping[str, str]) -> str:
    """How a cell says that nothing is known; empty where it says something."""
    if not cell:
        return EMPTY
    if cell in missing:
        return missing[cell]
    if cell in values:
        return ""
    word = cell.casefold()
    if word in spellings.unknown:
        return NOT_ASKED if word in NOT_ASKED_WORDS else ASKED
    return ""


@dataclass(frozen=True)
class Recoding:
    """A mapping that was read and fits its table. `assumed`: what holds for everybody, by our column.

    `carry`: the findings of the person that hold at every visit of a record.
    """

    name: str
    sha256: str
    columns: tuple[Mapped, ...]
    spellings: Spellings
    id: str | None = None
    site: str | None = None
    assumed: Mapping[str, str] = field(default_factory=dict)
    carry: tuple[str, ...] = ()

    def names(self, names: Sequence[str]) -> list[str]:
        """The columns of a table once it is recoded."""
        theirs = {mapped.column: mapped.to for mapped in reversed(self.columns)}
        if self.id is not None:
            theirs[self.id] = "id"
        found = [theirs.get(name, name) for name in names]
        boxes = {mapped.to for mapped in self.columns if mapped.option is not None}
        return [
            *(name for place, name in enumerate(found) if name not in boxes or name not in found[:place]),
            *self.assumed,
        ]

    @cached_property
    def readings(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """What is assumed of boxes, in words, and of which of our columns."""
        return without_a_box(self.columns)

    def columns_of(self, ours: str) -> list[Mapped]:
        return [mapped for mapped in self.columns if mapped.to == ours]


@dataclass(frozen=True)
class Recoded:
    """A part of a table in our words: the cells that the mapping refuses, and what each cell says of knowing."""

    table: pl.DataFrame
    refused: pl.DataFrame
    states: dict[str, pl.Series]


def recode(table: pl.DataFrame, recoding: Recoding) -> Recoded:
    """A part of a table, column by column."""
    theirs = {mapped.column: mapped for mapped in reversed(recoding.columns)}
    columns: dict[str, pl.Series] = {}
    refused: list[pl.DataFrame] = []
    states: dict[str, pl.Series] = {}
    for name in table.columns:
        mapped = theirs.get(name)
        if mapped is None:
            ours = "id" if name == recoding.id else name
            columns[ours] = table[name].alias(ours)
        elif mapped.to not in columns:
            told = [read_column(table[one.column], one, recoding.spellings) for one in recoding.columns_of(mapped.to)]
            columns[mapped.to], states[mapped.to] = ticked(recoding.columns_of(mapped.to), told)
            refused += [frame for _, _, frame in told if frame.height]
            refused += both_ticked(recoding.columns_of(mapped.to), told, columns[mapped.to])
    for name, answer in recoding.assumed.items():
        columns[name] = pl.repeat(answer, table.height, dtype=pl.String, eager=True).alias(name)
    return Recoded(
        # By name: of a list of columns, Polars would give one without a name another.
        pl.DataFrame(columns),
        pl.concat(refused) if refused else pl.DataFrame(schema=REFUSED),
        states,
    )


Cells = tuple[pl.Series, pl.Series, pl.DataFrame]


def read_column(column: pl.Series, mapped: Mapped, spellings: Spellings) -> Cells:
    """The answers of a column, what its cells say of knowing, and what is refused. Each different text is read once."""
    cells = texts(column)
    different = cells.drop_nulls().unique(maintain_order=True)
    told = [mapped.read(text, spellings) for text in different.to_list()]
    key = pl.DataFrame(
        {
            "cell": different,
            "answer": pl.Series([answer for answer, _, _ in told], dtype=pl.String),
            "state": pl.Series([state for _, state, _ in told], dtype=STATES),
            "why": pl.Series([why or None for _, _, why in told], dtype=pl.String),
        }
    )
    found = pl.DataFrame({"cell": cells}).join(key, on="cell", how="left", maintain_order="left")
    refused = (
        found.with_row_index("place")
        .filter(pl.col("why").is_not_null())
        .select(
            "place",
            pl.lit(mapped.column).alias("column"),
            pl.col("cell").alias("value"),
            "why",
            pl.lit("Add the value to the mapping, or correct it in the table.").alias("mend"),
        )
    )
    state = found["state"].fill_null(EMPTY)
    return found["answer"].alias(mapped.to), state, refused.cast(REFUSED)  # type: ignore[arg-type]


def texts(column: pl.Series) -> pl.Series:
    """The cells as text; a whole number as codes are written, without `.0`."""
    return plain(column).cast(pl.String).str.replace(POINT_ZERO, "${1}")


def ticked(mapped: Sequence[Mapped], told: Sequence[Cells]) -> tuple[pl.Series, pl.Series]:
    """One column as it is; boxes together: those that are ticked.

    Where none is, none of them and never asked look alike, so it is not known.
    """
    if len(mapped) == 1 and mapped[0].option is None:
        return told[0][0], told[0][1]
    if mapped[0].finding.kind is Kind.YES_NO:
        return unless_none_of_them(mapped, told)
    yes = [cells == "present" for cells, _, _ in told]
    chosen = pl.DataFrame(
        [
            box.replace_strict({True: one.option}, default=None, return_dtype=pl.String).alias(str(place))
            for place, (box, one) in enumerate(zip(yes, mapped, strict=True))
        ]
    )
    answer = chosen.select(pl.concat_str(pl.all(), separator=";", ignore_nulls=True).replace("", None)).to_series()
    empty = pl.DataFrame([state.alias(str(place)) for place, (_, state, _) in enumerate(told)])
    said = empty.select(
        pl.when(pl.any_horizontal(pl.all() == ASKED))
        .then(pl.lit(ASKED, dtype=STATES))
        .when(pl.any_horizontal(pl.all() == NOT_ASKED))
        .then(pl.lit(NOT_ASKED, dtype=STATES))
        .otherwise(pl.lit(EMPTY, dtype=STATES))
        .alias("state")
    ).to_series()
    recorded = pl.repeat(RECORDED, len(answer), dtype=STATES, eager=True)
    said = said.zip_with(answer.is_null(), recorded)
    for box, one in zip(yes, mapped, strict=True):
        if one.option == SOMETHING_ELSE:
            # What it ticks has no choice of ours, and without it the others are not the whole answer.
            answer = pl.repeat(None, len(answer), dtype=pl.String, eager=True).zip_with(
                box.fill_null(value=False), answer
            )
            said = pl.repeat(ASKED, len(answer), dtype=STATES, eager=True).zip_with(box.fill_null(value=False), said)
    return answer.alias(mapped[0].to), said


def unless_none_of_them(mapped: Sequence[Mapped], told: Sequence[Cells]) -> tuple[pl.Series, pl.Series]:
    """A box for yes or no, with the box for none of them: only a tick in the latter says no."""
    (answer, state, _) = next(cells for one, cells in zip(mapped, told, strict=True) if one.option is None)
    for one, (cells, _, _) in zip(mapped, told, strict=True):
        if one.option == NONE_OF_THEM:
            none = (cells == "present").fill_null(value=False) & answer.is_null()
            answer = pl.repeat("absent", len(answer), dtype=pl.String, eager=True).zip_with(none, answer)
            state = pl.repeat(RECORDED, len(answer), dtype=STATES, eager=True).zip_with(none, state)
    return answer.alias(mapped[0].to), state


def both_ticked(mapped: Sequence[Mapped], told: Sequence[Cells], answer: pl.Series) -> Iterator[pl.DataFrame]:
    """Rows in which a box for yes is ticked, and the box for none of them too."""
    if mapped[0].finding.kind is not Kind.YES_NO:
        return
    for one, (cells, _, _) in zip(mapped, told, strict=True):
        both = ((cells == "present") & (answer == "present")).fill_null(value=False)
        if one.option == NONE_OF_THEM and both.any():
            frame = pl.DataFrame({"place": both.arg_true()}).with_columns(
                pl.lit(one.column).alias("column"),
                pl.lit("ticked").alias("value"),
                pl.lit(f"It says none of them, and `{one.to}` is ticked too.").alias("why"),
                pl.lit("Correct the one that is wrong.").alias("mend"),
            )
            yield frame.cast(REFUSED)  # type: ignore[arg-type]
