"""What can be asked from a terminal? The commands for one person, and for the rules; `…_commands` add the others."""

from __future__ import annotations

import gc
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dorsiflex.apps import (
    cohort_commands,
    coverage_commands,
    diff_commands,
    plain_signs,
    practice_commands,
    proof_commands,
    serve_commands,
    site_commands,
    store_commands,
    study_commands,
)
from dorsiflex.apps.exits import Exit, print_json, stop, told
from dorsiflex.apps.options import Plain, Rules

app = typer.Typer(
    name="dorsiflex",
    help="Rules for clinical decision support: options with reasons, for qualified professionals who decide.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
rules_app = typer.Typer(help="Read the rules.", no_args_is_help=True, rich_markup_mode=None)
cases_app = typer.Typer(help="Run constructed cases.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(rules_app, name="rules")
app.add_typer(cases_app, name="cases")


class Form(StrEnum):
    """The forms of an answer."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    SOAP = "soap"


class RuleKind(StrEnum):
    """The kinds of rule."""

    GATE = "gate"
    PATTERN = "pattern"
    SUGGESTION = "suggestion"


class Kind(StrEnum):
    """Everything that has an id."""

    GATE = "gate"
    PATTERN = "pattern"
    SUGGESTION = "suggestion"
    TECHNIQUE = "technique"
    FINDING = "finding"
    SOURCE = "source"


def main() -> None:
    """The command."""
    gc.set_threshold(100_000)  # what one command loads it keeps: collecting on the way only costs time
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=plain_signs.register())
    if sys.platform != "win32":
        import signal

        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `dorsiflex … | head` ends quietly
    if sys.stdout is None:
        sys.exit("dorsiflex: there is no standard output to write to, so nothing was answered.")
    try:
        try:
            plain = one_person(sys.argv[1:])
            if plain is None:
                app()
            else:
                assess(*plain)
        except typer.Exit as end:
            sys.exit(end.exit_code)
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as fault:
        # What was printed is not whole; nothing more can be written, at the end of the program neither.
        sys.stderr.write(
            f"dorsiflex: the output could not be written ({fault.strerror}); what is there is not whole.\n"
        )
        os._exit(1)


def one_person(words: list[str]) -> tuple[str, Form] | None:
    """The file and form of a plain `assess`. Typer would read the same, but takes as long for it as the answer does."""
    match words:
        case ["assess", file]:
            form = Form.TEXT.value
        case ["assess", file, "--format", form] | ["assess", "--format", form, file]:
            pass
        case _:
            return None
    if not file or (file.startswith("-") and file != "-") or form not in [item.value for item in Form]:
        return None
    return file, Form(form)


def show_version(wanted: bool) -> None:
    if wanted:
        from dorsiflex import __version__, load

        with told(as_json=False):
            knowledge = load()
        settings = knowledge.settings
        typer.echo(f"dorsiflex {__version__}\n{settings.name} {settings.version} {knowledge.digest}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=show_version, is_eager=True, help="The versions, and the digest of the rules."
        ),
    ] = False,
) -> None:
    """Rules for clinical decision support: options with reasons, for qualified professionals who decide."""


@app.command()
def assess(
    file: Annotated[str, typer.Argument(metavar="FILE", help="An intake in YAML or JSON; - reads standard input.")],
    form: Annotated[Form, typer.Option("--format", help="How the answer is written.")] = Form.TEXT,
    rules: Rules = None,
) -> None:
    """Assess one person."""
    from dorsiflex.apps.printing import print_answer
    from dorsiflex.catalogue.source_text import INTAKE_BYTES
    from dorsiflex.errors import BadInput, Problem

    with told(as_json=form is Form.JSON):
        from dorsiflex.apps.tested_rules import tested
        from dorsiflex.ready import assessor_for

        assessor = assessor_for(tested(rules))
        if file == "-":
            if sys.stdin is None:
                why, mend = "It is closed.", "Give a file, or send the intake to it."
                raise BadInput([Problem("standard input", "nothing to read", why, mend)])
            case = assessor.case(sys.stdin.buffer.read(INTAKE_BYTES + 1), "standard input")
        else:
            case = assessor.case(Path(file))
        print_answer(assessor.assess_case(case), case, assessor.knowledge, form.value)


@app.command()
def check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="A folder of rules; without it, the packaged ones.")
    ] = None,
    form: Annotated[Plain, typer.Option("--format", help="How the report is written.")] = Plain.TEXT,
) -> None:
    """Check rules: every fault with its line, and every example of every rule."""
    as_json = form is Plain.JSON
    with told(as_json=as_json):
        import dorsiflex
        from dorsiflex.catalogue.load import rules_folder
        from dorsiflex.cohort.synth_recipe import read_recipe
        from dorsiflex.examples import run_examples
        from dorsiflex.present.listing import counts, summary

        knowledge = dorsiflex.load(folder)
        read_recipe(folder or rules_folder(), knowledge)
        if problems := run_examples(knowledge):
            stop(problems, Exit.FAULTY_KNOWLEDGE, as_json=as_json)
        if as_json:
            tag = {"name": knowledge.settings.name, "version": knowledge.settings.version, "digest": knowledge.digest}
            print_json({"problems": [], "counts": counts(knowledge), "knowledge": tag})
        else:
            typer.echo(summary(knowledge))


@rules_app.command("list")
def list_rules(
    kind: Annotated[Kind | None, typer.Option("--kind", help="Only these.")] = None,
    rules: Rules = None,
) -> None:
    """List what the rules hold."""
    from rich.console import Console

    with told(as_json=False):
        import dorsiflex
        from dorsiflex.present.listing import print_list

        print_list(dorsiflex.load(rules), kind.value if kind else None, Console(highlight=False))


@rules_app.command("show")
def show_rule(
    identity: Annotated[str, typer.Argument(metavar="ID", help="A rule, technique, finding, number or source.")],
    rules: Rules = None,
) -> None:
    """Show one rule, technique, finding or source as a page."""
    from rich.console import Console

    with told(as_json=False):
        import dorsiflex
        from dorsiflex.present.rule_page import print_page

        print_page(identity, dorsiflex.load(rules), Console(highlight=False))


@cases_app.command("run")
def run_cases(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]…", help="Case files or folders; without any, cases.")
    ] = None,
    show: Annotated[bool, typer.Option("--show", help="Each answer below its story.")] = False,
    form: Annotated[Plain, typer.Option("--format", help="How the report is written.")] = Plain.TEXT,
    rules: Rules = None,
) -> None:
    """Run case files: is each expectation met?"""
    from dorsiflex.apps.case_runner import run

    as_json = form is Plain.JSON
    with told(as_json=as_json):
        import dorsiflex

        met = run(paths or [Path("cases")], dorsiflex.load(rules), show=show, as_json=as_json)
    if not met:
        raise typer.Exit(Exit.NOT_AS_EXPECTED)


@app.command("new-rule")
def new_rule(
    identity: Annotated[str, typer.Argument(metavar="ID", help="A readable name in kebab-case; it stays for ever.")],
    kind: Annotated[RuleKind, typer.Option("--kind", help="What the rule is.")] = RuleKind.GATE,
    rules: Annotated[Path, typer.Option("--rules", metavar="DIR", help="The folder of rules.")] = Path("rules"),
) -> None:
    """Write a blank rule that says what to fill in."""
    from datetime import date

    from dorsiflex.apps.blank_rule import write_blank

    with told(as_json=False):
        path = write_blank(identity, kind.value, rules, date.today())
        typer.echo(f"{path}: fill it in, then `dorsiflex check {rules}`.")


@app.command()
def schemas(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="Without it, that of the rules.")] = None,
) -> None:
    """Write the JSON Schemas of files and answers."""
    from dorsiflex.catalogue.json_schema import write
    from dorsiflex.catalogue.load import rules_folder
    from dorsiflex.present.answer_schema import schema_text

    into = folder or rules_folder() / "schema"
    write(into)
    (into / "answer.schema.json").write_text(schema_text(), encoding="utf-8")
    typer.echo(str(into))


for topic in (
    cohort_commands,
    coverage_commands,
    diff_commands,
    practice_commands,
    proof_commands,
    serve_commands,
    site_commands,
    store_commands,
    study_commands,
):
    topic.add_to(app)

if __name__ == "__main__":
    main()
