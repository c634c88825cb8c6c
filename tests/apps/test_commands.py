from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import dorsiflex
from dorsiflex.apps.cli import app
from tests.apps.people import WRIST, person

CASE = {
    "id": "stiff-and-firm",
    "story": "A stiff wrist, constructed for the tests.",
    "source": "constructed",
    **{place: answers for place, answers in person().items() if place != "id"},
    "expected": {
        "disposition": "treat",
        "must_suggest": ["left.belt-glide"],
        "must_not_suggest": ["ball-squeeze", "right.belt-glide"],
        "must_ask": [],
    },
    "because": ["constructed-rule"],
}


def case_file(folder: Path, **expected: Any) -> Path:
    path = folder / f"case-{len(list(folder.iterdir()))}.yaml"
    path.write_text(json.dumps({**CASE, "expected": {**CASE["expected"], **expected}}), encoding="utf-8")
    return path


def test_an_intake_can_come_on_standard_input(run: Any) -> None:
    ran = run("assess", "-", "--rules", WRIST, "--format", "json", stdin=json.dumps(person()))
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["disposition"] == "treat"


@pytest.mark.parametrize(
    ("form", "word"), [("text", "● TREAT"), ("markdown", "# ● Treat"), ("soap", "S\nPerson: age 45")]
)
def test_an_answer_comes_in_the_form_that_is_asked_for(assess: Any, form: str, word: str) -> None:
    ran = assess(person(), "--format", form)
    assert ran.code == 0
    assert word in ran.out


def test_an_answer_is_an_exit_code_of_zero_whatever_the_disposition(assess: Any) -> None:
    assert assess(person(person__chest_pain="present")).code == 0


def test_a_case_file_can_be_assessed_as_it_is(run: Any, tmp_path: Path) -> None:
    assert run("assess", case_file(tmp_path), "--rules", WRIST).code == 0


def test_sound_rules_are_counted_in_one_line(run: Any) -> None:
    ran = run("check", WRIST)
    assert ran.code == 0
    assert len(ran.out.splitlines()) == 1
    assert "no problem found" in ran.out
    assert run("check", WRIST, "--format", "json").json["problems"] == []


