"""Are the conditions shown that are said to be, and only those? And do the cases of the repository show them all?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from ruamel.yaml import YAML

from dorsiflex.apps.coverage_docs import summary, with_summary
from dorsiflex.apps.coverage_runner import coverage_of
from dorsiflex.examples import run_example
from dorsiflex.infer.reference import Reference, View
from dorsiflex.language.expression import ALWAYS, AllOf, Answered, AnyOf, Compared, Known, Op
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import Interval, evaluate, holds
from dorsiflex.language.rule import Example, Outcome, Rule
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.truth import Truth
from dorsiflex.present.coverage_words import Words, of
from dorsiflex.prove.coverage import Aspect, Condition, Coverage, Demands
from dorsiflex.prove.coverage_missing import WhyNot
from dorsiflex.prove.coverage_places import NEVER, places, replaced
from dorsiflex.prove.coverage_report import Line, Reporter
from dorsiflex.prove.coverage_sheet import Tabled
from tests.conformance.strategies import World, examples, worlds
from tests.prove.tried import coverage, report, saying, without, wrist
from tests.rules.ankle import ROOT, ankle

SETTLED = {Truth.TRUE, Truth.FALSE}


def shows(condition: Condition, aspect: Aspect, view: View, knowledge: KnowledgeBase) -> bool:
    """The definition once more, by the reference alone and one case at a time."""
    whole, leaf = knowledge.rules[condition.rule].condition, condition.leaf
    truth = evaluate(leaf, view)
    outcomes = {evaluate(replaced(whole, condition.path, new), view) for new in (ALWAYS, NEVER)}
    turns = len(outcomes) == 2 if isinstance(leaf, Known) else outcomes == SETTLED
    if aspect in (Aspect.SO, Aspect.NOT_SO):
        return turns and truth is (Truth.TRUE if aspect is Aspect.SO else Truth.FALSE)
    assert isinstance(leaf, Compared)
    lower = leaf.op in (Op.AT_LEAST, Op.BELOW)
    away = -1 if lower else 1
    finding = knowledge.vocabulary.findings.get(leaf.number)
    beside = {leaf.limit + away, leaf.limit + away * (finding.step if finding else 1)}
    stands = {leaf.limit} if aspect is Aspect.AT else beside
    extent = view.extent(leaf.number, leaf.side)
    wanted = Truth.TRUE if holds(leaf.limit, leaf.op, leaf.limit) is (aspect is Aspect.AT) else Truth.FALSE
    if not turns or truth is not wanted or not isinstance(extent, Interval):
        return False
    return (extent.least if lower is (aspect is Aspect.AT) else extent.most) in stands


@examples(25)
@given(world=worlds(most=3))
def test_what_shows_a_condition_is_what_the_definition_says_on_any_rules(world: World) -> None:
    demands, tabled = Demands(world.knowledge), Tabled(world.program, tuple(world.cases))
    for rule in world.knowledge.rules:
        for condition in demands.conditions(rule):
            for unit in demands.units(rule):
                for aspect in condition.aspects:
                    found = demands.where(condition, aspect, unit, tabled.sheet.where)
                    for place, case in enumerate(world.cases):
                        view = Reference(world.knowledge, case, world.scopes).seen_from(unit)
                        assert bool(found >> place & 1) is shows(condition, aspect, view, world.knowledge)


def test_every_condition_of_every_gate_is_seen_to_turn_it_or_cannot() -> None:
    assert [line for gate in ankle().gates for line in report()[gate].missing] == []


def test_nine_in_ten_conditions_of_all_rules_are_seen_to_turn_their_rule() -> None:
    conditions = [shown for rule in report().values() for shown in rule.conditions]
    assert sum(conditions) >= 0.9 * len(conditions)


def test_what_counts_as_impossible_is_a_small_part_and_always_has_its_reason() -> None:
    lines = [line for rule in report().values() for line in rule.lines]
    impossible = [line for line in lines if line.impossible]
    assert len(impossible) < 0.1 * len(lines)
    assert all(line.by is None and line.showing is not None and line.showing.case is None for line in impossible)


def test_the_page_says_what_is_shown_today() -> None:
    """Stale? `make coverage` writes it anew."""
    page = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    told = "\n".join(summary(list(report().values()), ankle())).strip()
    assert with_summary(page, told) == page


@pytest.fixture(scope="module")
def bereft() -> list[Line]:
    """What is missing of a gate without the row that alone shows one of its conditions."""
    name = "no bone tender, unable at the injury, but able to take four steps now"
    return Reporter(without(coverage(), name)).of("ottawa-foot").missing


def test_without_the_row_that_shows_it_a_condition_is_not_shown(bereft: list[Line]) -> None:
    assert [(line.condition.number, line.aspect) for line in bereft] == [(6, Aspect.NOT_SO)]


def test_the_row_that_is_printed_can_be_pasted_is_right_and_shows_the_condition(bereft: list[Line]) -> None:
    [line] = bereft
    [row] = YAML(typ="safe").load("\n".join(Words(ankle()).row(line)))
    example = Example(row["name"], row["given"], Outcome(row["expect"]))
    rule = replace(ankle().gates["ottawa-foot"], examples=(*ankle().gates["ottawa-foot"].examples[:-1], example))
    assert list(run_example(rule, example, ankle(), Scopes(ankle()))) == []
    mended = coverage_of(replace(ankle(), gates={**ankle().gates, rule.id: rule}), None)
    assert next(mended.shown_by(line.condition, line.aspect)).name == row["name"]


def test_the_row_keeps_what_it_can_of_the_nearest_example(bereft: list[Line]) -> None:
    [line] = bereft
    assert line.showing is not None and line.showing.case is not None
    given = line.showing.case.recorded
    near = [one.case.recorded for one in coverage().tried if one.rule == "ottawa-foot"]
    assert min(len(set(given.items()) ^ set(other.items())) for other in near) <= 2


def lines_of(rule: Rule, knowledge: KnowledgeBase) -> dict[tuple[int, Aspect], Line]:
    found = Reporter(Coverage(knowledge, ())).of(rule.id)
    return {(line.condition.number, line.aspect): line for line in found.lines}


def test_a_condition_that_another_makes_idle_cannot_be_shown_and_it_is_said_why() -> None:
    pain, fever = Answered("chest_pain", True), Answered("fever", True)
    knowledge = saying("chest-pain", AnyOf((pain, AllOf((pain, fever)))), wrist())
    lines = lines_of(knowledge.gates["chest-pain"], knowledge)
    assert lines[2, Aspect.SO].covered and lines[2, Aspect.NOT_SO].covered
    reason = lines[2, Aspect.SO].showing
    assert reason is not None and reason.why_not is WhyNot.NEVER_DECIDES
    assert not lines[0, Aspect.SO].covered


def test_what_can_never_be_so_is_told_from_what_never_decides() -> None:
    both = AllOf((Answered("chest_pain", True), Answered("chest_pain", False)))
    knowledge = saying("chest-pain", AnyOf((Answered("fever", True), both)), wrist())
    lines = lines_of(knowledge.gates["chest-pain"], knowledge)
    reason = lines[1, Aspect.NOT_SO].showing
    assert reason is not None and reason.case is not None
    assert lines[1, Aspect.SO].impossible


def test_of_known_it_counts_that_it_keeps_a_rule_from_telling_nothing() -> None:
    pain = AllOf((Known("chest_pain"), Answered("chest_pain", True)))
    knowledge = saying("chest-pain", pain, wrist())
    lines = lines_of(knowledge.gates["chest-pain"], knowledge)
    showing = lines[0, Aspect.NOT_SO].showing
    assert showing is not None and showing.case is not None
    assert "chest_pain" not in showing.case.recorded and showing.outcome is Outcome.SILENT


def test_an_example_speaks_for_its_own_rule_only_and_a_case_for_every_rule() -> None:
    condition = Demands(ankle()).conditions("advise-emergency-care")[0]
    names = {one.name for one in coverage().shown_by(condition, Aspect.SO)}
    rows = {example.name for example in ankle().rules["advise-emergency-care"].examples}
    cases = {one.name for one in coverage().tried if one.rule is None}
    assert names and names <= rows | cases


def test_the_same_words_at_two_places_are_two_conditions() -> None:
    pain = Answered("chest_pain", True)
    found = list(places(AnyOf((pain, AllOf((pain,))))))
    assert [(place.path, place.leaf) for place in found] == [((0,), pain), ((1, 0), pain)]


def test_a_share_is_never_rounded_up_to_all() -> None:
    assert of([True] * 999 + [False]) == "999 of 1000 (99 %)"
