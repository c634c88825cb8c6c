"""How is the visit in a browser started from a terminal?"""

from __future__ import annotations

from typing import Annotated

import typer

from dorsiflex.apps.exits import told
from dorsiflex.apps.extras import need_web
from dorsiflex.apps.options import Rules
from dorsiflex.apps.store_commands import Data


def serve(
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Where it listens; 0 takes a free port.")
    ] = 8765,
    data: Data = None,
    rules: Rules = None,
) -> None:
    """Serve the visit to a browser on this machine."""
    with told(as_json=False):
        need_web("The visit in a browser")
        from dorsiflex.apps.web.serving import serve as serve_visits

        serve_visits(port, data, rules, tell)


def tell(address: str) -> None:
    """Where to go, and how to stop; flushed, for whoever reads it through a pipe."""
    typer.echo(f"The visit is at {address}\nCtrl+C stops it.")


def add_to(app: typer.Typer) -> None:
    """The command that serves."""
    app.command()(serve)
