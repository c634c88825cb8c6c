"""Which questions may be put at all? Nothing is asked of a side that only compares, and nothing before its time."""

from __future__ import annotations

from dataclasses import dataclass

from dorsiflex.infer.decide import Decision
from dorsiflex.language.case import Case, flat
from dorsiflex.language.knowledge import Settings
from dorsiflex.language.program import Program
from dorsiflex.language.vocabulary import NEVER_ASKED


@dataclass(frozen=True)
class Askable:
    """Says which unanswered findings may be asked, and so belong to the completions of a case."""

    settings: Settings
    program: Program

    def may_be_asked(self, stem: str, case: Case, decision: Decision) -> bool:
        """Whether a finding may be asked of this person now."""
        unit, dot, finding = stem.partition(".")
        if not self.in_its_time(stem, unit if dot else None, case):
            return False
        if not dot or decision.side[unit].assessed:
            return True
        if finding == self.settings.assessed_by:
            return not any(side.assessed for side in decision.sides)
        return finding in self.settings.comparator_asks and any(name.startswith(unit + ".") for name in case.recorded)

    def in_its_time(self, stem: str, unit: str | None, case: Case) -> bool:
        """Whether what comes before it is answered; some findings are recorded when they happen, never asked."""
        after = self.program.findings[stem].asked_after
        if not after:
            return True
        return after != NEVER_ASKED and (after in case.recorded or flat(unit, after) in case.recorded)
