"""How does the catalogue become files? Every page is made and checked before the first one is written."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dorsiflex.apps.exits import told
from dorsiflex.apps.options import Rules
from dorsiflex.errors import BadInput, Problem

if TYPE_CHECKING:
    from dorsiflex.language.knowledge import KnowledgeBase


def site(
    into: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder that takes the pages.")],
    rules: Rules = None,
    coverage: Annotated[
        Path | None, typer.Option("--coverage", metavar="FILE", help="What a run of coverage found, as JSON.")
    ] = None,
) -> None:
    """Write the catalogue of the rules as pages that need no server."""
    with told(as_json=False):
        import dorsiflex
        from dorsiflex.catalogue.load import rules_folder
        from dorsiflex.cohort.destination import check_folder

        check_folder(into)
        pages = build(dorsiflex.load(rules), rules or rules_folder(), coverage)
        for path, text in pages.items():
            place = into / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        typer.echo(f"{into / 'index.html'}: {len(pages)} files")


def build(knowledge: KnowledgeBase, rules: Path, coverage: Path | None = None) -> dict[str, str]:
    """Every file of the site by its path. Raises `BadInput` with dead links, missing words and the like."""
    if find_spec("jinja2") is None:
        why = "The pages are made with Jinja2, which is not installed."
        raise BadInput([Problem("dorsiflex site", "no Jinja2", why, "Install dorsiflex[web].")])
    from dorsiflex.present.html.addresses import Addresses
    from dorsiflex.present.html.beside import beside
    from dorsiflex.present.html.documents import Binder, documents
    from dorsiflex.present.html.faults import faults
    from dorsiflex.present.html.pages import Site

    addresses = Addresses(knowledge)
    binder = Binder(documents(rules.parent), addresses, rules.parent, [])
    made = Site(knowledge, beside(rules, addresses.kind_of, coverage), binder)
    assets = made.assets
    pages = {path: made.page(path) for path in made.paths()}
    if problems := [*binder.problems, *faults(pages, assets)]:
        raise BadInput(problems)
    return {**assets, **pages}


def add_to(app: typer.Typer) -> None:
    """The commands of the catalogue."""
    app.command("site")(site)
