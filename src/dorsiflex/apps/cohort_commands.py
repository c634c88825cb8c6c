"""What can be asked of whole tables from a terminal?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dorsiflex.apps.exits import told
from dorsiflex.apps.options import Rules


def batch(
    table: Annotated[Path, typer.Argument(metavar="IN", help="A table of people, .csv or .parquet.")],
    answers: Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help="The answers, .csv or .parquet.")],
    rejects: Annotated[
        Path | None, typer.Option("--rejects", metavar="FILE", help="What cannot be taken; without it, beside OUT.")
    ] = None,
    rules: Rules = None,
) -> None:
    """Assess a whole table, one row a person."""
    from dorsiflex.apps.batch import assess_table

    with told(as_json=False):
        assess_table(table, answers, rejects, rules)


def add_to(app: typer.Typer) -> None:
    """The commands for whole tables."""
    app.command()(batch)
