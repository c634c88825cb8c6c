from __future__ import annotations

from dataclasses import replace
from random import Random

from dorsiflex.infer.reference import Reference, conclude
from dorsiflex.language.case import Case
from dorsiflex.language.expression import (
    AllOf,
    Answered,
    Compared,
    Concluded,
    Expression,
    Known,
    NoneOf,
    Op,
    Side,
)
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import NOT_APPLICABLE, Interval, Value
from dorsiflex.language.rule import Pattern
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.truth import Truth
from dorsiflex.language.vocabulary import Difference, Number, Operand, Quantity, Score, ScoreItem, Table, TableRow
from tests.conformance.random_knowledge import OWNERS, Draft
from tests.validate.small_knowledge import BY_ID

SORE = Answered("injured", True)
GAIN = Difference(Operand("reach_cm", other=True), Operand("reach_cm"))


def knowledge(rules: dict[str, Expression], **numbers: Difference | Table | Score) -> KnowledgeBase:
    draft = Draft(("left", "right"))
    draft.findings = {name: BY_ID[name] for name in ("diabetes", "age_years", "injured", "count", "reach_cm")}
    decimals = {"gain": 1, "finer": 1}
    draft.numbers = {
        name: Number(name, name, Quantity("", decimals.get(name, 0)), made) for name, made in numbers.items()
    }
    draft.rules = {name: Pattern(name, name, "draft", 1, OWNERS, when) for name, when in rules.items()}
    draft.add_dispositions(Random(0))
    return draft.knowledge(Random(0))


def case(**settled: Value) -> Case:
    """Sides are written with two underscores: `left__injured`."""
    return Case({}, {name.replace("__", "."): value for name, value in settled.items()})


def extent(base: KnowledgeBase, told: Case, number: str) -> object:
    return Reference(base, told, Scopes(base)).extent(number, "left")


def test_a_rule_of_a_side_is_concluded_for_each_and_one_of_the_person_once():
    base = knowledge({"sore": SORE, "sugar": Answered("diabetes", True)})
    found = conclude(base, case(left__injured=True, diabetes=False))
    assert found == {"left.sore": Truth.TRUE, "right.sore": Truth.UNKNOWN, "sugar": Truth.FALSE}


def test_a_rule_holds_where_it_applies_and_is_so():
    base = knowledge({"sore": SORE})
    base.patterns["sore"] = replace(base.patterns["sore"], applies_to=Answered("diabetes", True))
    assert conclude(base, case(left__injured=True))["left.sore"] is Truth.UNKNOWN
    assert conclude(base, case(left__injured=True, diabetes=False))["left.sore"] is Truth.FALSE


def test_rules_read_rules_on_either_side():
    rules = {"sore": SORE, "both": AllOf((Concluded("sore", True), Concluded("sore", True, Side.OTHER)))}
    found = conclude(knowledge(rules), case(left__injured=True, right__injured=True))
    assert (found["left.both"], found["right.both"]) == (Truth.TRUE, Truth.TRUE)


def test_a_person_finding_below_other_is_the_persons():
    rules = {"sugar": Answered("diabetes", True), "both": AllOf((SORE, Concluded("sugar", True, Side.OTHER)))}
    assert conclude(knowledge(rules), case(left__injured=True, diabetes=True))["left.both"] is Truth.TRUE


def test_a_difference_of_sides_is_exact():
    base = knowledge({}, gain=GAIN)
    assert extent(base, case(left__reach_cm=95, right__reach_cm=110), "gain") == Interval(15, 15)
    assert extent(base, case(left__reach_cm=95), "gain") is None


def test_a_difference_of_whole_and_decimal_numbers_is_told_in_tenths():
    base = knowledge({}, finer=Difference(Operand("count"), Operand("reach_cm")))
    assert extent(base, case(left__count=11, left__reach_cm=95), "finer") == Interval(15, 15)


def test_a_number_that_does_not_apply_makes_its_difference_so_and_every_comparison_false():
    base = knowledge(
        {"low": Compared("finer", Op.BELOW, 9), "not-low": NoneOf((Compared("finer", Op.BELOW, 9),))},
        finer=Difference(Operand("count"), Operand("reach_cm")),
    )
    found = conclude(base, case(left__count=NOT_APPLICABLE))
    assert (found["left.low"], found["left.not-low"]) == (Truth.FALSE, Truth.TRUE)


def test_a_table_is_looked_up_by_what_is_known():
    rows = (TableRow(Compared("age_years", Op.BELOW, 30), 47), TableRow(Answered("diabetes", True), 40))
    base = knowledge({}, expected=Table(rows))
    reference = {
        "young": case(age_years=29),
        "either": case(diabetes=True),
        "none": case(age_years=30, diabetes=False),
        "open": case(),
    }
    found = {name: Reference(base, told, Scopes(base)).extent("expected", None) for name, told in reference.items()}
    assert found == {
        "young": Interval(47, 47),
        "either": Interval(40, 47),
        "none": NOT_APPLICABLE,
        "open": None,
    }


def test_a_score_is_known_once_its_open_items_cannot_change_it():
    items = (ScoreItem(SORE, 1, ""), ScoreItem(Answered("diabetes", True), -2, ""))
    base = knowledge({"settled": Known("points")}, points=Score(items))
    assert extent(base, case(left__injured=True), "points") == Interval(-1, 1)
    assert conclude(base, case(left__injured=True))["left.settled"] is Truth.FALSE
    assert conclude(base, case(left__injured=True, diabetes=False))["left.settled"] is Truth.TRUE


def test_known_holds_for_what_does_not_apply():
    base = knowledge({"asked": Known("count")})
    assert conclude(base, case(left__count=NOT_APPLICABLE))["left.asked"] is Truth.TRUE
