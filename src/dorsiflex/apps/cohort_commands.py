"""What can be asked of whole tables from a terminal?"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dorsiflex.apps import book_commands, map_commands, redcap_commands
from dorsiflex.apps.exits import told
from dorsiflex.apps.options import Rules
from dorsiflex.apps.table_options import CarryDown, From, Mapping


class Engine(StrEnum):
    """Where a table is assessed: by this process, or by the workers of Dask."""

    HERE = "here"
    DASK = "dask"


Site = Annotated[str | None, typer.Option("--site", metavar="COLUMN", help="Count by site, as this column says it.")]


def batch(
    tables: Annotated[
        list[str], typer.Argument(metavar="IN…", help="Tables of people: files, folders or globs; - is standard input.")
    ],
    answers: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="OUT", help="A row a person: .csv, .parquet, .dta or .sav."),
    ] = None,
    long: Annotated[Path | None, typer.Option("--long", metavar="FILE", help="A row a suggestion; likewise.")] = None,
    ask: Annotated[bool, typer.Option("--ask", help="What to ask next of each person; slower.")] = False,
    explain: Annotated[
        list[str] | None,
        typer.Option("--explain", metavar="ID", help="Reasons for a person, or for a share such as 0.01, beside OUT."),
    ] = None,
    rejects: Annotated[
        Path | None, typer.Option("--rejects", metavar="FILE", help="What cannot be taken; without it, beside OUT.")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="Which sheet of an Excel file.")] = None,
    mapping: Mapping = None,
    come_from: From = None,
    carry_down: CarryDown = False,
    quality_of: Annotated[
        Path | None, typer.Option("--quality", metavar="FILE", help="First a report on quality: .html, .txt, .json.")
    ] = None,
    site: Site = None,
    engine: Annotated[
        Engine, typer.Option("--engine", help="dask: many processes, a file each; OUT is then a folder.")
    ] = Engine.HERE,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", metavar="ADDRESS", help="Of dask; without it, workers on this machine.")
    ] = None,
    rules: Rules = None,
) -> None:
    """Assess a whole table, one row a person."""
    from dorsiflex.apps.batch import assess_by_dask, assess_table

    with told(as_json=False):
        if engine is Engine.DASK:
            assess_by_dask(
                tables,
                answers,
                rules,
                scheduler,
                ask=ask,
                sheet=sheet,
                mapping=mapping,
                come_from=come_from,
                carry_down=carry_down,
            )
            return
        assess_table(
            tables,
            answers,
            rules,
            long=long,
            ask=ask,
            explain=tuple(explain or ()),
            rejects=rejects,
            sheet=sheet,
            mapping=mapping,
            come_from=come_from,
            carry_down=carry_down,
            quality=quality_of,
            site=site,
        )


def quality(
    tables: Annotated[list[str], typer.Argument(metavar="IN…", help="Tables of people, as for batch.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help=".html, .txt, .json; without it, as text.")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="Which sheet of an Excel file.")] = None,
    mapping: Mapping = None,
    come_from: From = None,
    carry_down: CarryDown = False,
    site: Site = None,
    rules: Rules = None,
) -> None:
    """Report on the quality of a table: what is unknown, out of range, contradictory, double, or in another unit."""
    from dorsiflex.apps.batch import report_quality

    with told(as_json=False):
        report_quality(
            tables, output, rules, sheet=sheet, mapping=mapping, come_from=come_from, carry_down=carry_down, site=site
        )


def add_to(app: typer.Typer) -> None:
    """The commands for whole tables."""
    app.command()(batch)
    app.command()(quality)
    map_commands.add_to(app)
    book_commands.add_to(app)
    redcap_commands.add_to(app)
