"""How does a Parquet file grow, part by part? A row group for each; columns of few words are packed here.

Arrow encodes a column value by value. For hundreds of columns of *true*, *false* and *unknown* that takes longer than
all rules; their codes, two bits a row, are already what a page of Parquet holds. All other columns are Arrow's.
"""

from __future__ import annotations

import io
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from os import SEEK_SET, lseek
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pa_parquet

from dorsiflex.cohort.growth import Growing, State
from dorsiflex.cohort.thrift import BINARY, I32, I64, LIST, STRUCT, Cut, binary, listed, number, struct, varint

MAGIC = b"PAR1"
BATCH = 1 << 16
OLDEST = pl.CompatLevel.oldest()
CODEC = "zstd"
BITS = 2  # of a code
# The numbers that Parquet has for these.
DATA_PAGE, DICTIONARY_PAGE = 0, 2
PLAIN, RLE, RLE_DICTIONARY = 0, 3, 8
BYTE_ARRAY, ZSTD = 6, 6


def few_words(dtype: Any) -> bool:
    return isinstance(dtype, pl.Enum) and 0 < len(dtype.categories) <= 1 << BITS


@dataclass(frozen=True)
class Chunk:
    """A column of a row group: what the footer says of it, and its bytes before and after compression."""

    about: bytes
    bytes_plain: int
    data: bytes = b""


class ParquetOutput:
    """A Parquet file. Its footer comes last, so what it will say of each part is kept beside the file."""

    def __init__(self, path: Path, work: Path, states: Sequence[State] = ()) -> None:
        self.path = path
        self.growing = Growing(work, states[-1] if states else None)
        self.schema: Any = None
        self.groups = [(b64decode(group), rows) for state in states for group, rows in state["groups"]]
        self.told = len(self.groups)
        if states and states[-1]["schema"] is not None:
            self.schema = pa.ipc.read_schema(pa.py_buffer(b64decode(states[-1]["schema"])))

    def add(self, part: pl.DataFrame) -> None:
        if self.schema is None:
            self.schema = part.clear().to_arrow(compat_level=OLDEST).schema
        if not self.growing.bytes:
            self.growing.write(MAGIC)
        if part.height:
            packed = [name for name, dtype in part.schema.items() if few_words(dtype)]
            start = self.growing.bytes
            chunks = self.by_arrow(part.drop(packed).to_arrow(compat_level=OLDEST))
            chunks |= self.by_bits(part.select(packed))
            ordered = [chunk for name in part.columns for chunk in chunks[name]]
            self.groups.append((group_of(ordered, part.height, start, self.growing.bytes), part.height))

    def by_arrow(self, table: Any) -> dict[str, list[Chunk]]:
        """Columns of any kind."""
        schema = pa.schema([self.schema.field(name) for name in table.column_names])
        self.growing.file.flush()
        with pa.OSFile(str(self.growing.path), "ab") as file:
            # Arrow begins only where nothing stands. So it is told that it stands at the start, and what it writes goes
            # behind all the same; from then on it asks the file itself, and counts its places from the whole's start.
            lseek(file.fileno(), 0, SEEK_SET)
            # Words have no least and greatest worth the time.
            writer = pa_parquet.ParquetWriter(
                file, schema, compression=CODEC, write_statistics=False, write_batch_size=BATCH
            )
            writer.write_table(table, row_group_size=table.num_rows)
            end = file.tell()  # what follows is the footer of this part alone
            writer.close()
        self.growing.take(end)
        return chunks_of(writer.writer.metadata)

    def by_bits(self, table: pl.DataFrame) -> dict[str, list[Chunk]]:
        """Columns of few words."""
        found: dict[str, list[Chunk]] = {}
        at = self.growing.bytes
        columns = table.rechunk().to_arrow(compat_level=OLDEST).columns
        for (name, dtype), column in zip(table.schema.items(), columns, strict=True):
            made = packed_chunk(name, tuple(dtype.categories), column.chunk(0), at)  # type: ignore[attr-defined]
            at += len(made.data)
            found[name] = [made]
        self.growing.write(b"".join(made.data for [made] in found.values()))
        return found

    def state(self) -> State:
        new = [(b64encode(group).decode(), rows) for group, rows in self.groups[self.told :]]
        self.told = len(self.groups)
        schema = None if self.schema is None else b64encode(self.schema.serialize().to_pybytes()).decode()
        return {**self.growing.state(), "groups": new, "schema": schema}

    def finish(self, about: dict[str, str]) -> Path:
        """Write the footer: Arrow's of a file without rows, with the row groups put into it."""
        writer = pa_parquet.ParquetWriter(io.BytesIO(), self.schema.with_metadata(about), compression=CODEC)
        writer.close()
        fields = footer(writer.writer.metadata)
        fields[3] = I64, number(sum(rows for _, rows in self.groups))
        fields[4] = LIST, listed(STRUCT, [group for group, _ in self.groups])
        told = struct(fields)
        self.growing.write(told + len(told).to_bytes(4, "little") + MAGIC)
        self.close()
        return self.growing.path

    def close(self) -> None:
        self.growing.file.close()


