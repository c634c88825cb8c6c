"""What does each rule conclude, fast? Python written from the rails, for one case at a time."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType

from dorsiflex.infer.emit import Writer
from dorsiflex.language.case import Case
from dorsiflex.language.facts import Facts, facts_of
from dorsiflex.language.program import Program
from dorsiflex.language.truth import Truth


class GeneratedEngine:
    """A program compiled to one Python function."""

    def __init__(self, program: Program, code: CodeType | None = None) -> None:
        self.program = program
        scope: dict[str, Callable[..., dict[str, Truth]]] = {}
        exec(code or self.compiled(program), scope)
        self.run = scope["conclude"]

    @staticmethod
    def compiled(program: Program) -> CodeType:
        """The function of a program, compiled; it may be kept and given to the constructor."""
        return compile(Writer(program).write(), "<rules>", "exec")

    def conclude(self, case: Case) -> dict[str, Truth]:
        """The truth of every rule and need, by stem."""
        return self.conclude_facts(facts_of(case, self.program))

    def conclude_facts(self, facts: Facts) -> dict[str, Truth]:
        """The same from facts that have been made already."""
        return self.run(facts.get, Truth.TRUE, Truth.FALSE, Truth.UNKNOWN)
