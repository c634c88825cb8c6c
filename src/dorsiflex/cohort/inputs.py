"""Which files does a run read? Files, folders, globs or standard input; together they are one table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from os.path import commonpath
from pathlib import Path
from shutil import copyfileobj

import polars as pl

from dorsiflex.cohort.source import Fingerprint, Part, Source, fingerprint
from dorsiflex.errors import BadInput, Problem

STANDARD_INPUT = "-"
SAME = "Give all tables the same columns, or read them one by one."
FILE = "file"
TEXT = ("string", "large_string")
PACKED = (".gz", ".bz2", ".xz", ".zst", ".zip", ".7z")
FORMATS = {
    ".csv": "CSV",
    ".parquet": "Parquet",
    ".jsonl": "JSON lines",
    ".ndjson": "JSON lines",
    ".xlsx": "Excel",
    ".xlsm": "Excel",
    ".feather": "Feather",
    ".arrow": "Feather",
    ".ipc": "Feather",
}


@dataclass(frozen=True)
class Input:
    """A file with the name it is told by, and what it was when it was opened."""

    path: Path
    name: str
    print_of: Fingerprint


def find_inputs(given: Sequence[str], spool: Path) -> list[Input]:
    """The files that were given, in their order; standard input is copied below `spool`. Raises `BadInput`."""
    if STANDARD_INPUT in given:
        if len(given) > 1:
            raise BadInput(
                [Problem(STANDARD_INPUT, "other tables beside it", "It is read alone.", "Give one of them.")]
            )
        path = spool_input(spool)
        return [Input(path, "standard input", fingerprint(path, text=True))]
    paths = list(dict.fromkeys(path for one in given for path in expand(one)))
    problems = [wrong_format(path) for path in paths if path.suffix.lower() not in FORMATS]
    kinds = {FORMATS.get(path.suffix.lower(), "") for path in paths}
    if not problems and len(kinds) > 1:
        why = "Tables that are read together have one format."
        problems.append(Problem(", ".join(given), " and ".join(sorted(kinds)), why, "Read them one by one."))
    if problems:
        raise BadInput(problems)
    names = names_of(paths)
    text = {"CSV", "JSON lines"} & kinds
    return [Input(path, name, fingerprint(path, text=bool(text))) for path, name in zip(paths, names, strict=True)]


def expand(given: str) -> list[Path]:
    """The files of a folder or glob; a file itself."""
    path = Path(given)
    if path.is_dir():
        found = sorted(
            file for file in path.iterdir() if file.suffix.lower() in FORMATS and not file.name.startswith(".")
        )
    elif has_magic(given) and not path.exists():
        found = [Path(name) for name in sorted(glob(given, recursive=True)) if Path(name).is_file()]  # noqa: PTH207 - any pattern
    else:
        return [path]
    if not found:
        why = "No table is in it." if path.is_dir() else "No file has such a name."
        raise BadInput([Problem(given, "no table", why, f"Tables end in {', '.join(FORMATS)}.")])
    return found


def names_of(paths: Sequence[Path]) -> list[str]:
    """The names of files; with their folders where names alone are not enough."""
    if len(paths) == 1:
        return [str(paths[0])]
    if len({path.name for path in paths}) == len(paths):
        return [path.name for path in paths]
    above = commonpath([path.resolve().parent for path in paths])
    return [path.resolve().relative_to(above).as_posix() for path in paths]


def wrong_format(path: Path) -> Problem:
    found = f"the ending `{path.suffix}`"
    if path.suffix.lower() in PACKED:
        return Problem(str(path), found, "It is packed.", "Unpack it, and give the table that is in it.")
    listed = ", ".join(FORMATS)
    return Problem(str(path), found, "No table of this kind is read.", f"Use one of {listed}.")


def spool_input(spool: Path) -> Path:
    """Standard input as a file: it is read twice, and hashed."""
    if sys.stdin is None:
        raise BadInput([Problem("standard input", "nothing to read", "It is closed.", "Give a file.")])
    stream = sys.stdin.buffer
    start = stream.read(4096)
    if start.startswith((b"PAR1", b"ARROW1", b"PK\x03\x04")):
        why = "Parquet, Feather and Excel are read from their end, which a stream does not have."
        raise BadInput([Problem("standard input", "no text", why, "Save it as a file, or send CSV or JSON lines.")])
    json = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"
    path = spool / f"input{'.jsonl' if json else '.csv'}"
    with path.open("wb") as file:
        file.write(start)
        copyfileobj(stream, file, 1 << 20)
    return path


def open_input(given: Input, sheet: str | None, delimiter: str = ",") -> Source:
    """The reader of one file. Raises `BadInput`."""
    match FORMATS[given.path.suffix.lower()]:
        case "CSV":
            from dorsiflex.cohort.source_csv import CsvSource

            return CsvSource(given.path, given.name, given.print_of, delimiter)
        case "JSON lines":
            from dorsiflex.cohort.source_json import JsonSource

            return JsonSource(given.path, given.name, given.print_of)
        case "Excel":
            from dorsiflex.cohort.source_excel import ExcelSource

            return ExcelSource(given.path, given.name, sheet)
        case "Feather":
            from dorsiflex.cohort.source_arrow import FeatherSource

            return FeatherSource(given.path, given.name)
        case _:
            from dorsiflex.cohort.source_arrow import ParquetSource

            return ParquetSource(given.path, given.name)


class Tables:
    """Files with the same columns, read one after another; of several, each row has its `file`."""

    def __init__(self, inputs: Sequence[Input], sheet: str | None = None, delimiter: str = ",") -> None:
        if sheet is not None and any(FORMATS[one.path.suffix.lower()] != "Excel" for one in inputs):
            raise BadInput([Problem("--sheet", f"`{sheet}`", "Only Excel has sheets.", "Leave it out.")])
        self.inputs = inputs
        self.sources = [open_input(one, sheet, delimiter) for one in inputs]
        self.several = len(inputs) > 1
        self.check()
        self.through: Callable[[Part], Part] | None = None
        self.rename()
        self.bytes = sum(one.print_of.bytes for one in inputs)
        self.done, self.current = 0, 0

    def rename(self) -> None:
        """Take the names of the columns from the files."""
        self.columns = self.sources[0].names
        self.names = [*([FILE] if self.several else []), *self.columns]

    def reads_through(self, through: Callable[[Part], Part], first: Sequence[str]) -> None:
        """From now on every part comes as this makes it, with these columns first."""
        self.through = through
        self.names = [*first, *(name for name in self.names if name not in first)]

    def check(self) -> None:
        """Refuse files whose columns differ. Raises `BadInput`."""
        first, *others = self.sources
        problems = []
        called = self.inputs[0].name
        for one, other in zip(self.inputs[1:], others, strict=True):
            told = dict.fromkeys(first.names, f"{called} has this column, and this table has not.")
            told |= dict.fromkeys(other.names, f"This table has the column, and {called} has not.")
            apart = sorted(set(first.names) ^ set(other.names))
            problems += [Problem(one.name, f"`{name}`", told[name], SAME) for name in apart]
            problems += [
                Problem(one.name, f"`{name}`", f"It is {kind} here, and {first.types[name]} before.", SAME)
                for name, kind in other.types.items()
                if first.types.get(name, kind) != kind
            ]
        if self.several and FILE in first.names:
            why = "With several tables this column names the table of a row."
            problems.append(Problem("the header", f"`{FILE}`", why, "Rename the column."))
        if problems:
            raise BadInput(problems)

    def read_as_categories(self, columns: Collection[str]) -> None:
        """Let these columns of text come as categories, where a format has them; all others come as they are."""
        from dorsiflex.cohort.source_arrow import ArrowSource

        for source in self.sources:
            if isinstance(source, ArrowSource):
                source.coded = [name for name, kind in source.types.items() if name in columns and kind in TEXT]

    def share(self) -> float:
        """How much has been read, from 0 to 1."""
        here = self.inputs[self.current].print_of.bytes * self.sources[self.current].share()
        return min((self.done + here) / max(self.bytes, 1), 1.0)

    def parts(self) -> Iterator[Part]:
        """The rows of all files."""
        self.done = 0
        for place, (one, source) in enumerate(zip(self.inputs, self.sources, strict=True)):
            self.current = place
            for part in source.parts():
                table = part.table.select(self.columns)
                if self.several:
                    table = table.select(pl.lit(one.name).alias(FILE), pl.all())
                made = Part(table, part.rows, part.rejects, one.name)
                yield made if self.through is None else self.through(made)
            self.done += one.print_of.bytes
