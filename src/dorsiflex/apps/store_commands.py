"""What can be done with the kept visits from a terminal? Export, back up, restore."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dorsiflex.apps.exits import told
from dorsiflex.apps.extras import need_web

if TYPE_CHECKING:
    from dorsiflex.store.store import Store

Data = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="The folder of the visits; without it, the user's own.")
]
visits_app = typer.Typer(help="Export, back up and restore visits.", no_args_is_help=True, rich_markup_mode=None)


@visits_app.command()
def export(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Without it, standard output.")
    ] = None,
    data: Data = None,
) -> None:
    """Write everything as lines of JSON."""
    with told(as_json=False), kept(data) as store:
        from dorsiflex.cohort.destination import check_files
        from dorsiflex.store.copies import write_lines

        check_files(output)
        if output is None:
            sys.stdout.writelines(f"{line}\n" for line in store.export())
        else:
            write_lines(store.export(), output)
            typer.echo(str(output))


@visits_app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup; a file that is not there yet.")],
    data: Data = None,
) -> None:
    """Copy everything into one file, while others go on writing."""
    with told(as_json=False), kept(data) as store:
        from dorsiflex.cohort.destination import check_files

        check_files(file)
        store.backup(file)
        typer.echo(str(file))


@visits_app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `visits backup` wrote.")],
    data: Data = None,
) -> None:
    """Put a backup in the place of the visits; those it replaces stay beside it."""
    with told(as_json=False):
        need_web("Restoring visits")
        from dorsiflex.store.copies import restore as restore_visits

        aside = restore_visits(file, data)
        typer.echo(f"Restored. What was there before: {aside or 'nothing'}")


@contextmanager
def kept(data: Path | None) -> Iterator[Store]:
    """The visits in a folder; a folder without any is a slip of the pen. Raises `BadInput`."""
    need_web("Keeping visits")
    from dorsiflex.errors import BadInput, Problem
    from dorsiflex.store.database import FILE, data_folder
    from dorsiflex.store.store import Store

    folder = data or data_folder()
    if not (folder / FILE).is_file():
        mend = "Name the folder that `dorsiflex serve` was given with --data."
        raise BadInput([Problem(str(folder), "no visits", f"There is no {FILE} in this folder.", mend)])
    with closing(Store.open(folder)) as store:
        yield store


def add_to(app: typer.Typer) -> None:
    """The commands for kept visits."""
    app.add_typer(visits_app, name="visits")
