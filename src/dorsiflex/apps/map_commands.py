"""What can be asked about mappings from a terminal?"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from dorsiflex.apps.exits import told
from dorsiflex.apps.options import Rules
from dorsiflex.apps.table_options import CarryDown, From, Mapping
from dorsiflex.errors import BadInput, Problem

map_app = typer.Typer(help="Map foreign columns to findings.", no_args_is_help=True, rich_markup_mode=None)


@map_app.command("suggest")
def suggest(
    table: Annotated[str, typer.Argument(metavar="TABLE", help="A table with the header; its rows are not read.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where; without it, on standard output.")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="Which sheet of an Excel file.")] = None,
    rules: Rules = None,
) -> None:
    """Propose a mapping for the columns of a table; each proposal waits for a person to confirm it."""
    from dorsiflex.apps.batch import need_extra

    with told(as_json=False):
        need_extra()
        import dorsiflex
        from dorsiflex.cohort.destination import check_files
        from dorsiflex.cohort.growth import told_where
        from dorsiflex.cohort.inputs import FORMATS, Tables, find_inputs
        from dorsiflex.cohort.mapping_file import DELIMITERS
        from dorsiflex.cohort.mapping_suggest import delimiter_of, mapping_text
        from dorsiflex.cohort.redcap_visits import looks_exported
        from dorsiflex.cohort.source_csv import first_line
        from dorsiflex.language.grounding import build_program

        check_files(output)
        with TemporaryDirectory() as spool, told_where(Path(table)):
            inputs = find_inputs([table], Path(spool))
            path = inputs[0].path
            delimiter = delimiter_of(first_line(path)) if FORMATS[path.suffix.lower()] == "CSV" else "comma"
            names = Tables(inputs, sheet, DELIMITERS[delimiter]).names
            text = mapping_text(names, path.name, build_program(dorsiflex.load(rules)), delimiter)
            if output is None:
                typer.echo(text, nl=False)
                return
            if output.exists():
                why = "It may hold what somebody has confirmed."
                raise BadInput([Problem(str(output), "a file that is there already", why, "Name another file.")])
            output.write_text(text, encoding="utf-8")
        said = f"{table} --from redcap" if looks_exported(names) else table
        typer.echo(f"{output}: confirm each line with a ?, then `dorsiflex batch {said} --mapping {output} -o OUT`.")


@map_app.command("apply")
def apply(
    tables: Annotated[list[str], typer.Argument(metavar="IN…", help="Tables of people, as for batch.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The table, .csv or .parquet.")],
    mapping: Mapping = None,
    come_from: From = None,
    carry_down: CarryDown = False,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="Which sheet of an Excel file.")] = None,
    rules: Rules = None,
) -> None:
    """Write a table under our names, for studies; rows that cannot be taken are told of beside it."""
    from dorsiflex.apps.batch import need_extra

    with told(as_json=False):
        need_extra()
        import dorsiflex
        from dorsiflex.apps.run_told import nobody, say
        from dorsiflex.cohort.growth import told_where
        from dorsiflex.cohort.mapping_apply import apply_mapping
        from dorsiflex.cohort.places import Job

        job = Job(tuple(tables), None, sheet=sheet, mapping=mapping, come_from=come_from, carry_down=carry_down)
        with told_where(output):
            done = apply_mapping(job, output, dorsiflex.load(rules))
        about = done.about
        say(f"{about.rows:,} rows in, {done.taken:,} taken: {output}")
        if about.set_aside:
            say(f"{about.set_aside:,} of {about.rows:,} rows set aside, each with its reason: {done.rejects}")
        if about.rejected:
            say(f"{about.rejected:,} of {about.rows:,} rows rejected, each with its reason: {done.rejects}")
        if about.rows > done.taken and output.suffix.lower() == ".csv":
            say("A CSV cannot carry these counts into studies; a .parquet does.")
        for line in done.assumed:
            say(f"ASSUMED for all {done.taken:,} rows, asked of nobody: {line}")
        if not done.taken:
            raise BadInput([nobody(", ".join(tables), about.rows, done.rejects)])


def add_to(app: typer.Typer) -> None:
    """The commands for mappings."""
    app.add_typer(map_app, name="map")
