"""What went wrong, told so that its author can mend it: where, what was found, why it is wrong, what to do.

A fault of the input or of the knowledge is never one bare exception: the readers collect every `Problem`
they can find and raise them together, so that nobody mends a file one message at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


def visible(text: str) -> str:
    """Text in which every character is seen: what a terminal would act upon, or hide, stands as its code."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


@dataclass(frozen=True, order=True)
class Problem:
    """One fault: `where` (file:line, or a place in the input), `found`, `why` it is wrong, how to `mend` it."""

    where: str
    found: str
    why: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.found}\n  {self.why}\n  {self.mend}"

    def to_dict(self) -> dict[str, str]:
        """The four parts by name, as they stand in JSON output."""
        return asdict(self)


class DorsiflexError(Exception):
    """Anything that stops an answer. No subclass ever carries a suggestion."""


class ProblemsFound(DorsiflexError):
    """Faults that a person can mend, all of them, in the order of their places."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[Any, ...]:
        """Whole, also where another process raised it."""
        return type(self), (self.problems,)


class BadInput(ProblemsFound):
    """The intake cannot be read, or says something that cannot be so."""


class FaultyKnowledge(ProblemsFound):
    """The rule files cannot be used as they stand."""


class EngineFault(DorsiflexError):
    """An engine failed, or did not behave as it must; nothing it said is used."""


class EnginesDisagree(DorsiflexError):
    """Two engines gave different outcomes for one case; neither is believed and nothing is suggested."""

    def __init__(self, differences: Iterable[str]) -> None:
        self.differences: tuple[str, ...] = tuple(differences)
        super().__init__("The engines disagree, so nothing is suggested: " + "; ".join(self.differences))

    def __reduce__(self) -> tuple[Any, ...]:
        """Whole, also where another process raised it."""
        return type(self), (self.differences,)
