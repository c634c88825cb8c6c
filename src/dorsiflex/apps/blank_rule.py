"""What does a new rule start from? A file that says what to fill in, under an id that was never used."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from dorsiflex.errors import BadInput, Problem

FOLLOWS = {
    "gate": """disposition:              # one of knowledge.yaml; leave out where the gate only withholds
withholds: []             # categories, techniques, or: all
""",
    "pattern": "",
    "suggestion": """technique:                # the id of a file in techniques/
place: 50                 # smaller stands earlier
""",
}
BLANK = """# yaml-language-server: $schema=../schema/rule.schema.json
id: {id}
kind: {kind}
title:                    # a sentence a clinician can dispute
status: draft
version: 1
owners: {{author: the dorsiflex contributors, reviewer: none yet}}
created: "{created}"
review_by: "{review_by}"

applies_to: {{}}            # plain history questions; delete the line where it applies to everyone
when: {{}}                  # the condition, in the words of docs/language.md

{follows}
say:                      # what is read first, one sentence

rationale:                # why, in two to four sentences
evidence:
  - {{ref: , supports: }}   # a source in evidence/, and the claim that it supports
dissent:
  sought_in: []           # the sources that were read for disagreement
  found: []               # {{who: , says: , we_answer: }}
limits: []                # what nobody can ask here

tests:                    # at least one of each; both sides of every limit
  - {{name: , given: {{}}, expect: fires}}
  - {{name: , given: {{}}, expect: silent}}
  - {{name: , given: {{}}, expect: cannot-tell, asks_for: []}}
"""
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def write_blank(identity: str, kind: str, rules: Path, today: date) -> Path:
    """Write the blank of a rule and say where. Raises `BadInput` where the id cannot be used."""
    if problem := refused(identity, rules):
        raise BadInput([problem])
    path = rules / f"{kind}s" / f"{identity}.yaml"
    # 29 February has no anniversary in most years; the day before serves as well.
    in_a_year = today.replace(year=today.year + 1, day=min(today.day, 28) if today.month == 2 else today.day)
    blank = BLANK.format(id=identity, kind=kind, created=today, review_by=in_a_year, follows=FOLLOWS[kind])
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(blank.replace("\n\n\n", "\n\n"))
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        raise BadInput(
            [Problem(str(path), "cannot be written", f"The system says: {reason}.", "Check the folder.")]
        ) from None
    return path


def refused(identity: str, rules: Path) -> Problem | None:
    """Why an id cannot name a new rule here."""
    if not KEBAB.fullmatch(identity):
        return Problem(
            "ID",
            f"`{identity[:80]}`",
            "An id is kebab-case, for the file has its name.",
            "Write it like this: tender-bone-first.",
        )
    if not (rules / "knowledge.yaml").is_file():
        why = "A folder of rules has a knowledge.yaml in it."
        return Problem(str(rules), "no folder of rules", why, "Name one with --rules.")
    for path in sorted(rules.glob(f"*/{identity}.yaml")):
        if path.parent.name == "retired":
            return Problem(
                str(path),
                f"`{identity}` is retired",
                "An id that once answered is never used again.",
                "Choose another.",
            )
        return Problem(
            str(path),
            f"`{identity}` is there already",
            "One id names one thing, for ever.",
            "Choose another, or edit that file.",
        )
    return None
