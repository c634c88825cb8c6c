"""What do the tests of the ankle's cases share? The knowledge base, the case files, and intakes drawn at random.

An intake is drawn from the vocabulary alone, half filled; or it is a case file with some answers dropped, changed or
added, since an intake drawn blindly is nearly always an emergency.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from dorsiflex.apps.case_runner import Ran, run_one
from dorsiflex.catalogue.faults import read_as
from dorsiflex.catalogue.load import load
from dorsiflex.catalogue.reader import read_document
from dorsiflex.catalogue.schema import CaseFile
from dorsiflex.errors import BadInput
from dorsiflex.infer.decide import Decision
from dorsiflex.intake.form import intake_of
from dorsiflex.language.case import Case
from dorsiflex.language.meaning import Value
from dorsiflex.language.rails import literals
from dorsiflex.language.vocabulary import Finding, Kind
from dorsiflex.pipeline import Assessor
from dorsiflex.ready import assessor_for
from dorsiflex.validate.case import settle, validate

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "cases").rglob("*.yaml"))


@cache
def assessor() -> Assessor:
    return assessor_for(load(ROOT / "rules"))


@cache
def ran(path: Path) -> Ran:
    """A case file through the whole pipeline, compared with what it expects."""
    return run_one(path, assessor())


@cache
def form(path: Path) -> CaseFile:
    """A case file as it stands."""
    read = read_as(CaseFile, read_document(path, path.name, faulty=BadInput), [])
    assert read is not None, f"{path} is no case file"
    return read


@cache
def case_of(path: Path) -> Case:
    """The validated intake of a case file."""
    knowledge = assessor().knowledge
    return validate(intake_of(read_document(path, path.name, faulty=BadInput), knowledge.units), knowledge)


def decided(case: Case) -> Decision:
    """The decision for a case, by the generated engine alone: fast enough for thousands."""
    truths = assessor().generated.conclude(case)
    return assessor().decider.decide(truths, truths, case)


def case_with(recorded: dict[str, Value]) -> Case:
    """The case of these answers; an answer that its own parent contradicts is dropped."""
    knowledge = assessor().knowledge
    _, contradictions = settle(recorded, knowledge)
    denied = {item.stem for item in contradictions}
    kept = {stem: value for stem, value in recorded.items() if stem not in denied}
    return Case(kept, settle(kept, knowledge)[0])


@dataclass(frozen=True)
class Shares:
    """How many of the answers of a case file are dropped and changed, and how many are added."""

    dropped: float
    changed: float
    added: float


MIXES = (Shares(0.0, 0.01, 0.0), Shares(0.02, 0.02, 0.02), Shares(0.0, 0.05, 0.2), Shares(0.1, 0.1, 0.1))


def drawn(seed: int) -> Case:
    """A random intake: one in four from the vocabulary alone, the others near a case file."""
    rng = Random(seed)
    findings = assessor().program.findings
    if rng.random() < 0.25:
        share = rng.random()
        return case_with({stem: answer(rng, item) for stem, item in findings.items() if rng.random() < share})
    mix = rng.choice(MIXES)
    recorded = dict(case_of(rng.choice(FILES)).recorded)
    for stem, finding in findings.items():
        if (stem not in recorded and rng.random() < mix.added) or (stem in recorded and rng.random() < mix.changed):
            recorded[stem] = answer(rng, finding)
        elif rng.random() < mix.dropped:
            recorded.pop(stem, None)
    return case_with(recorded)


@cache
def limits() -> tuple[int, ...]:
    """Every number that some rule compares with; drawn numbers crowd around them."""
    rails = [rail for head in assessor().program.heads for rail in (head.yes, head.no)]
    return tuple(sorted({item.value for rail in rails for item in literals(rail) if type(item.value) is int}))


def answer(rng: Random, finding: Finding) -> Value:
    if finding.kind is Kind.YES_NO:
        return rng.random() < 0.2
    if finding.kind is Kind.CHOICE:
        return rng.choice(finding.option_ids)
    if finding.kind is Kind.SEVERAL_OF:
        return frozenset(option for option in finding.option_ids if rng.random() < 0.3)
    near = rng.choice(limits()) + rng.randint(-1, 1)
    return near if finding.least <= near <= finding.most else rng.randint(finding.least, finding.most)
