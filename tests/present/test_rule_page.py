from __future__ import annotations

import io

import pytest
from rich.console import Console

from dorsiflex.errors import BadInput
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.listing import entries, summary
from dorsiflex.present.rule_page import print_page


def page(identity: str, knowledge: KnowledgeBase, width: int = 80) -> str:
    written = io.StringIO()
    print_page(identity, knowledge, Console(file=written, width=width, color_system=None, highlight=False))
    return written.getvalue()


def test_a_gate_reads_as_a_page(wrist: KnowledgeBase) -> None:
    shown = page("fracture-after-injury", wrist)
    words = [
        "A newly injured wrist with a tender snuffbox is X-rayed first",
        "Applies to",
        "- a new injury",
        "Holds when",
        "- none of:",
        "Disposition: Refer urgently",
        "Withholds every treatment",
        "Why",
        "Evidence",
        "nothing but the tests",
        "Read otherwise",
        "Limits",
        "Examples",
        "cannot-tell (waits for snuffbox_tender): nobody pressed",
        "reviewer: none yet",
        "gates/fracture-after-injury.yaml",
    ]
    found = [shown.find(word) for word in words]
    assert -1 not in found, words[found.index(-1)]
    assert found == sorted(found)


def test_every_id_has_a_page_at_every_width(wrist: KnowledgeBase) -> None:
    ids = [entry.id for entry in entries(wrist)]
    ids += [*wrist.vocabulary.numbers, *wrist.retired]
    for identity in ids:
        for width in (30, 80):
            shown = page(identity, wrist, width)
            assert identity in "".join(shown.split())
            assert max(map(len, shown.splitlines())) <= width


def test_a_finding_says_how_it_is_asked_and_who_reads_it(wrist: KnowledgeBase) -> None:
    shown = page("extension_deg", wrist)
    assert "How far does the wrist bend back" in shown
    assert "answer: 0 to 90 deg" in shown
    assert "extension_asymmetry_deg, measured, stiff" in shown


def test_a_technique_says_who_suggests_and_who_withholds_it(wrist: KnowledgeBase) -> None:
    shown = page("belt-glide", wrist)
    assert "suggested by: glide-for-stiff-wrist" in shown
    assert "withheld by: chest-pain, clot, fracture-after-injury, thin-skin" in shown


def test_a_retired_id_names_what_replaced_it(wrist: KnowledgeBase) -> None:
    assert "glide-for-stiff-wrist" in page("glide-for-everyone", wrist)


def test_an_unknown_id_is_told_with_the_one_that_was_meant(wrist: KnowledgeBase) -> None:
    with pytest.raises(BadInput, match="Did you mean `thin-skin`"):
        page("thin-skinn", wrist)


def test_the_list_holds_everything_with_an_id(wrist: KnowledgeBase) -> None:
    assert {entry.kind for entry in entries(wrist)} == {
        "gate",
        "pattern",
        "suggestion",
        "technique",
        "finding",
        "source",
    }
    assert [entry.id for entry in entries(wrist, "gate")] == sorted(wrist.gates)
    assert f"{len(wrist.gates)} gates" in summary(wrist)
