"""How do results of studies and differences between versions show themselves in a notebook?"""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

import dorsiflex
from dorsiflex import study
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.prove.difference import difference
from dorsiflex.study.limits import limits_of, moved
from tests.apps.people import WRIST
from tests.notebooks.displayed import shown


@pytest.fixture(scope="module")
def wrist() -> KnowledgeBase:
    return dorsiflex.load(WRIST)


def test_a_difference_shows_what_changed_and_an_answer_that_shows_it(wrist: KnowledgeBase) -> None:
    asked = wrist.vocabulary.findings
    rule, limit = next((rule, one) for rule in wrist.rules for one in limits_of(wrist, rule) if one.number in asked)
    other = moved(wrist, limit, limit.value + 1)
    data = shown(difference(wrist, other))
    for form in ("text/plain", "text/html"):
        assert "differ;" in data[form] and rule in data[form] and "Witness(" not in data[form]
    title = asked[limit.number].title
    assert title in " ".join(data["text/plain"].split()) and title in data["text/html"]


def test_versions_that_say_the_same_are_told_in_one_sentence(wrist: KnowledgeBase) -> None:
    data = shown(difference(wrist, replace(wrist, digest="another")))
    assert data["text/plain"].startswith("No decision differs for any intake that both versions take")
    assert f"{len(wrist.rules)} rules" in data["text/plain"] and "<table>" not in data["text/html"]


def test_a_study_is_a_table_where_only_text_is_shown(wrist: KnowledgeBase) -> None:
    people = pl.DataFrame({"left_symptomatic": ["present", "present"], "left_extension_deg": [40, 70]})
    result = study.compare(people, wrist, wrist)
    text = shown(result)["text/plain"]
    assert text == result.text().rstrip() and "Comparison(" not in text
    picture = result.figure()
    assert shown(picture)["text/plain"].splitlines()[0] == picture.title
