"""How does a value look on one line of a file, as messages show it?"""

from __future__ import annotations

from typing import Any

from dorsiflex.catalogue.scalars import shown


def written(value: Any) -> str:
    """A scalar as a file would have it."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def flow(value: Any) -> str:
    """A value as it would stand on one line of a file."""
    return shown(inner(value))


def inner(value: Any) -> str:
    match value:
        case dict():
            return ", ".join(f"{key}: {nested(part)}" for key, part in list(value.items())[:6])
        case list():
            return f"[{', '.join(nested(part) for part in value[:8])}]"
        case _:
            return written(value)


def nested(value: Any) -> str:
    return f"{{{inner(value)}}}" if isinstance(value, dict) else inner(value)
