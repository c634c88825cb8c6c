"""What do `dorsiflex batch` and `dorsiflex quality` do?"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import typer

from dorsiflex.apps.run_told import nobody, tell, tell_all
from dorsiflex.errors import BadInput, Problem

if TYPE_CHECKING:
    from dorsiflex.cohort.batch import Told

NEEDED = ("polars", "pyarrow")


def need_extra() -> None:
    """Whole tables need an extra. Raises `BadInput`."""
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        why = "Whole tables need the extra `batch`."
        mend = "In a clone: make dev. Else: pip install 'dorsiflex[batch]'"
        raise BadInput([Problem("this installation", ", ".join(missing), why, mend)])


def assess_table(tables: Sequence[str], answers: Path | None, rules: Path | None, **options: Any) -> None:
    """Assess files, and say on standard error what came of it. Raises `BadInput`."""
    need_extra()
    from dorsiflex.apps.tested_rules import tested
    from dorsiflex.cohort.batch import assess_file
    from dorsiflex.cohort.places import Job

    job = Job(tuple(tables), answers, **options)
    try:
        with progress() as told:
            record = assess_file(job, tested(rules), told)
    except KeyboardInterrupt:
        typer.echo("Interrupted. What is done is kept: the same command goes on from there.", err=True)
        raise
    tell(job, record)
    if not record["rows_answered"]:
        raise BadInput([nobody(", ".join(tables), record["rows"], job.outputs["rejects"])])


def assess_by_dask(
    tables: Sequence[str], folder: Path | None, rules: Path | None, scheduler: str | None, **options: Any
) -> None:
    """Assess each file by itself, in the processes of Dask, and say what came of it. Raises `BadInput`."""
    need_extra()
    if find_spec("distributed") is None:
        why = "Many processes need the extra `dask`."
        mend = "In a clone: make dev. Else: pip install 'dorsiflex[dask]'"
        raise BadInput([Problem("this installation", "distributed", why, mend)])
    if folder is None or folder.suffix:
        why = "Each file has its own answers."
        raise BadInput([Problem("the command", f"-o {folder}", why, "Name a folder for them: -o answers/")])
    from dorsiflex.apps.tested_rules import tested
    from dorsiflex.cohort.cluster import Here, assess_parts
    from dorsiflex.cohort.destination import check_folder

    check_folder(folder)
    tested(rules)
    with progress() as told:
        records = assess_parts(tables, folder, rules, scheduler or Here(), told, **options)
    tell_all(folder, records)
    if not any(record["rows_answered"] for record in records):
        raise BadInput([nobody(", ".join(tables), sum(record["rows"] for record in records), folder)])


def report_quality(tables: Sequence[str], output: Path | None, rules: Path | None, **options: Any) -> None:
    """The report on the quality of a table. Raises `BadInput`."""
    need_extra()
    import dorsiflex
    from dorsiflex.cohort.answering import Answering, open_tables
    from dorsiflex.cohort.destination import check_files
    from dorsiflex.cohort.growth import told_where
    from dorsiflex.cohort.inputs import find_inputs
    from dorsiflex.cohort.places import Job
    from dorsiflex.cohort.quality import measure
    from dorsiflex.cohort.quality_report import as_text, check_ending, write_report

    if output is not None:
        check_ending(output)
        check_files(output)
    with TemporaryDirectory() as spool, told_where(output or Path(tables[0])):
        job = Job(tuple(tables), None, **options)
        answering = Answering(dorsiflex.load(rules), open_tables(find_inputs(tables, Path(spool)), job), job)
        report = measure(answering, job.site)
        if output is None:
            sys.stdout.write(as_text(report))
        else:
            write_report(report, output)


@contextmanager
def progress() -> Iterator[Told]:
    """A bar on a terminal, with rate and time left; nothing where standard error is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rows]:,} rows, {task.fields[rate]:,.0f} a second"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=1.0, rows=0, rate=0.0)

        def told(rows: int, share: float) -> None:
            elapsed = bar.tasks[0].elapsed or 0.0
            bar.update(task, completed=share, rows=rows, rate=rows / elapsed if elapsed else 0.0)

        yield told
