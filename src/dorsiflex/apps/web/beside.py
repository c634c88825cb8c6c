"""What stands beside a number? Its difference from the other side or from an earlier measure, and its error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dorsiflex.explain.answer import Answer
from dorsiflex.language.case import Case, flat
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Difference, Finding, Kind, Number, Operand

MINUS = "−"  # noqa: RUF001 - the sign of a number, not a hyphen


@dataclass(frozen=True)
class Beside:
    """Words beside the numbers of one case. `near`: by question, the value at which a suggestion would go."""

    knowledge: KnowledgeBase
    case: Case
    near: Mapping[str, str]

    def note(self, finding: Finding, unit: str | None) -> str:
        """Everything to be read beside one answer."""
        if finding.kind is not Kind.NUMBER or flat(unit, finding.id) not in self.case.recorded:
            return ""
        told = [
            said for number in self.knowledge.vocabulary.numbers.values() for said in self.told(number, finding, unit)
        ]
        return "; ".join([*told, *self.error(finding, unit)])

    def told(self, number: Number, finding: Finding, unit: str | None) -> Iterator[str]:
        """A difference that this finding is the first part of."""
        made = number.made
        if not isinstance(made, Difference) or finding.id != made.of.name:
            return
        if made.of.name == made.minus.name and made.of.other != made.minus.other:
            yield from self.against_other(finding, unit)
        elif not made.of.other and not made.minus.other:
            yield from self.against_earlier(number, made, finding, unit)

    def against_other(self, finding: Finding, unit: str | None) -> Iterator[str]:
        """This less the other side's."""
        for other in self.knowledge.settings.sides:
            theirs = self.case.recorded.get(flat(other, finding.id))
            ours = self.case.recorded.get(flat(unit, finding.id))
            if other != unit and isinstance(theirs, int) and isinstance(ours, int):
                yield f"{signed(ours - theirs, finding)} against the {other}"

    def against_earlier(self, number: Number, made: Difference, finding: Finding, unit: str | None) -> Iterator[str]:
        """This less another measure of the same unit."""
        ours, theirs = self.value(made.of, finding, unit), self.value(made.minus, finding, unit)
        if ours is not None and theirs is not None:
            yield f"{number.title} {signed(ours - theirs, finding)}"

    def value(self, operand: Operand, finding: Finding, unit: str | None) -> int | None:
        """A measure that counts in the same steps as a finding."""
        findings = self.knowledge.vocabulary.findings
        if operand.name not in findings or findings[operand.name].quantity != finding.quantity:
            return None
        value = self.case.recorded.get(flat(unit, operand.name), self.case.recorded.get(operand.name))
        return value if isinstance(value, int) else None

    def error(self, finding: Finding, unit: str | None) -> Iterator[str]:
        """How far a number may be off, where that would change what is suggested."""
        limit = self.near.get(flat(unit, finding.id))
        if limit is not None and finding.error is not None:
            error = finding.quantity.text(finding.error.detectable_change)
            yield f"near a limit: within measurement error (under {error}) it may be {limit}, and a suggestion would go"


def signed(steps: int, finding: Finding) -> str:
    """A difference with its sign and unit."""
    sign = "+" if steps > 0 else MINUS if steps < 0 else "±"
    return f"{sign}{finding.quantity.text(abs(steps))}"


def near_limits(answer: Answer, shown: int) -> dict[str, str]:
    """By question, the value within its error at which one of the suggestions that are shown would go."""
    found: dict[str, str] = {}
    for side in answer.sides.values():
        seen: dict[str, int] = {}
        for item in side.suggestions:
            seen[item.technique.category] = seen.get(item.technique.category, 0) + 1
            if seen[item.technique.category] <= shown:
                for stem, value in item.stability.borderline:
                    found.setdefault(stem, value)
    return found
