"""How does a table grow on disk, part by part, so that what a kill left can be gone on with?

Each output grows in one file of the working folder. After each part it tells its state; a later run cuts the file back
to the last state that was kept, and goes on from there.
"""

from __future__ import annotations

import io
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from os import SEEK_SET, lseek
from pathlib import Path
from typing import Any, Protocol
from zlib import crc32

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pa_parquet

from dorsiflex.errors import BadInput, Problem

State = dict[str, Any]
MAGIC = b"PAR1"
COUNTED = 1 << 20
BATCH = 1 << 16


class Changed(Exception):
    """What stands in the working folder is not what was kept."""


class Output(Protocol):
    """A table that grows."""

    path: Path

    def add(self, part: Any) -> None:
        """Some rows more: a frame, or for JSON lines a list."""

    def state(self) -> State:
        """What must be kept of the last part."""

    def finish(self, about: dict[str, str]) -> Path:
        """Complete the file, and say where it is."""

    def close(self) -> None:
        """Let go of the file."""


class Growing:
    """A file that grows, with its checksum; from `state` on where there is one. Raises `Changed`."""

    def __init__(self, path: Path, state: State | None) -> None:
        self.path = path
        self.bytes, self.check = 0, 0
        if state is None:
            self.file = path.open("w+b")
        else:
            self.file = path.open("r+b")
            self.go_back(state)

    def go_back(self, state: State) -> None:
        while (left := state["bytes"] - self.bytes) and (data := self.file.read(min(left, COUNTED))):
            self.check = crc32(data, self.check)
            self.bytes += len(data)
        if left or self.check != state["check"]:
            self.file.close()
            raise Changed
        self.file.truncate()

    def write(self, data: Any) -> None:
        self.file.write(data)
        self.check = crc32(data, self.check)
        self.bytes += len(data)

    def take(self, end: int) -> None:
        """What another program has written behind, up to this place; what follows it goes away."""
        self.file.seek(self.bytes)
        while (left := end - self.bytes) and (data := self.file.read(min(left, COUNTED))):
            self.check = crc32(data, self.check)
            self.bytes += len(data)
        self.file.truncate(end)

    def state(self) -> State:
        self.file.flush()
        return {"bytes": self.bytes, "check": self.check}


class CsvOutput:
    """CSV with one header."""

    def __init__(self, path: Path, work: Path, states: Sequence[State] = ()) -> None:
        self.path = path
        self.growing = Growing(work, states[-1] if states else None)

    def add(self, part: pl.DataFrame) -> None:
        nested = [name for name, dtype in part.schema.items() if dtype.is_nested()]
        if nested:
            why = "It holds lists, which CSV cannot."
            raise BadInput(
                [Problem(str(self.path), f"`{name}`", why, "Write .parquet, or leave it out.") for name in nested]
            )
        self.growing.write(part.write_csv(include_header=self.growing.bytes == 0).encode())

    def state(self) -> State:
        return self.growing.state()

    def finish(self, about: dict[str, str]) -> Path:  # noqa: ARG002 - CSV has no place for it
        self.close()
        return self.growing.path

    def close(self) -> None:
        self.growing.file.close()


class LinesOutput(CsvOutput):
    """JSON lines."""

    def add(self, part: Any) -> None:
        for line in part:
            self.growing.write((json.dumps(line, ensure_ascii=False) + "\n").encode())


class ParquetOutput:
    """Parquet, a row group for each part. The footer comes last, so each part's own is kept beside the file."""

    def __init__(self, path: Path, work: Path, states: Sequence[State] = ()) -> None:
        self.path = path
        self.growing = Growing(work, states[-1] if states else None)
        self.schema: Any = None
        self.footers = [b64decode(footer) for state in states for footer in state["footers"]]
        self.told = len(self.footers)
        if states and states[-1]["schema"] is not None:
            self.schema = pa.ipc.read_schema(pa.py_buffer(b64decode(states[-1]["schema"])))

    def add(self, part: pl.DataFrame) -> None:
        table = part.to_arrow(compat_level=pl.CompatLevel.oldest())
        if self.schema is None:
            self.schema = table.schema
        self.growing.file.flush()
        with pa.OSFile(str(self.growing.path), "ab") as file:
            # Arrow begins only where nothing stands. So it is told that it stands at the start, and what it writes goes
            # behind all the same; from then on it asks the file itself, and counts its places from the whole's start.
            lseek(file.fileno(), 0, SEEK_SET)
            # Words of three kinds have no least and greatest worth a fifth of the time.
            writer = pa_parquet.ParquetWriter(
                file, self.schema, compression="zstd", write_statistics=False, write_batch_size=BATCH
            )
            writer.write_table(table, row_group_size=max(table.num_rows, 1))
            end = file.tell()  # what follows is the footer of this part alone
            writer.close()
        self.growing.take(end)
        if table.num_rows:
            self.footers.append(written(writer.writer.metadata))

    def state(self) -> State:
        new = [b64encode(footer).decode() for footer in self.footers[self.told :]]
        self.told = len(self.footers)
        schema = None if self.schema is None else b64encode(self.schema.serialize().to_pybytes()).decode()
        return {**self.growing.state(), "footers": new, "schema": schema}

    def finish(self, about: dict[str, str]) -> Path:
        writer = pa_parquet.ParquetWriter(io.BytesIO(), self.schema.with_metadata(about), compression="zstd")
        writer.close()
        footer = writer.writer.metadata
        for part in self.footers:
            footer.append_row_groups(pa_parquet.read_metadata(io.BytesIO(part)))
        self.growing.write(written(footer)[len(MAGIC) :])
        self.close()
        return self.growing.path

    def close(self) -> None:
        self.growing.file.close()


def written(footer: Any) -> bytes:
    file = io.BytesIO()
    footer.write_metadata_file(file)
    return file.getvalue()


@contextmanager
def told_where(path: Path) -> Iterator[None]:
    """A file that cannot be read or written is a problem of its place."""
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        where = error.filename or path
        raise BadInput([Problem(str(where), "the file", f"{why}.", "Check the folder and its rights.")]) from error
