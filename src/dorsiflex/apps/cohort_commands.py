"""What can be asked of whole tables from a terminal?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dorsiflex.apps.exits import told
from dorsiflex.apps.options import Rules


def batch(
    tables: Annotated[
        list[str], typer.Argument(metavar="IN…", help="Tables of people: files, folders or globs; - is standard input.")
    ],
    answers: Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help="The answers, .csv or .parquet.")],
    rejects: Annotated[
        Path | None, typer.Option("--rejects", metavar="FILE", help="What cannot be taken; without it, beside OUT.")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="Which sheet of an Excel file.")] = None,
    rules: Rules = None,
) -> None:
    """Assess a whole table, one row a person."""
    from dorsiflex.apps.batch import assess_table

    with told(as_json=False):
        assess_table(tables, answers, rules, rejects=rejects, sheet=sheet)


def add_to(app: typer.Typer) -> None:
    """The commands for whole tables."""
    app.command()(batch)
