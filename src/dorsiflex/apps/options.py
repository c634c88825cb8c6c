"""Which options do several commands share?"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Plain(StrEnum):
    """The forms of a report."""

    TEXT = "text"
    JSON = "json"


Rules = Annotated[
    Path | None, typer.Option("--rules", metavar="DIR", help="A folder of rules; without it, the packaged ones.")
]
