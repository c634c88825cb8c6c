"""What can be asked about columns from a terminal? The codebook of the vocabulary, and a blank workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dorsiflex.apps.exits import told
from dorsiflex.apps.options import Rules


def codebook(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The codebook, .csv or .html.")],
    rules: Rules = None,
) -> None:
    """Write the codebook of the vocabulary: every column that a table may have."""
    write(output, rules, "write_codebook")


def template(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The workbook, .xlsx.")],
    rules: Rules = None,
) -> None:
    """Write a blank workbook with every column, its question, and lists of what may be entered."""
    write(output, rules, "write_template")


def write(output: Path, rules: Path | None, what: str) -> None:
    from dorsiflex.apps.batch import need_extra

    with told(as_json=False):
        need_extra()
        import dorsiflex
        from dorsiflex.cohort import vocabulary_book
        from dorsiflex.cohort.destination import check_files
        from dorsiflex.cohort.growth import told_where
        from dorsiflex.language.grounding import build_program

        check_files(output)
        knowledge = dorsiflex.load(rules)
        with told_where(output):
            getattr(vocabulary_book, what)(output, knowledge, build_program(knowledge))
        typer.echo(str(output))


def add_to(app: typer.Typer) -> None:
    """The commands for codebook and template."""
    app.command()(codebook)
    app.command()(template)
