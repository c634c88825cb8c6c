"""What can be asked of every possible intake from a terminal?"""

from __future__ import annotations

from typing import Annotated

import typer

from dorsiflex.apps.exits import Exit, told
from dorsiflex.apps.options import Plain, Rules


def prove_claims(
    claims: Annotated[
        list[str] | None, typer.Argument(metavar="[CLAIM]…", help="Ids of claims; without any, all of them.")
    ] = None,
    form: Annotated[Plain, typer.Option("--format", help="How the report is written.")] = Plain.TEXT,
    anew: Annotated[
        bool, typer.Option("--no-cache", help="Prove everything anew, also what was proved of the very same rules.")
    ] = False,
    rules: Rules = None,
) -> None:
    """Prove claims for every possible intake, or show one that breaks them."""
    from dorsiflex.apps.claim_runner import run

    as_json = form is Plain.JSON
    with told(as_json=as_json):
        import dorsiflex

        all_proved = run(claims or [], dorsiflex.load(rules), as_json=as_json, anew=anew)
    if not all_proved:
        raise typer.Exit(Exit.NOT_AS_EXPECTED)


def health(
    form: Annotated[Plain, typer.Option("--format", help="How the report is written.")] = Plain.TEXT,
    rules: Rules = None,
) -> None:
    """Show what can never be, what another rule already says, and what makes no difference, for every intake."""
    as_json = form is Plain.JSON
    with told(as_json=as_json):
        import dorsiflex
        from dorsiflex.apps.health_runner import run

        sound = run(dorsiflex.load(rules), as_json=as_json)
    if not sound:
        raise typer.Exit(Exit.NOT_AS_EXPECTED)


def add_to(app: typer.Typer) -> None:
    """The commands that prove."""
    app.command("prove")(prove_claims)
    app.command("health")(health)
