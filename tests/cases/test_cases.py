"""Does the ankle knowledge base decide every case as its story argues, and do the cases show every rule?"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from dorsiflex.infer.engines import ENGINES
from dorsiflex.language.grounding import build_program
from dorsiflex.language.rails import literals
from dorsiflex.language.truth import Truth
from tests.cases.ankle import FILES, ROOT, assessor, case_of, form, ran

TREATING = sorted(
    technique.id
    for technique in assessor().knowledge.techniques.values()
    if technique.category in assessor().decider.treatments
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_answer_is_what_the_case_expects(path: Path) -> None:
    unmet = [f"{line.expected}: {line.found}" for line in ran(path).lines if not line.met]
    assert not unmet


@pytest.mark.parametrize("name", sorted(set(ENGINES) - {"reference"}))
def test_an_engine_concludes_every_case_as_the_reference_does(name: str) -> None:
    knowledge = assessor().knowledge
    program = build_program(knowledge)
    engine, reference = (ENGINES[item](knowledge, program) for item in (name, "reference"))
    for path in FILES:
        expected = reference(case_of(path))
        found = engine(case_of(path))
        assert {stem: found[stem] for stem in program.rules} == {stem: expected[stem] for stem in program.rules}, path


def test_there_are_at_least_120_cases_and_each_id_is_its_file_and_stands_once() -> None:
    assert len(FILES) >= 120
    assert [form(path).id for path in FILES] == [path.stem for path in FILES]
    assert len({path.stem for path in FILES}) == len(FILES)


def test_every_case_argues_from_the_bibliography_and_says_where_it_comes_from() -> None:
    sources = assessor().knowledge.sources
    for path in FILES:
        because = form(path).because
        unknown = {because} if isinstance(because, str) else set(because)
        assert not unknown - sources.keys(), path
        assert form(path).source == "constructed" or form(path).source in sources, path


def test_every_case_expects_a_disposition() -> None:
    assert not [path.name for path in FILES if form(path).expected.disposition is None]


def test_every_case_names_its_schema_for_editors() -> None:
    for path in FILES:
        up = "../" * len(path.relative_to(ROOT).parent.parts)
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        assert first == f"# yaml-language-server: $schema={up}rules/schema/case.schema.json"


def test_cases_carry_neither_names_of_persons_nor_dates_of_birth() -> None:
    """An intake's keys are closed by the vocabulary; the story is the one place for free text."""
    months = ("January", "February", "April", "June", "July", "August", "September", "October", "November", "December")
    telling = (*months, "Mr ", "Mrs ", "Ms ", "born on")
    assert not [path.name for path in FILES if any(word in form(path).story for word in telling)]


@cache
def outcomes() -> dict[str, set[Truth]]:
    """How each gate and pattern came out, over the sides of every case."""
    seen: dict[str, set[Truth]] = defaultdict(set)
    for path in FILES:
        for stem, truth in assessor().generated.conclude(case_of(path)).items():
            seen[stem.rpartition(".")[2]].add(truth)
    return seen


def may_be_unknown(gate: str) -> bool:
    """A gate that reads only answers which count as something when they are not given is never unknown."""
    program, findings = assessor().program, assessor().knowledge.vocabulary.findings
    heads = [head for head in program.heads if head.stem.rpartition(".")[2] == gate]
    read = {item.attribute.rpartition(".")[2] for head in heads for item in literals(head.no)}
    return any(name not in findings or findings[name].unanswered_means is None for name in read)


@pytest.mark.parametrize("gate", sorted(assessor().knowledge.gates))
def test_a_gate_is_true_false_and_unknown_in_some_case(gate: str) -> None:
    wanted = set(Truth) if may_be_unknown(gate) else {Truth.TRUE, Truth.FALSE}
    assert not wanted - outcomes()[gate]


@pytest.mark.parametrize("pattern", sorted(assessor().knowledge.patterns))
def test_a_pattern_holds_in_one_case_and_not_in_another(pattern: str) -> None:
    assert not {Truth.TRUE, Truth.FALSE} - outcomes()[pattern]


@pytest.mark.parametrize("technique", sorted(assessor().knowledge.techniques))
def test_a_technique_is_suggested_in_some_case(technique: str) -> None:
    assert any(technique in expected_of(path, "must_suggest") for path in FILES)


@pytest.mark.parametrize("technique", TREATING)
def test_a_technique_that_treats_is_withheld_in_some_case_that_names_it(technique: str) -> None:
    cases = [path for path in FILES if technique in expected_of(path, "must_not_suggest")]
    sides = [side for path in cases for side in ran(path).answer.sides.values()]
    assert any(technique == item.id for side in sides for item in side.withheld)


def expected_of(path: Path, key: str) -> set[str]:
    """The techniques of an expectation, without their sides."""
    return {name.rpartition(".")[2] for name in getattr(form(path).expected, key)}
