"""What the conclusions add up to, one sentence at a time; tests/conformance/test_decisions.py has the random ones."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from dorsiflex.infer.bit_columns import Columns
from dorsiflex.infer.decide import Decider, Decision
from dorsiflex.infer.decide_bits import BitsDecider
from dorsiflex.language.case import Case
from dorsiflex.language.expression import Answered, Expression
from dorsiflex.language.facts import facts_of
from dorsiflex.language.grounding import build_program
from dorsiflex.language.knowledge import Disposition, KnowledgeBase
from dorsiflex.language.meaning import Value
from dorsiflex.language.rule import Gate, Need, Reach, Suggestion, Technique
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.truth import Truth
from dorsiflex.language.vocabulary import Kind, Scope
from tests.conformance.random_knowledge import ASSESSED_BY, OWNERS, RANKING, Draft
from tests.conformance.test_columns import side_in, side_of
from tests.language.conditions import a_finding

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
SORE_LEFT: dict[str, Value] = {"left.sore": True, "right.sore": False}
SORE_BOTH: dict[str, Value] = {"left.sore": True, "right.sore": True}
OF_SIDE, OF_PERSON = Answered("swelling", True), Answered("diabetes", True)
DISPOSITIONS = (
    Disposition("emergency", "", "", withholds_all=True, reach=Reach.BOTH),
    Disposition("urgent", "", "", withholds_all=True),
    Disposition("screen", "", ""),
    Disposition("treat", "", ""),
    Disposition("monitor", "", ""),
    Disposition("not_assessed", "", ""),
)


def gate(name: str, when: Expression = OF_SIDE, **more: Any) -> Gate:
    return Gate(name, name, "draft", 1, OWNERS, when, **more)


def suggestion(name: str, technique: str, place: int = 50) -> Suggestion:
    return Suggestion(name, name, "draft", 1, OWNERS, OF_SIDE, technique=technique, place=place)


def technique(name: str, category: str = "hands-on", *needs: str) -> Technique:
    wanted = tuple(Need(OF_PERSON, need) for need in needs)
    return Technique(name, name, category, "draft", 1, "", needs=wanted)


def knowledge(*parts: Gate | Suggestion | Technique) -> KnowledgeBase:
    draft = Draft(("left", "right"), dispositions=DISPOSITIONS)
    draft.add_assessed_by()
    draft.findings |= {
        "swelling": a_finding("swelling", Kind.YES_NO),
        "diabetes": a_finding("diabetes", Kind.YES_NO, scope=Scope.PERSON),
    }
    draft.techniques = {part.id: part for part in parts if isinstance(part, Technique)}
    draft.rules = {part.id: part for part in parts if not isinstance(part, Technique)}
    base = draft.knowledge(Random(0))
    settings = replace(
        base.settings,
        assessed_by=ASSESSED_BY,
        default_disposition="treat",
        unknown_gate_disposition="screen",
        unassessed_disposition="not_assessed",
        ranking=RANKING,
    )
    return replace(base, settings=settings)


def decide(base: KnowledgeBase, recorded: dict[str, Value], **truths: Truth) -> Decision:
    """Truths of rules by stem, `left.stiff` written `left__stiff` and `-` as `_`; those not named are false."""
    named = {stem.replace("__", ".").replace("_", "-"): truth for stem, truth in truths.items()}
    scopes = Scopes(base)
    whole = {
        stem: F
        for rule in base.rules
        for stem in ([f"{side}.{rule}" for side in base.units] if scopes.of_side(rule) else [rule])
    }
    needs = {
        f"{unit}.{item.id}?need{place}": U
        for item in base.techniques.values()
        for unit in base.units
        for place in range(len(item.needs))
    }
    given = {stem.replace("-need", "?need"): truth for stem, truth in named.items()}
    assert given.keys() <= {*whole, *needs}
    truths, case = {**whole, **needs, **given}, Case(recorded, recorded)
    decision = Decider(base, scopes).decide(truths, truths, case)
    decided_in_columns_too(base, truths, case, decision)
    return decision


def decided_in_columns_too(base: KnowledgeBase, truths: dict[str, Truth], case: Case, decision: Decision) -> None:
    """Each sentence is held against the columns as well."""
    columns = Columns.alike(facts_of(case, build_program(base)), 1)
    masks = {stem: (int(truth is T), int(truth is F)) for stem, truth in truths.items()}
    bits = BitsDecider(Decider(base, Scopes(base)))
    sides = bits.decide(masks, columns)
    for side in sides:
        assert side_in(side, 0) == side_of(decision, side.unit, side)
    assert [name for name, mask in bits.person(sides, masks, 1).items() if mask] == [decision.disposition]


def suggested(decision: Decision, unit: str = "left") -> list[str]:
    return [item.technique for item in decision.side[unit].suggested]


GLIDE, RUB, ADVISE = technique("glide"), technique("rub", "exercise"), technique("advise", "advice")
OFFERS = (suggestion("offer-glide", "glide"), suggestion("offer-advise", "advise"))


@pytest.mark.parametrize(("truth", "offered"), [(T, ["glide"]), (F, []), (U, [])])
def test_a_suggestion_is_made_only_where_its_rule_surely_fires(truth: Truth, offered: list[str]):
    base = knowledge(GLIDE, suggestion("offer-glide", "glide"))
    assert suggested(decide(base, SORE_LEFT, left__offer_glide=truth)) == offered


@pytest.mark.parametrize("truth", [T, U])
def test_a_gate_that_fires_or_cannot_tell_withholds_the_same(truth: Truth):
    base = knowledge(GLIDE, gate("clot", withholds=("hands-on",), disposition="urgent"), *OFFERS[:1])
    found = decide(base, SORE_LEFT, left__clot=truth, left__offer_glide=T)
    assert found.side["left"].withheld == (("glide", ("clot",)),)
    assert suggested(found) == []


@pytest.mark.parametrize(("truth", "disposition"), [(T, "urgent"), (U, "screen"), (F, "treat")])
def test_a_gate_gives_its_disposition_and_one_that_cannot_tell_asks_first(truth: Truth, disposition: str):
    base = knowledge(gate("clot", disposition="urgent"))
    assert decide(base, SORE_LEFT, left__clot=truth).disposition == disposition


def test_a_gate_that_stands_withholds_and_leaves_the_disposition():
    base = knowledge(GLIDE, gate("frail", withholds=("glide",), unknown_stands=True))
    found = decide(base, SORE_LEFT, left__frail=U)
    assert found.disposition == "treat"
    assert [name for name, _ in found.side["left"].withheld] == ["glide"]


def test_the_worst_disposition_is_given():
    base = knowledge(gate("a", disposition="monitor"), gate("b", disposition="urgent"), gate("c", disposition="screen"))
    assert decide(base, SORE_LEFT, left__a=T, left__b=T, left__c=T).disposition == "urgent"


def test_a_gate_may_say_that_it_is_better_than_treating():
    base = knowledge(gate("normal", disposition="monitor"))
    assert decide(base, SORE_LEFT, left__normal=T).disposition == "monitor"


def test_advice_is_not_treatment_and_all_does_not_mean_it():
    base = knowledge(GLIDE, ADVISE, gate("clot", disposition="urgent"), *OFFERS)
    found = decide(base, SORE_LEFT, left__clot=T, left__offer_glide=T, left__offer_advise=T)
    assert suggested(found) == ["advise"]
    assert [name for name, _ in found.side["left"].withheld] == ["glide"]


def test_a_gate_withholds_on_its_own_side_only():
    base = knowledge(GLIDE, gate("clot", disposition="urgent"), *OFFERS[:1])
    found = decide(base, SORE_BOTH, left__clot=T, right__offer_glide=T)
    assert found.side["right"].disposition == "treat"
    assert suggested(found, "right") == ["glide"]


@pytest.mark.parametrize("truth", [T, U])
@pytest.mark.parametrize("how", [{"disposition": "emergency"}, {"withholds": ("all",), "reach": Reach.BOTH}])
def test_a_gate_that_reaches_both_sides_withholds_on_both(how: dict[str, Any], truth: Truth):
    base = knowledge(GLIDE, gate("stop", **how), *OFFERS[:1])
    found = decide(base, SORE_BOTH, left__stop=truth, right__offer_glide=T)
    assert suggested(found, "right") == []
    assert found.side["right"].withheld == (("glide", ("stop",)),)


def test_a_gate_of_the_person_counts_on_every_assessed_side():
    base = knowledge(GLIDE, gate("frail", OF_PERSON, withholds=("all",)))
    found = decide(base, SORE_BOTH, frail=U)
    assert [side.withheld for side in found.sides] == [(("glide", ("frail",)),)] * 2


# Which side is assessed


@pytest.mark.parametrize(
    ("recorded", "assessed"),
    [
        ({"left.sore": True}, True),
        ({"left.sore": False}, False),
        ({"left.sore": False, "left.swelling": True}, False),
        ({"left.swelling": False}, True),
        ({"right.swelling": True, "diabetes": True}, False),
        ({}, False),
    ],
)
def test_a_side_is_assessed_where_it_is_sore_or_something_else_is_told_of_it(
    recorded: dict[str, Value], assessed: bool
):
    assert decide(knowledge(), recorded).side["left"].assessed is assessed


def test_a_side_that_is_not_assessed_gets_nothing_and_its_unknowns_ask_nothing():
    base = knowledge(GLIDE, gate("stop", disposition="emergency"), *OFFERS[:1])
    found = decide(base, SORE_LEFT, right__stop=U, right__offer_glide=T)
    assert (found.disposition, found.side["right"].disposition) == ("treat", "not_assessed")
    assert (found.side["right"].withheld, found.side["right"].suggested) == ((), ())


def test_a_gate_that_fires_for_a_side_that_is_not_assessed_still_counts():
    base = knowledge(GLIDE, gate("stop", disposition="emergency"), *OFFERS[:1])
    found = decide(base, SORE_LEFT, right__stop=T, left__offer_glide=T)
    assert found.disposition == found.side["right"].disposition == "emergency"
    assert suggested(found) == [], "it reaches both sides"


def test_what_is_no_worse_than_treating_does_not_make_a_comparator_look_assessed():
    base = knowledge(gate("normal", disposition="monitor"))
    assert decide(base, SORE_LEFT, right__normal=T).side["right"].disposition == "not_assessed"


def test_with_no_side_assessed_the_first_question_is_which():
    assert decide(knowledge(), {}).disposition == "screen"


def test_with_no_side_assessed_the_persons_own_gates_still_count():
    base = knowledge(gate("stop", OF_PERSON, disposition="emergency"))
    assert decide(base, {}, stop=T).disposition == "emergency"
    assert decide(base, {}, stop=U).disposition == "screen"


# What is suggested, in which order


def test_several_rules_for_one_technique_are_told_together_and_the_first_place_counts():
    base = knowledge(GLIDE, suggestion("late", "glide", 60), suggestion("early", "glide", 20))
    [found] = decide(base, SORE_LEFT, left__late=T, left__early=T).side["left"].suggested
    assert (found.rules, found.place) == (("early", "late"), 20)


def test_what_is_lacking_is_told_and_ranked_last():
    held = technique("held", "hands-on", "a belt")
    base = knowledge(held, GLIDE, suggestion("offer-held", "held", 1), suggestion("offer-glide", "glide", 2))
    for known, order in ((T, ["held", "glide"]), (U, ["held", "glide"]), (F, ["glide", "held"])):
        found = decide(base, SORE_LEFT, left__offer_held=T, left__offer_glide=T, left__held_need0=known)
        assert suggested(found) == order
        lacking = {item.technique: item.lacking for item in found.side["left"].suggested}
        assert lacking == {"glide": (), "held": (0,) if known is F else ()}


def test_places_come_before_categories_and_categories_before_ids():
    techniques = [technique("a", "exercise"), technique("b", "hands-on"), technique("c", "hands-on"), technique("d")]
    offers = [suggestion(f"offer-{item.id}", item.id, 9 if item.id == "d" else 5) for item in techniques]
    base = knowledge(*techniques, *offers)
    base = replace(base, settings=replace(base.settings, categories=tuple(
        sorted(base.settings.categories, key=lambda item: item.id == "exercise")
    )))  # fmt: skip
    found = decide(base, SORE_LEFT, left__offer_a=T, left__offer_b=T, left__offer_c=T, left__offer_d=T)
    assert suggested(found) == ["b", "c", "a", "d"]
