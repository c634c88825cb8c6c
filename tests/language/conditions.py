"""A condition as it is written in a rule file, and a case as one would tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dorsiflex.catalogue.conditions import ConditionReader
from dorsiflex.catalogue.reader import read_document
from dorsiflex.catalogue.words import Places, Span, Words
from dorsiflex.errors import Problem
from dorsiflex.language.expression import Expression, Side
from dorsiflex.language.meaning import NOT_APPLICABLE, Extent, Interval, NotApplicable, Value, evaluate
from dorsiflex.language.truth import Truth
from dorsiflex.language.vocabulary import Finding, Kind, Quantity, Scope

DEGREES = Quantity("deg", 0)
CENTIMETRES = Quantity("cm", 1)
Told = Mapping[str, Value | Interval | Truth]


def a_finding(name: str, kind: Kind, *options: str, scope: Scope = Scope.SIDE) -> Finding:
    return Finding(name, name, name, kind, scope, "", options=tuple((option, option) for option in options))


FINDINGS = {
    finding.id: finding
    for finding in (
        a_finding("swelling", Kind.YES_NO),
        a_finding("night_pain", Kind.YES_NO),
        a_finding("lump", Kind.YES_NO),
        a_finding("diabetes", Kind.YES_NO, scope=Scope.PERSON),
        a_finding("imaging", Kind.CHOICE, "not_done", "normal", "fracture"),
        a_finding("equipment", Kind.SEVERAL_OF, "belt", "band", "step"),
        a_finding("extension_deg", Kind.NUMBER),
        a_finding("girth_cm", Kind.NUMBER),
    )
}


def words() -> Words:
    """A small vocabulary of two sides, with a score and a rule."""
    spans = {
        "extension_deg": Span(DEGREES, 0, 90),
        "girth_cm": Span(CENTIMETRES, 0, 500),
        "clot_score": Span(Quantity("", 0), -2, 8),
    }
    return Words(True, dict(FINDINGS), spans, {"clot_score"}, {"firm-joint"})


def condition(text: str) -> Expression:
    """The expression of a `when` as it stands in a file."""
    document = read_document(f"when: {text}\n".encode(), "a.yaml")
    problems: list[Problem] = []
    read = ConditionReader(words(), document, Places(), problems).read(document.value["when"], ("when",))
    assert not problems, problems
    return read.expr


@dataclass(frozen=True)
class Reading:
    """Findings by name: a number may be an interval, a rule is a truth; what is not there is not known."""

    this: Told = field(default_factory=dict)
    other: Told = field(default_factory=dict)

    def told(self, name: str, side: Side) -> Value | Interval | Truth | None:
        return (self.this if side is Side.THIS else self.other).get(name)

    def answer(self, finding: str, side: Side) -> Value | None:
        value = self.told(finding, side)
        assert not isinstance(value, Interval | Truth)
        return value

    def extent(self, number: str, side: Side) -> Extent:
        value = self.told(number, side)
        assert value is None or isinstance(value, int | Interval | NotApplicable)
        return Interval(value, value) if isinstance(value, int) else value

    def conclusion(self, rule: str, side: Side) -> Truth:
        truth = self.told(rule, side)
        return truth if isinstance(truth, Truth) else Truth.UNKNOWN

    def is_known(self, name: str, side: Side) -> bool:
        value = self.told(name, side)
        if isinstance(value, Interval):
            return value.least == value.most
        return value is not None and value is not Truth.UNKNOWN


def truth_of(text: str, this: Told | None = None, other: Told | None = None) -> str:
    """What a condition comes to: true, false or unknown."""
    return evaluate(condition(text), Reading(this or {}, other or {})).value


__all__ = ["NOT_APPLICABLE", "Interval", "Truth", "condition", "truth_of", "words"]
