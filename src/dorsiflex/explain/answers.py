"""Which answers could a question get? One for each way an answer can count: every limit from both sides, every choice."""

from __future__ import annotations

from dataclasses import dataclass, field

from dorsiflex.infer.bits import Columns
from dorsiflex.language.meaning import Value
from dorsiflex.language.program import Program, Subtraction, Term
from dorsiflex.language.rails import Literal, literals, option_of
from dorsiflex.language.vocabulary import Finding, Kind


@dataclass
class PossibleAnswers:
    """The answers worth trying for each finding of a program."""

    program: Program
    limits: dict[str, set[int]] = field(default_factory=dict)
    read_options: dict[str, set[str]] = field(default_factory=dict)
    number_limits: dict[str, set[int]] = field(default_factory=dict)
    _answers: dict[str, tuple[Value, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rails = [rail for head in self.program.heads for rail in (head.yes, head.no)]
        rails += [dependent.irrelevant for dependent in self.program.dependents]
        for rail in rails:
            for literal in literals(rail):
                self.note(literal)

    def note(self, literal: Literal) -> None:
        """Remember a limit, an option, or a limit of a computed number."""
        stem, _, option = literal.attribute.partition("/")
        if stem in self.program.findings:
            if option:
                self.read_options.setdefault(stem, set()).add(option)
            elif isinstance(literal.value, int) and not isinstance(literal.value, bool):
                # The two values that part at the limit: above and at most, or at least and below.
                edge = literal.value + (literal.op in (">", "<="))
                self.limits.setdefault(stem, set()).add(edge)
            return
        number, _, end = literal.attribute.rpartition("?")
        if end in ("least", "most"):
            edge = int(literal.value) + (literal.op in (">", "<="))
            self.number_limits.setdefault(number, set()).add(edge)

    def answers(self, stem: str) -> tuple[Value, ...]:
        """The answers worth trying, whatever else is recorded."""
        if stem not in self._answers:
            self._answers[stem] = self.list_answers(stem, self.program.findings[stem])
        return self._answers[stem]

    def list_answers(self, stem: str, finding: Finding) -> tuple[Value, ...]:
        if finding.kind is Kind.YES_NO:
            return (True, False)
        if finding.kind is Kind.CHOICE:
            return finding.option_ids
        if finding.kind is Kind.SEVERAL_OF:
            read = sorted(self.read_options.get(stem, ()))
            return (frozenset(), *(frozenset({option}) for option in read), frozenset(read))
        edges = {finding.least, finding.most, (finding.least + finding.most) // 2}
        for limit in self.limits.get(stem, ()):
            edges |= {limit - 1, limit}
        return tuple(sorted(value for value in edges if finding.least <= value <= finding.most))

    def put(self, columns: Columns, stem: str, answer: Value, mask: int) -> None:
        """Let a finding be answered so in some columns."""
        if isinstance(answer, frozenset):
            for option in self.program.findings[stem].option_ids:
                columns.put(option_of(stem, option), option in answer, mask)
        elif isinstance(answer, bool | int | str):
            columns.put(stem, answer, mask)
        if stem + "?known" in columns.values:
            columns.put(stem + "?known", True, mask)

    def beside(self, stem: str, facts: dict[str, bool | int | str]) -> tuple[Value, ...]:
        """The answers worth trying for a number that is subtracted from, or from, one that is recorded."""
        finding = self.program.findings[stem]
        edges: set[int] = set()
        for step in self.program.step.values():
            if isinstance(step, Subtraction):
                for limit in self.number_limits.get(step.stem, ()):
                    for value in (limit - 1, limit):
                        edges |= solved(step, stem, value, facts)
        return tuple(sorted(value for value in edges if finding.least <= value <= finding.most))


def solved(step: Subtraction, stem: str, difference: int, facts: dict[str, bool | int | str]) -> set[int]:
    """The values of one operand that give a difference, the other being recorded."""
    found: set[int] = set()
    of, minus = step.of, step.minus
    if of.stem == stem and (other := recorded(minus, facts)) is not None:
        found |= around(difference + other, of.scale)
    if minus.stem == stem and (other := recorded(of, facts)) is not None:
        found |= around(other - difference, minus.scale)
    return found


def recorded(term: Term, facts: dict[str, bool | int | str]) -> int | None:
    """The value of an operand in the steps of the result, where it is known exactly."""
    if term.interval:
        least, most = facts.get(term.stem + "?least"), facts.get(term.stem + "?most")
        return int(least) * term.scale if least is not None and least == most else None
    value = facts.get(term.stem)
    return None if value is None else int(value) * term.scale


def around(value: int, scale: int) -> set[int]:
    """The whole steps at and around a value given in finer steps."""
    return {value // scale, -(-value // scale)}
