"""What does `dorsiflex diff` say of two folders and of two revisions, in each of its forms?"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from dorsiflex.apps import proving
from tests.prove.test_prove_command import Ran, dorsiflex
from tests.rules.ankle import ROOT

WRIST = ROOT / "tests" / "foreign" / "wrist"
CASE = """id: eighty-one
story: A constructed person of eighty-one with a stiff and firm wrist.
source: constructed
person: {age_years: 81, chest_pain: absent, fever: absent, active_cancer: absent}
left: {symptomatic: present, injury_history: absent, surgery_history: absent, swelling: absent, forearm_girth_cm: 20,
       extension_deg: 30, end_feel: firm, pain_where: [back]}
right: {symptomatic: absent, injury_history: absent, surgery_history: absent, forearm_girth_cm: 20}
expected: {}
because: [constructed-rule]
"""


def moved(folder: Path) -> None:
    """The limit of 80 years becomes 82, with its examples."""
    path = folder / "gates" / "thin-skin.yaml"
    text = path.read_text(encoding="utf-8")
    for said, instead in (("80", "82"), ("81", "83"), ("eighty-one", "eighty-three"), ("eighty,", "eighty-two,")):
        text = text.replace(said, instead)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """The old rules, the new ones, and a folder with a case that changes between them and one that does not."""
    base = tmp_path_factory.mktemp("versions")
    old, new, cases = base / "old", base / "new", base / "cases"
    for folder in (old, new):
        shutil.copytree(WRIST, folder)
    moved(new)
    cases.mkdir()
    (cases / "eighty-one.yaml").write_text(CASE, encoding="utf-8")
    (cases / "thirty.yaml").write_text(CASE.replace("81", "30").replace("eighty-one", "thirty"), encoding="utf-8")
    return old, new, cases


def ran(folders: tuple[Path, Path, Path], form: str) -> Ran:
    old, new, cases = folders
    return dorsiflex("diff", old, new, "--cases", cases, "--format", form)


def test_as_json_each_change_has_its_intake_and_the_rest_is_proved(folders: tuple[Path, Path, Path]) -> None:
    told = ran(folders, "json")
    assert told.code == 0
    [rule] = told.json["rules"]
    assert rule["about"] == "thin-skin"
    assert rule["changes"][0]["intake"] in ("person:\n  age_years: 81\n", "person:\n  age_years: 82\n")
    assert len(told.json["rules_proved_the_same"]) == 12 and told.json["equivalent"] is False
    assert [item["about"] for item in told.json["decisions"]] == ["belt-glide"]
    assert told.json["not_compared"] == []


def test_the_case_files_that_change_are_named_and_no_others(folders: tuple[Path, Path, Path]) -> None:
    [case] = ran(folders, "json").json["cases"]
    assert case["file"].endswith("eighty-one.yaml")
    assert case["changes"] == ["left suggested: +belt-glide", "left withheld: -belt-glide"]


def test_in_a_terminal_the_rule_its_intake_and_who_notices_stand_together(folders: tuple[Path, Path, Path]) -> None:
    out = ran(folders, "text").out
    assert "  thin-skin: fires → silent (noticed in belt-glide, withheld → suggested)" in out
    assert "        age_years: 8" in out
    assert "Cases: 1 answered otherwise" in out


def test_markdown_folds_the_intakes(folders: tuple[Path, Path, Path]) -> None:
    lines = ran(folders, "markdown").out.splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("- thin-skin: fires → silent"))
    assert lines[place + 1] == "  <details><summary>intake</summary>"
    assert lines.count("  </details>") == sum("<details>" in line for line in lines)


def test_the_changelog_is_drafted_in_the_house_form(folders: tuple[Path, Path, Path]) -> None:
    first, second = ran(folders, "changelog").out.splitlines()
    assert first == "thin-skin: “age above 80 years” becomes “age above 82 years” (constructed-rule)."
    assert second.startswith("Who notices: people with age_years: 8")
    assert second.endswith("; fires becomes silent, and belt-glide: withheld becomes suggested.")


def test_two_versions_that_decide_alike_are_said_to_be_proved_so(folders: tuple[Path, Path, Path]) -> None:
    old, _, cases = folders
    out = " ".join(dorsiflex("diff", old, old, "--cases", cases).out.split())
    assert "Decisions: equivalent" in out
    assert "Rules: 0 with another outcome, 13 proved to have the same outcome for every intake" in out
    assert dorsiflex("diff", old, old, "--cases", cases, "--format", "changelog").out == "No rule decides otherwise.\n"


def test_revisions_are_compared_as_folders_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=nobody", "-c", "user.email=nobody@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True, capture_output=True)

    shutil.copytree(WRIST, tmp_path / "rules")
    git("init", "-q")
    for message in ("old", "new"):
        git("add", "rules")
        git("commit", "-qm", message)
        moved(tmp_path / "rules") if message == "old" else None
    monkeypatch.chdir(tmp_path)
    told = dorsiflex("diff", "HEAD~1", "HEAD", "--format", "json")
    assert [one["about"] for one in told.json["rules"]] == ["thin-skin"]
    assert "cases" not in told.json
    for name in ("no-such-revision", "--output=somewhere"):
        refused = dorsiflex("diff", "--format", "json", "--", "HEAD", name)
        assert refused.code == 2 and "is no folder and no revision" in refused.json["problems"][0]["found"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".git", "rules"]


def test_a_missing_solver_is_told(folders: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "find_spec", lambda _: None)
    told = ran(folders, "json")
    assert (told.code, json.loads(told.out)["problems"][0]["mend"]) == (2, "Install dorsiflex[prove].")
