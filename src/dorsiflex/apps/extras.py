"""Is what an extra brings installed? Asked before it is imported, so that the answer is not a traceback."""

from __future__ import annotations

from importlib.util import find_spec

from dorsiflex.errors import BadInput, Problem

WEB = ("alembic", "fastapi", "jinja2", "python_multipart", "sqlalchemy", "typst", "uvicorn")


def need_web(what: str) -> None:
    """Raises `BadInput` where the libraries of the extra `web` are not all there."""
    if missing := [name for name in WEB if find_spec(name) is None]:
        why, mend = f"{what} needs the extra `web`.", "In a clone: make dev. Else: pip install 'dorsiflex[web]'"
        raise BadInput([Problem("this installation", ", ".join(missing), why, mend)])
