"""What do `dorsiflex synth` and `dorsiflex study` do, and what do they say when they are done?"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typer

from dorsiflex.apps.exits import told
from dorsiflex.errors import BadInput, Problem

NEEDED = ("matplotlib", "polars", "scipy", "sklearn", "statsmodels")
# A file, and which row of each record is studied.
Rows = tuple[Path, str | None]
PICTURES = ("flow", "dispositions", "patterns", "asymmetry")


def needed() -> None:
    """Refuse to start without the libraries of the studies."""
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        why = "Studies need the extra `study`."
        mend = "In a clone: make dev. Else: pip install 'dorsiflex[study]'"
        raise BadInput([Problem("this installation", ", ".join(missing), why, mend)])


def draw(rows: int, output: Path, seed: int, missing: str, rules: Path | None) -> None:
    """Draw a synthetic cohort into a file. Raises `BadInput`."""
    needed()
    import dorsiflex
    from dorsiflex.catalogue.load import rules_folder
    from dorsiflex.cohort.synth import synthetic
    from dorsiflex.cohort.synth_file import write
    from dorsiflex.cohort.synth_gaps import Missing

    if missing not in set(Missing):
        known = ", ".join(Missing)
        raise BadInput(
            [Problem("the option", f"`--missing {missing}`", "There is no such pattern.", f"Known: {known}.")]
        )
    cohort = synthetic(rows, seed, rules or rules_folder(), dorsiflex.load(rules), Missing(missing))
    record = write(cohort, output)
    reported, assumed = len(record["numbers_from_sources"]), sum(len(item["of"]) for item in record["numbers_assumed"])
    typer.echo(f"{rows:,} synthetic people, seed {seed}: {output}", err=True)
    typer.echo(f"Drawn as `{record['recipe']}` says: {reported} entries from sources, {assumed} assumed.", err=True)
    typer.echo(f"Both are listed beside it: {output.name}.synthetic.json", err=True)


def show(name: str, table: Rows, rules: Path | None, tables: Path | None, figure: Path | None, **options: Any) -> None:
    """Do one study of a file, print it, and write what is asked for."""
    with told(as_json=False):
        needed()
        check_places(tables, figure)
        import dorsiflex
        from dorsiflex import study
        from dorsiflex.study.table import read_table

        knowledge = dorsiflex.load(rules)
        if name == "tornado":
            options["limits"] = [named_limit(text, knowledge) for text in options["limits"]]
        give(getattr(study, name)(read_table(*table), knowledge=knowledge, **options), tables, figure)


def check_places(tables: Path | None, figure: Path | None) -> None:
    """Refuse what cannot be written before the study is done. Raises `BadInput`."""
    from dorsiflex.cohort.destination import check_files, check_folder
    from dorsiflex.study.picture import check_ending

    if figure is not None:
        check_ending(figure)
    check_files(figure)
    check_folder(tables)


def named_limit(text: str, knowledge: Any) -> Any:
    """A limit as it is named on the command line. Raises `BadInput`."""
    from dorsiflex.study.limits import the_limit

    rule, _, rest = text.partition(":")
    number, _, at = rest.partition(":")
    return the_limit(knowledge, rule, number, at or None)


def show_change(table: Rows, before: Path, rules: Path | None, tables: Path | None, figure: Path | None) -> None:
    """Compare two folders of rules on a file. Raises `BadInput`."""
    needed()
    check_places(tables, figure)
    import dorsiflex
    from dorsiflex.study.rule_change import compare
    from dorsiflex.study.table import read_table

    give(compare(read_table(*table), dorsiflex.load(before), dorsiflex.load(rules)), tables, figure)


def give(result: Any, tables: Path | None, figure: Path | None) -> None:
    """Print a result, and write its tables and its picture."""
    if figure is not None:
        typer.echo(f"Drawn: {result.figure().save(figure)}", err=True)
    if tables is not None:
        for path in result.save(tables):
            typer.echo(f"Written: {path}", err=True)
    sys.stdout.write(result.text())


def draw_all(table: Rows, folder: Path, rules: Path | None) -> None:
    """Every picture of a cohort, as SVG, PNG and PDF; one that cannot be drawn is told. Raises `BadInput`."""
    needed()
    import dorsiflex
    from dorsiflex import study
    from dorsiflex.cohort.destination import check_folder
    from dorsiflex.study.result import make_folder
    from dorsiflex.study.table import read_table

    check_folder(folder)
    frame, knowledge = read_table(*table), dorsiflex.load(rules)
    make_folder(folder)
    for name in PICTURES:
        try:
            picture = getattr(study, name)(frame, knowledge=knowledge)
        except BadInput as refused:
            if name != "asymmetry":
                raise
            typer.echo(f"Not drawn, {name}: {refused.problems[0].why}", err=True)
            continue
        for ending in ("svg", "png", "pdf"):
            typer.echo(f"Drawn: {picture.save(folder / f'{name}.{ending}')}", err=True)
