"""How are Parquet and Feather (Arrow IPC) read, part by part, with the types of their columns?"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pa_parquet

from dorsiflex.cohort.source import Part, part_of, rows_at_a_time, unreadable
from dorsiflex.errors import BadInput, Problem

ODD: tuple[Callable[[Any], bool], ...] = (
    pa.types.is_binary,
    pa.types.is_large_binary,
    pa.types.is_binary_view,
    pa.types.is_fixed_size_binary,
    pa.types.is_decimal256,
    pa.types.is_union,
    pa.types.is_interval,
    pa.types.is_run_end_encoded,
    pa.types.is_list_view,
    pa.types.is_large_list_view,
)


class ArrowSource(ABC):
    """A file whose rows come as Arrow batches."""

    what = ""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name
        self.read, self.rows = 0, 0
        self.coded: list[str] = []  # the columns of text that are wanted as categories
        try:
            schema = self.open()
        except (pa.ArrowException, OSError) as error:
            raise unreadable(name, error, f"Check that it is {self.what}, and whole.") from None
        self.names: list[str] = list(schema.names)
        self.types = {field.name: str(field.type) for field in schema}
        if odd := {field.name: field.type for field in schema if not is_read(field.type)}:
            mend = "Save it as text or plain numbers, or leave it out."
            raise BadInput([Problem(name, f"`{column}`", f"It holds {kind}.", mend) for column, kind in odd.items()])

    @abstractmethod
    def open(self) -> Any:
        """Open the file; its schema."""

    @abstractmethod
    def batches(self) -> Iterator[Any]:
        """Its rows."""

    def check(self, batch: Any) -> None:
        """Refuse what would break whoever reads it on: text that is not UTF-8. Raises `ArrowInvalid`."""
        for column in batch.columns:
            values = column.dictionary if pa.types.is_dictionary(column.type) else column
            if not pa.types.is_primitive(values.type):
                values.validate(full=True)

    def share(self) -> float:
        return self.read / self.rows if self.rows else 1.0

    def parts(self) -> Iterator[Part]:
        self.read = 0
        try:
            for batch in self.batches():
                self.check(batch)
                table = pl.DataFrame(pl.from_arrow(pa.Table.from_batches([batch])))
                table.columns = self.names  # Polars gives a column without a name one of its own
                part = part_of(table, self.read + 1)
                self.read += batch.num_rows
                yield part
        except (pa.ArrowException, OSError) as error:
            raise unreadable(self.name, error, "Check that it is whole.") from None


def is_read(kind: Any) -> bool:
    """Whether a column is of a type that can be read on: bytes are no text, and Polars breaks on some rare types."""
    if isinstance(kind, pa.BaseExtensionType):
        return False
    if pa.types.is_dictionary(kind):
        return is_read(kind.value_type)
    inside = [kind.field(place).type for place in range(kind.num_fields)]
    return not any(odd(kind) for odd in ODD) and all(map(is_read, inside))


class ParquetSource(ArrowSource):
    """A Parquet file."""

    what = "Parquet"

    def open(self) -> Any:
        self.file = pa_parquet.ParquetFile(self.path)
        self.rows = self.file.metadata.num_rows
        return self.file.schema_arrow

    def batches(self) -> Iterator[Any]:
        # Their different texts are judged once each; Parquet has counted them already.
        file = pa_parquet.ParquetFile(self.path, read_dictionary=self.coded) if self.coded else self.file
        rows = rows_at_a_time(len(self.names))
        for groups in self.groups_of(rows):
            yield from file.iter_batches(rows, row_groups=groups)

    def groups_of(self, rows: int) -> Iterator[list[int]]:
        """The row groups that are read together: rows from parts of two would be put together once more."""
        held: list[int] = []
        count = 0
        for place in range(self.file.num_row_groups):
            more = self.file.metadata.row_group(place).num_rows
            if held and count + more > rows:
                yield held
                held, count = [], 0
            held.append(place)
            count += more
        if held:
            yield held


class FeatherSource(ArrowSource):
    """An Arrow IPC file (Feather, version 2) or stream."""

    what = "Feather (version 2) or Arrow IPC"

    def check(self, batch: Any) -> None:
        """It is taken from the file as it stands, so everything in it may be wrong."""
        batch.validate(full=True)

    def open(self) -> Any:
        with self.reader() as reader:
            return reader.schema

    def reader(self) -> Any:
        file = pa.memory_map(str(self.path))
        try:
            reader = pa.ipc.open_file(file)
        except pa.ArrowInvalid:
            file.seek(0)
            return pa.ipc.open_stream(file)
        self.rows = sum(reader.get_batch(place).num_rows for place in range(reader.num_record_batches))
        return reader

    def batches(self) -> Iterator[Any]:
        with self.reader() as reader:
            many = getattr(reader, "num_record_batches", None)
            whole = reader if many is None else (reader.get_batch(place) for place in range(many))
            most = rows_at_a_time(len(self.names))
            for batch in whole:
                yield from (batch.slice(start, most) for start in range(0, batch.num_rows, most))
