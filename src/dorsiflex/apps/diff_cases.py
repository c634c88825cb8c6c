"""Which case files are answered otherwise by another version? Both conclude each by the reference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dorsiflex.apps.case_runner import case_files
from dorsiflex.catalogue.document import Document
from dorsiflex.catalogue.reader import read_document
from dorsiflex.errors import BadInput
from dorsiflex.infer.decide import Decision
from dorsiflex.intake.form import intake_of
from dorsiflex.prove.replay import Replay
from dorsiflex.validate.case import validate


@dataclass(frozen=True)
class CaseChange:
    """One case file that is answered otherwise: what changed, one line each."""

    path: str
    changes: tuple[str, ...]


def changed_cases(old: Replay, new: Replay, folder: Path) -> Iterator[CaseChange]:
    """Every case below a folder of which disposition, suggestions or withholding change."""
    for path in case_files([folder]):
        document = read_document(path, str(path), faulty=BadInput)
        was, now = said(old, document), said(new, document)
        if was != now:
            yield CaseChange(str(path), tuple(told(was, now)))


Said = dict[str, frozenset[str]]


def said(version: Replay, document: Document) -> Said | str:
    """What a version says of a case, thing by thing; or why it does not take it."""
    knowledge = version.knowledge
    try:
        case = validate(intake_of(document, knowledge.units), knowledge)
    except BadInput as refused:
        return f"{refused.problems[0].found}: {refused.problems[0].why}"
    decision = version.decided(case).decision
    return {} if decision is None else dict(things(decision))


def things(decision: Decision) -> Iterator[tuple[str, frozenset[str]]]:
    yield "disposition", frozenset({decision.disposition})
    for side in decision.sides:
        yield f"{side.unit} disposition", frozenset({side.disposition})
        yield f"{side.unit} suggested", frozenset(item.technique for item in side.suggested)
        yield f"{side.unit} withheld", frozenset(technique for technique, _ in side.withheld)


def told(was: Said | str, now: Said | str) -> Iterator[str]:
    if isinstance(was, str) or isinstance(now, str):
        yield f"old version: {was if isinstance(was, str) else 'taken'}"
        yield f"new version: {now if isinstance(now, str) else 'taken'}"
        return
    for thing in dict.fromkeys((*was, *now)):
        before, after = was.get(thing, frozenset()), now.get(thing, frozenset())
        if before == after:
            continue
        if thing.endswith("disposition"):
            yield f"{thing}: {one(before)} → {one(after)}"
        else:
            signs = [*(f"-{name}" for name in sorted(before - after)), *(f"+{name}" for name in sorted(after - before))]
            yield f"{thing}: {' '.join(signs)}"


def one(names: frozenset[str]) -> str:
    return next(iter(names), "none")
