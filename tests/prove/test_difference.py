"""Between two versions: is every change shown by an intake, and every sameness proved?"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given

from dorsiflex.apps.diff_cases import things
from dorsiflex.catalogue.load import load
from dorsiflex.language.case import Case
from dorsiflex.language.expression import AllOf, AnyOf, Compared, NoneOf, Op
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Retired
from dorsiflex.language.vocabulary import Kind, Quantity, Scope
from dorsiflex.prove.difference import Comparison, Difference, difference
from dorsiflex.prove.entries import Entry
from dorsiflex.prove.pairing import not_compared
from tests.conformance.strategies import World, examples, random_case, worlds
from tests.rules.ankle import ROOT, ankle

WRIST = ROOT / "tests" / "foreign" / "wrist"


@pytest.fixture(scope="module")
def wrist() -> KnowledgeBase:
    return load(WRIST)


def gate(knowledge: KnowledgeBase, name: str, **changes: Any) -> KnowledgeBase:
    return replace(knowledge, gates={**knowledge.gates, name: replace(knowledge.gates[name], **changes)})


def finding(knowledge: KnowledgeBase, name: str, **changes: Any) -> KnowledgeBase:
    findings = knowledge.vocabulary.findings
    changed = {**findings, name: replace(findings[name], **changes)}
    return replace(knowledge, vocabulary=replace(knowledge.vocabulary, findings=changed))


def without_finding(knowledge: KnowledgeBase, name: str) -> KnowledgeBase:
    findings = {key: item for key, item in knowledge.vocabulary.findings.items() if key != name}
    return replace(knowledge, vocabulary=replace(knowledge.vocabulary, findings=findings))


def changed_rules(found: Difference) -> list[str]:
    return [one.about for one in found.rules if not one.same]


def reasons(found: Difference) -> dict[str, str]:
    return {item.name: item.because for item in found.not_compared}


@pytest.mark.parametrize(
    ("rule", "name", "limit", "ages"),
    [("age-under-16", "age_years", 18, {16, 17}), ("age-under-16", "age_years", 15, {15})],
)
def test_a_limit_moved_in_the_shipped_rules_is_shown_by_an_age_between_the_two_limits(
    rule: str, name: str, limit: int, ages: set[int]
) -> None:
    moved = gate(ankle(), rule, when=Compared(name, Op.BELOW, limit))
    found = Comparison(ankle(), moved).rule(rule, [])
    [witness] = found.witnesses
    assert witness.old.recorded.keys() == {name} and witness.old == witness.new
    assert witness.old.recorded[name] in ages
    assert {witness.was, witness.now} == {"fires", "silent"}


def test_the_shipped_rules_are_proved_to_decide_like_themselves() -> None:
    found = difference(ankle(), ankle())
    assert found.equivalent and found.entries == () and found.not_compared == ()
    assert len(found.rules) == len(ankle().rules) and changed_rules(found) == []


def test_a_moved_limit_changes_its_rule_and_the_decisions_that_hang_on_it(wrist: KnowledgeBase) -> None:
    found = difference(wrist, gate(wrist, "thin-skin", when=Compared("age_years", Op.ABOVE, 82)))
    assert changed_rules(found) == ["thin-skin"]
    [rule] = [one for one in found.rules if one.about == "thin-skin"]
    [witness] = rule.witnesses
    assert (witness.was, witness.now) == ("fires", "silent")
    assert rule.noticed is not None and rule.noticed.old.recorded["age_years"] in (81, 82)
    assert [one.about for one in found.decisions if not one.same] == ["belt-glide"]
    assert found.entries == (Entry("gate", "thin-skin", "changed", ("when",)),)


def test_a_condition_written_otherwise_is_proved_the_same(wrist: KnowledgeBase) -> None:
    """Not at most 80 is above 80, and said twice it is not more."""
    denied = NoneOf((Compared("age_years", Op.AT_MOST, 80),))
    found = difference(wrist, gate(wrist, "thin-skin", when=AllOf((denied, AnyOf((denied,))))))
    assert found.equivalent and changed_rules(found) == []
    assert [(item.id, item.about) for item in found.entries] == [("thin-skin", "condition (when)")]


def test_what_a_rule_withholds_changes_decisions_and_not_its_outcome(wrist: KnowledgeBase) -> None:
    found = difference(wrist, gate(wrist, "thin-skin", withholds=()))
    assert changed_rules(found) == []
    [changed] = [one for one in found.decisions if not one.same]
    assert changed.about == "belt-glide"
    assert ("withheld", "suggested") in {(witness.was, witness.now) for witness in changed.witnesses}


def test_a_text_is_told_apart_from_a_decision(wrist: KnowledgeBase) -> None:
    found = difference(wrist, gate(wrist, "thin-skin", say="Consider something else."))
    assert found.equivalent
    assert found.entries == (Entry("gate", "thin-skin", "changed", ("say",)),)
    assert found.entries[0].about == "texts (say)"


def test_a_rule_that_is_gone_is_shown_where_it_fired_or_could_not_tell(wrist: KnowledgeBase) -> None:
    gates = {name: item for name, item in wrist.gates.items() if name != "thin-skin"}
    retired = {**wrist.retired, "thin-skin": Retired("thin-skin", ("clot",), "Never needed.")}
    found = difference(wrist, replace(wrist, gates=gates, retired=retired))
    assert found.entries == (Entry("gate", "thin-skin", "retired", (), ("clot",)),)
    [rule] = [one for one in found.rules if not one.same]
    assert [(witness.was, witness.now) for witness in rule.witnesses] == [
        ("fires", "not there"),
        ("cannot-tell", "not there"),
    ]


def test_a_question_that_only_one_version_asks_is_read_by_that_one_and_said(wrist: KnowledgeBase) -> None:
    rules = {name: item for name, item in wrist.gates.items() if name != "thin-skin"}
    less = without_finding(replace(wrist, gates=rules), "main_goal")
    found = difference(wrist, less)
    assert reasons(found) == {"main_goal": "Only the old version asks it; the new one does not read the answer."}
    assert changed_rules(found) == ["thin-skin"]


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("age_years", {"least": 18}, "Its range was 0 to 110 and is 18 to 110; only what both take is compared."),
        ("grip_kg", {"quantity": Quantity("N", 0)}, "It was in kg and is in N; it stays unanswered here."),
        (
            "grip_kg",
            {"quantity": Quantity("kg", 1), "most": 1000},
            "It is written with other decimals; only values that both can write are compared.",
        ),
        ("swelling", {"kind": Kind.CHOICE, "options": (("a", "a"),)}, "It was a yes_no and is a choice; it stays"),
        ("fever", {"scope": Scope.SIDE}, "It was asked of the person and is asked of the side."),
        ("end_feel", {"options": (("hard", "hard"), ("firm", "firm"))}, "Only one version has the option elastic."),
        ("equipment", {"options": (("belt", "a belt"), ("none", "nothing"))}, "Only one version has the option ball"),
    ],
)
def test_what_cannot_be_compared_is_said(wrist: KnowledgeBase, name: str, changes: dict[str, Any], said: str) -> None:
    later = finding(wrist, name, **changes)
    [found] = [item.because for item in not_compared(wrist, later)]
    assert found.startswith(said)


def test_options_in_another_order_are_the_same_options(wrist: KnowledgeBase) -> None:
    options = tuple(reversed(wrist.vocabulary.findings["end_feel"].options))
    found = difference(wrist, finding(wrist, "end_feel", options=options))
    assert found.equivalent and changed_rules(found) == [] and found.not_compared == ()


def test_an_option_that_is_gone_is_no_answer_of_which_the_versions_differ(wrist: KnowledgeBase) -> None:
    options = tuple(item for item in wrist.vocabulary.findings["end_feel"].options if item[0] != "elastic")
    found = difference(wrist, finding(wrist, "end_feel", options=options))
    assert changed_rules(found) == []


def test_a_number_in_finer_steps_is_the_same_number(wrist: KnowledgeBase) -> None:
    """The limits of the rules stand in whole steps: at 80 years both say that it is not above 80."""
    finer = finding(wrist, "age_years", quantity=Quantity("years", 1), most=1100)
    finer = gate(finer, "thin-skin", when=Compared("age_years", Op.ABOVE, 800))
    [rule] = [one for one in difference(wrist, finer).rules if one.about == "thin-skin"]
    assert rule.same


def test_versions_without_a_side_in_common_are_not_compared_on_sides(wrist: KnowledgeBase) -> None:
    sleep = load(ROOT / "tests" / "foreign" / "sleep")
    found = difference(wrist, sleep)
    assert not found.equivalent and found.undecided
    assert reasons(found)["sides"].startswith("They were left, right and are")


@examples(8)
@given(world=worlds(most=1))
def test_what_is_proved_the_same_is_the_same_for_random_cases(world: World) -> None:
    """The first rule of any knowledge says the opposite in the new version."""
    was = world.knowledge
    name, rule = next(iter(was.gates.items()), ("", None))
    now = was if rule is None else gate(was, name, when=NoneOf((rule.when,)))
    found, comparison = difference(was, now), Comparison(was, now)
    for seed in range(4):
        case = random_case(was, Random(seed))
        for one in found.rules:
            if one.same:
                assert outcomes(comparison, one.about, case) in ({"fires"}, {"silent"}, {"cannot-tell"})
        if found.equivalent:
            was_said, now_said = (dict(things(version.decided(case))) for version in (comparison.old, comparison.new))
            assert was_said == now_said


def outcomes(comparison: Comparison, rule: str, case: Case) -> set[str]:
    """What both versions say of a rule, on the side that is compared."""
    return {version.rule(rule, comparison.unit).told(case) for version in (comparison.old, comparison.new)}
