"""Do the hand-written pages name only what exists?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.repository import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text(page))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_named_path_of_the_repository_exists(page: Path) -> None:
    named = re.findall(r"`((?:src|cases|docs|tools|requirements|tests|\.ci)/[\w./-]*)`", text(page))
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_named_make_target_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text(ROOT / "Makefile"), flags=re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make (?:[A-Z]+=\S+ )?([a-z-]+)", text(page), flags=re.MULTILINE))
    assert named <= targets


def test_the_readme_says_what_the_tool_is_not() -> None:
    assert "not a medical device" in text(ROOT / "README.md")
    assert "No clinician has reviewed it" in text(ROOT / "README.md")
