"""What is written down of a request? When, which method, which kind of page, with what status and how fast.

Never what was asked, typed or answered: no label, no body, no query, and no id, for it opens a case.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

logger = logging.getLogger("dorsiflex.web")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Line(logging.Formatter):
    """One record, one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        more = getattr(record, "more", {})
        return json.dumps({"at": at, "level": record.levelname.lower(), "says": record.getMessage(), **more})


def to_stderr() -> None:
    """Our lines, and what the server itself has to say, on standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    for name in ("dorsiflex.web", "uvicorn.error"):
        logging.getLogger(name).handlers = [handler]
        logging.getLogger(name).propagate = False
    logger.setLevel(logging.INFO)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


def answered(scope: MutableMapping[str, Any], status: int, milliseconds: float) -> None:
    method = scope["method"] if scope["method"] in METHODS else "other"
    more = {"method": method, "path": template_of(scope), "status": status, "ms": round(milliseconds, 1)}
    logger.info("answered", extra={"more": more})


def template_of(scope: MutableMapping[str, Any]) -> str:
    """The path as it is declared, with `{id}` in the place of an id."""
    if scope["path"].startswith("/static/"):
        return "/static/{name}"
    path = getattr(scope.get("route"), "path", None)
    return str(path) if path else "(no page)"


def failed(fault: Exception) -> None:
    """Which fault, and where; not what it says, for that may quote what was typed."""
    frames = traceback.extract_tb(fault.__traceback__)
    where = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-5:]]
    logger.error("failed", extra={"more": {"fault": type(fault).__name__, "where": where}})
