"""What a notebook shows of a thing, form by form."""

from __future__ import annotations

from functools import cache
from typing import Any

from IPython.core.formatters import DisplayFormatter

from dorsiflex import notebook


@cache
def formatter() -> Any:
    made = DisplayFormatter()
    notebook.register(made)
    return made


def shown(thing: Any) -> dict[str, str]:
    data, _ = formatter().format(thing)
    return dict(data)
