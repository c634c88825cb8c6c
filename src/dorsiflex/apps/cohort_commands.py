"""What can be asked of whole tables from a terminal?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dorsiflex.apps import map_commands
from dorsiflex.apps.exits import told
from dorsiflex.apps.options import Rules

Mapping = Annotated[
    Path | None, typer.Option("--mapping", metavar="FILE", help="What the columns and codes of the table mean.")
]


def batch(
    tables: Annotated[
        list[str], typer.Argument(metavar="IN…", help="Tables of people: files, folders or globs; - is standard input.")
    ],
    answers: Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help="The answers, .csv or .parquet.")],
    rejects: Annotated[
        Path | None, typer.Option("--rejects", metavar="FILE", help="What cannot be taken; without it, beside OUT.")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="Which sheet of an Excel file.")] = None,
    mapping: Mapping = None,
    rules: Rules = None,
) -> None:
    """Assess a whole table, one row a person."""
    from dorsiflex.apps.batch import assess_table

    with told(as_json=False):
        assess_table(tables, answers, rules, rejects=rejects, sheet=sheet, mapping=mapping)


def add_to(app: typer.Typer) -> None:
    """The commands for whole tables."""
    app.command()(batch)
    map_commands.add_to(app)
