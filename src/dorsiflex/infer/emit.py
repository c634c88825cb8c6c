"""How is a program written as Python? One text in two dialects: one case with and/or, many columns with &/|.

The columns dialect keeps one bit per case in whole numbers, so that thousands of completions of an intake are
evaluated in one pass (`explain/ask_next.py` lives on it).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never

from dorsiflex.language.program import Choice, Head, Program, Step, Subtraction, Sum, Term
from dorsiflex.language.rails import Enough, Every, Literal, Rail, Some

TRUTHS = "true, false, unknown"


@dataclass
class Writer:
    """Writes the lines of one case's evaluation; attributes become locals, heads become pairs t…, f…."""

    program: Program
    lines: list[str] = field(default_factory=list)
    heads: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)

    def write(self) -> str:
        """The whole function `conclude(get, true, false, unknown)`; `get` is a facts dictionary's."""
        read = heads_read(self.program)
        for stratum in self.program.strata:
            for step in stratum.steps:
                self.step(step)
            for head in stratum.heads:
                if head.stem in read:
                    self.head(head)
                # What nobody reads needs no local of its own.
                self.told[head.stem] = self.truth(head)
        locals_ = " ".join(f"{local}," for local in self.inputs.values())
        loads = [f"    {locals_} = map(get, {tuple(self.inputs)!r})"] if self.inputs else []
        wanted = (*self.program.rules, *self.program.needs)
        told = ", ".join(f"{stem!r}: {self.told[stem]}" for stem in wanted)
        # One literal: a dictionary put together afterwards would cost as much as the rules themselves.
        return "\n".join([f"def conclude(get, {TRUTHS}):", *loads, *self.lines, f"    return {{{told}}}", ""])

    def head(self, head: Head) -> None:
        place = self.heads[head.stem] = len(self.heads)
        self.lines.append(f"    t{place} = {self.rail(head.yes)}")
        self.lines.append(f"    f{place} = not t{place} and {self.rail(head.no)}")

    def truth(self, head: Head) -> str:
        """The truth of a head, as an expression."""
        if head.stem in self.heads:
            place = self.heads[head.stem]
            return f"true if t{place} else false if f{place} else unknown"
        return f"true if {self.rail(head.yes)} else false if {self.rail(head.no)} else unknown"

    def rail(self, rail: Rail) -> str:
        match rail:
            case Literal():
                return self.literal(rail)
            case Every(parts):
                return "(" + " and ".join(map(self.rail, parts)) + ")" if parts else "True"
            case Some(parts):
                return "(" + " or ".join(map(self.rail, parts)) + ")" if parts else "False"
            case Enough(count, parts):
                return "(" + " + ".join(map(self.rail, parts)) + f" >= {count})"
            case _:
                assert_never(rail)

    def literal(self, literal: Literal) -> str:
        stem, mark, what = literal.attribute.rpartition("?")
        if mark and stem in self.heads:
            return head_literal(self.heads[stem], what, literal.value)
        local = self.local(literal.attribute)
        if isinstance(literal.value, bool):
            return f"({local} is {literal.value is (literal.op == '==')})"
        if literal.op == "==":
            return f"({local} == {literal.value!r})"
        return f"({local} is not None and {local} {literal.op} {literal.value!r})"

    def local(self, attribute: str) -> str:
        """The local variable of an attribute that the facts bring, or that a step computed."""
        stem, mark, what = attribute.rpartition("?")
        if mark and stem in self.numbers:
            return f"n{self.numbers[stem]}_{what}"
        return self.inputs.setdefault(attribute, f"a{len(self.inputs)}")

    def step(self, step: Step) -> None:
        name = f"n{self.numbers.setdefault(step.stem, len(self.numbers))}"
        add = self.lines.append
        match step:
            case Subtraction(_, of, minus):
                add(f"    {name}_na = True if {self.na(of)} or {self.na(minus)} else None")
                ends = [self.ends(of), self.ends(minus)]
                there = " and ".join(f"{end} is not None" for end in dict.fromkeys(e for pair in ends for e in pair))
                add(f"    if {there} and {name}_na is None:")
                add(f"        {name}_least = {scaled(ends[0][0], of)} - {scaled(ends[1][1], minus)}")
                add(f"        {name}_most = {scaled(ends[0][1], of)} - {scaled(ends[1][0], minus)}")
                add(f"    else: {name}_least = {name}_most = None")
            case Sum(_, items):
                add(f"    {name}_na = None; {name}_least = {name}_most = 0")
                for head, points in items:
                    place = self.heads[head]
                    add(f"    if t{place}: {name}_least += {points}; {name}_most += {points}")
                    add(f"    elif not f{place}: {name}_{'most' if points > 0 else 'least'} += {points}")
            case Choice(_, rows):
                add(f"    {name}_least = {name}_most = {name}_na = None")
                pairs = ", ".join(f"(t{self.heads[head]}, f{self.heads[head]}, {value})" for head, value in rows)
                add(f"    for yes, no, value in ({pairs},):")
                add("        if no: continue")
                add(f"        if {name}_least is None: {name}_least = {name}_most = value")
                add(f"        else: {name}_least = min({name}_least, value); {name}_most = max({name}_most, value)")
                add("        if yes: break")
                # Without a true row, a row that may be it leaves the number open; only rows all false mean: none.
                add(f"    else: {name}_na = True if {name}_least is None else None; {name}_least = {name}_most = None")
            case _:
                assert_never(step)
        add(f"    {name}_known = {name}_na is True or ({name}_least is not None and {name}_least == {name}_most)")

    def na(self, term: Term) -> str:
        return f"({self.local(term.stem + '?na')} is True)"

    def ends(self, term: Term) -> tuple[str, str]:
        if term.interval:
            return self.local(term.stem + "?least"), self.local(term.stem + "?most")
        return self.local(term.stem), self.local(term.stem)


def heads_read(program: Program) -> frozenset[str]:
    """The heads that another head, a score or a table reads."""
    names = {name.rpartition("?")[0] for name in program.attributes}
    for step in program.step.values():
        if not isinstance(step, Subtraction):
            names.update(head for head, _ in (step.items if isinstance(step, Sum) else step.rows))
    return frozenset(names & program.head.keys())


def head_literal(place: int, what: str, value: object) -> str:
    """A comparison of a head that has been computed."""
    if what == "known":
        return f"(t{place} or f{place})" if value is True else f"(not (t{place} or f{place}))"
    return f"{'t' if what == 'true' else 'f'}{place}"


def scaled(local: str, term: Term) -> str:
    return local if term.scale == 1 else f"{local} * {term.scale}"
