"""Is a slip in a rule seen, and is it told truly whether it was? In the gates of the repository every one is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from random import Random

import pytest

from dorsiflex.apps.coverage_runner import changeable, coverage_of
from dorsiflex.errors import BadInput
from dorsiflex.explain.sentence import Teller
from dorsiflex.infer.decide import Decider
from dorsiflex.infer.reference import conclude
from dorsiflex.language.case import Case
from dorsiflex.language.expression import AllOf, Answered, AnyOf, Compared, OneOf, Op
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Outcome
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.truth import Truth
from dorsiflex.present.mutants_page import markdown, said
from dorsiflex.prove.coverage import Coverage
from dorsiflex.prove.coverage_places import Place, places
from dorsiflex.prove.mutants import Mutant, Mutants, Slip, slips
from dorsiflex.prove.mutants_equal import Comparer
from dorsiflex.prove.mutants_fate import Fate, Fates
from dorsiflex.prove.mutants_killed import Trial
from tests.prove.tried import coverage, saying, without, wrist
from tests.rules.ankle import ROOT, ankle


@cache
def trial() -> Trial:
    return Trial(coverage())


@cache
def gate_fates() -> tuple[Fate, ...]:
    told = Fates(coverage())
    return tuple(fate for gate in ankle().gates for fate in told.of(gate))


def test_every_slip_in_a_gate_is_seen_by_a_case_or_an_example_or_changes_nothing() -> None:
    assert [fate.mutant.id for fate in gate_fates() if fate.survives] == []


def test_few_slips_in_a_gate_change_nothing() -> None:
    assert sum(fate.equal for fate in gate_fates()) < 0.03 * len(gate_fates())


def test_the_page_lists_the_slips_in_gates_that_change_nothing() -> None:
    """Stale? `make mutants` writes it anew."""
    page = (ROOT / "docs" / "mutants.md").read_text(encoding="utf-8")
    listed = [fate for fate in gate_fates() if fate.equal and fate.mutant.slip is not Slip.WITHHOLDS]
    assert [said(fate, Teller(ankle())) for fate in listed if f"- {said(fate, Teller(ankle()))}\n" not in page] == []
    assert f"| gates | {len(gate_fates())} |" in page


@pytest.mark.soak
def test_the_whole_page_is_fresh_and_95_in_100_slips_are_seen() -> None:
    told = Fates(coverage())
    fates = [fate for name in changeable(ankle()) for fate in told.of(name)]
    assert sum(fate.survives for fate in fates) <= 0.05 * sum(not fate.equal for fate in fates)
    assert (ROOT / "docs" / "mutants.md").read_text(encoding="utf-8") == markdown(fates, ankle())


@pytest.fixture(scope="module")
def survivor() -> Fate:
    """What becomes of a slip once the one example that sees it is taken away."""
    known, slip = coverage(), "ottawa-foot condition 7: condition left out"
    while True:
        told = Fates(known)
        [fate] = [fate for fate in told.of("ottawa-foot") if fate.mutant.id == slip]
        if fate.by is None:
            return fate
        known = without(known, fate.by.name)


def test_without_the_examples_that_see_it_a_slip_survives(survivor: Fate) -> None:
    assert survivor.survives and not survivor.equal


def test_the_answers_that_are_told_of_a_survivor_do_show_it(survivor: Fate) -> None:
    assert survivor.seen_in is not None and survivor.mutant.condition is not None
    changed = saying("ottawa-foot", survivor.mutant.condition, ankle())
    before, after = (conclude(knowledge, survivor.seen_in) for knowledge in (ankle(), changed))
    assert before["left.ottawa-foot"] is not after["left.ottawa-foot"]


def test_a_survivor_stands_on_the_page_with_its_answers(survivor: Fate) -> None:
    page = markdown([survivor], ankle())
    assert "condition 7: condition left out" in page.partition("## Slips that")[0]
    assert "would be seen with: given: {" in page


def truths(yes: int, no: int, place: int) -> Truth:
    return Truth.TRUE if yes >> place & 1 else Truth.FALSE if no >> place & 1 else Truth.UNKNOWN


def drawn(count: int) -> list[Mutant]:
    """Some slips in rules, the same each time."""
    made = Mutants(ankle())
    every = [m for rule in ankle().rules for m in made.of_rule(rule) if m.condition is not None]
    return Random(5).sample([m for m in every if keeps_its_side(m)], count)


def keeps_its_side(mutant: Mutant) -> bool:
    """Whether the changed rule still speaks of a side (or the person) as before."""
    assert mutant.condition is not None
    changed = saying(mutant.owner, mutant.condition, ankle())
    return Scopes(changed).of_side(mutant.owner) is Scopes(ankle()).of_side(mutant.owner)


def test_a_slip_is_concluded_in_columns_as_the_reference_concludes_the_changed_rules() -> None:
    places = Random(6).sample(range(len(coverage().tried)), 12)
    for mutant in drawn(25):
        assert mutant.condition is not None
        changed = saying(mutant.owner, mutant.condition, ankle())
        sheet, _ = trial().concluded.changed(trial().mutants.parts(mutant, trial().concluded.program))
        for place in places:
            found = conclude(changed, coverage().tried[place].case)
            assert {stem: truths(*sheet.masks[stem], place) for stem in found} == found


def test_a_gate_that_withholds_nothing_lets_through_what_it_alone_held() -> None:
    [fate] = [f for f in gate_fates() if f.mutant.owner == "hypermobility" and f.mutant.slip is Slip.WITHHOLDS]
    assert fate.by is not None and fate.by.rule is None
    open_gate = Decider(ankle(), Scopes(ankle()))
    open_gate.guards = Mutants(ankle()).guards(fate.mutant, open_gate.guards)
    found = suggested(open_gate, fate.by.case)
    assert found - suggested(trial().decider, fate.by.case)
    assert found & set(fate.by.must_not_suggest)


def suggested(decider: Decider, case: Case) -> set[str]:
    told = {**conclude(ankle(), case)}
    needs = dict.fromkeys(trial().concluded.program.needs, Truth.UNKNOWN)
    return {item.technique for side in decider.decide(told, needs, case).sides for item in side.suggested}


def test_a_limit_slips_both_ways_and_a_choice_loses_each_of_its_options() -> None:
    limit = [slip for slip, _, _ in slips(Place((), Compared("hours", Op.AT_LEAST, 30)))]
    assert Counter(limit) == Counter([Slip.REVERSED, Slip.DROPPED, Slip.HIGHER, Slip.LOWER])
    choice = [detail for slip, detail, _ in slips(Place((), OneOf("kind", ("a", "b", "c")))) if slip is Slip.OPTION]
    assert choice == ["a", "b", "c"]


def test_every_item_of_a_score_slips_in_its_points_and_its_conditions() -> None:
    made = list(Mutants(wrist()).of_number("clot_score"))
    parts = {mutant.part for mutant in made}
    assert parts == set(range(len(parts))) and len(parts) > 1
    assert all({Slip.POINTS, Slip.NO_POINTS} <= {m.slip for m in made if m.part == part} for part in parts)


def test_every_gate_that_withholds_anything_slips_in_that() -> None:
    made = Mutants(ankle())
    gates = {gate for gate in ankle().gates if any(m.slip is Slip.WITHHOLDS for m in made.of_rule(gate))}
    assert gates == {gate.id for gate in ankle().gates.values() if ankle().guarded_by(gate)}


def doubled(knowledge: KnowledgeBase) -> KnowledgeBase:
    """A gate that says one thing twice."""
    pain = Answered("chest_pain", True)
    return saying("chest-pain", AnyOf((pain, AllOf((pain, Answered("fever", True))))), knowledge)


def test_a_slip_where_another_part_says_it_all_is_proved_to_change_nothing() -> None:
    knowledge = doubled(wrist())
    comparer = Comparer(knowledge)
    differs = {m.id: comparer.differs_on(m) for m in Mutants(knowledge).of_rule("chest-pain") if m.leaf is not None}
    assert differs["chest-pain condition 2: condition left out"] is not None
    assert differs["chest-pain condition 3: comparison reversed"] is None


def test_nothing_is_told_where_an_example_fails_before_any_slip() -> None:
    wrong = coverage_of(wrist(), None)
    [first, *others] = wrong.tried
    other = Outcome.SILENT if first.outcome is Outcome.FIRES else Outcome.FIRES
    with pytest.raises(BadInput) as refused:
        Fates(Coverage(wrong.knowledge, [replace(first, outcome=other), *others]))
    assert [problem.where for problem in refused.value.problems] == [first.name]


def test_a_case_that_asks_for_a_side_sees_only_that_side() -> None:
    one = next(one for one in coverage().tried if any("." in name for name in one.must_suggest))
    assert one in coverage().tried and Trial(Coverage(ankle(), [one])).as_it_is() == []
    [name] = [name for name in one.must_suggest if "." in name][:1]
    unit, _, technique = name.partition(".")
    elsewhere = "right" if unit == "left" else "left"
    moved = replace(one, must_suggest=(f"{elsewhere}.{technique}",), must_not_suggest=(name,), disposition=None)
    assert Trial(Coverage(ankle(), [moved])).as_it_is() == [moved]


def test_the_places_of_a_rule_are_all_its_leaves() -> None:
    for rule in ankle().rules.values():
        assert {m.number for m in Mutants(ankle()).of_rule(rule.id) if m.leaf} == set(
            range(len(list(places(rule.condition))))
        )
