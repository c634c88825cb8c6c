"""Is the decision what the clinical model says it is? Worked out again here from its words, sentence by sentence."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given

from dorsiflex.infer.decide import Decider, Decision
from dorsiflex.language.case import Case
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Gate, Reach, Technique
from dorsiflex.language.truth import Truth
from tests.conformance.strategies import World, examples, worlds
from tests.conformance.test_every_engine_agrees import meaning

Truths = dict[str, Truth]


@dataclass(frozen=True)
class Words:
    """The sentences of the model, each as one method."""

    knowledge: KnowledgeBase
    truths: Truths
    case: Case

    @property
    def units(self) -> tuple[str, ...]:
        return self.knowledge.settings.sides or ("person",)

    def is_of_side(self, rule: str) -> bool:
        return rule not in self.truths

    def truth(self, rule: str, unit: str) -> Truth:
        return self.truths[f"{unit}.{rule}" if self.is_of_side(rule) else rule]

    def worst(self, dispositions: set[str]) -> str:
        """Dispositions are written worst first."""
        return next(item.id for item in self.knowledge.settings.dispositions if item.id in dispositions)

    def is_worse_than_usual(self, disposition: str) -> bool:
        usual = self.knowledge.settings.default_disposition
        return disposition != usual and self.worst({disposition, usual}) == disposition

    def is_assessed(self, unit: str) -> bool:
        """One that is declared sore; or with soreness unanswered and anything else recorded. Without sides: always."""
        question = self.knowledge.settings.assessed_by
        if not self.knowledge.settings.sides or question is None:
            return True
        sore = self.case.settled.get(f"{unit}.{question}")
        return sore is True or (sore is None and any(stem.split(".")[0] == unit for stem in self.case.recorded))

    def reaches_both(self, gate: Gate) -> bool:
        disposition = self.knowledge.settings.disposition.get(gate.disposition or "")
        return Reach.BOTH in (gate.reach, disposition.reach if disposition else None)

    def heard(self, gate: Gate, unit: str) -> list[Truth]:
        """What a gate says here: of the person, of this side, and where it reaches both, of the other.

        The unknowns of a side that is not assessed ask nothing; a gate that is true for it still counts.
        """
        said = [self.truth(gate.id, unit)]
        if self.is_of_side(gate.id) and self.reaches_both(gate):
            for other in self.units:
                truth = self.truth(gate.id, other)
                if other != unit and (self.is_assessed(other) or truth is Truth.TRUE):
                    said.append(truth)
        return said

    def guards(self, gate: Gate, technique: Technique) -> bool:
        """By its id, by its category, or all; advice may always be given."""
        if not self.knowledge.settings.category[technique.category].treatment:
            return False
        disposition = self.knowledge.settings.disposition.get(gate.disposition or "")
        everything = "all" in gate.withholds or (disposition is not None and disposition.withholds_all)
        return everything or technique.id in gate.withholds or technique.category in gate.withholds

    def withheld(self, unit: str) -> dict[str, set[str]]:
        """A gate that is true withholds what it guards, and a gate that is unknown the same."""
        if not self.is_assessed(unit):
            return {}
        holding = [g for g in self.knowledge.gates.values() if set(self.heard(g, unit)) & {Truth.TRUE, Truth.UNKNOWN}]
        found = {t.id: {g.id for g in holding if self.guards(g, t)} for t in self.knowledge.techniques.values()}
        return {technique: because for technique, because in found.items() if because}

    def disposition(self, unit: str) -> str:
        settings, gates = self.knowledge.settings, self.knowledge.gates.values()
        if not self.is_assessed(unit):
            counting = {
                gate.disposition
                for gate in gates
                if gate.disposition and self.is_of_side(gate.id) and self.truth(gate.id, unit) is Truth.TRUE
            }
            return self.worst({settings.unassessed_disposition, *filter(self.is_worse_than_usual, counting)})
        found: set[str] = set()
        for gate in gates:
            said = self.heard(gate, unit)
            if Truth.TRUE in said and gate.disposition:
                found.add(gate.disposition)
            if Truth.UNKNOWN in said and not gate.unknown_stands:
                found.add(settings.unknown_gate_disposition)
        return self.worst(found) if found else settings.default_disposition

    def of_person(self) -> str:
        """The worst of the sides; where none is assessed, that is asked, and the person's own gates still count."""
        settings = self.knowledge.settings
        found = {self.disposition(unit) for unit in self.units}
        if not any(map(self.is_assessed, self.units)):
            found.add(settings.unknown_gate_disposition)
            for gate in self.knowledge.gates.values():
                if gate.disposition and self.truths.get(gate.id) is Truth.TRUE:
                    found.add(gate.disposition)
        return self.worst(found)

    def suggested(self, unit: str) -> list[tuple[str, tuple[str, ...], list[int]]]:
        """What a rule surely fires for and no gate withholds, ranked; with its rules and the needs it lacks."""
        if not self.is_assessed(unit):
            return []
        found = []
        for technique in self.knowledge.techniques.values():
            firing = [
                rule
                for rule in self.knowledge.suggestions.values()
                if rule.technique == technique.id and self.truth(rule.id, unit) is Truth.TRUE
            ]
            if not firing or technique.id in self.withheld(unit):
                continue
            firing.sort(key=lambda rule: (rule.place, rule.id))
            lacking = [
                place
                for place in range(len(technique.needs))
                if self.truths[f"{unit}.{technique.id}?need{place}"] is Truth.FALSE
            ]
            found.append((technique.id, tuple(rule.id for rule in firing), lacking))
        return sorted(found, key=self.rank)

    def rank(self, item: tuple[str, tuple[str, ...], list[int]]) -> list[object]:
        """By the knowledge base's order of keys: what is at hand, smaller places, categories as listed, ids."""
        technique, rules, lacking = item
        categories = [category.id for category in self.knowledge.settings.categories]
        keys = {
            "needs_met": len(lacking) > 0,
            "place": min(self.knowledge.suggestions[rule].place for rule in rules),
            "category": categories.index(self.knowledge.techniques[technique].category),
            "id": technique,
        }
        return [keys[key] for key in self.knowledge.settings.ranking]


