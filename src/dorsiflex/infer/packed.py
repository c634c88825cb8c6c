"""How does a whole table go through rules a bit a case? Columns of a table become masks, and masks become columns.

The function that `bits.py` writes from the rails runs unchanged. Only numbers are reckoned in another way: a table has
too many different ones to hold the rows of each, so their ends stand in arrays, one place a row.

Whatever is taken away from a mask here lies within it, so `a ^ b` is what `a & ~b` would be, at a tenth of the cost.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, assert_never

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from dorsiflex.infer.bit_columns import enough
from dorsiflex.infer.bits import BitsEngine
from dorsiflex.infer.columns import schema_of
from dorsiflex.language.case import Case
from dorsiflex.language.facts import NO_CHOICE, facts_of
from dorsiflex.language.program import Choice, Program, Subtraction, Sum
from dorsiflex.language.rails import Literal, Scalar, option_of
from dorsiflex.language.truth import Truth
from dorsiflex.language.vocabulary import Kind

Array = NDArray[Any]
# Half as wide as the columns of a table are, so that twice as many go through the processor at once.
WHOLE = np.int32
COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def packed(where: Array) -> int:
    """An array of yes and no as a mask: the first row is the lowest bit."""
    return int.from_bytes(np.packbits(where, bitorder="little").tobytes(), "little")


def unpacked(mask: int, count: int) -> Array:
    """A mask as an array of yes and no."""
    ones = np.unpackbits(np.frombuffer(octets(mask, count), np.uint8), bitorder="little", count=count)
    return ones.view(bool)


def octets(mask: int, count: int) -> bytes:
    return mask.to_bytes((count + 7) // 8, "little")


def column_of_mask(mask: int, count: int) -> Any:
    """A mask as a column of yes and no, with nothing copied but the mask."""
    return pa.Array.from_buffers(pa.bool_(), count, [None, pa.py_buffer(octets(mask, count))])


@dataclass(frozen=True)
class Ends:
    """A number over a table: the ends of what it may be, where they are known (`there`), where it is not applicable.

    A number that is known exactly wherever it is known has one array for both.
    """

    least: Array
    most: Array
    there: int
    na: int

    def at(self, end: int, op: str, limit: int) -> int:
        """The rows where one end of the interval compares so."""
        return packed(COMPARE[op](self.most if end else self.least, limit)) & self.there

    @cached_property
    def exactly(self) -> int:
        """The rows where the number is known exactly, or not applicable."""
        same = self.there if self.least is self.most else packed(self.least == self.most) & self.there
        return self.na | same

    def exact(self) -> int:
        return self.exactly


def subtract(of: Ends, minus: Ends, scales: tuple[int, int], _every: int) -> Ends:
    """One number less another, row by row."""
    least = difference(of.least, minus.most, scales)
    exact = of.least is of.most and minus.least is minus.most
    most = least if exact else difference(of.most, minus.least, scales)
    return Ends(least, most, of.there & minus.there, of.na | minus.na)


def difference(of: Array, minus: Array, scales: tuple[int, int]) -> Array:
    one, other = (array if scale == 1 else array * scale for array, scale in zip((of, minus), scales, strict=True))
    found: Array = one - other
    return found


def add_up(items: Iterable[tuple[int, int, int]], every: int) -> Ends:
    """A score: an open item counts where it brings the end further out."""
    count, items = every.bit_length(), tuple(items)
    # Few points together: added up in half the width, in half the time.
    kind: Any = np.int16 if sum(abs(points) for *_, points in items) <= np.iinfo(np.int16).max else WHOLE
    least, most = np.zeros(count, kind), np.zeros(count, kind)
    for yes, no, points in items:
        surely, maybe = (np.multiply(unpacked(mask, count), points, dtype=kind) for mask in (yes, every ^ no))
        least += surely if points > 0 else maybe
        most += maybe if points > 0 else surely
    return Ends(least.astype(WHOLE), most.astype(WHOLE), every, 0)


def look_up(rows: Iterable[tuple[int, int, int]], every: int) -> Ends:
    """A table: what the rows say that may be it, as far as the first that surely is; without such a one it is open."""
    count = every.bit_length()
    possible = []
    decided, na = 0, every
    for yes, no, value in rows:
        possible.append((value, unpacked(every ^ (no | decided), count)))
        decided, na = decided | yes, na & no
    values = [value for value, _ in possible]
    low, high = min(values, default=0), max(values, default=0)
    # Without branches, which would take thirty times as long: the furthest from beyond the other end.
    least = high + 1 - furthest(((high + 1 - value, here) for value, here in possible), count)
    most = low - 1 + furthest(((value - low + 1, here) for value, here in possible), count)
    return Ends(least, most, decided, na)


def furthest(distances: Iterable[tuple[int, Array]], count: int) -> Array:
    """Of the distances in each row, all of them above zero, the greatest."""
    found = np.zeros(count, WHOLE)
    for distance, here in distances:
        np.maximum(found, np.multiply(here, distance, dtype=WHOLE), out=found)
    return found


def fits(program: Program) -> bool:
    """Whether every number of a program, measured or computed, has room in an array of `WHOLE`."""
    size = {
        stem: max(abs(finding.least), abs(finding.most), 1)
        for stem, finding in program.findings.items()
        if finding.kind is Kind.NUMBER
    }
    for step in program.step.values():
        match step:
            case Subtraction(stem, of, minus):
                size[stem] = size[of.stem] * of.scale + size[minus.stem] * minus.scale
            case Sum(stem, pairs):
                size[stem] = sum(abs(points) for _, points in pairs)
            case Choice(stem, pairs):
                size[stem] = max((abs(value) for _, value in pairs), default=0)
            case _:
                assert_never(step)
    return max(size.values(), default=0) < np.iinfo(WHOLE).max


IN_ARRAYS: dict[str, Callable[..., Any]] = {
    "subtract": subtract,
    "add_up": add_up,
    "look_up": look_up,
    "enough": enough,
}


@dataclass(frozen=True)
class Held:
    """One column: what it holds (a mask, or an array of numbers or codes), and where it holds anything."""

    values: Any
    there: int


class PackedTable:
    """A table of settled answers, of which each column is taken apart when it is first asked for."""

    def __init__(self, table: pl.DataFrame, program: Program) -> None:
        self.table = table
        self.program = program
        self.count = table.height
        self.every = (1 << self.count) - 1
        self.columns: dict[str, Held] = {}
        # All at once: one by one it would take longer than the rules.
        self.arrow = table.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())

    @property
    def all(self) -> int:
        return self.every

    def held(self, attribute: str) -> Held:
        if attribute not in self.columns:
            self.columns[attribute] = self.taken_apart(self.arrow.column(attribute))
        return self.columns[attribute]

    def taken_apart(self, column: Any) -> Held:
        whole = column.chunk(0) if column.num_chunks else pa.array([], column.type)
        choice = pa.types.is_dictionary(whole.type)
        if choice:
            whole = whole.indices
        valid, data = whole.buffers()
        there = self.every if valid is None else self.mask(valid, whole.offset)
        if pa.types.is_boolean(whole.type):
            return Held(self.mask(data, whole.offset) & there, there)
        numbers = np.frombuffer(data, whole.type.to_pandas_dtype())[whole.offset : whole.offset + self.count]
        return Held(numbers if choice else numbers.astype(WHOLE), there)

    def mask(self, data: Any, offset: int) -> int:
        """The bits of an Arrow buffer from the first row on."""
        octet, rest = divmod(offset, 8)
        bits = data.slice(octet, (rest + self.count + 7) // 8)
        return int.from_bytes(bits, "little") >> rest & self.every

    def where(self, literal: Literal) -> int:
        """The rows where a comparison with a finding surely holds."""
        stem, mark, what = literal.attribute.rpartition("?")
        if mark and what == "known":
            known = self.known(stem)
            return known if literal.value is True else self.every ^ known
        held = self.held(literal.attribute)
        if isinstance(literal.value, bool):
            yes: int = held.values
            return yes if literal.value is (literal.op == "==") else held.there ^ yes
        value = self.code(literal.attribute, literal.value)
        return packed(COMPARE[literal.op](held.values, value)) & held.there

    def code(self, stem: str, value: int | str) -> int:
        """A choice as the number that the column has for it."""
        return value if isinstance(value, int) else (*self.program.findings[stem].option_ids, NO_CHOICE).index(value)

    def known(self, stem: str) -> int:
        """The rows where a finding is recorded, or settled by its parent."""
        finding = self.program.findings[stem]
        first = option_of(stem, finding.option_ids[0]) if finding.kind is Kind.SEVERAL_OF else stem
        na = self.na(stem) if finding.kind is Kind.NUMBER else 0
        there: int = self.held(first).there
        return there | na

    def na(self, stem: str) -> int:
        if stem not in self.program.dependent:
            return 0
        na: int = self.held(stem + "?na").values
        return na

    def ends(self, stem: str) -> Ends:
        """A measured number."""
        held = self.held(stem)
        return Ends(held.values, held.values, held.there, self.na(stem))

    def truths(self, stem: str) -> dict[Scalar, int]:
        """The rows where a yes/no is recorded as yes, and as no."""
        held = self.held(stem)
        return {True: held.values, False: held.there ^ held.values}


class PackedEngine:
    """A program for whole tables."""

    def __init__(self, program: Program) -> None:
        if not fits(program):
            raise ValueError("a number of these rules has more steps than whole tables have room for")
        self.program = program
        self.schema = schema_of(program)
        self.engine = BitsEngine(program, arithmetic=IN_ARRAYS)

    def conclude(self, table: PackedTable) -> Mapping[str, tuple[int, int]]:
        """For every rule and need the rows where it is surely true, and where surely false."""
        given = [table.where(literal) for literal in self.engine.literals]
        masks = iter(self.engine.run(given, table.ends, table.every))
        return {stem: (yes, no) for stem, yes, no in zip(self.engine.stems, masks, masks, strict=True)}

    def conclude_case(self, case: Case) -> dict[str, Truth]:
        """The truth of every rule and need of one case, through a table of one row."""
        facts = facts_of(case, self.program)
        # A column of its own: a program that reads no attribute would otherwise make a table without rows.
        row = {"?row": [True], **{attribute: [facts.get(attribute)] for attribute in self.schema}}
        table = PackedTable(pl.DataFrame(row, schema={"?row": pl.Boolean, **self.schema}), self.program)
        return {
            stem: Truth.TRUE if yes else Truth.FALSE if no else Truth.UNKNOWN
            for stem, (yes, no) in self.conclude(table).items()
        }
