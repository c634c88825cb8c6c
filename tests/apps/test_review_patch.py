"""Does a review leave as a patch that applies, touches nothing else, and leaves rules that can be used?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dorsiflex.apps.review_patch import patch
from dorsiflex.catalogue.load import load, rules_folder
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.ready import packaged
from dorsiflex.store.reviewing import RuleReview, Verdict

AT = datetime(2026, 11, 23, tzinfo=UTC)
NAMED = 'Dr. O\'Neill, PT; "Öz"'


def review(
    rule: str, verdict: Verdict, reasons: str = "It reads as the source does: no more.", **more: object
) -> RuleReview:
    given = {"source": "", "name": "", "may_be_named": False, "review_by": "", "version": 1, "place": 1} | more
    place, version = int(str(given.pop("place"))), int(str(given.pop("version")))
    return RuleReview(place, rule, version, verdict, reasons, **given, written_at=AT)  # type: ignore[arg-type]


WRIST = Path(__file__).parents[1] / "foreign" / "wrist"


@pytest.fixture(scope="module")
def wrists() -> KnowledgeBase:
    return load(WRIST)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with the rules of wrists in it."""
    shutil.copytree(WRIST, tmp_path / "rules")
    return tmp_path


def applied(text: str, folder: Path, *tool: str) -> KnowledgeBase:
    """The rules after the patch."""
    done = subprocess.run([*tool], cwd=folder, input=text, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return load(folder / "rules", remember=False)


def test_every_packaged_rule_can_be_marked_reviewed_and_disputed_by_one_patch(tmp_path: Path) -> None:
    knowledge = packaged()
    shutil.copytree(rules_folder(), tmp_path / "rules")
    source = next(source.id for source in knowledge.sources.values() if source.status == "verified")
    reviews = []
    for rule in knowledge.rules.values():
        reviews.append(review(rule.id, "reviewed", version=rule.version, name=NAMED, may_be_named=True))
        says = "they read it otherwise: 'none', {of} it #ever"
        reviews.append(review(rule.id, "disputed", says, version=rule.version, source=source))
    made = patch(reviews, knowledge, tmp_path / "rules")
    assert made.left_out == {}
    after = applied(made.text, tmp_path, "patch", "-p1", "--silent")
    for rule in after.rules.values():
        assert (rule.status, rule.owners.reviewer) == ("reviewed", NAMED)
        first = rule.dissent.found[0]
        assert (first.who, first.says) == (source, says)
        assert rule.when == knowledge.rules[rule.id].when


def test_a_patch_applies_with_git_and_the_rules_pass_the_check(copy: Path, wrists: KnowledgeBase) -> None:
    rule = next(iter(wrists.gates.values()))
    reviews = [
        review(rule.id, "reviewed", version=rule.version, name="A. Person", may_be_named=True, review_by="2028-01-31")
    ]
    made = patch(reviews, wrists, copy / "rules")
    assert f"+++ b/rules/gates/{rule.id}.yaml" in made.text
    after = applied(made.text, copy, "git", "apply").gates[rule.id]
    assert (after.owners.reviewer, after.status, after.review_by) == ("A. Person", "reviewed", "2028-01-31")
    checked = subprocess.run(
        ["dorsiflex", "check", "rules"], cwd=copy, capture_output=True, text=True, check=False, env=with_our_command()
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def with_our_command() -> dict[str, str]:
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


def test_a_second_reviewer_stands_beside_the_first(copy: Path, wrists: KnowledgeBase) -> None:
    rule = next(iter(wrists.gates.values()))
    both = [
        review(rule.id, "reviewed", version=rule.version, name=name, may_be_named=True, place=place)
        for place, name in enumerate(("A. Person", "B. Person"))
    ]
    after = applied(patch(both, wrists, copy / "rules").text, copy, "git", "apply")
    assert after.rules[rule.id].owners.reviewer == "A. Person, B. Person"


def left_out(made: RuleReview) -> str:
    found = patch([made], packaged(), rules_folder())
    assert found.text == ""
    return found.left_out[made.place]


def test_nobody_is_named_who_did_not_agree_to_be() -> None:
    rule = next(iter(packaged().rules.values()))
    assert "agreed to be named" in left_out(review(rule.id, "reviewed", version=rule.version, name="A. Person"))


def test_what_cannot_stand_in_a_rule_file_is_left_out_and_says_why() -> None:
    rule = next(iter(packaged().rules.values()))
    source = next(iter(packaged().sources))
    assert "names a source" in left_out(review(rule.id, "disputed", version=rule.version))
    assert "changes nothing" in left_out(review(rule.id, "comment", version=rule.version))
    assert "today's is" in left_out(review(rule.id, "comment", version=rule.version + 1))
    assert "no such rule" in left_out(review("a-rule-that-never-was", "comment"))
    assert "at most 30 words" in left_out(
        review(rule.id, "disputed", "word " * 31, version=rule.version, source=source)
    )


def test_exporting_changes_no_file(copy: Path, wrists: KnowledgeBase) -> None:
    rule = next(iter(wrists.rules.values()))
    path = copy / "rules" / rule.defined_at.rpartition(":")[0]
    before = path.read_bytes()
    assert patch(
        [review(rule.id, "reviewed", version=rule.version, name="A", may_be_named=True)], wrists, copy / "rules"
    ).text
    assert path.read_bytes() == before
