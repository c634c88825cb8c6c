"""How well do cases and examples test the rules? What is run, and what is written of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.errors import BadInput, Problem
from dorsiflex.intake.example import intake_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.concluded import read_cases
from dorsiflex.validate.case import validate

if TYPE_CHECKING:
    from dorsiflex.prove.coverage import Coverage, Tried
    from dorsiflex.prove.coverage_report import RuleCoverage
    from dorsiflex.prove.mutants_fate import Fate

T = TypeVar("T")


def coverage_of(knowledge: KnowledgeBase, cases: Path | None) -> Coverage:
    """The knowledge with its examples and the cases below a folder. Raises `BadInput`."""
    if find_spec("z3") is None:
        why = "What no case shows is put to the solver z3, which is not installed."
        raise BadInput([Problem("this installation", "no solver", why, "Install dorsiflex[prove].")])
    from dorsiflex.prove.coverage import Coverage

    return Coverage(knowledge, [*examples(knowledge), *(case_files(cases, knowledge) if cases else ())])


def examples(knowledge: KnowledgeBase) -> Iterator[Tried]:
    from dorsiflex.prove.coverage import Tried

    for rule in knowledge.rules.values():
        for example in rule.examples:
            case = validate(intake_of(example, knowledge, example.name), knowledge)
            yield Tried(example.name, case, rule.id, example.expect)


def case_files(folder: Path, knowledge: KnowledgeBase) -> Iterator[Tried]:
    from dorsiflex.prove.coverage import Tried

    for read in read_cases(folder, knowledge):
        expected = read.expected
        yield Tried(
            read.id,
            read.case,
            disposition=expected.disposition,
            must_suggest=tuple(expected.must_suggest),
            must_not_suggest=tuple(expected.must_not_suggest),
        )


def wanted(names: Sequence[str], known: Iterable[str], what: str) -> list[str]:
    """What is named, or everything. Raises `BadInput`."""
    every = list(known)
    problems = [
        Problem(what, f"`{name[:80]}`", f"No {what} has this id.", did_you_mean(name, every))
        for name in names
        if name not in every
    ]
    if problems:
        raise BadInput(problems)
    return list(dict.fromkeys(names or every))


def with_bar(work: Callable[[T], Any], over: list[T], doing: str, *, quiet: bool) -> Iterator[Any]:
    """What each gives, with a bar on a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task("", total=len(over))
        for one in over:
            yield work(one)
            bar.advance(task)


def changeable(knowledge: KnowledgeBase) -> list[str]:
    """Whatever a slip can be made in: rules, then the numbers that are computed."""
    return [*knowledge.rules, *knowledge.vocabulary.numbers]


def fates_of(coverage: Coverage, names: Sequence[str], *, quiet: bool) -> list[Fate]:
    """The fate of every slip."""
    from dorsiflex.prove.mutants_fate import Fates

    told = Fates(coverage)
    found = with_bar(told.of, list(names), "changing", quiet=quiet)
    return [fate for every in found for fate in every]


def report_of(coverage: Coverage, rules: Sequence[str], *, quiet: bool) -> list[RuleCoverage]:
    """What is shown of every condition of some rules."""
    from dorsiflex.prove.coverage_report import Reporter

    return list(with_bar(Reporter(coverage).of, list(rules), "reading", quiet=quiet))
