"""Which options say what a table means, alike for every command that reads tables?"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class ComesFrom(StrEnum):
    """What a table was exported from, where its form is known."""

    REDCAP = "redcap"


From = Annotated[ComesFrom | None, typer.Option("--from", help="An export of REDCap: raw or labelled, with visits.")]
CarryDown = Annotated[
    bool,
    typer.Option("--carry-down", help="REDCap: assume that what the base row says of a person holds for all visits."),
]
Mapping = Annotated[
    Path | None, typer.Option("--mapping", metavar="FILE", help="What the columns and codes of the table mean.")
]
