"""What can be asked for REDCap from a terminal? The data dictionary of the vocabulary."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dorsiflex.apps.exits import told
from dorsiflex.apps.options import Rules

redcap = typer.Typer(help="Ask for the findings in REDCap.", no_args_is_help=True, rich_markup_mode=None)


@redcap.callback()
def about() -> None:
    """Ask for the findings in REDCap."""


@redcap.command()
def dictionary(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The data dictionary, .csv.")],
    rules: Rules = None,
) -> None:
    """Write the data dictionary of the vocabulary; its exports are read with `--from redcap`."""
    from dorsiflex.apps.batch import need_extra

    with told(as_json=False):
        need_extra()
        import dorsiflex
        from dorsiflex.cohort.destination import check_files
        from dorsiflex.cohort.growth import told_where
        from dorsiflex.cohort.redcap_dictionary import MISSING_CODES, write_dictionary
        from dorsiflex.language.grounding import build_program

        check_files(output)
        knowledge = dorsiflex.load(rules)
        with told_where(output):
            fields = write_dictionary(output, knowledge, build_program(knowledge))
        typer.echo(f"{output}: {fields} fields. Upload it in REDCap under Data Dictionary.")
        codes = " | ".join(f"{code}, {title}" for code, title in MISSING_CODES.items())
        typer.echo(f"Missing data codes, for Project Setup, Additional customizations: {codes}")


def add_to(app: typer.Typer) -> None:
    """The commands for REDCap."""
    app.add_typer(redcap, name="redcap")
