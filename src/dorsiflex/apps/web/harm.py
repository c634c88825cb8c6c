"""What did an earlier re-test of the same visit stop? It stays withheld in the answer of a later one.

An intake has one place for what a technique did, and the next re-test takes that place; the harm was done all the same.
A correction that takes the harm back takes the place of its re-test, and lifts what it withheld.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from dorsiflex.apps.web.again import asked
from dorsiflex.apps.web.course import kind_of, standing
from dorsiflex.apps.web.kept import Kept, kept
from dorsiflex.explain.answer import Answer, GateAnswer, SideAnswer, WithheldAnswer
from dorsiflex.language.case import Case, flat
from dorsiflex.language.expression import leaves, name_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.truth import Truth
from dorsiflex.pipeline import Assessor
from dorsiflex.present.as_json import as_json
from dorsiflex.present.values import findings_in, parted
from dorsiflex.store.records import Json, Kind
from dorsiflex.store.store import Store

NOTHING_LEFT = "Nothing is suggested: what hurt at an earlier re-test of this visit stays withheld."


@dataclass(frozen=True)
class Stop:
    """What a re-test of the visit stopped on one side, and what was recorded then."""

    heading: str
    techniques: str
    facts: str
    say: str
    gate: str


def united(
    answer: Answer, case: Case, store: Store, assessor: Assessor, case_id: str, kind: Kind, follows: int | None
) -> Answer:
    """The answer to the case of a new version, with what the re-tests before it in the same visit stopped or held."""
    every = [kept(store, assessor.knowledge, item.id) for item in store.assessments(case_id)]
    for found in before(every, kind, follows):
        earlier = assessor.case(found.item.intake)
        was = assessor.assess_case(earlier)
        moved = {stem for stem, value in earlier.recorded.items() if case.recorded.get(stem) != value}
        sides = {
            unit: with_harm(side, was[unit], moved, found.item.number, assessor.knowledge)
            for unit, side in answer.sides.items()
        }
        answer = replace(answer, sides=sides)
    return answer


def before(every: Sequence[Kept], kind: Kind, follows: int | None) -> list[Kept]:
    """The re-tests of the visit that a new version belongs to, without the one that it corrects."""
    if kind == "visit":
        return []
    corrected = follows if kind == "correction" else None
    if any(each.item.number == corrected and kind_of(each, every) != "retest" for each in every):
        return []
    return retests([each for each in standing(every) if each.item.number != corrected], every)


def retests(versions: Sequence[Kept], every: Sequence[Kept]) -> list[Kept]:
    """The re-tests that some versions end with: those of the last visit."""
    first = max((place for place, each in enumerate(versions) if kind_of(each, every) != "retest"), default=-1)
    return list(versions[first + 1 :])


def with_harm(
    side: SideAnswer, was: SideAnswer, moved: Collection[str], number: int, knowledge: KnowledgeBase
) -> SideAnswer:
    """One side with the gates by which an earlier re-test withheld there; `moved` are its answers that differ now."""
    for gate in harmful(was, moved, knowledge):
        now = next((each for each in side.gates if each.id == gate.id), None)
        if now is None or now.truth is Truth.FALSE or gate.truth is Truth.TRUE is not now.truth:
            side = holding(side, marked(gate, number), knowledge)
    return side


def harmful(was: SideAnswer, moved: Collection[str], knowledge: KnowledgeBase) -> Iterator[GateAnswer]:
    """The gates that fired on what the re-test found.

    And those that could not tell what it did, where the new re-test speaks of something else: nobody has said since.
    """
    own = set(asked(knowledge))
    for gate in was.gates:
        unit = gate.stem.rpartition(".")[0] or None
        reads = {parted(stem)[1] for stem in findings_in(gate.reason, knowledge)} & own
        names = {name_of(leaf) for leaf in leaves(gate.rule.condition)} & own
        unsaid = gate.truth is Truth.UNKNOWN and any(flat(unit, name) in moved for name in names)
        if gate.withholds and reads and (gate.truth is Truth.TRUE or unsaid):
            yield gate


def marked(gate: GateAnswer, number: int) -> GateAnswer:
    """The gate, saying which re-test it is of."""
    of = f"at re-test number {number} of this visit"
    say = f"{gate.rule.say.removesuffix('.')} ({of})." if gate.rule.say else ""
    return replace(gate, rule=replace(gate.rule, title=f"{gate.rule.title} ({of})", say=say), asks=())


def holding(side: SideAnswer, gate: GateAnswer, knowledge: KnowledgeBase) -> SideAnswer:
    """A side on which one gate more withholds."""
    held = {item.id: item for item in side.withheld}
    for name in gate.withholds:
        old = held.get(name) or WithheldAnswer(knowledge.techniques[name], (), side.suggestion(name) is not None)
        held[name] = replace(old, because=tuple(dict.fromkeys((*old.because, gate.id))))
    gates = [gate if each.id == gate.id else each for each in side.gates]
    if gate not in gates:
        gates.append(gate)
    return replace(
        side,
        gates=tuple(gates),
        suggestions=tuple(item for item in side.suggestions if item.id not in gate.withholds),
        withheld=tuple(held[name] for name in knowledge.techniques if name in held),
    )


def told(answer: Answer, alone: Answer, knowledge: KnowledgeBase) -> Json:
    """The answer as plain values; where the harm leaves nothing to suggest, no disposition says otherwise."""
    made, usual = as_json(answer, knowledge), knowledge.settings.default_disposition
    emptied = [unit for unit, side in answer.sides.items() if alone[unit].suggestions and not side.suggestions]
    for unit in emptied:
        if made[unit]["disposition"] == usual:
            made[unit]["say"] = NOTHING_LEFT
    if emptied and made["disposition"] == usual and not any(side.suggestions for side in answer.sides.values()):
        made["say"] = NOTHING_LEFT
    return made


def noted(note: str, made: Json, knowledge: KnowledgeBase) -> str:
    """The note with the words that the answer has for its disposition."""
    return note.replace(knowledge.settings.disposition[made["disposition"]].say, made["say"], 1)


def stops(found: Kept) -> Iterator[Stop]:
    """What the re-tests of the visit stopped, as it is kept."""
    for unit, side in found.sides.items():
        for gate in side["gates"]:
            if gate["withholds"] and stopped_by(gate, found.knowledge):
                known = found.knowledge.techniques
                titles = [known[name].title if name in known else name for name in gate["withholds"]]
                yield Stop(found.heading(unit), "; ".join(titles), gate["reason"]["text"], gate["say"], gate["id"])


def stopped_by(gate: Json, knowledge: KnowledgeBase) -> bool:
    """Whether a kept gate fires on what a re-test found."""
    reads = {parted(stem)[1] for stem in gate["reason"]["findings"]}
    return gate["truth"] == "true" and not reads.isdisjoint(asked(knowledge))
