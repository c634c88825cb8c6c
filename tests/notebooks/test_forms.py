"""How do results of studies and differences between versions show themselves in a notebook?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from IPython.core.formatters import DisplayFormatter

import dorsiflex
from dorsiflex import notebook, study
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.prove.difference import difference
from dorsiflex.study.limits import limits_of, moved
from tests.apps.people import WRIST


@pytest.fixture(scope="module")
def formatter() -> Any:
    made = DisplayFormatter()
    notebook.register(made)
    return made


@pytest.fixture(scope="module")
def wrist() -> KnowledgeBase:
    return dorsiflex.load(WRIST)


def shown(thing: Any, formatter: Any) -> dict[str, str]:
    data, _ = formatter.format(thing)
    return dict(data)


def test_a_difference_shows_what_changed_and_an_answer_that_shows_it(wrist: KnowledgeBase, formatter: Any) -> None:
    asked = wrist.vocabulary.findings
    rule, limit = next((rule, one) for rule in wrist.rules for one in limits_of(wrist, rule) if one.number in asked)
    other = moved(wrist, limit, limit.value + 1)
    data = shown(difference(wrist, other), formatter)
    for form in ("text/plain", "text/html"):
        assert "differ;" in data[form] and rule in data[form] and "Witness(" not in data[form]
    title = asked[limit.number].title
    assert title in " ".join(data["text/plain"].split()) and title in data["text/html"]


def test_versions_that_say_the_same_are_told_in_one_sentence(wrist: KnowledgeBase, formatter: Any) -> None:
    data = shown(difference(wrist, replace(wrist, digest="another")), formatter)
    assert data["text/plain"].startswith("No decision differs for any intake that both versions take")
    assert f"{len(wrist.rules)} rules" in data["text/plain"] and "<table>" not in data["text/html"]


def test_a_study_is_a_table_where_only_text_is_shown(wrist: KnowledgeBase, formatter: Any) -> None:
    people = pl.DataFrame({"left_symptomatic": ["present", "present"], "left_extension_deg": [40, 70]})
    result = study.compare(people, wrist, wrist)
    text = shown(result, formatter)["text/plain"]
    assert text == result.text().rstrip() and "Comparison(" not in text
    picture = result.figure()
    assert shown(picture, formatter)["text/plain"].splitlines()[0] == picture.title
