"""What can be asked, from a terminal, of how well cases and examples test the rules?"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import Annotated

import typer

from dorsiflex.apps.exits import Exit, print_json, told
from dorsiflex.apps.options import Rules
from dorsiflex.errors import BadInput, Problem


class Form(StrEnum):
    """The forms of a coverage report."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


class SlipForm(StrEnum):
    """The forms of a report on slips."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


Cases = Annotated[
    Path | None,
    typer.Option("--cases", metavar="DIR", help="Case files; without it, the folder `cases` beside the rules, if any."),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there instead.")]


def coverage(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[RULE]…", help="Ids of rules, told in full; without any, all.")
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="How the report is written.")] = Form.TEXT,
    output: Output = None,
    rules: Rules = None,
    cases: Cases = None,
) -> None:
    """Show whether cases and examples show each condition, and both sides of each limit, to matter."""
    as_json = form is Form.JSON
    with told(as_json=as_json):
        import dorsiflex
        from dorsiflex.apps import coverage_runner as runner

        knowledge = dorsiflex.load(rules)
        chosen = runner.wanted(names or [], knowledge.rules, "rule")
        report = runner.report_of(runner.coverage_of(knowledge, folder(cases, rules)), chosen, quiet=as_json)
        if form is Form.HTML:
            from dorsiflex.present.coverage_html import page

            put(page(report, knowledge), output)
        elif form is Form.JSON:
            from dorsiflex.present.coverage_words import as_data

            put_json(as_data(report, knowledge), output)
        else:
            from dorsiflex.present.coverage_page import show

            to_console(lambda console: show(report, knowledge, console, whole=bool(names)), output)
    if any(rule.missing for rule in report):
        raise typer.Exit(Exit.NOT_AS_EXPECTED)


def mutants(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]…", help="Rules, scores and tables; without any, all.")
    ] = None,
    form: Annotated[SlipForm, typer.Option("--format", help="How the report is written.")] = SlipForm.TEXT,
    output: Output = None,
    rules: Rules = None,
    cases: Cases = None,
) -> None:
    """Change every rule by one slip at a time, and show the slips that no case and no example would notice."""
    as_json = form is SlipForm.JSON
    with told(as_json=as_json):
        import dorsiflex
        from dorsiflex.apps import coverage_runner as runner

        knowledge = dorsiflex.load(rules)
        chosen = runner.wanted(names or [], runner.changeable(knowledge), "rule or computed number")
        fates = runner.fates_of(runner.coverage_of(knowledge, folder(cases, rules)), chosen, quiet=as_json)
        from dorsiflex.present import mutants_page as page

        if form is SlipForm.MARKDOWN:
            put(page.markdown(fates, knowledge), output)
        elif as_json:
            put_json(page.as_data(fates, knowledge), output)
        else:
            to_console(lambda console: page.show(fates, knowledge, console), output)
    if any(fate.survives for fate in fates):
        raise typer.Exit(Exit.NOT_AS_EXPECTED)


def folder(cases: Path | None, rules: Path | None) -> Path | None:
    """Where the cases are. Raises `BadInput` where nothing stands in a folder that is named."""
    from dorsiflex.catalogue.load import rules_folder

    if cases is not None and not cases.is_dir():
        why = "The cases are read from it."
        raise BadInput([Problem(str(cases), "no such folder", why, "Name the folder of the case files.")])
    beside = (rules or rules_folder()).resolve().parent / "cases"
    return cases or (beside if beside.is_dir() else None)


def put(text: str, output: Path | None) -> None:
    """Write to a file, or to standard output."""
    if output is None:
        sys.stdout.write(text)
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text, encoding="utf-8")


def put_json(value: object, output: Path | None) -> None:
    if output is None:
        print_json(value)
    else:
        put(json.dumps(value, indent=2, ensure_ascii=False) + "\n", output)


def to_console(show: Callable[..., None], output: Path | None) -> None:
    from rich.console import Console

    if output is None:
        show(Console(highlight=False))
        return
    text = StringIO()
    show(Console(file=text, highlight=False, width=80))
    put(text.getvalue(), output)


def add_to(app: typer.Typer) -> None:
    """The commands that judge the tests of the rules."""
    app.command("coverage")(coverage)
    app.command("mutants")(mutants)
