from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

import dorsiflex
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.soap import soap
from dorsiflex.present.values import after_title
from dorsiflex.ready import assessor_for
from tests.apps.people import WRIST, person

TOLD = ["a complaint of this wrist", "an earlier injury", "a new injury", "an earlier operation"]


@pytest.fixture(scope="module")
def wrist(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """The wrist, whose section is examined save for what the person tells."""
    folder = tmp_path_factory.mktemp("wrist") / "rules"
    shutil.copytree(WRIST, folder)
    path = folder / "vocabulary" / "wrist.yaml"
    text = path.read_text(encoding="utf-8").replace("by itself.}", "by itself., record: objective}", 1)
    for title in TOLD:
        text = text.replace(f"    title: {title}\n", f"    title: {title}\n    record: subjective\n", 1)
    path.write_text(text, encoding="utf-8")
    return dorsiflex.load(folder)


def parts(intake: dict[str, Any], knowledge: KnowledgeBase) -> dict[str, str]:
    """The four parts of a note."""
    assessor = assessor_for(knowledge)
    case = assessor.case(intake)
    note = soap(assessor.assess_case(case), case, knowledge)
    blocks = [block.partition("\n") for block in note.split("\n\n")]
    return {head: body for head, _, body in blocks}


def test_a_note_has_its_four_parts_in_order(wrist: KnowledgeBase) -> None:
    assert list(parts(person(), wrist))[:4] == ["S", "O", "A", "P"]


def test_only_what_was_recorded_stands_in_it(wrist: KnowledgeBase) -> None:
    note = parts({"left": {"symptomatic": "present", "extension_deg": 40}}, wrist)
    assert "wrist extension 40 deg" in note["O"]
    assert "Right" not in note["O"]
    assert "grip strength" not in note["O"].partition("Not examined")[0]


def test_told_and_examined_stand_apart(wrist: KnowledgeBase) -> None:
    note = parts(person(), wrist)
    assert "age 45 years" in note["S"]
    assert "a complaint of this wrist" in note["S"]
    assert "no earlier injury" in note["S"]
    assert "complaint" not in note["O"]
    assert "no fever" in note["S"]
    assert "wrist extension 40 deg" in note["O"]
    assert "age" not in note["O"]


def test_what_nobody_asks_for_is_not_called_unexamined(wrist: KnowledgeBase) -> None:
    assert "Not asked" not in parts(person(person__sex=None), wrist)["S"]
    assert "Not asked: fever." in parts(person(person__fever=None), wrist)["S"]


def test_the_rules_stand_beside_what_they_say(wrist: KnowledgeBase) -> None:
    note = parts(person(person__age_years=81, right__extension_deg=80), wrist)
    assert "[thin-skin: age 81 years, above 80 years]" in note["A"]
    assert "[stiff: " in note["A"]
    title = wrist.rules["thin-skin"].title
    assert f"Withheld: Glide with a belt. By: {title} (thin-skin)." in note["P"]


def test_a_rule_that_cannot_tell_is_named_by_its_title_and_id(wrist: KnowledgeBase) -> None:
    note = parts(person(person__fever=None), wrist)
    assert f"Cannot tell: {wrist.rules['chest-pain'].title} (chest-pain)." in note["A"]
    assert "By: 1 gate that cannot tell." in note["P"]


def test_a_fact_that_two_patterns_share_is_told_once(wrist: KnowledgeBase) -> None:
    """That the other side is free of symptoms settles that it may be compared with, and that this one is stiff."""
    note = parts(person(), wrist)["A"]
    assert note.count("no complaint of this wrist on the right") == 1
    assert "[valid-comparator: as above]" in note


def test_the_plan_considers_and_never_orders(wrist: KnowledgeBase) -> None:
    plan = parts(person(), wrist)["P"]
    assert "- Consider Glide with a belt" in plan
    assert "[glide-for-stiff-wrist]" in plan


def test_the_note_says_which_knowledge_wrote_it(wrist: KnowledgeBase) -> None:
    assessor = assessor_for(wrist)
    case = assessor.case({})
    note = soap(assessor.assess_case(case), case, wrist)
    assert wrist.digest in note
    assert dorsiflex.load().settings.name not in note


def test_a_count_says_its_unit_once_and_one_of_it_in_the_singular(wrist: KnowledgeBase) -> None:
    weeks = wrist.vocabulary.findings["weeks_since_injury"]
    one = weeks.quantity.steps(Decimal(1))
    assert after_title(one, replace(weeks, title="time since the injury")) == "time since the injury 1 week"
    assert after_title(one, replace(weeks, title="number of weeks")) == "number of weeks 1"
