"""What is said when tables are answered? What came of the run, and what its reader must know, on standard error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import typer

from dorsiflex.errors import Problem, visible

NAMED = 12


def say(text: str) -> None:
    """A line on standard error; nothing of somebody's table can act upon the terminal."""
    typer.echo(visible(text), err=True)


def tell(job: Any, record: dict[str, Any]) -> None:
    """What came of a run."""
    say(f"{record['rows']:,} rows in, {record['rows_answered']:,} answered: {job.main}")
    if record["rows_rejected"]:
        rejects = job.outputs["rejects"]
        say(f"{record['rows_rejected']:,} of {record['rows']:,} rows rejected, each with its reason: {rejects}")
    for line in (*about_reasons(job, record), *about_ids(record)):
        say(line)
    assumed(record["assumed"], record["assumed_gates"], record["rows_answered"])
    for line in about_columns(record):
        say(line)


def tell_all(folder: Path, records: Sequence[dict[str, Any]]) -> None:
    """What came of many runs, one for each file."""
    rows, answered, rejected, repeated = (
        sum(numbers)
        for numbers in zip(
            *(
                (one["rows"], one["rows_answered"], one["rows_rejected"], one["repeated_ids"]["rows"])
                for one in records
            ),
            strict=True,
        )
    )
    say(f"{len(records)} files, {rows:,} rows in, {answered:,} answered: {folder}")
    if rejected:
        say(f"{rejected:,} of {rows:,} rows rejected, each with its reason, beside the answers.")
    for empty in [one["inputs"][0]["name"] for one in records if not one["rows_answered"]][:NAMED]:
        say(f"Nobody was answered in {empty}.")
    if repeated:
        say(f"Rows that repeat an id of their file: {repeated:,}; the records beside the answers name the first.")
    if looks := next((one["ids_like"] for one in records if one["ids_like"]), ""):
        say(like(looks))
    assumed(records[0]["assumed"], records[0]["assumed_gates"], answered)


def about_reasons(job: Any, record: dict[str, Any]) -> Iterator[str]:
    from dorsiflex.cohort.chosen import is_share

    if record["explain"]:
        yield f"Reasons for {record['rows_explained']:,} rows: {job.outputs['reasons']}"
    for missing in [one for one in record["explain"] if not is_share(one) and one not in record["ids_explained"]]:
        yield f"No reasons for `{missing}`: no row of this id was answered."


def about_ids(record: dict[str, Any]) -> Iterator[str]:
    repeated = record["repeated_ids"]
    if repeated["rows"]:
        first = "; ".join(repeated["first"])
        yield f"Rows that repeat an id: {repeated['rows']:,}; each row has its own answer. The first: {first}"
    if record["ids_like"]:
        yield like(record["ids_like"])


def like(looks: str) -> str:
    return f"WARNING: the ids look like {looks}, and every output carries them. Give labels instead."


def assumed(told: dict[str, str], gates: dict[str, list[str]], rows: int) -> None:
    """Each assumption, with the gates that it speaks to."""
    from dorsiflex.cohort.assumed import warnings_of

    for line in warnings_of(told, gates):
        say(f"ASSUMED for all {rows:,} rows, asked of nobody: {line}")


def about_columns(record: dict[str, Any]) -> Iterator[str]:
    for name, near in record["perhaps_misspelt"].items():
        yield f"The column `{name}` is carried through; was `{near}` meant?"
    if others := [name for name in record["carried_through"] if name not in record["perhaps_misspelt"]]:
        more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
        first = ", ".join(name or "(without a name)" for name in others[:NAMED])
        yield f"Carried through, and no finding: {first}{more}"


def nobody(tables: str, rows: int, rejects: Path) -> Problem:
    """What stops a script: a run that answered nobody."""
    if not rows:
        return Problem(tables, "nobody was answered", "There are no rows.", "Give a table with rows.")
    why = f"All {rows:,} rows were rejected." if rows > 1 else "The one row was rejected."
    return Problem(tables, "nobody was answered", why, f"Each reason stands in {rejects}.")
