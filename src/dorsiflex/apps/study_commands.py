"""What can be studied from a terminal? Synthetic cohorts, and studies of a cohort and its answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dorsiflex.apps.exits import told
from dorsiflex.apps.options import Rules

Table = Annotated[Path, typer.Argument(metavar="IN", help="A table of people.")]
Seed = Annotated[int, typer.Option("--seed", metavar="S", help="The same seed draws the same.")]
Tables = Annotated[Path | None, typer.Option("--tables", metavar="DIR", help="Write each table as CSV into a folder.")]
FigureFile = Annotated[
    Path | None,
    typer.Option("--figure", metavar="FILE", help="Draw it, .svg, .png or .pdf; its words beside it as .txt."),
]
Once = Annotated[
    str | None,
    typer.Option("--one-per-record", metavar="WHICH", help="Study one row of each record: its first or last."),
]
study = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Study a cohort and its answers: tables and pictures."
)


def synth(
    rows: Annotated[int, typer.Argument(metavar="N", help="How many people.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The cohort, .csv or .parquet.")],
    seed: Seed = 1,
    missing: Annotated[str, typer.Option("--missing", help="Missing answers: none, random, section or site.")] = "none",
    rules: Rules = None,
) -> None:
    """Draw a synthetic cohort, declared synthetic."""
    from dorsiflex.apps.studies import draw

    with told(as_json=False):
        draw(rows, output, seed, missing, rules)


@study.command()
def agreement(
    table: Table,
    clinician: Annotated[str, typer.Option("--clinician", metavar="COLUMN", help="What a clinician decided.")],
    of: Annotated[str, typer.Option("--of", metavar="COLUMN", help="The column of the answers.")] = "disposition",
    listed: Annotated[int, typer.Option("--listed", min=0, help="How many disagreements are listed.")] = 20,
    tables: Tables = None,
    figure: FigureFile = None,
    one_per_record: Once = None,
    rules: Rules = None,
) -> None:
    """Agreement with a clinician: kappa, sensitivity, disagreements."""
    from dorsiflex.apps.studies import show

    show("agreement", (table, one_per_record), rules, tables, figure, clinician=clinician, of=of, listed=listed)


@study.command()
def sweep(
    table: Table,
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The rule with the limit.")],
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The finding or number it is a limit of.")],
    values: Annotated[list[str], typer.Argument(metavar="VALUE…", help="The values it is moved to.")],
    at: Annotated[str | None, typer.Option("--at", help="Which limit, where the rule has several.")] = None,
    tables: Tables = None,
    figure: FigureFile = None,
    one_per_record: Once = None,
    rules: Rules = None,
) -> None:
    """What changes if a limit of a rule moves."""
    from dorsiflex.apps.studies import show

    show("sweep", (table, one_per_record), rules, tables, figure, rule=rule, number=number, values=values, at=at)


@study.command()
def tornado(
    table: Table,
    limits: Annotated[
        list[str] | None,
        typer.Option("--limit", metavar="RULE:NUMBER[:AT]", help="Without any, those of the charted measure."),
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="The step; without it, the measurement error.")] = None,
    tables: Tables = None,
    figure: FigureFile = None,
    one_per_record: Once = None,
    rules: Rules = None,
) -> None:
    """Which limits matter most: each a step down, a step up."""
    from dorsiflex.apps.studies import show

    show("tornado", (table, one_per_record), rules, tables, figure, limits=limits or [], by=by)


@study.command()
def error(
    table: Table,
    draws: Annotated[int, typer.Option("--draws", min=1, help="How often each number is measured again.")] = 100,
    seed: Seed = 1,
    tables: Tables = None,
    figure: FigureFile = None,
    one_per_record: Once = None,
    rules: Rules = None,
) -> None:
    """Which suggestions outlive the error of measurement."""
    from dorsiflex.apps.studies import show

    show("error", (table, one_per_record), rules, tables, figure, draws=draws, seed=seed)


@study.command()
def missing(
    table: Table,
    how: Annotated[str, typer.Option("--how", help="Blank at random, or by section.")] = "random",
    shares: Annotated[list[float] | None, typer.Option("--share", help="A share to blank, from 0 to 1.")] = None,
    seed: Seed = 1,
    tables: Tables = None,
    figure: FigureFile = None,
    one_per_record: Once = None,
    rules: Rules = None,
) -> None:
    """How the answers fade as less is known."""
    from dorsiflex.apps.studies import show

    chosen = {"shares": shares} if shares else {}
    show("missing", (table, one_per_record), rules, tables, figure, how=how, seed=seed, **chosen)


@study.command()
def groups(
    table: Table,
    by: Annotated[str, typer.Option("--by", metavar="COLUMN", help="The column of the groups.")],
    bands: Annotated[list[float] | None, typer.Option("--band", help="Where a number is cut; give several.")] = None,
    tables: Tables = None,
    figure: FigureFile = None,
    one_per_record: Once = None,
    rules: Rules = None,
) -> None:
    """The answers group by group."""
    from dorsiflex.apps.studies import show

    show("groups", (table, one_per_record), rules, tables, figure, by=by, bands=bands or [])


@study.command()
def compare(
    table: Table,
    before: Annotated[Path, typer.Option("--before", metavar="DIR", help="The rules before the change.")],
    tables: Tables = None,
    figure: FigureFile = None,
    one_per_record: Once = None,
    rules: Rules = None,
) -> None:
    """The same people before and after a change of the rules."""
    from dorsiflex.apps.studies import show_change

    with told(as_json=False):
        show_change((table, one_per_record), before, rules, tables, figure)


@study.command()
def figures(
    table: Table,
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Where the pictures are drawn.")],
    one_per_record: Once = None,
    rules: Rules = None,
) -> None:
    """Draw the flow, dispositions, patterns and side difference, as SVG, PNG and PDF."""
    from dorsiflex.apps.studies import draw_all

    with told(as_json=False):
        draw_all((table, one_per_record), folder, rules)


def add_to(app: typer.Typer) -> None:
    """The commands of studies."""
    app.command()(synth)
    app.add_typer(study, name="study")
