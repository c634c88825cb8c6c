"""How are two versions compared and told? Both are read, the solver decides, the cases are replayed."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console

from dorsiflex.apps.exits import print_json
from dorsiflex.apps.proving import lacking
from dorsiflex.apps.revisions import knowledge_of
from dorsiflex.errors import BadInput


def run(old: str, new: str, cases: Path | None, form: str) -> bool:
    """Compare and tell; whether the solver could decide everything. Raises `BadInput`, `FaultyKnowledge`."""
    if problems := lacking("diff"):
        raise BadInput(problems)
    from dorsiflex.apps.diff_cases import changed_cases
    from dorsiflex.apps.diff_words import Told
    from dorsiflex.prove.difference import difference
    from dorsiflex.prove.replay import Replay

    before, after = knowledge_of(old), knowledge_of(new)
    found = difference(before, after)
    replays = (Replay(before, "reference"), Replay(after, "reference"))
    changed = None if cases is None else tuple(changed_cases(*replays, cases))
    write(Told(before, after, found, changed), form)
    return not found.undecided


def write(told: object, form: str) -> None:
    from dorsiflex.apps.diff_changelog import changelog
    from dorsiflex.apps.diff_forms import as_data, as_markdown, show
    from dorsiflex.apps.diff_words import Told

    assert isinstance(told, Told)
    if form == "json":
        print_json(as_data(told))
    elif form == "markdown":
        sys.stdout.write(as_markdown(told))
    elif form == "changelog":
        sys.stdout.write(changelog(told))
    else:
        show(told, Console(highlight=False))
