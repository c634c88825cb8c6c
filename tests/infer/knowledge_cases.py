"""Which cases may come to a knowledge base? Random half-filled ones, with numbers that crowd around the limits."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dorsiflex.catalogue.load import load
from dorsiflex.language.case import Case
from dorsiflex.language.grounding import build_program
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import Value
from dorsiflex.language.program import Program
from dorsiflex.language.rails import literals
from dorsiflex.language.vocabulary import Finding, Kind
from dorsiflex.validate.case import settle

FOREIGN = Path(__file__).parents[1] / "foreign"


@dataclass(frozen=True)
class Known:
    """A knowledge base and its program, loaded from a folder of tests/foreign."""

    name: str

    @cached_property
    def knowledge(self) -> KnowledgeBase:
        return load(FOREIGN / self.name, remember=False)

    @cached_property
    def program(self) -> Program:
        return build_program(self.knowledge)

    @cached_property
    def limits(self) -> list[int]:
        """Every number that some rail compares with."""
        rails = [rail for head in self.program.heads for rail in (head.yes, head.no)]
        return sorted({lit.value for rail in rails for lit in literals(rail) if type(lit.value) is int}) or [0]

    def random_case(self, seed: int) -> Case:
        """A case in which between none and all of the findings are answered."""
        rng = random.Random(seed)
        share = rng.random()
        answered = {
            stem: self._answer(rng, finding) for stem, finding in self.program.findings.items() if rng.random() < share
        }
        _, contradictions = settle(answered, self.knowledge)
        recorded = {
            stem: value for stem, value in answered.items() if stem not in {item.stem for item in contradictions}
        }
        return Case(recorded, settle(recorded, self.knowledge)[0])

    def _answer(self, rng: random.Random, finding: Finding) -> Value:
        if finding.kind is Kind.YES_NO:
            return rng.random() < 0.5
        if finding.kind is Kind.CHOICE:
            return rng.choice(finding.option_ids)
        if finding.kind is Kind.SEVERAL_OF:
            return frozenset(option for option in finding.option_ids if rng.random() < 0.5)
        near = rng.choice(self.limits) + rng.randint(-1, 1)
        return near if finding.least <= near <= finding.most else rng.randint(finding.least, finding.most)
