"""How are problems told? In a terminal with where, what, why and how to mend; as JSON with the same four parts."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from dorsiflex.errors import DorsiflexError, EnginesDisagree, Problem, ProblemsFound, visible
from dorsiflex.present.text import paragraph


def problems_of(error: DorsiflexError) -> tuple[Problem, ...]:
    """Whatever stopped an answer, as problems."""
    if isinstance(error, ProblemsFound):
        return error.problems
    mend = "Report it with the input; until then take no suggestion from this program for it."
    if isinstance(error, EnginesDisagree):
        why = "Two engines conclude every case; where they differ neither is believed, and nothing is suggested."
        return tuple(Problem("engines", difference, why, mend) for difference in differing_rules(error))
    why = "Nothing that an engine said before it failed is used, and nothing is suggested."
    return (Problem("engines", str(error), why, mend),)


def differing_rules(error: EnginesDisagree) -> list[str]:
    """The rules on which the engines differ; where a technique is meant it is not named, for nothing is suggested."""
    rules = [difference for difference in error.differences if "?" not in difference.partition(": ")[0]]
    return rules or ["They differ in what a technique needs."]


def print_problems(problems: Iterable[Problem], console: Console) -> None:
    """All of them, one below the other."""
    for problem in problems:
        where, found = (seen(problem.where), "bold"), (seen(problem.found), "red")
        console.print(paragraph(Text.assemble(where, ": ", found)))
        console.print(paragraph(Text(seen(problem.why)), indent=2))
        console.print(paragraph(Text(seen(problem.mend), style="green"), indent=2))


def seen(text: str) -> str:
    """Lines without anything that a terminal would act upon."""
    return "\n".join(map(visible, text.split("\n")))
