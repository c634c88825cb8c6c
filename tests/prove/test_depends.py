"""Is a proof used again only where the very same would be proved?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dorsiflex.language.expression import AllOf, Answered
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.prove import together
from dorsiflex.prove.depends import Dependencies, keep, proved_before
from dorsiflex.prove.verdict import Verdict
from tests.prove.test_claims import BROKEN, dispositions, gate, suggestion
from tests.prove.test_prove_command import FALSE, TRUE, claims, dorsiflex, wrist
from tests.rules.ankle import ankle

__all__ = ["wrist"]
WOUND = "wound-is-left-alone"


@pytest.fixture(autouse=True)
def empty_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def digest(knowledge: KnowledgeBase, claim: str) -> str:
    return Dependencies(knowledge).digest(ankle().claims[claim])


@pytest.mark.parametrize("name", [name for name in BROKEN if name != "less-known-never-offers-more"])
def test_whatever_breaks_a_claim_changes_what_it_depends_on(name: str) -> None:
    assert digest(BROKEN[name](ankle()), name) != digest(ankle(), name)


def ranged(old: KnowledgeBase) -> KnowledgeBase:
    findings = dict(old.vocabulary.findings)
    findings["age_years"] = replace(findings["age_years"], most=100)
    return replace(old, vocabulary=replace(old.vocabulary, findings=findings))


def read_by_a_gate_of_it(old: KnowledgeBase) -> KnowledgeBase:
    """A pattern that a gate reads, which withholds what the claim speaks of."""
    pattern = replace(old.patterns["recent-injury"], when=Answered("acute_injury", True))
    return replace(old, patterns={**old.patterns, "recent-injury": pattern})


@pytest.mark.parametrize(
    "change",
    [
        ranged,
        read_by_a_gate_of_it,
        dispositions(withholds_all=False),
        gate("open-wound", when=AllOf(())),
        suggestion("manual-mwm-for-joint-pattern", technique="belt-mwm"),
    ],
    ids=["a range", "a pattern", "dispositions", "its gate", "a suggestion"],
)
def test_what_a_claim_hangs_on_is_part_of_its_digest(change: Callable[[KnowledgeBase], KnowledgeBase]) -> None:
    assert digest(change(ankle()), WOUND) != digest(ankle(), WOUND)


def test_texts_and_other_rules_are_no_part_of_it() -> None:
    said = gate("open-wound", say="Consider something else.", rationale="For the tests.", examples=())
    elsewhere = suggestion("calf-raise-for-deficit", when=AllOf(()))
    assert digest(said(ankle()), WOUND) == digest(elsewhere(ankle()), WOUND) == digest(ankle(), WOUND)


def test_proofs_are_kept_beside_each_other() -> None:
    keep(["one"])
    keep(["two", "one"])
    assert proved_before().digests == ("one", "two")


def test_what_was_proved_is_not_proved_again_and_what_was_refuted_is(
    wrist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims(wrist, sound=TRUE, untrue=FALSE)
    asked: list[list[str]] = []
    really = together.verdicts

    def watched(knowledge: KnowledgeBase, names: list[str]) -> list[Verdict]:
        asked.append(list(names))
        return list(really(knowledge, names, processes=1))

    monkeypatch.setattr(together, "verdicts", watched)
    told = [dorsiflex("prove", "--rules", wrist, "--format", "json", *more).json for more in ((), (), ("--no-cache",))]
    assert asked == [["sound", "untrue"], ["untrue"], ["sound", "untrue"]]
    found = [[(one["id"], one["verdict"]) for one in report["claims"]] for report in told]
    assert found == [[("sound", "proved"), ("untrue", "refuted")]] * 3
