"""Is a learner's choice told apart rightly from the engine's, and do sets and progress travel as strict files?

All with the constructed knowledge of wrists: in the case of the stiff wrist a gate waits for one answer, so nothing is
cleared yet; with chest pain a gate fires.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from dorsiflex.apps.practice.case_sets import CaseSet, packed, read_set, sets_beside
from dorsiflex.apps.practice.commitment import Choice, Commitment, offered, read, searched, targets
from dorsiflex.apps.practice.marking import Mark, Verdict, marks, of_rules
from dorsiflex.apps.practice.overview import overview
from dorsiflex.apps.practice.progress import progress, read_progress, written
from dorsiflex.catalogue.load import load, rules_folder
from dorsiflex.errors import BadInput
from dorsiflex.explain.answer import Answer
from dorsiflex.pipeline import Assessor
from dorsiflex.ready import assessor_for
from tests.web.practising import BOTH, CHEST, STIFF, WRISTS, zipped

WRIST = Path(__file__).parents[1] / "foreign" / "wrist"
DAY = "2026-11-22"


@dataclass(frozen=True)
class Did:
    """An attempt as the store hands it out."""

    set_id: str
    case_id: str
    marks: dict[str, str]


@pytest.fixture(scope="module")
def wrists() -> Assessor:
    return assessor_for(load(WRIST))


@pytest.fixture(scope="module")
def cases(wrists: Assessor) -> CaseSet:
    return read_set("set", "Wrists", "wrists.zip", WRISTS, wrists.knowledge)


def answered(cases: CaseSet, wrists: Assessor, number: int) -> Answer:
    return wrists.assess_case(cases.case(number, wrists.knowledge).case)


def cleared(wrists: Assessor) -> Answer:
    """The stiff wrist with the answer that the gate waits for, and a hard end of its movement."""
    more = "left: {swelling: absent, end_feel: firm, pain_where: [back], "
    text = STIFF.replace("left: {", more).replace("extension_deg: 50", "extension_deg: 30")
    return wrists.assess(text.encode())


def marked(answer: Answer, wrists: Assessor, disposition: str, category: str, question: str) -> list[Mark]:
    chosen = {target.key: Choice(disposition, category) for target in targets(answer, wrists.knowledge)}
    return list(marks(Commitment(chosen, question), answer, wrists.knowledge))


def test_treating_while_a_gate_waits_is_less_safe_and_misses_the_gate(cases: CaseSet, wrists: Assessor) -> None:
    answer = answered(cases, wrists, 1)
    found = marked(answer, wrists, "treat", "mobilisation", "")
    assert [mark.verdict for mark in found] == [Verdict.LESS_SAFE] * 3
    assert of_rules(found) == {"clot": "missed"}


def test_asking_what_the_gate_waits_for_and_offering_nothing_is_right(cases: CaseSet, wrists: Assessor) -> None:
    answer = answered(cases, wrists, 1)
    found = marked(answer, wrists, "screen_first", "", "left.swelling")
    assert [mark.verdict for mark in found] == [Verdict.RIGHT] * 3
    assert of_rules(found) == {"clot": "met"}


def test_holding_back_more_than_the_engine_is_safer(cases: CaseSet, wrists: Assessor) -> None:
    [disposition, *_] = marked(answered(cases, wrists, 1), wrists, "refer_urgently", "", "left.swelling")
    assert disposition.verdict is Verdict.SAFER
    assert disposition.rules == {"clot": "safer"}


def test_an_emergency_that_is_sent_to_be_screened_is_less_safe(cases: CaseSet, wrists: Assessor) -> None:
    [disposition, *_] = marked(answered(cases, wrists, 2), wrists, "screen_first", "", "left.swelling")
    assert disposition.verdict is Verdict.LESS_SAFE
    assert disposition.rules == {"chest-pain": "missed"}


def test_a_question_that_could_change_nothing_is_neither_right_nor_called_less_safe(
    cases: CaseSet, wrists: Assessor
) -> None:
    question = marked(answered(cases, wrists, 1), wrists, "screen_first", "", "sex")[-1]
    assert question.verdict is Verdict.OTHERWISE
    assert question.rules == {"clot": "missed"}


def test_a_rule_that_was_met_once_and_missed_once_in_a_case_was_missed(cases: CaseSet, wrists: Assessor) -> None:
    found = marked(answered(cases, wrists, 1), wrists, "treat", "", "left.swelling")
    assert found[-1].rules == {"clot": "met"}
    assert of_rules(found) == {"clot": "missed"}


def test_choosing_what_is_suggested_meets_the_suggestion_and_its_patterns(wrists: Assessor) -> None:
    answer = cleared(wrists)
    [suggestion] = answer.sides["left"].suggestions[:1]
    found = marked(answer, wrists, answer.disposition, suggestion.technique.category, "")[1]
    assert found.verdict is Verdict.RIGHT
    assert {rule.id for rule in suggestion.rules} <= set(found.rules)
    assert set(found.rules.values()) == {"met"}


def test_offering_nothing_where_the_engine_suggests_something_is_safer(wrists: Assessor) -> None:
    answer = cleared(wrists)
    found = marked(answer, wrists, answer.disposition, "", "")[1]
    assert found.verdict is Verdict.SAFER
    assert "safer" in found.rules.values()


def test_both_sides_are_asked_for_where_both_are_assessed(cases: CaseSet, wrists: Assessor) -> None:
    assert [target.key for target in targets(answered(cases, wrists, 3), wrists.knowledge)] == ["left", "right"]
    assert [target.key for target in targets(answered(cases, wrists, 1), wrists.knowledge)] == ["person"]


def test_every_question_of_the_engine_can_be_chosen_and_no_recorded_one(wrists: Assessor) -> None:
    for number in (1, 2, 3):
        case = read_set("", "", "w.zip", WRISTS, wrists.knowledge).case(number, wrists.knowledge).case
        answer = wrists.assess_case(case)
        stems = {each.stem for each in offered(case, answer, wrists.knowledge)}
        assert set(answer.ask) <= stems
        assert not stems & set(case.recorded)


def test_a_question_is_found_by_a_few_of_its_words(cases: CaseSet, wrists: Assessor) -> None:
    case = cases.case(3, wrists.knowledge).case
    questions = offered(case, wrists.assess_case(case), wrists.knowledge)
    assert [each.stem for each in searched("SWELLING left", questions)] == ["left.swelling"]
    assert [each.stem for each in searched("swelling", questions)] == ["left.swelling", "right.swelling"]
    assert searched("no such words", questions) == ()


def test_everything_that_is_missing_in_a_form_is_told_at_once(cases: CaseSet, wrists: Assessor) -> None:
    case = cases.case(3, wrists.knowledge).case
    answer = wrists.assess_case(case)
    asked = offered(case, answer, wrists.knowledge)
    made, problems, near = read({"question": "swelling"}, targets(answer, wrists.knowledge), asked, wrists.knowledge)
    assert made is None
    wanted = [f"{what}.{side}" for side in ("left", "right") for what in ("disposition", "category")]
    assert [problem.where for problem in problems] == [*wanted, "question"]
    assert [each.stem for each in near] == ["left.swelling", "right.swelling"]


def test_a_set_goes_out_and_comes_in_as_a_zip_and_as_one_yaml_file(cases: CaseSet, wrists: Assessor) -> None:
    kind, data = packed(cases)
    again = read_set("other", "Wrists", f"w.{kind}", data, wrists.knowledge)
    assert (kind, again.ids) == ("zip", ("stiff-wrist", "chest-pain", "both-wrists"))
    listed = "cases:\n" + "".join("  - " + text.strip().replace("\n", "\n    ") + "\n" for text in (STIFF, CHEST))
    several = read_set("", "", "w.yaml", listed.encode(), wrists.knowledge)
    assert (several.ids, packed(several)) == (("stiff-wrist", "chest-pain"), ("yaml", listed.encode()))
    assert read_set("", "", "w.yaml", BOTH.encode(), wrists.knowledge).ids == ("both-wrists",)


def test_every_problem_of_every_case_is_told_with_its_place(wrists: Assessor) -> None:
    bad = zipped(
        one=STIFF.replace("extension_deg: 50", "extension_deg: 500").replace("swelling", "nothing_known"),
        two=CHEST.replace("story:", "tale:"),
        three=STIFF,
        four=STIFF,
    )
    with pytest.raises(BadInput) as refused:
        read_set("", "", "bad.zip", bad, wrists.knowledge)
    told = [(problem.where, problem.found) for problem in refused.value.problems]
    assert any(where.startswith("bad.zip/one.yaml:5") for where, _ in told)
    assert any("nothing_known" in found for _, found in told)
    assert any("`tale`" in found for _, found in told)
    assert any("stiff-wrist" in found and where == "bad.zip/four.yaml" for where, found in told)


def test_a_problem_in_a_list_of_cases_has_its_own_line(wrists: Assessor) -> None:
    listed = "cases:\n  - " + STIFF.strip().replace("\n", "\n    ").replace("extension_deg: 50", "extension_deg: 500")
    with pytest.raises(BadInput, match=r"w\.yaml:6"):
        read_set("", "", "w.yaml", listed.encode(), wrists.knowledge)


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 and nothing else",
        zipped(),
        b"",
        b"cases: []",
        b"cases: [1]",
        b"[1, 2]",
        b"cases: {}\nmore: 1",
        zipped(**{f"c{n}": STIFF for n in range(501)}),
        zipped(huge="# " + "x" * 5_000_000),
    ],
    ids=["damaged", "empty zip", "empty", "no case", "no map", "a list", "beside", "too many", "too large"],
)
def test_what_is_no_set_is_refused(data: bytes, wrists: Assessor) -> None:
    with pytest.raises(BadInput):
        read_set("", "", "upload", data, wrists.knowledge)


def test_a_file_that_is_no_case_is_not_passed_over_in_silence(wrists: Assessor) -> None:
    data = zipped(one=STIFF).replace(b"one.yaml", b"one.docx")
    with pytest.raises(BadInput, match="no case file"):
        read_set("", "", "upload.zip", data, wrists.knowledge)


def test_the_packaged_cases_are_there_to_practise_on() -> None:
    sets = sets_beside(rules_folder())
    assert {"voices", "limits"} <= {each.id for each in sets}
    assert all(len(each) > 0 for each in sets)


def test_progress_counts_each_attempt_and_remembers_the_last() -> None:
    did = [
        Did("s", "a", {"clot": "missed"}),
        Did("s", "b", {"clot": "safer", "deficit": "met"}),
        Did("s", "a", {"clot": "met"}),
    ]
    first, second = progress(did)
    assert (first.id, first.met, first.safer, first.missed, first.last) == ("clot", 1, 1, 1, "met")
    assert (second.id, second.met, second.missed) == ("deficit", 1, 0)


def test_a_class_is_laid_out_by_rule_and_learner(wrists: Assessor) -> None:
    knowledge = wrists.knowledge
    files = [
        ("b.json", written("seat 2", DAY, [Did("s", "a", {"clot": "missed", "gone-rule": "met"})], knowledge).encode()),
        (
            "a.json",
            written("seat 1", DAY, [Did("s", "a", {"clot": "met", "chest-pain": "missed"})] * 2, knowledge).encode(),
        ),
    ]
    made = overview(files, knowledge)
    assert [(each.label, each.attempts, each.cases, each.same_rules) for each in made.learners] == [
        ("seat 1", 2, 1, True),
        ("seat 2", 1, 1, True),
    ]
    chest, clot, gone = made.rows
    assert (chest.id, chest.missed, chest.learners_missing, chest.cells[1]) == ("chest-pain", 2, 1, None)
    assert (clot.id, clot.met, clot.missed, clot.learners_missing) == ("clot", 2, 1, 1)
    assert (gone.id, gone.kind, gone.title) == ("gone-rule", "not here", "gone-rule")


def test_every_problem_of_every_learners_file_is_told(wrists: Assessor) -> None:
    good = written("seat 1", DAY, [Did("s", "a", {"clot": "met"})], wrists.knowledge)
    value = json.loads(good)
    twice = json.dumps({**value, "learner": "seat 9", "rules": value["rules"] * 2})
    foreign = json.dumps({**value, "format": "another", "extra": 1})
    negative = good.replace('"met":1', '"met":-1')
    files = {"1": good, "2": good, "3": twice, "4": foreign, "5": negative, "6": "no file of ours"}
    with pytest.raises(BadInput) as refused:
        overview([(name, text.encode()) for name, text in files.items()], wrists.knowledge)
    assert {problem.where.partition(" ")[0].partition(":")[0] for problem in refused.value.problems} == set("23456")
    with pytest.raises(BadInput):
        overview([], wrists.knowledge)
    with pytest.raises(BadInput):
        read_progress(b" " * 70_000, "large")


def test_a_learners_file_holds_no_case_and_no_words_but_the_label(wrists: Assessor) -> None:
    text = written(" seat  7 ", DAY, [Did("secret-set", "secret-case", {"clot": "met"})], wrists.knowledge)
    assert "secret" not in text
    assert json.loads(text)["learner"] == "seat 7"
    with pytest.raises(BadInput):
        written(" ", DAY, [], wrists.knowledge)
    assert zlib.crc32(text.encode()) == zlib.crc32(
        written("seat 7", DAY, [Did("x", "y", {"clot": "met"})], wrists.knowledge).encode()
    )
