from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.apps.people import WRIST

FIFTY_MB = 50_000_000
BOMB = "\n".join(
    [
        "a: &a [x, x, x, x]",
        *(f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
    ]
)

# What was typed, and words that the message must hold: where it stands, and how to mend it.
BAD = {
    "an unknown finding": (
        "left: {extention_deg: 40}",
        ["visit.yaml:1", "extention_deg", "Did you mean `extension_deg`?"],
    ),
    "a number as text": (
        "left: {extension_deg: forty}",
        ["visit.yaml:1", "extension_deg: forty", "It is a number", "0 to 90 deg"],
    ),
    "a quoted number": ('left: {extension_deg: "40"}', ["visit.yaml:1", "It is a number"]),
    "a text as number": ("left: {end_feel: 3}", ["visit.yaml:1", "end_feel: 3", "elastic, firm, hard"]),
    "a yes/no answered with a number": (
        "left: {swelling: 7}",
        ["visit.yaml:1", "yes/no", "present, absent or unknown"],
    ),
    "out of range": (
        "left: {extension_deg: 91}",
        ["visit.yaml:1", "extension_deg: 91", "outside the range", "never clipped"],
    ),
    "another unit": ("left: {extension_deg: 0.5, weeks_since_injury: 7000}", ["weeks_since_injury: 7000", "days"]),
    "not a number": ("left: {extension_deg: .nan}", ["visit.yaml:1", "nan"]),
    "infinity": ("left: {extension_deg: .inf}", ["visit.yaml:1", "inf"]),
    "NaN in JSON": ('{"left": {"extension_deg": NaN}}', ["visit.yaml", "NaN"]),
    "infinity in JSON": ('{"left": {"extension_deg": -Infinity}}', ["visit.yaml", "Infinity"]),
    "a key twice": ("left:\n  swelling: present\n  swelling: absent\n", ["visit.yaml:3", "swelling", "twice"]),
    "a key twice in JSON": (
        '{"left": {"swelling": "present", "swelling": "absent"}}',
        ["visit.yaml", "swelling", "twice"],
    ),
    "a tab": ("left:\n\tswelling: present\n", ["visit.yaml:2", "tab"]),
    "a list for one value": ("left: {extension_deg: [40, 50]}", ["visit.yaml:1", "not a list", "one value"]),
    "one value for a list": ("person: {equipment: band}", ["visit.yaml:1", "a list of choices", "[belt]"]),
    "an empty file": (b"", ["visit.yaml", "empty"]),
    "only blanks": (b"  \n \n", ["visit.yaml", "empty"]),
    "a binary file": (bytes(range(256)) * 20, ["visit.yaml", "UTF-8"]),
    "another encoding": ("left: {swelling: présent}".encode("latin-1"), ["visit.yaml:1", "UTF-8"]),
    "UTF-16": ("left: {swelling: present}".encode("utf-16"), ["visit.yaml", "UTF-8"]),
    "both sides misspelt": (
        "lefft: {swelling: present}\nrigth: {swelling: absent}\n",
        ["`left`", "`right`", "visit.yaml:1", "visit.yaml:2"],
    ),
    "an anchor bomb": (BOMB, ["visit.yaml", "anchor"]),
    "endless nesting": ("[" * 100_000, ["visit.yaml", "levels"]),
    # Two characters a level, to stay below the largest intake.
    "endless nesting of lists in an object": ('{"a":' + "[ " * 100_000, ["visit.yaml", "levels"]),
    "endless nesting in YAML": ("left: " + "{a: " * 5_000, ["visit.yaml"]),
    "a list of people": ("- left: {}\n", ["visit.yaml", "not a mapping"]),
    "a finding on the wrong level": ("left: {age_years: 40}", ["age_years", "`person`", "Move it there"]),
    "a finding outside its part": ("swelling: present\n", ["visit.yaml:1", "swelling"]),
    "a contradiction": (
        "left: {injury_history: absent, acute_injury: present}",
        ["left.acute_injury", "left.injury_history", "denied"],
    ),
    "a name for an id": ("id: {name: somebody}\n", ["visit.yaml:1", "`id`"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_with_where_and_how_to_mend_it(assess: Any, name: str) -> None:
    typed, words = BAD[name]
    ran = assess(typed)
    told = " ".join(ran.err.split())
    assert ran.code == 2
    assert ran.out == ""
    assert [word for word in words if word not in told.replace("visit. yaml", "visit.yaml")] == []
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("name", BAD)
def test_as_json_each_problem_says_where_what_why_and_how_to_mend_it(assess: Any, name: str) -> None:
    ran = assess(BAD[name][0], "--format", "json")
    assert ran.code == 2
    assert ran.err == ""
    assert list(ran.json) == ["problems"]
    assert ran.json["problems"]
    for problem in ran.json["problems"]:
        assert list(problem) == ["where", "found", "why", "mend"]
        assert all(part.strip() for part in problem.values())


def test_every_problem_of_an_intake_comes_at_once(assess: Any) -> None:
    ran = assess("left: {extention_deg: 40, swelling: 7}\nrigth: {}\nperson: {age_years: 900}\n", "--format", "json")
    assert len(ran.json["problems"]) == 1  # a part that is no part of an intake hides the rest of the file
    ran = assess("left: {extention_deg: 40, swelling: 7}\nperson: {age_years: 900}\n", "--format", "json")
    assert [problem["where"].rpartition(":")[2] for problem in ran.json["problems"]] == ["1", "1", "2"]


def test_fifty_megabytes_are_refused_without_being_read(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "visit.yaml"
    path.write_bytes(b"left: {}\n")
    with path.open("r+b") as file:
        file.truncate(FIFTY_MB)
    ran = run("assess", path, "--rules", WRIST)
    assert ran.code == 2
    assert "bytes" in ran.err


def test_fifty_megabytes_on_standard_input_are_refused(run: Any) -> None:
    ran = run("assess", "-", "--rules", WRIST, stdin=b"#" * FIFTY_MB)
    assert ran.code == 2
    assert "standard input" in ran.err


def test_a_missing_file_a_folder_and_an_impossible_name_are_refused(run: Any, tmp_path: Path) -> None:
    for path in (tmp_path / "nobody.yaml", tmp_path, "a\0b", "x" * 5000):
        ran = run("assess", path, "--rules", WRIST)
        assert (ran.code, ran.out) == (2, "")
        assert len(ran.err.splitlines()) >= 3


def test_rules_that_are_not_there_or_faulty_give_another_code(run: Any, tmp_path: Path) -> None:
    (tmp_path / "knowledge.yaml").write_text("name: [\n", encoding="utf-8")
    for folder in (tmp_path / "none", tmp_path):
        for command in (["assess", "-", "--rules", folder], ["check", folder], ["rules", "list", "--rules", folder]):
            ran = run(*command, stdin="left: {}")
            assert (ran.code, ran.out) == (3, "")
    ran = run("check", tmp_path, "--format", "json")
    assert ran.code == 3
    assert ran.json["problems"]


def test_rules_that_fail_their_own_examples_answer_nobody(run: Any, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(WRIST, rules)
    gate = rules / "gates" / "chest-pain.yaml"
    good = gate.read_text(encoding="utf-8")
    gate.write_text(good.replace("when: {any_of:", "when: {all_of:"), encoding="utf-8")
    intake = "person: {chest_pain: present}\nleft: {symptomatic: present}"
    for _ in range(2):  # nothing of the first try makes the second one pass
        ran = run("assess", "-", "--rules", rules, "--format", "json", stdin=intake)
        assert ran.code == 3
        assert {Path(problem["where"]).name.split(":")[0] for problem in ran.json["problems"]} == {"chest-pain.yaml"}
        assert ran.json.keys() == {"problems"}
    gate.write_text(good, encoding="utf-8")
    for _ in range(2):
        assert run("assess", "-", "--rules", rules, "--format", "json", stdin=intake).code == 0


def test_an_unknown_form_is_told_by_the_command_line_itself(run: Any) -> None:
    ran = run("assess", "-", "--format", "pdf")
    assert ran.code == 2
    assert "--format" in ran.err


@pytest.fixture
def assessed(assess: Callable[..., Any]) -> Any:
    return assess("left: {symptomatic: present}")


def test_nothing_but_a_complaint_is_answered(assessed: Any) -> None:
    assert (assessed.code, assessed.err) == (0, "")
