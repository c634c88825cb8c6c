"""Is what is remarked of the knowledge so? Each kind of remark is made on purpose, and made of nothing else."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dorsiflex.catalogue.load import load
from dorsiflex.language.expression import AllOf, Answered, AnyOf, Compared, Concluded, Known, NoneOf, OneOf, Op
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.prove.health import Health, Kind, Remark, parts_of
from dorsiflex.prove.together import remarks
from tests.prove.test_prove_command import dorsiflex
from tests.rules.ankle import ROOT, ankle

WRIST = ROOT / "tests" / "foreign" / "wrist"
FEVER, COOL = Answered("fever", True), Answered("fever", False)


@pytest.fixture(scope="module")
def wrist() -> KnowledgeBase:
    return load(WRIST)


def gate(name: str, **changes: Any) -> Callable[[KnowledgeBase], KnowledgeBase]:
    return lambda old: replace(old, gates={**old.gates, name: replace(old.gates[name], **changes)})


def pattern(name: str, when: Any) -> Callable[[KnowledgeBase], KnowledgeBase]:
    def added(old: KnowledgeBase) -> KnowledgeBase:
        like = next(iter(old.patterns.values()))
        return replace(old, patterns={**old.patterns, name: replace(like, id=name, when=when, applies_to=AllOf(()))})

    return added


def undeclared(old: KnowledgeBase) -> KnowledgeBase:
    return replace(old, settings=replace(old.settings, default_disposition="nowhere"))


def unread(old: KnowledgeBase) -> KnowledgeBase:
    """Nothing says any more that the main goal is for the record alone."""
    findings = dict(old.vocabulary.findings)
    findings["main_goal"] = replace(findings["main_goal"], record_only="")
    return replace(old, vocabulary=replace(old.vocabulary, findings=findings))


@pytest.mark.parametrize(
    ("change", "part", "remark"),
    [
        (
            gate("thin-skin", when=AllOf((FEVER, NoneOf((FEVER,))))),
            "rule thin-skin",
            Remark(Kind.NEVER_FIRES, "thin-skin"),
        ),
        (
            gate("thin-skin", when=AnyOf((FEVER, NoneOf((FEVER,))))),
            "rule thin-skin",
            Remark(Kind.NEVER_SILENT, "thin-skin"),
        ),
        (gate("thin-skin", when=Known("fever")), "rule thin-skin", Remark(Kind.NEVER_UNKNOWN, "thin-skin")),
        (
            gate("thin-skin", when=AllOf((FEVER, Compared("age_years", Op.ABOVE, 80)))),
            "rule thin-skin",
            Remark(Kind.NO_EFFECT, "thin-skin"),
        ),
        (
            gate("thin-skin", when=AllOf((FEVER, Compared("age_years", Op.ABOVE, 80)))),
            "rule thin-skin",
            Remark(Kind.IMPLIED, "thin-skin", "chest-pain"),
        ),
        (
            pattern("hotter", AllOf((Concluded("stiff", True), FEVER))),
            "rule hotter",
            Remark(Kind.IMPLIED, "hotter", "stiff"),
        ),
        (
            gate("thin-skin", when=AllOf((Compared("age_years", Op.ABOVE, 80), Compared("age_years", Op.ABOVE, 60)))),
            "rule thin-skin",
            Remark(Kind.IDLE_CONDITION, "thin-skin", "condition 2", 2),
        ),
        (unread, "question main_goal", Remark(Kind.IDLE_QUESTION, "main_goal")),
        (undeclared, "whole", Remark(Kind.GAP, "person")),
        (gate("thin-skin", withholds=("relative-rest",)), "whole", Remark(Kind.CONFLICT, "left", "relative-rest")),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Remark) else "",
)
def test_what_is_made_so_on_purpose_is_remarked(
    wrist: KnowledgeBase, change: Callable[[KnowledgeBase], KnowledgeBase], part: str, remark: Remark
) -> None:
    assert remark not in Health(wrist).remarks(part) if part in parts_of(wrist) else True
    assert remark in Health(change(wrist)).remarks(part)


def test_a_condition_that_decides_for_a_single_intake_is_not_idle(wrist: KnowledgeBase) -> None:
    """Over 80, or over 79 and female: of 80-year-old women alone the second speaks."""
    woman = OneOf("sex", ("female",))
    either = AnyOf((Compared("age_years", Op.ABOVE, 80), AllOf((Compared("age_years", Op.ABOVE, 79), woman))))
    found = Health(gate("thin-skin", when=either)(wrist)).remarks("rule thin-skin")
    assert [one for one in found if one.kind is Kind.IDLE_CONDITION] == []


def test_what_the_solver_cannot_say_in_time_is_said() -> None:
    assert Health(ankle(), patience_seconds=0.001).remarks("whole") == [Remark(Kind.UNDECIDED, "whole")]


def test_two_processes_remark_what_one_does(wrist: KnowledgeBase) -> None:
    knowledge = unread(wrist)
    parts = ["question main_goal", "rule thin-skin"]
    both = [sorted(one.id for some in remarks(knowledge, parts, n) for one in some) for n in (1, 2)]
    assert both[0] == both[1] and "main_goal: can change no answer" in both[0]


def listed() -> dict[str, str]:
    """The remarks on the page, each with its reason."""
    page = (ROOT / "docs" / "proofs.md").read_text(encoding="utf-8")
    section = page.partition("## The health of the knowledge\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(.+?)` \| (.+) \|$", section, re.MULTILINE)
    return dict(rows)


def part_of(remark: str) -> str:
    return f"rule {remark.partition(':')[0]}"


def test_every_remark_on_the_page_is_still_so_and_has_its_reason() -> None:
    health = Health(ankle())
    found = {one.id for part in sorted(set(map(part_of, listed()))) for one in health.remarks(part)}
    assert found == listed().keys()
    assert all(len(reason.split()) > 5 for reason in listed().values())


@pytest.mark.soak
def test_the_page_lists_every_remark_on_the_shipped_rules() -> None:
    found = {one.id for some in remarks(ankle(), parts_of(ankle())) for one in some}
    assert found == listed().keys()


def test_the_command_tells_remarks_in_the_words_of_the_rule(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(WRIST, folder)
    path = folder / "gates" / "thin-skin.yaml"
    text = path.read_text(encoding="utf-8")
    said = "{all_of: [{age_years: {above: 80}}, {any_of: [{age_years: {above: 80}}, {fever: present}]}]}"
    path.write_text(text.replace("{age_years: {above: 80}}", said), "utf-8")
    ran = dorsiflex("health", "--rules", folder)
    assert ran.code == 0
    assert "thin-skin: condition 3 – fever\n" in ran.out
    told = dorsiflex("health", "--rules", folder, "--format", "json").json
    [one] = [item for item in told["remarks"] if item["about"] == "thin-skin" and item["kind"] == "idle_condition"]
    assert one["words"] == "fever"
    assert told["examined"] == len(parts_of(load(folder)))
