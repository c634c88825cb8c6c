"""Do many cases side by side come out as each by itself? Conclusions, what depends on an absent parent, decisions."""

from __future__ import annotations

from hypothesis import given

from dorsiflex.infer.bit_columns import Columns, settle_dependents
from dorsiflex.infer.bits import BitsEngine
from dorsiflex.infer.decide import Decider, Decision
from dorsiflex.infer.decide_bits import BitsDecider, SideMasks, outputs
from dorsiflex.language.case import Case
from dorsiflex.language.facts import Facts, facts_of
from dorsiflex.language.meaning import Value
from dorsiflex.language.truth import Truth
from dorsiflex.validate.case import settle
from tests.conformance.strategies import World, examples, worlds
from tests.conformance.test_every_engine_agrees import meaning

MANY = examples(40)


def side_by_side(facts: list[Facts]) -> Columns:
    """One column for each case."""
    columns = Columns(len(facts))
    for place, given_ in enumerate(facts):
        for attribute, value in given_.items():
            values = columns.values.setdefault(attribute, {})
            values[value] = values.get(value, 0) | 1 << place
    return columns


def of_cases(world: World) -> Columns:
    return side_by_side([facts_of(case, world.program) for case in world.cases])


def has(mask: int, place: int) -> bool:
    return bool(mask >> place & 1)


def truth_in(masks: tuple[int, int], place: int) -> Truth:
    yes, no = (has(mask, place) for mask in masks)
    assert not (yes and no)
    return Truth.TRUE if yes else Truth.FALSE if no else Truth.UNKNOWN


@MANY
@given(world=worlds(least=20, most=60))
def test_many_columns_are_concluded_as_each_by_itself(world: World):
    masks = BitsEngine(world.program).conclude(of_cases(world))
    for place, case in enumerate(world.cases):
        assert {stem: truth_in(pair, place) for stem, pair in masks.items()} == meaning(world, case)
    assert all(pair[0] | pair[1] < 1 << len(world.cases) for pair in masks.values()), "a column too many"


def tidy(columns: Columns) -> dict[str, dict[object, int]]:
    """Attributes as they differ: which columns have which value, nothing where none has."""
    tidied = {name: {value: mask for value, mask in values.items() if mask} for name, values in columns.values.items()}
    return {name: values for name, values in tidied.items() if values}


@MANY
@given(world=worlds(least=20, most=60, mostly_answered=True))
def test_dependents_are_settled_in_columns_as_in_one_case(world: World):
    """Answers as they may come, contradictions among them: the same are refused, and the same filled in."""
    unanswered = {stem: f.unanswered_means for stem, f in world.program.findings.items() if f.unanswered_means}
    answered: list[dict[str, Value]] = [dict(case.recorded) for case in world.cases]
    # Parents are turned round in every other case, so that some answers contradict them.
    for recorded in answered[::2]:
        recorded.update({stem: not value for stem, value in recorded.items() if isinstance(value, bool)})
    columns = side_by_side([facts_of(Case(one, {**unanswered, **one}), world.program) for one in answered])
    contradicted = settle_dependents(columns, world.program, {stem for one in answered for stem in one})
    settled = [settle(one, world.knowledge) for one in answered]
    assert [has(contradicted, place) for place in range(len(answered))] == [bool(found) for _, found in settled]
    wanted = side_by_side(
        [facts_of(Case(one, full), world.program) for one, (full, _) in zip(answered, settled, strict=True)]
    )
    assert tidy(columns) == tidy(wanted)


def side_in(masks: SideMasks, place: int) -> dict[str, object]:
    """What one column says of one side."""
    [disposition] = [name for name, mask in masks.dispositions.items() if has(mask, place)]
    assessed = has(masks.assessed, place)
    return {
        "assessed": assessed,
        "disposition": disposition,
        "withheld": {name for name, mask in masks.withheld.items() if has(mask, place)},
        "suggested": {name for name, mask in masks.suggested.items() if has(mask, place)},
        "lacking": {key for key, mask in masks.lacking.items() if has(mask, place)},
        "places": {key for key, mask in masks.places.items() if has(mask, place)},
    }


def side_of(decision: Decision, unit: str, masks: SideMasks) -> dict[str, object]:
    """The same from a decision; places are only told apart where the rules of a technique differ in them."""
    side = decision.side[unit]
    told = {technique for technique, _ in masks.places}
    return {
        "assessed": side.assessed,
        "disposition": side.disposition,
        "withheld": {technique for technique, _ in side.withheld},
        "suggested": {item.technique for item in side.suggested},
        "lacking": {(item.technique, place) for item in side.suggested for place in item.lacking},
        "places": {(item.technique, item.place) for item in side.suggested if item.technique in told},
    }


@MANY
@given(world=worlds(least=20, most=60))
def test_decisions_over_columns_are_those_of_each_case(world: World):
    decider = Decider(world.knowledge, world.scopes)
    columns = of_cases(world)
    masks = BitsEngine(world.program).conclude(columns)
    bits = BitsDecider(decider)
    sides = bits.decide(masks, columns)
    person = bits.person(sides, masks, columns.all)
    for place, case in enumerate(world.cases):
        truths = {stem: truth_in(pair, place) for stem, pair in masks.items()}
        decision = decider.decide(truths, truths, case)
        for side in sides:
            assert side_in(side, place) == side_of(decision, side.unit, side)
        assert [name for name, mask in person.items() if has(mask, place)] == [decision.disposition]


@examples(150)
@given(world=worlds())
def test_one_column_is_decided_as_the_case(world: World):
    decider = Decider(world.knowledge, world.scopes)
    bits = BitsDecider(decider)
    for case in world.cases:
        columns = Columns.alike(facts_of(case, world.program), 1)
        truths = meaning(world, case)
        masks = {stem: (int(truth is Truth.TRUE), int(truth is Truth.FALSE)) for stem, truth in truths.items()}
        decision = decider.decide(truths, truths, case)
        sides = bits.decide(masks, columns)
        for side in sides:
            assert side_in(side, 0) == side_of(decision, side.unit, side)
        assert bits.person(sides, masks, 1)[decision.disposition] == 1


@examples(60)
@given(world=worlds(least=2, most=2))
def test_two_columns_differ_in_the_outputs_where_their_decisions_differ(world: World):
    """What `ask` compares: nothing that an answer tells may be missing from it."""
    decider = Decider(world.knowledge, world.scopes)
    columns = of_cases(world)
    masks = BitsEngine(world.program).conclude(columns)
    bits = BitsDecider(decider)
    sides = bits.decide(masks, columns)
    differ = any(mask in (1, 2) for mask in outputs(sides, bits.person(sides, masks, columns.all)))
    told = []
    for case in world.cases:
        truths = meaning(world, case)
        decision = decider.decide(truths, truths, case)
        told.append(
            [decision.disposition]
            + [
                (
                    side.disposition,
                    {technique for technique, _ in side.withheld},
                    [(item.technique, item.lacking) for item in side.suggested],
                )
                for side in decision.sides
            ]
        )
    assert differ or told[0] == told[1]