def test_an_example_that_is_not_so_is_a_fault_of_the_rules(run: Any, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(WRIST, rules)
    path = rules / "patterns" / "firm-joint.yaml"
    text = path.read_text(encoding="utf-8")
    of_a_year = "weeks_since_injury: 52}, expect: fires"
    assert of_a_year in text
    path.write_text(text.replace(of_a_year, of_a_year.replace("fires", "silent")), encoding="utf-8")
    ran = run("check", rules, "--format", "json")
    assert ran.code == 3
    assert any("is expected to be `silent`, and is `fires`" in problem["found"] for problem in ran.json["problems"])


def test_a_case_as_expected_is_met_and_one_that_is_not_says_what_was_found(run: Any, tmp_path: Path) -> None:
    assert run("cases", "run", case_file(tmp_path), "--rules", WRIST).code == 0
    wrong = case_file(tmp_path, disposition="emergency", must_suggest=["ball-squeeze"], must_ask=["fever"])
    ran = run("cases", "run", wrong, "--rules", WRIST)
    assert ran.code == 1
    assert "disposition emergency – found treat" in ran.out
    assert "suggests ball-squeeze – no suggestion names it here" in ran.out
    assert "asks fever – not asked" in ran.out


def test_what_must_not_be_suggested_is_suggested_on_no_side(run: Any, tmp_path: Path) -> None:
    ran = run(
        "cases", "run", case_file(tmp_path, must_not_suggest=["belt-glide"]), "--rules", WRIST, "--format", "json"
    )
    assert ran.code == 1
    [line] = [line for line in ran.json["cases"][0]["expectations"] if not line["met"]]
    assert line == {"expected": "does not suggest belt-glide", "met": False, "found": "suggested on left"}


def test_an_expectation_of_a_name_that_is_not_there_is_refused(run: Any, tmp_path: Path) -> None:
    for wrong in ({"must_not_suggest": ["belt-glyde"]}, {"must_ask": ["left.fever"]}, {"disposition": "treated"}):
        ran = run("cases", "run", case_file(tmp_path, **wrong), "--rules", WRIST)
        assert ran.code == 2
        assert "would test nothing" in " ".join(ran.err.split())


def test_the_story_and_the_answer_are_shown_where_it_is_asked_for(run: Any, tmp_path: Path) -> None:
    ran = run("cases", "run", case_file(tmp_path), "--show", "--rules", WRIST)
    assert ran.out.find(CASE["story"]) < ran.out.find("TREAT") < ran.out.find("✓ disposition treat")
    assert "1 case, all as expected" in ran.out


def test_shown_cases_end_with_a_line_for_each(run: Any, tmp_path: Path) -> None:
    case_file(tmp_path)
    (tmp_path / "nobody.yaml").write_text(json.dumps({**CASE, "id": "nobody", "left": {}, "expected": {}}))
    lines = run("cases", "run", tmp_path, "--show", "--rules", WRIST).out.splitlines()[-4:-2]
    assert [line.split()[-1] for line in lines] == [CASE["id"], "nobody"]
    assert "1 technique " in lines[0]
    assert "no technique " in lines[1]


def test_no_case_at_all_is_not_a_success(run: Any, tmp_path: Path) -> None:
    assert run("cases", "run", tmp_path, "--rules", WRIST).code == 2


@pytest.mark.parametrize("kind", ["gate", "pattern", "suggestion"])
def test_a_new_rule_says_what_to_fill_in_and_is_not_sound_until_it_is(run: Any, tmp_path: Path, kind: str) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(WRIST, rules)
    ran = run("new-rule", "a-new-rule", "--kind", kind, "--rules", rules)
    assert ran.code == 0
    written = rules / f"{kind}s" / "a-new-rule.yaml"
    assert str(written) in ran.out
    assert written.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../schema/rule.schema.json")
    told = run("check", rules, "--format", "json")
    assert told.code == 3
    assert {problem["where"].partition(":")[0] for problem in told.json["problems"]} == {f"{kind}s/a-new-rule.yaml"}
    assert all(
        "indent" not in problem["found"] and "not YAML" not in problem["found"] for problem in told.json["problems"]
    )


@pytest.mark.parametrize("identity", ["thin-skin", "belt-glide", "glide-for-everyone", "Not An Id", "../escape", ""])
def test_a_new_rule_takes_no_id_that_is_or_was_in_use(run: Any, tmp_path: Path, identity: str) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(WRIST, rules)
    before = sorted(tmp_path.rglob("*"))
    ran = run("new-rule", identity, "--rules", rules)
    assert ran.code == 2
    assert sorted(tmp_path.rglob("*")) == before


def test_the_version_names_the_package_and_the_digest_of_the_rules(run: Any) -> None:
    ran = run("--version")
    assert ran.code == 0
    assert dorsiflex.__version__ in ran.out
    assert "sha256:" in ran.out


def test_rules_can_be_listed_and_shown(run: Any) -> None:
    assert "thin-skin" in run("rules", "list", "--kind", "gate", "--rules", WRIST).out
    assert "In old age a wrist glide" in run("rules", "show", "thin-skin", "--rules", WRIST).out
    assert run("rules", "show", "thin-skim", "--rules", WRIST).code == 2


def test_every_command_explains_itself(run: Any) -> None:
    for words in ([], ["assess"], ["check"], ["rules", "list"], ["rules", "show"], ["cases", "run"], ["new-rule"]):
        ran = run(*words, "--help")
        assert ran.code == 0
        assert "Usage" in ran.out
    assert app.info.name == "dorsiflex"


def command(*words: str | Path, **more: Any) -> subprocess.CompletedProcess[bytes]:
    program = "import sys; from dorsiflex.apps.cli import main; sys.argv[0] = 'dorsiflex'; main()"
    environment = {**os.environ, **more.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, words)], capture_output=True, env=environment, **more
    )


def test_a_terminal_without_these_signs_still_gets_the_answer() -> None:
    words = ("assess", "-", "--rules", WRIST)
    done = command(*words, input=json.dumps(person()).encode(), env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"TREAT" in done.stdout
    as_json = command(
        *words, "--format", "json", input=json.dumps(person()).encode(), env={"PYTHONIOENCODING": "ascii"}
    )
    assert json.loads(as_json.stdout)["disposition"] == "treat"


def test_a_reader_that_goes_away_leaves_no_traceback() -> None:
    program = "import sys; from dorsiflex.apps.cli import main; sys.argv[0] = 'dorsiflex'; main()"
    read, write = os.pipe()
    os.close(read)
    words = [sys.executable, "-c", program, "rules", "list", "--rules", str(WRIST)]
    with os.fdopen(write, "wb") as closed:
        done = subprocess.run(words, stdout=closed, stderr=subprocess.PIPE)
    assert b"Traceback" not in done.stderr


def test_the_package_imports_nothing_heavy_until_it_is_used() -> None:
    program = (
        "import sys, dorsiflex; dorsiflex.BadInput;"
        "heavy = {'pydantic', 'ruamel', 'durable', 'durable_rules_engine', 'rich', 'typer'};"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there_and_no_other_is() -> None:
    assert len(dorsiflex.__all__) <= 15
    for name in dorsiflex.__all__:
        assert getattr(dorsiflex, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        dorsiflex.nothing  # noqa: B018
