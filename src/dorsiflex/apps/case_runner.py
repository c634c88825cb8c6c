"""Do case files get the answer that they expect? Each is assessed, compared line by line, and told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from dorsiflex.apps.exits import print_json
from dorsiflex.catalogue.faults import read_as
from dorsiflex.catalogue.reader import read_document
from dorsiflex.catalogue.schema import CaseFile
from dorsiflex.errors import BadInput, Problem
from dorsiflex.expectation import Line, compare, expectation_of, unknown_names
from dorsiflex.explain.answer import Answer
from dorsiflex.intake.form import intake_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.pipeline import Assessor
from dorsiflex.present.as_json import as_json as written
from dorsiflex.present.deal import card
from dorsiflex.present.text import TONES, paragraph
from dorsiflex.present.text import show as show_card
from dorsiflex.ready import assessor_for
from dorsiflex.validate.case import validate


@dataclass(frozen=True)
class Ran:
    """One case, its answer, and whether each expectation is met."""

    path: Path
    id: str
    story: str
    answer: Answer
    lines: list[Line]

    @property
    def met(self) -> bool:
        return all(line.met for line in self.lines)


def run(paths: list[Path], knowledge: KnowledgeBase, *, show: bool, as_json: bool) -> bool:
    """Run every case below the paths and tell it; whether all are as expected. Raises `BadInput`."""
    files = list(case_files(paths))
    assessor = assessor_for(knowledge)
    ran = [run_one(file, assessor) for file in files]
    met = all(one.met for one in ran)
    if as_json:
        print_json({"met": met, "cases": [told(one, knowledge, show) for one in ran]})
        return met
    console = Console(highlight=False)
    for one in ran:
        print_one(one, knowledge, show, console)
    if show and len(ran) > 1:
        titles = max(len(knowledge.settings.disposition[one.answer.disposition].title) for one in ran)
        for one in ran:
            console.print(in_a_line(one, knowledge, titles))
        console.print()
    failed = sum(not one.met for one in ran)
    cases = f"{len(ran)} case{'s' * (len(ran) != 1)}"
    console.print(f"{cases}, {failed} not as expected" if failed else f"{cases}, all as expected")
    return met


def case_files(paths: list[Path]) -> Iterator[Path]:
    """The YAML files that are named, or stand below a named folder."""
    found = False
    for path in paths:
        if path.is_dir():
            below = sorted(path.rglob("*.yaml"))
            found = found or bool(below)
            yield from below
        else:
            found = True
            yield path
    if not found:
        named = ", ".join(map(str, paths))
        raise BadInput(
            [Problem(named, "no case file", "Nothing would be run.", "Name a file, or a folder with *.yaml in it.")]
        )


def run_one(path: Path, assessor: Assessor) -> Ran:
    """One case file, read, checked, assessed and compared. Raises `BadInput`."""
    document = read_document(path, str(path), faulty=BadInput)
    problems: list[Problem] = []
    form = read_as(CaseFile, document, problems)
    if form is None:
        raise BadInput(problems)
    expected = expectation_of(form.expected.model_dump())
    if unknown := list(unknown_names(document, expected, assessor.knowledge)):
        raise BadInput(unknown)
    case = validate(intake_of(document, assessor.knowledge.units), assessor.knowledge)
    answer = assessor.assess_case(case)
    return Ran(path, form.id, form.story, answer, compare(answer, expected))


def told(one: Ran, knowledge: KnowledgeBase, show: bool) -> dict[str, object]:
    lines = [{"expected": line.expected, "met": line.met, "found": line.found} for line in one.lines]
    answer = {"answer": written(one.answer, knowledge)} if show else {}
    return {"id": one.id, "file": str(one.path), "met": one.met, "expectations": lines, **answer}


def in_a_line(one: Ran, knowledge: KnowledgeBase, title_letters: int) -> Text:
    """What came of a case, to be read under the others: met, disposition, how many techniques to consider, whose."""
    meant = knowledge.settings.disposition[one.answer.disposition]
    shape, style = TONES.get(meant.tone, TONES["plain"])
    treatments = {category.id for category in knowledge.settings.categories if category.treatment}
    suggested = [item for side in one.answer.sides.values() for item in side.suggestions]
    count = sum(item.technique.category in treatments for item in suggested)
    techniques = f"{count or 'no':>4} technique{'' if count in (0, 1) else 's'}"
    mark = ("✓", "green") if one.met else ("✗", "bold red")
    disposition = (f"{shape} {meant.title:<{title_letters}}", style)
    return Text.assemble("  ", mark, " ", disposition, f"{techniques:<15}  {one.id}")


def print_one(one: Ran, knowledge: KnowledgeBase, show: bool, console: Console) -> None:
    """The story, the answer where it is asked for, and each expectation."""
    console.print(Text(f"{one.path}", style="bold"))
    if show:
        console.print(paragraph(Text(" ".join(one.story.split()), style="italic")))
        console.print()
        show_card(card(one.answer, knowledge), console)
        console.print()
    for line in one.lines:
        mark, style = ("✓", "green") if line.met else ("✗", "bold red")
        console.print(Text.assemble("  ", (mark, style), f" {line.expected}", f" – {line.found}" if line.found else ""))
    console.print()
