"""Does the bench measure what it says, on something tiny? No time is asserted."""

from __future__ import annotations

from dorsiflex.language.truth import Truth
from dorsiflex.pipeline import Assessor
from tests.bench.made_intakes import made_intakes
from tests.bench.made_knowledge import made_knowledge
from tests.bench.page import page
from tests.bench.results import Effort, goals, machine, timed, versions
from tests.bench.ways import GENERATED, LOADS, WHOLE, look_at_reasons, whole_with_reasons, with_reasons

EFFORT = Effort(sizes=(20,), cases=4, rounds=1, checkpoints=())


def test_the_same_seed_makes_the_same_knowledge_and_people():
    assert made_knowledge(20) == made_knowledge(20)
    assert made_intakes(made_knowledge(20), 3) == made_intakes(made_knowledge(20), 3)


def test_a_made_knowledge_base_has_the_size_that_was_asked_for():
    assert [len(made_knowledge(size).rules) for size in (20, 50, 100)] == [20, 50, 100]


def test_a_quarter_to_half_of_the_questions_are_unanswered():
    knowledge = made_knowledge(20)
    findings = knowledge.vocabulary.findings.values()
    asked = sum(1 if finding.scope.value == "person" else 2 for finding in findings)
    for intake in made_intakes(knowledge, 20):
        answered = sum(map(len, intake.values()))
        assert 0.4 < answered / asked < 0.85


def test_every_way_is_timed_next_to_reading_the_case():
    knowledge = made_knowledge(20)
    times = timed(knowledge, made_intakes(knowledge, 4), EFFORT)
    assert times[LOADS]["ratio"] == 1
    found = {"date": "never", "machine": machine(), "versions": versions(), "sizes": {"20": times}}
    assert {WHOLE, GENERATED} <= times.keys() and goals(found)
    assert "| json.loads | 1 |" in page(found) and "never" in page(found)


def test_reasons_are_worked_out_where_they_are_measured():
    assessor = Assessor(made_knowledge(40))
    cases = [assessor.case(intake) for intake in made_intakes(assessor.knowledge, 5)]
    assert sum(look_at_reasons(whole_with_reasons(assessor, case)) for case in cases) > 0
    for case in cases:
        truths = assessor.generated.conclude(case)
        undenied = {stem for stem in assessor.program.rules if truths[stem] is not Truth.FALSE}
        told = with_reasons(assessor, case)
        assert told.keys() == undenied
        assert all(reason.truth is truths[stem] for stem, reason in told.items())
