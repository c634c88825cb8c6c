"""What of practice can be done from a terminal? A class overview, and worksheets to print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dorsiflex.apps.exits import print_json, told
from dorsiflex.apps.extras import need_web
from dorsiflex.apps.options import Plain, Rules

if TYPE_CHECKING:
    from dorsiflex.apps.practice.case_file import PracticeCase
    from dorsiflex.apps.practice.overview import Overview
    from dorsiflex.language.knowledge import KnowledgeBase

practice_app = typer.Typer(help="Overviews and worksheets for teaching.", no_args_is_help=True, rich_markup_mode=None)


@practice_app.command("overview")
def class_overview(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files that learners saved.")],
    form: Annotated[Plain, typer.Option("--format", help="How it is written.")] = Plain.TEXT,
    rules: Rules = None,
) -> None:
    """Lay learners' files side by side: which rules were met, and which were missed."""
    as_json = form is Plain.JSON
    with told(as_json=as_json):
        import dorsiflex
        from dorsiflex.apps.practice.overview import overview

        made = overview(read_all(files), dorsiflex.load(rules))
    if as_json:
        from dataclasses import asdict

        learners = [asdict(learner) for learner in made.learners]
        print_json({"learners": learners, "rules": [in_json(row, made) for row in made.rows]})
    else:
        show(made)


def read_all(files: list[Path]) -> list[tuple[str, bytes]]:
    """The bytes of each file, told all at once where some cannot be read. Raises `BadInput`."""
    from dorsiflex.apps.practice.progress import FILE_BYTES
    from dorsiflex.catalogue.source_text import Unreadable, bytes_of
    from dorsiflex.errors import BadInput, Problem

    read: list[tuple[str, bytes]] = []
    problems: list[Problem] = []
    for path in files:
        try:
            read.append((str(path), bytes_of(path, str(path), FILE_BYTES)))
        except Unreadable as unreadable:
            problems += unreadable.problems
    if problems:
        raise BadInput(problems)
    return read


def in_json(row: object, made: Overview) -> dict[str, object]:
    from dorsiflex.apps.practice.overview import Row

    assert isinstance(row, Row)
    cells = {
        learner.label: {"met": cell.met, "safer": cell.safer, "missed": cell.missed, "last": cell.last}
        for learner, cell in zip(made.learners, row.cells, strict=True)
        if cell is not None
    }
    return {"id": row.id, "kind": row.kind, "title": row.title, "missed_by": row.learners_missing, "learners": cells}


def show(made: Overview) -> None:
    """The overview in 80 columns: the sums of each rule, and who missed it."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from dorsiflex.apps.practice.marking import count

    console = Console(highlight=False)
    for learner in made.learners:
        other = "" if learner.same_rules else ", with other rules than these"
        done = f"{count(learner.attempts, 'attempt')} at {count(learner.cases, 'case')}"
        console.print(f"{learner.label}: {done}{other}", markup=False)
    table = Table(box=None, pad_edge=False)
    table.add_column("rule", overflow="fold", max_width=38)
    for name in ("met", "safer", "missed"):
        table.add_column(name, justify="right")
    table.add_column("missed by", overflow="fold")
    for row in made.rows:
        who = [
            learner.label
            for learner, cell in zip(made.learners, row.cells, strict=True)
            if cell is not None and cell.missed
        ]
        table.add_row(Text(row.id), str(row.met), str(row.safer), str(row.missed), Text(", ".join(who)))
    console.print()
    console.print(table)


@practice_app.command()
def worksheet(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The page, a file of its own.")],
    cases: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[CASES]…", help="Case files or folders; without any, the cases of the package."),
    ] = None,
    rules: Rules = None,
) -> None:
    """Write cases to print, the answers on pages of their own."""
    with told(as_json=False):
        need_web("A worksheet")
        import dorsiflex
        from dorsiflex.apps.practice.marking import count
        from dorsiflex.catalogue.load import rules_folder

        knowledge = dorsiflex.load(rules)
        read = read_cases(cases or [(rules or rules_folder()).resolve().parent / "cases"], knowledge)
        output.write_text(page(read, knowledge), encoding="utf-8")
        typer.echo(f"{output}: {count(len(read), 'case')}")


def read_cases(paths: list[Path], knowledge: KnowledgeBase) -> list[tuple[int, PracticeCase]]:
    """The cases, numbered; every problem of every file at once. Raises `BadInput`."""
    from dorsiflex.apps.case_runner import case_files
    from dorsiflex.apps.practice.case_file import read_case
    from dorsiflex.catalogue.reader import read_document
    from dorsiflex.errors import BadInput, Problem

    read: list[PracticeCase] = []
    problems: list[Problem] = []
    for path in case_files(paths):
        try:
            read.append(read_case(read_document(path, str(path), faulty=BadInput), knowledge))
        except BadInput as bad:
            problems += bad.problems
    if problems:
        raise BadInput(problems)
    return list(enumerate(read, start=1))


def page(cases: list[tuple[int, PracticeCase]], knowledge: KnowledgeBase) -> str:
    """The worksheet with its look in it, so that it needs no other file."""
    from dorsiflex.apps.practice.worksheet import sheet
    from dorsiflex.apps.web.desk import environment
    from dorsiflex.apps.web.looks import HERE, TOKENS
    from dorsiflex.ready import assessor_for

    static = HERE / "static"
    looks = [TOKENS, static / "dorsiflex.css", static / "practice.css"]
    styles = "\n".join(path.read_text(encoding="utf-8").replace('@import url("tokens.css");', "") for path in looks)
    return sheet(knowledge.settings.title, cases, assessor_for(knowledge), environment(knowledge), styles)


def add_to(app: typer.Typer) -> None:
    """The commands of practice."""
    app.add_typer(practice_app, name="practice")
