"""Which words may a condition use? Findings, numbers computed from them, and scores."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from functools import cached_property

from dorsiflex.language.expression import Expression

# Units of so few letters are abbreviations, which have no plural.
SHORT_UNIT = 3


class Kind(Enum):
    """What an answer looks like."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    SEVERAL_OF = "several_of"
    NUMBER = "number"


class Scope(Enum):
    """Whether a finding belongs to the whole person or to each side."""

    PERSON = "person"
    SIDE = "side"


@dataclass(frozen=True)
class Quantity:
    """How a number is written: unit and decimals. In the engines a number is a whole count of its last decimal."""

    unit: str
    decimals: int

    def steps(self, value: Decimal) -> int:
        """`value` in whole steps, rounded half up to the last decimal: 6.5 cm of one decimal is 65."""
        return int(value.scaleb(self.decimals).to_integral_value(ROUND_HALF_UP))

    def exact(self, value: Decimal) -> bool:
        """Whether `value` is written with no more decimals than this number has."""
        scaled = value.scaleb(self.decimals)
        return scaled == scaled.to_integral_value()

    def value(self, steps: int) -> Decimal:
        """The decimal number that `steps` stands for."""
        return Decimal(steps).scaleb(-self.decimals)

    def text(self, steps: int) -> str:
        """The number as a reader sees it, with its unit: `6.5 cm`, `1 week`, `14`."""
        written = f"{self.value(steps).normalize():f}"
        unit = singular(self.unit) if written == "1" else self.unit
        return f"{written} {unit}" if unit not in ("", "1") else written


def singular(unit: str) -> str:
    """One of what a unit counts."""
    return unit.removesuffix("s") if len(unit) > SHORT_UNIT and not unit.endswith(("ss", "us")) else unit


@dataclass(frozen=True)
class MeasurementError:
    """The smallest change that is not measurement error (minimal detectable change), in whole steps; who reports it."""

    detectable_change: int
    ref: str
    note: str = ""


@dataclass(frozen=True)
class Finding:
    """One thing asked or measured. `title` is a noun phrase that completes 'there is …' and 'no …'."""

    id: str
    title: str
    ask: str
    kind: Kind
    scope: Scope
    section: str
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    quantity: Quantity = Quantity("", 0)
    least: int = 0
    most: int = 0
    step: int = 1
    parent: Expression | None = None
    negative: frozenset[str | int] = frozenset()
    negative_below: int | None = None
    whole: bool = False
    unanswered_means: str | None = None
    asked_where: Expression | None = None
    other_units: tuple[tuple[str, str], ...] = ()
    error: MeasurementError | None = None
    remeasurable: bool = False
    record_only: str = ""
    record: str = ""
    refs: tuple[str, ...] = ()
    defined_at: str = ""

    @cached_property
    def option_ids(self) -> tuple[str, ...]:
        return tuple(option for option, _ in self.options)

    @cached_property
    def option_titles(self) -> dict[str, str]:
        return dict(self.options)


@dataclass(frozen=True)
class Operand:
    """A number that another is computed from; `other` where it is the other side's."""

    name: str
    other: bool = False


@dataclass(frozen=True)
class Difference:
    """`of` minus `minus`; known where both are, not applicable where either is."""

    of: Operand
    minus: Operand


@dataclass(frozen=True)
class TableRow:
    when: Expression
    value: int


@dataclass(frozen=True)
class Table:
    """The value of the first row whose condition is true; an interval over the rows that may still be it."""

    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class ScoreItem:
    when: Expression
    points: int
    title: str


@dataclass(frozen=True)
class Score:
    """The sum of points of the items that hold; an interval [least, most] while items are not known."""

    items: tuple[ScoreItem, ...]


def parts_of(made: Table | Score) -> tuple[tuple[Expression, int], ...]:
    """The conditions of a table or score, each with its value or points."""
    if isinstance(made, Score):
        return tuple((item.when, item.points) for item in made.items)
    return tuple((row.when, row.value) for row in made.rows)


@dataclass(frozen=True)
class Number:
    """A number that is computed, never asked: a difference, a table look-up or a score."""

    id: str
    title: str
    quantity: Quantity
    made: Difference | Table | Score
    refs: tuple[str, ...] = ()
    note: str = ""
    defined_at: str = ""
    error: MeasurementError | None = None


@dataclass(frozen=True)
class QuestionGroup:
    """Yes/no findings asked in one breath, with one explicit 'none of these'."""

    id: str
    ask: str
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A part of the form. `record` says where a clinical note has it: told by the person, or found by the examiner."""

    id: str
    title: str
    help: str = ""
    record: str = "subjective"


@dataclass(frozen=True)
class Spellings:
    """How yes, no and not known may be written, besides the canonical words."""

    present: frozenset[str] = frozenset({"present"})
    absent: frozenset[str] = frozenset({"absent"})
    unknown: frozenset[str] = frozenset({"unknown"})


@dataclass(frozen=True)
class Vocabulary:
    """Every word of one knowledge base, by id."""

    findings: dict[str, Finding]
    numbers: dict[str, Number] = field(default_factory=dict)
    groups: dict[str, QuestionGroup] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    spellings: Spellings = Spellings()
