"""Which questions may be put at all? None to a side that only compares, and none where it has no place."""

from __future__ import annotations

from dataclasses import dataclass

from dorsiflex.infer.decide import Decision
from dorsiflex.language.case import Case, flat
from dorsiflex.language.expression import leaves, name_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import evaluate
from dorsiflex.language.program import Program
from dorsiflex.language.truth import Truth
from dorsiflex.language.vocabulary import Scope
from dorsiflex.validate.case import Answers


@dataclass(frozen=True)
class Askable:
    """Says which unanswered findings may be asked, and so belong to the completions of a case."""

    knowledge: KnowledgeBase
    program: Program

    def may_be_asked(self, stem: str, case: Case, decision: Decision) -> bool:
        """Whether a finding may be asked of this person now."""
        unit, dot, finding = stem.partition(".")
        if not self.has_its_place(stem, unit if dot else None, case):
            return False
        if not dot or decision.side[unit].assessed:
            return True
        settings = self.knowledge.settings
        if finding == settings.assessed_by:
            return not any(side.assessed for side in decision.sides)
        return finding in settings.comparator_asks and unit in case.recorded_units

    def deciding(self, stem: str) -> tuple[str, ...]:
        """The findings that a finding's `asked_where` reads, as seen from its unit."""
        where = self.program.findings[stem].asked_where
        unit, dot, _ = stem.partition(".")
        findings = self.knowledge.vocabulary.findings
        names = dict.fromkeys(name_of(leaf) for leaf in leaves(where)) if where is not None else ()
        return tuple(flat(unit if dot and findings[name].scope is Scope.SIDE else None, name) for name in names)

    def has_its_place(self, stem: str, unit: str | None, case: Case) -> bool:
        """Whether the question makes sense so far: where its `asked_where` is denied, it does not."""
        return self.place(stem, unit, case) is not Truth.FALSE

    def place(self, stem: str, unit: str | None, case: Case) -> Truth:
        """What is known of a question's `asked_where`."""
        where = self.program.findings[stem].asked_where
        return Truth.TRUE if where is None else evaluate(where, Answers(self.knowledge, case.settled, unit))

    def still_decides(self, stem: str, case: Case) -> tuple[str, ...]:
        """The findings that may yet spare a question; none where it surely has its place."""
        unit, dot, _ = stem.partition(".")
        return self.deciding(stem) if self.place(stem, unit if dot else None, case) is Truth.UNKNOWN else ()
