"""What stands beside the rules and belongs on their pages? Drawings, the history of changes, coverage; if there."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dorsiflex.errors import BadInput, Problem

HEADING = re.compile(r"^## (?P<version>.+)$")
ENTRY = re.compile(r"^- `?(?P<id>[a-z0-9]+(?:[-_][a-z0-9]+)*)`?: (?P<said>.+)$")


@dataclass(frozen=True)
class Change:
    """One entry of the changelog about one record."""

    version: str
    said: str


@dataclass(frozen=True)
class Beside:
    """`drawings` by file name; `changes` and `coverage` by the id of a record."""

    drawings: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    coverage: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def beside(rules: Path, ids: Iterable[str], coverage: Path | None = None) -> Beside:
    """What stands beside a folder of rules. Raises `BadInput` where a coverage file cannot be read."""
    drawings = {path.name: path.read_text(encoding="utf-8") for path in (rules / "drawings").glob("*.svg")}
    changelog = rules.parent / "CHANGELOG.md"
    told = changelog.read_text(encoding="utf-8") if changelog.is_file() else ""
    return Beside(drawings, changes(told, set(ids)), read_coverage(coverage) if coverage else {})


def changes(changelog: str, ids: set[str]) -> dict[str, tuple[Change, ...]]:
    """The entries of a changelog that begin with the id of a record, newest first as they stand."""
    found: dict[str, list[Change]] = defaultdict(list)
    version, entry = "", ""
    for line in [*changelog.splitlines(), ""]:
        if entry and line.startswith("  ") and line.strip():
            entry += " " + line.strip()
            continue
        if (match := ENTRY.match(entry)) and match["id"] in ids:
            found[match["id"]].append(Change(version, match["said"]))
        entry = line if line.startswith("- ") else ""
        if heading := HEADING.match(line):
            version = heading["version"]
    return {identity: tuple(entries) for identity, entries in found.items()}


def read_coverage(path: Path) -> dict[str, dict[str, Any]]:
    """`{"rules": {id: {name: number or text}}}`, as a run of coverage leaves it."""
    try:
        rules = json.loads(path.read_text(encoding="utf-8"))["rules"]
        return {str(identity): dict(facts) for identity, facts in rules.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        why = f'It should be JSON of the form {{"rules": {{id: {{name: value}}}}}} ({type(fault).__name__}: {fault}).'
        raise BadInput([Problem(str(path), "no coverage that can be read", why, "Write it anew.")]) from fault
