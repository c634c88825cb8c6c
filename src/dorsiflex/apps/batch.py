"""What does `dorsiflex batch` do, and what does it say when it is done?"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import typer

from dorsiflex.errors import BadInput, Problem

if TYPE_CHECKING:
    from dorsiflex.cohort.batch import Told

NEEDED = ("polars", "pyarrow")
NAMED = 12


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

    tested(rules)
    with progress() as told:
        records = assess_parts(tables, folder, rules, scheduler or Here(), told, **options)
    rows, answered = (sum(record[key] for record in records) for key in ("rows", "rows_answered"))
    typer.echo(f"{len(records)} files, {rows:,} rows in, {answered:,} answered: {folder}", err=True)
    if rejected := sum(record["rows_rejected"] for record in records):
        typer.echo(f"{rejected:,} rows rejected, each with its reason, beside the answers.", err=True)


def report_quality(tables: Sequence[str], output: Path | None, rules: Path | None, **options: Any) -> None:
    """The report on the quality of a table. Raises `BadInput`."""
    need_extra()
    import dorsiflex
    from dorsiflex.cohort.answering import Answering, open_tables
    from dorsiflex.cohort.growth import told_where
    from dorsiflex.cohort.inputs import find_inputs
    from dorsiflex.cohort.places import Job
    from dorsiflex.cohort.quality import measure
    from dorsiflex.cohort.quality_report import as_text, check_ending, write_report

    if output is not None:
        check_ending(output)
    with TemporaryDirectory() as spool, told_where(output or Path(tables[0])):
        job = Job(tuple(tables), None, **options)
        answering = Answering(dorsiflex.load(rules), open_tables(find_inputs(tables, Path(spool)), job), job)
        report = measure(answering, job.site)
        if output is None:
            sys.stdout.write(as_text(report))
        else:
            write_report(report, output)


def tell(job: Any, record: dict[str, Any]) -> None:
    """What came of a run, on standard error."""
    from dorsiflex.cohort.chosen import is_share

    typer.echo(f"{record['rows']:,} rows in, {record['rows_answered']:,} answered: {job.main}", err=True)
    if record["rows_rejected"]:
        rejects = job.outputs["rejects"]
        typer.echo(f"{record['rows_rejected']:,} rows rejected, each with its reason: {rejects}", err=True)
    if record["explain"]:
        typer.echo(f"Reasons for {record['rows_explained']:,} rows: {job.outputs['reasons']}", err=True)
    for missing in [one for one in record["explain"] if not is_share(one) and one not in record["ids_explained"]]:
        typer.echo(f"No reasons for `{missing}`: no row of this id was answered.", err=True)
    for name, answer in record["assumed"].items():
        typer.echo(f"Assumed for everybody: {name}: {answer}", err=True)
    for name, near in record["perhaps_misspelt"].items():
        typer.echo(f"The column `{name}` is carried through; was `{near}` meant?", err=True)
    if others := [name for name in record["carried_through"] if name not in record["perhaps_misspelt"]]:
        more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
        typer.echo(f"Carried through, and no finding: {', '.join(others[:NAMED])}{more}", err=True)


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
