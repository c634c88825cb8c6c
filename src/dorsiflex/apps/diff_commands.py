"""What can be asked of two versions of the rules from a terminal?"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dorsiflex.apps.exits import Exit, told

CASES = Path("cases")


class Form(StrEnum):
    """The forms of a difference."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    CHANGELOG = "changelog"


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A folder of rules, or a git revision such as HEAD~3.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Likewise.")],
    form: Annotated[Form, typer.Option("--format", help="How the difference is written.")] = Form.TEXT,
    cases: Annotated[
        Path | None, typer.Option("--cases", metavar="DIR", help="Case files; without it, the folder `cases` if any.")
    ] = None,
) -> None:
    """Show which decisions change between two versions, each with a witness; or prove that none does."""
    with told(as_json=form is Form.JSON):
        from dorsiflex.apps.diff_runner import run

        decided = run(old, new, cases or (CASES if CASES.is_dir() else None), form.value)
    if not decided:
        raise typer.Exit(Exit.NOT_AS_EXPECTED)


def add_to(app: typer.Typer) -> None:
    """The commands that compare."""
    app.command("diff")(diff)
