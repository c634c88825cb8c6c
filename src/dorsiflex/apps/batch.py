"""What does `dorsiflex batch` do, and what does it say when it is done?"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import typer

from dorsiflex.errors import BadInput, Problem

NEEDED = ("polars", "pyarrow")


def assess_table(table: Path, answers: Path, rejects: Path | None, rules: Path | None) -> None:
    """Assess a file, and say on standard error what came of it. Raises `BadInput`."""
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        why = "Whole tables need the extra `batch`."
        raise BadInput([Problem("this installation", ", ".join(missing), why, "pip install 'dorsiflex[batch]'")])
    import dorsiflex
    from dorsiflex.cohort.batch import Places, assess_file

    places = Places.of(table, answers, rejects)
    record = assess_file(places, dorsiflex.load(rules))
    typer.echo(f"{record['rows']:,} rows in, {record['rows_answered']:,} answered: {places.answers}", err=True)
    if record["rows_rejected"]:
        typer.echo(f"{record['rows_rejected']:,} rows rejected, each with its reason: {places.rejects}", err=True)
    for name, near in record["perhaps_misspelt"].items():
        typer.echo(f"The column `{name}` is carried through; was `{near}` meant?", err=True)
    if others := [name for name in record["carried_through"] if name not in record["perhaps_misspelt"]]:
        typer.echo(f"Carried through, and no finding: {', '.join(others)}", err=True)
