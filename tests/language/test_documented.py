"""Is the whole language explained? Every word that a file may use stands in docs/language.md."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from dorsiflex.catalogue.conditions import ANSWERS, CONCLUSIONS, GROUPS
from dorsiflex.catalogue.words import RESERVED
from dorsiflex.language.expression import Group, Leaf, Op
from dorsiflex.language.rule import Outcome, Reach
from dorsiflex.language.vocabulary import Kind, Scope

PAGE = (Path(__file__).parents[2] / "docs/language.md").read_text(encoding="utf-8")
CONDITIONS = PAGE.split("## Conditions")[1].split("\n## ")[0]
SHORTHAND = ("between", "one_of", "includes")
WORDS = [*GROUPS, *RESERVED, *ANSWERS, *CONCLUSIONS, *SHORTHAND, *(op.value for op in Op)]


def says(page: str, word: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", page) is not None


@pytest.mark.parametrize("word", sorted(set(WORDS)))
def test_every_word_of_a_condition_is_explained(word: str):
    assert says(CONDITIONS, word)


@pytest.mark.parametrize("word", [item.value for kind in (Kind, Scope, Outcome, Reach) for item in kind])
def test_every_kind_scope_outcome_and_reach_is_explained(word: str):
    assert says(PAGE, word)


def test_the_tree_holds_nothing_that_these_words_cannot_say():
    """A new node needs a new word; then this list and the page are to be extended."""
    nodes = {node.__name__ for node in (*get_args(Leaf), *get_args(Group))}
    assert nodes == {
        "Answered",
        "OneOf",
        "Includes",
        "Compared",
        "Known",
        "Concluded",
        "AllOf",
        "AnyOf",
        "NoneOf",
        "AtLeast",
    }
