"""How is a table written, part by part, so that it appears whole or not at all?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import polars as pl
import pyarrow.parquet as pa_parquet

from dorsiflex.cohort.source import suffix_problem
from dorsiflex.errors import BadInput, Problem


class Sink:
    """A table that grows beside its place and takes it when `finish` is called."""

    def __init__(self, path: Path, about: dict[str, str]) -> None:
        if path.suffix.lower() not in (".csv", ".parquet"):
            raise BadInput([suffix_problem(path)])
        self.path = path
        self.about = about
        self.growing = growing(path)
        self.parquet: Any = None
        self.started = False

    def add(self, part: pl.DataFrame) -> None:
        if self.path.suffix.lower() == ".csv":
            self.add_csv(part)
        else:
            self.add_parquet(part)
        self.started = True

    def add_csv(self, part: pl.DataFrame) -> None:
        nested = [name for name, dtype in part.schema.items() if dtype.is_nested()]
        if nested:
            why = "It holds lists, which CSV cannot."
            raise BadInput(
                [Problem(str(self.path), f"`{name}`", why, "Write .parquet, or leave it out.") for name in nested]
            )
        with self.growing.open("ab" if self.started else "wb") as file:
            part.write_csv(file, include_header=not self.started)

    def add_parquet(self, part: pl.DataFrame) -> None:
        table = part.to_arrow(compat_level=pl.CompatLevel.oldest())
        if self.parquet is None:
            schema = table.schema.with_metadata(self.about)
            self.parquet = pa_parquet.ParquetWriter(self.growing, schema, compression="zstd")
        self.parquet.write_table(table.replace_schema_metadata(self.about))

    def close(self) -> None:
        if self.parquet is not None:
            self.parquet.close()
            self.parquet = None

    def finish(self) -> None:
        self.close()
        self.growing.replace(self.path)

    def give_up(self) -> None:
        self.close()
        self.growing.unlink(missing_ok=True)


def growing(path: Path) -> Path:
    """Where a file stands until it is whole."""
    return path.with_name(f".{path.name}.part")


class Whole:
    """Several sinks that finish together, in their order, or not at all."""

    def __init__(self, sinks: Iterable[Sink]) -> None:
        self.sinks = tuple(sinks)

    def __enter__(self) -> Whole:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        for sink in self.sinks:
            if kind is None:
                sink.finish()
            else:
                sink.give_up()


@contextmanager
def told_where(path: Path) -> Iterator[None]:
    """A file that cannot be read or written is a problem of its place."""
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        where = error.filename or path
        raise BadInput([Problem(str(where), "the file", f"{why}.", "Check the folder and its rights.")]) from error
