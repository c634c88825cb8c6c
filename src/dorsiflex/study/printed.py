"""Does a printed figure follow from others that were printed? To its digits, within their rounding, or not at all.

A printed figure stands for every number that rounds to it: 1.4 for those from 1.35 to 1.45. So a figure may follow
from rounded ones without agreeing with them to the digit, and one that does not follow is a question to the paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase

TO_THE_DIGIT, WITHIN_ROUNDING, DOES_NOT_FOLLOW = "to the digit", "within rounding", "does not follow"
# Doubles are not exact; what they are off by is far below any printed digit.
SLACK = 1e-9


@dataclass(frozen=True)
class Printed:
    """A figure as it was printed: its value, and the numbers it stands for."""

    text: str

    @property
    def value(self) -> float:
        return float(self.text)

    @property
    def decimals(self) -> int:
        exponent = Decimal(self.text).as_tuple().exponent
        return -exponent if isinstance(exponent, int) else 0

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the most that rounds to it."""
        half = 0.5 * 10**-self.decimals
        return self.value - half, self.value + half

    def meets(self, least: float, most: float) -> bool:
        low, high = self.ends
        return least <= high + SLACK and low - SLACK <= most


@dataclass(frozen=True)
class Followed:
    """One printed figure beside what follows from others: from them as printed, and from all they stand for."""

    source: str
    figure: str
    printed: Printed
    computed: float
    least: float
    most: float

    @property
    def verdict(self) -> str:
        if self.printed.meets(self.computed, self.computed):
            return TO_THE_DIGIT
        return WITHIN_ROUNDING if self.printed.meets(self.least, self.most) else DOES_NOT_FOLLOW


def follow(source: str, figure: str, printed: str, formula: Callable[..., float], *given: str | float) -> Followed:
    """What `formula` makes of some figures, beside what was printed. Texts are printed figures, numbers are exact.

    The formula must rise or fall in each of them alone, as those of `dorsiflex.study.formulas` do within a rounding.
    """
    read = [[Printed(one).value, *Printed(one).ends] if isinstance(one, str) else [one] for one in given]
    found = [formula(*chosen) for chosen in product(*read)]
    return Followed(source, figure, Printed(printed), found[0], min(found), max(found))


def follow_each(formula: Callable[..., float], table: str) -> Iterator[Followed]:
    """The same for a table written as text: in each line `source | figure | given … | printed`.

    What is given is a printed figure (`0.4`) or exact (`19/39`, `25/1`).
    """
    for line in filter(None, map(str.strip, table.splitlines())):
        source, figure, given, printed = (part.strip() for part in line.split("|"))
        yield follow(source, figure, printed, formula, *map(as_given, given.split()))


def as_given(text: str) -> str | float:
    """A fraction of whole numbers is exact; anything else was rounded when it was printed."""
    count, stroke, of = text.partition("/")
    return int(count) / int(of) if stroke else text


def counts_printed_as(share: str, of: int, *, percent: bool = True) -> tuple[int, ...]:
    """The counts out of `of` whose share is printed so; none where no whole number of them is."""
    figure, scale = Printed(share), 100 if percent else 1
    return tuple(count for count in range(of + 1) if figure.meets(scale * count / of, scale * count / of))


def told_rows(rows: Iterable[Followed], knowledge: KnowledgeBase) -> list[dict[str, str]]:
    """The figures as rows of a table. Raises `BadInput` where a source is not there, or was never seen."""
    told = list(rows)
    unseen = [row for row in told if not seen(row.source, knowledge)]
    if unseen:
        why = "The knowledge base has no source of this id that was seen."
        raise BadInput([Problem(row.source, row.figure, why, "Name another, or leave it out.") for row in unseen])
    return [
        {
            "source": row.source,
            "seen": knowledge.sources[row.source].status,
            "figure": row.figure,
            "printed": row.printed.text,
            "computed": f"{row.computed:.{row.printed.decimals + 2}f}",
            "may be": span(row),
            "follows": row.verdict,
        }
        for row in told
    ]


def seen(source: str, knowledge: KnowledgeBase) -> bool:
    return source in knowledge.sources and knowledge.sources[source].status != "memory"


def span(row: Followed) -> str:
    """What the rounding of the given figures allows, one digit finer than printed."""
    least, most = (f"{end:.{row.printed.decimals + 1}f}" for end in (row.least, row.most))
    return least if least == most else f"{least} to {most}"
