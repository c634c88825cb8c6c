"""Which answers could a question get? One for each way to count: every limit from both sides, every choice."""

from __future__ import annotations

from dataclasses import dataclass, field

from dorsiflex.explain.reads import Reads
from dorsiflex.infer.bit_columns import Columns
from dorsiflex.language.meaning import Value
from dorsiflex.language.program import Choice, Program, Subtraction, Term
from dorsiflex.language.rails import Literal, literals, option_of
from dorsiflex.language.vocabulary import Finding, Kind


@dataclass
class PossibleAnswers:
    """The answers worth trying for each finding of a program."""

    program: Program
    limits: dict[str, set[int]] = field(default_factory=dict)
    read_options: dict[str, set[str]] = field(default_factory=dict)
    reads: Reads = field(init=False)
    _answers: dict[str, tuple[Value, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reads = Reads(self.program)
        rails = [rail for head in self.program.heads for rail in (head.yes, head.no)]
        rails += [dependent.irrelevant for dependent in self.program.dependents]
        for rail in rails:
            for literal in literals(rail):
                self.note(literal)
        for step in self.program.step.values():
            if isinstance(step, Subtraction):
                self.note_operands(step)

    def note(self, literal: Literal) -> None:
        """Remember a limit or an option that some rule reads."""
        stem, _, option = literal.attribute.partition("/")
        if stem in self.program.findings and option:
            self.read_options.setdefault(stem, set()).add(option)
        elif isinstance(literal.value, int) and not isinstance(literal.value, bool):
            # The two values that part at the limit: above and at most, or at least and below.
            edge = literal.value + (literal.op in (">", "<="))
            self.limits.setdefault(stem.partition("?")[0], set()).add(edge)

    def note_operands(self, step: Subtraction) -> None:
        """Remember where an operand carries a difference over its limits, beside each value of the other."""
        for limit in self.limits.get(step.stem, ()):
            if step.of.stem in self.program.findings:
                edges = {-(-(limit + value) // step.of.scale) for value in self.some_values(step.minus)}
                self.limits.setdefault(step.of.stem, set()).update(edges)
            if step.minus.stem in self.program.findings:
                edges = {(value - limit) // step.minus.scale + 1 for value in self.some_values(step.of)}
                self.limits.setdefault(step.minus.stem, set()).update(edges)

    def some_values(self, term: Term) -> set[int]:
        """What an operand may be: each row of a table; of what is measured, the ends and the middle."""
        step = self.program.step.get(term.stem)
        if step is None:
            finding = self.program.findings[term.stem]
            values = {finding.least, finding.most, (finding.least + finding.most) // 2}
        else:
            values = {value for _, value in step.rows} if isinstance(step, Choice) else {0}
        return {value * term.scale for value in values}

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

    def spread(self, columns: Columns, stem: str, answers: tuple[Value, ...], first: int) -> None:
        """Let neighbouring columns give each of the answers to a finding that is open in all others."""
        finding = self.program.findings[stem]
        every = ((1 << len(answers)) - 1) << first
        if finding.kind is Kind.SEVERAL_OF:
            for option in finding.option_ids:
                yes = sum(1 << first + place for place, answer in enumerate(answers) if option in as_set(answer))
                columns.values[option_of(stem, option)] = {True: yes, False: every & ~yes}
        else:
            columns.values[stem] = {as_scalar(answer): 1 << first + place for place, answer in enumerate(answers)}
        if stem + "?known" in columns.values:
            columns.values[stem + "?known"] = {True: every, False: columns.all & ~every}


def as_set(answer: Value) -> frozenset[str]:
    assert isinstance(answer, frozenset)
    return answer


def as_scalar(answer: Value) -> bool | int | str:
    assert isinstance(answer, bool | int | str)
    return answer
