"""What do the rules conclude for many cases at once? One bit per case, in Python's unbounded whole numbers.

A *column* is one case. `Columns` holds, for each attribute, which columns have which value: a case and thousands of its
completions differ in few attributes, so this is small, and every `&` serves all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import CodeType
from typing import Any, assert_never

from dorsiflex.infer.bit_columns import Columns, add_up, enough, holding, look_up, spans_reader, subtract
from dorsiflex.infer.emit import Writer
from dorsiflex.language.program import Choice, Head, Program, Step, Subtraction, Sum, Term
from dorsiflex.language.rails import Enough, Every, Literal, Rail, Scalar, Some


class BitsWriter(Writer):
    """The columns dialect: `conclude(given, spans_of, every)` over masks."""

    def write(self) -> str:
        for stratum in self.program.strata:
            for step in stratum.steps:
                self.step(step)
            for head in stratum.heads:
                self.head(head)
        loads = [f"    {local} = given[{place}]" for place, local in enumerate(self.inputs.values())]
        wanted = (*self.program.rules, *self.program.needs)
        pairs = ", ".join(f"t{self.heads[stem]}, f{self.heads[stem]}" for stem in wanted)
        return "\n".join(
            [
                "def conclude(given, spans_of, every):",
                *loads,
                *self.lines,
                f"    return ({pairs}{',' if wanted else ''})",
                "",
            ]
        )

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.literals: list[Literal] = []

    def head(self, head: Head) -> None:
        place = self.heads[head.stem] = len(self.heads)
        self.lines += [f"    t{place} = {self.rail(head.yes)}", f"    f{place} = {self.rail(head.no)}"]

    def rail(self, rail: Rail) -> str:
        match rail:
            case Literal():
                return self.literal(rail)
            case Every(parts):
                return "(" + " & ".join(map(self.rail, parts)) + ")" if parts else "every"
            case Some(parts):
                return "(" + " | ".join(map(self.rail, parts)) + ")" if parts else "0"
            case Enough(count, parts):
                return f"enough({count}, ({', '.join(map(self.rail, parts))},), every)"
            case _:
                assert_never(rail)

    def literal(self, literal: Literal) -> str:
        stem, mark, what = literal.attribute.rpartition("?")
        if mark and stem in self.heads:
            place = self.heads[stem]
            if what == "known":
                return f"(t{place} | f{place})" if literal.value is True else f"(every ^ (t{place} | f{place}))"
            return f"{'t' if what == 'true' else 'f'}{place}"
        if mark and stem in self.numbers:
            name = f"n{self.numbers[stem]}"
            if what == "na":
                return f"{name}.na"
            if what == "known":
                return f"{name}.exact()" if literal.value is True else f"(every ^ {name}.exact())"
            return f"{name}.at({int(what == 'most')}, {literal.op!r}, {literal.value!r})"
        key = f"{literal.attribute} {literal.op} {literal.value!r}"
        if key not in self.inputs:
            self.inputs[key] = f"a{len(self.inputs)}"
            self.literals.append(literal)
        return self.inputs[key]

    def step(self, step: Step) -> None:
        name = f"n{self.numbers.setdefault(step.stem, len(self.numbers))}"
        match step:
            case Subtraction(_, of, minus):
                scales = (of.scale, minus.scale)
                self.lines.append(f"    {name} = subtract({self.operand(of)}, {self.operand(minus)}, {scales}, every)")
            case Sum(_, pairs):
                self.lines.append(f"    {name} = add_up(({self.rows(pairs)},), every)")
            case Choice(_, pairs):
                self.lines.append(f"    {name} = look_up(({self.rows(pairs)},), every)")
            case _:
                assert_never(step)

    def operand(self, term: Term) -> str:
        return f"n{self.numbers[term.stem]}" if term.stem in self.numbers else f"spans_of({term.stem!r})"

    def rows(self, pairs: tuple[tuple[str, int], ...]) -> str:
        return ", ".join(f"(t{self.heads[head]}, f{self.heads[head]}, {value})" for head, value in pairs)


VALUES_KEPT = 256  # of one attribute; a long scale has more values than are worth the memory
CompiledBits = tuple[CodeType, tuple[Literal, ...]]
Arithmetic = Mapping[str, Callable[..., Any]]
IN_SPANS: Arithmetic = {"subtract": subtract, "add_up": add_up, "look_up": look_up, "enough": enough}


class BitsEngine:
    """A program compiled for columns."""

    def __init__(
        self, program: Program, kept: CompiledBits | None = None, *, arithmetic: Arithmetic = IN_SPANS
    ) -> None:
        self.program = program
        self.stems = (*program.rules, *program.needs)
        code, self.literals = kept or self.compiled(program)
        scope = dict(arithmetic)
        exec(code, scope)
        self.run: Callable[..., tuple[int, ...]] = scope["conclude"]
        self.asked: dict[str, Comparisons] = {}
        for place, literal in enumerate(self.literals):
            self.asked.setdefault(literal.attribute, Comparisons()).all.append((place, literal))

    @staticmethod
    def compiled(program: Program) -> CompiledBits:
        """The function of a program and the comparisons it is given; they may be kept and given to the constructor."""
        writer = BitsWriter(program)
        return compile(writer.write(), "<rules, columns>", "exec"), tuple(writer.literals)

    def conclude(self, columns: Columns) -> dict[str, tuple[int, int]]:
        """For every rule and need the columns where it is surely true, and where surely false."""
        masks = iter(self.run(self.given(columns), spans_reader(columns), columns.all))
        return dict(zip(self.stems, zip(masks, masks, strict=True), strict=True))

    def given(self, columns: Columns) -> list[int]:
        """For each comparison with a finding, the columns where it surely holds."""
        masks = [0] * len(self.literals)
        values_of = columns.values.get
        for attribute, comparisons in self.asked.items():
            values = values_of(attribute)
            if values:
                for value, mask in values.items():
                    for place in comparisons[value]:
                        masks[place] |= mask
        return masks


class Comparisons(dict[Scalar, tuple[int, ...]]):
    """The comparisons of one attribute by their places; of each value it has had, which of them hold."""

    def __init__(self) -> None:
        self.all: list[tuple[int, Literal]] = []

    def __missing__(self, value: Scalar) -> tuple[int, ...]:
        places = tuple(place for place, literal in self.all if holding({value: 1}, literal.op, literal.value))
        if len(self) < VALUES_KEPT:
            self[value] = places
        return places
