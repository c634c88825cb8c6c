"""Which column is which finding? A person's by its id, a side's as `side_id`; all others are carried through."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from dorsiflex.cohort.alike import SAME_PAIRS, Alike
from dorsiflex.errors import BadInput, Problem, visible
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.vocabulary import Scope

ID = "id"
# A carried column this like a finding's is told of: it may be the finding, misspelt.
ALIKE = 0.85


@dataclass(frozen=True)
class Header:
    """The columns of a table: findings (column to stem), what is carried through, and what looks misspelt."""

    findings: dict[str, str]
    carried: tuple[str, ...]
    doubtful: tuple[tuple[str, str], ...]


def column_of(stem: str) -> str:
    """The column of a finding's stem."""
    return stem.replace(".", "_")


def read_header(names: Sequence[str], knowledge: KnowledgeBase, program: Program, taken: Collection[str]) -> Header:
    """Sort the columns of a table; `taken` are the names of the answer. Raises `BadInput`."""
    stems = {column_of(stem): stem for stem in program.findings}
    problems = list(twice(names))
    problems += [_misplaced(name, knowledge) for name in names if name not in stems and _finding(name, knowledge)]
    carried = tuple(name for name in names if name not in stems)
    problems += [_taken(name) for name in carried if name in taken]
    problems += [_unseen(name) for name in carried if not "".join(name.split()).isprintable()]
    found = {name: stems[name] for name in names if name in stems}
    if not found:
        problems.append(_nothing(names))
    if problems:
        raise BadInput(problems)
    told = doubts(carried, (*stems, ID), {*found, ID} & set(names), knowledge.settings.sides)
    return Header(found, carried, tuple(told))


def doubts(
    carried: Sequence[str], known: Collection[str], there: Collection[str], sides: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Carried columns that may be one of ours, misspelt; in other letters also beside it."""
    alike = Alike(known, ALIKE, SAME_PAIRS)
    for name in carried:
        folded = name.casefold()
        near = max(((ratio, other) for other, ratio in alike.found(folded).items()), default=(0, ""))[1]
        if near and near != name and (near not in there or near == folded) and (near != ID or folded == ID):
            yield name, " or ".join(meant(name, near, sides, known))


def has_side(name: str, side: str) -> bool:
    """Whether a foreign name says this side, as a word or its first letter."""
    return bool({side, side[0]} & set(re.split(r"[^a-z]+", name.casefold())))


def meant(name: str, column: str, sides: Sequence[str], known: Collection[str]) -> list[str]:
    """Our columns that a foreign name may mean: of the side that it says; where it says none, nobody knows which."""
    bare = next((column[len(side) + 1 :] for side in sides if column.startswith(f"{side}_")), None)
    every = {side: f"{side}_{bare}" for side in sides if f"{side}_{bare}" in known}
    return [of for side, of in every.items() if has_side(name, side)] or list(every.values()) or [column]


def _finding(name: str, knowledge: KnowledgeBase) -> str | None:
    """The finding that a column names without its side, or with a side it does not have, or with a dot."""
    sides = knowledge.settings.sides
    bare = next((name[len(side) + 1 :] for side in sides if name.startswith((f"{side}.", f"{side}_"))), name)
    return bare if bare in knowledge.vocabulary.findings else None


def _misplaced(name: str, knowledge: KnowledgeBase) -> Problem:
    finding = _finding(name, knowledge)
    assert finding is not None
    person = knowledge.vocabulary.findings[finding].scope is Scope.PERSON
    wanted = [finding] if person else [f"{side}_{finding}" for side in knowledge.settings.sides]
    names = " or ".join(f"`{column}`" for column in wanted)
    return Problem("the header", f"`{name}`", f"This finding stands in the column {names}.", "Rename the column.")


def twice(names: Sequence[str]) -> Iterator[Problem]:
    """Names that several columns bear."""
    for name, count in Counter(names).items():
        if count > 1:
            yield Problem("the header", f"`{name}`", f"{count} columns have this name.", "Keep the one that counts.")


def _taken(name: str) -> Problem:
    return Problem("the header", f"`{name}`", "The answer has a column of this name.", "Rename the column.")


def _unseen(name: str) -> Problem:
    why = "It has characters that are not seen, or that a terminal would act upon."
    return Problem("the header", f"`{visible(name)}`", why, "Rename the column.")


def _nothing(names: Sequence[str]) -> Problem:
    shown = ", ".join(f"`{name[:40]}`" for name in names[:5])
    return Problem(
        "the header",
        f"{shown or 'no column'}{', …' if len(names) > 5 else ''}",
        "No column is a finding of these rules.",
        "Name the columns after findings, a side's as `side_id`; separate them with commas, "
        "or declare the `delimiter` in a mapping.",
    )