def footer(metadata: Any) -> dict[int, tuple[int, bytes]]:
    """The fields of a file's footer."""
    file = io.BytesIO()
    metadata.write_metadata_file(file)
    return Cut(file.getvalue()[len(MAGIC) :]).fields()


def chunks_of(metadata: Any) -> dict[str, list[Chunk]]:
    """What Arrow wrote, by the names of the columns; one of lists or structs may have several chunks."""
    found: dict[str, list[Chunk]] = {}
    group = metadata.row_group(0)
    [told] = Cut(footer(metadata)[4][1]).items()
    for place, about in enumerate(Cut(Cut(told).fields()[1][1]).items()):
        column = group.column(place)
        [name, *_] = [path.decode() for path in path_of(about)]
        found.setdefault(name, []).append(Chunk(about, column.total_uncompressed_size))
    return found


def path_of(about: bytes) -> Iterator[bytes]:
    """The path of a chunk's column within the schema: names, dots and all."""
    for name in Cut(Cut(Cut(about).fields()[3][1]).fields()[3][1]).items():
        cut = Cut(name)
        cut.varint()
        yield name[cut.at :]


def group_of(chunks: Sequence[Chunk], rows: int, start: int, end: int) -> bytes:
    """What the footer says of a row group."""
    fields = {
        1: (LIST, listed(STRUCT, [chunk.about for chunk in chunks])),
        2: (I64, number(sum(chunk.bytes_plain for chunk in chunks))),
        3: (I64, number(rows)),
        6: (I64, number(end - start)),
    }
    return struct(fields)


def packed_chunk(name: str, words: tuple[str, ...], column: Any, start: int) -> Chunk:
    """A column of few words: a page of the words, then one of their codes."""
    first, first_plain = words_page(words)
    page, page_plain = page_of(DATA_PAGE, 5, codes(column.indices), len(column), RLE_DICTIONARY, RLE, RLE)
    data, plain = first + page, first_plain + page_plain
    about = {
        1: (I32, number(BYTE_ARRAY)),
        2: (LIST, listed(I32, [number(PLAIN), number(RLE), number(RLE_DICTIONARY)])),
        3: (LIST, listed(BINARY, [binary(name.encode())])),
        4: (I32, number(ZSTD)),
        5: (I64, number(len(column))),
        6: (I64, number(plain)),
        7: (I64, number(len(data))),
        9: (I64, number(start + len(first))),
        11: (I64, number(start)),
    }
    return Chunk(struct({2: (I64, number(0)), 3: (STRUCT, struct(about))}), plain, data)


@lru_cache(maxsize=64)
def words_page(words: tuple[str, ...]) -> tuple[bytes, int]:
    told = [word.encode() for word in words]
    listed_up = b"".join(len(word).to_bytes(4, "little") + word for word in told)
    return page_of(DICTIONARY_PAGE, 7, listed_up, len(words), PLAIN)


def page_of(kind: int, field: int, content: bytes, count: int, *encodings: int) -> tuple[bytes, int]:
    """A page with its header, and how long it were without compression."""
    data = pa.compress(content, CODEC, asbytes=True)
    about = {1: (I32, number(count))}
    about |= {place: (I32, number(encoding)) for place, encoding in enumerate(encodings, 2)}
    header = struct(
        {
            1: (I32, number(kind)),
            2: (I32, number(len(content))),
            3: (I32, number(len(data))),
            field: (STRUCT, struct(about)),
        }
    )
    return header + data, len(header) + len(content)


def codes(whole: Any) -> bytes:
    """Which rows have a word, one bit each; and the code of each word there is, two bits each."""
    valid, data = whole.buffers()
    there = slice(whole.offset, whole.offset + len(whole))
    held = np.frombuffer(data, np.uint8)[there]
    if whole.null_count:
        known = np.unpackbits(np.frombuffer(valid, np.uint8), bitorder="little")[there]
        held = held[known.view(bool)]
        levels = run(len(whole)) + np.packbits(known, bitorder="little").tobytes()
    else:
        levels = varint(len(whole) << 1) + b"\1"  # the same, so many times
    values = run(len(held)) + packed(held) if len(held) else b""
    return len(levels).to_bytes(4, "little") + levels + bytes([BITS]) + values


def run(count: int) -> bytes:
    """What stands before so many values that are packed, in groups of eight."""
    return varint((count + 7) // 8 << 1 | 1)


def packed(values: Any) -> bytes:
    """Numbers below four, two bits each, in groups of eight."""
    whole = np.zeros((len(values) + 7) // 8 * 8, np.uint8)
    whole[: len(values)] = values
    # Four bytes as one number: each slides to its place in the lowest.
    four = whole.view("<u4")
    four |= four >> 6
    four |= four >> 12
    return bytes(whole[::4].tobytes())