def decided(world: World, case: Case, truths: Truths) -> Decision:
    return Decider(world.knowledge, world.scopes).decide(truths, truths, case)


def check(world: World) -> None:
    for case in world.cases:
        truths = meaning(world, case)
        words, decision = Words(world.knowledge, truths, case), decided(world, case, truths)
        assert decision.disposition == words.of_person()
        for unit in words.units:
            side = decision.side[unit]
            assert side.assessed is words.is_assessed(unit)
            assert side.disposition == words.disposition(unit)
            assert {technique: set(because) for technique, because in side.withheld} == words.withheld(unit)
            found = [(item.technique, item.rules, list(item.lacking)) for item in side.suggested]
            assert found == words.suggested(unit)


@examples(600)
@given(world=worlds())
def test_the_decision_is_what_the_clinical_model_says(world: World):
    check(world)


@examples(200)
@given(world=worlds())
def test_a_gate_that_cannot_tell_withholds_what_it_would_if_it_fired(world: World):
    """Safety fails closed: with every firing gate turned to unknown, not one technique comes free."""
    for case in world.cases:
        truths = meaning(world, case)
        words, decision = Words(world.knowledge, truths, case), decided(world, case, truths)
        unsure = dict(truths)
        for stem in truths:
            unit, _, rule = stem.rpartition(".")
            # The unknowns of a side that is not assessed ask nothing, by the model's own words.
            if rule in world.knowledge.gates and truths[stem] is Truth.TRUE and (not unit or words.is_assessed(unit)):
                unsure[stem] = Truth.UNKNOWN
        for before, after in zip(decision.sides, decided(world, case, unsure).sides, strict=True):
            assert after.withheld == before.withheld
            assert after.suggested == before.suggested


@examples(200)
@given(world=worlds())
def test_a_withheld_technique_is_never_suggested(world: World):
    for case in world.cases:
        for side in decided(world, case, meaning(world, case)).sides:
            assert not {item.technique for item in side.suggested} & {technique for technique, _ in side.withheld}


@examples(200)
@given(world=worlds())
def test_a_suggestion_is_made_only_where_its_rule_surely_fires(world: World):
    """A suggestion rule that cannot tell suggests as little as one that is silent."""
    for case in world.cases:
        truths = meaning(world, case)
        silent = {
            stem: Truth.FALSE
            if truth is Truth.UNKNOWN and stem.rpartition(".")[2] in world.knowledge.suggestions
            else truth
            for stem, truth in truths.items()
        }
        for before, after in zip(decided(world, case, truths).sides, decided(world, case, silent).sides, strict=True):
            assert after.suggested == before.suggested


@examples(150)
@given(world=worlds(sure=True))
def test_taking_an_answer_back_frees_no_technique(world: World):
    """On a side that stays assessed: what was withheld stays so, and nothing is newly suggested."""
    for case in world.cases:
        truths = meaning(world, case)
        words, with_it = Words(world.knowledge, truths, case), decided(world, case, truths)
        for stem in case.settled:
            if stem.rpartition(".")[2] == world.knowledge.settings.assessed_by:
                continue
            fewer = Case(case.recorded, {name: value for name, value in case.settled.items() if name != stem})
            after = meaning(world, fewer)
            if silenced_at_a_comparator(words, after):
                continue
            for before, without in zip(with_it.sides, decided(world, fewer, after).sides, strict=True):
                assert {name for name, _ in before.withheld} <= {name for name, _ in without.withheld}
                assert {item.technique for item in without.suggested} <= {item.technique for item in before.suggested}


def silenced_at_a_comparator(words: Words, after: Truths) -> bool:
    """The one exemption: a gate that fired for a side that is not assessed, and cannot tell any more.

    There "its unknowns ask nothing; a gate that is true for it still counts" (10.3 of the model) outweighs 7.3.
    """
    return any(
        words.truths[stem] is Truth.TRUE and truth is Truth.UNKNOWN and not words.is_assessed(unit)
        for stem, truth in after.items()
        for unit, _, rule in [stem.rpartition(".")]
        if unit and rule in words.knowledge.gates
    )
