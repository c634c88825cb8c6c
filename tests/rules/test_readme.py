from __future__ import annotations

import re

import pytest

from dorsiflex.catalogue.parts import DissentPart, ObjectionPart, SupportPart
from dorsiflex.catalogue.schema import ExamplePart, GateFile, PatternFile, SuggestionFile
from dorsiflex.catalogue.words import RESERVED
from dorsiflex.language.expression import Op
from dorsiflex.language.rule import Outcome
from dorsiflex.present.index import pages
from tests.rules.ankle import ROOT, ankle

README = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
LANGUAGE = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
MODELS = (GateFile, PatternFile, SuggestionFile, SupportPart, DissentPart, ObjectionPart, ExamplePart)
IN_CONDITIONS = {
    *RESERVED,
    *(op.value for op in Op),
    "present",
    "absent",
    "between",
    "one_of",
    "includes",
    "fires",
    "silent",
}
WORDS = sorted(
    IN_CONDITIONS | {name for model in MODELS for name in model.model_fields} - {"title"} | {o.value for o in Outcome}
)


def test_the_generated_parts_are_fresh() -> None:
    """Stale? `python -m dorsiflex.present.index` writes them."""
    assert [page.name for page, text in pages(ROOT) if page.read_text(encoding="utf-8") != text] == []


@pytest.mark.parametrize("word", WORDS)
def test_every_word_of_the_language_is_explained(word: str) -> None:
    explained = re.findall(r"^\| (.*?) \|", README.partition("## The design")[0], flags=re.MULTILINE)
    assert any(f"`{word}`" in cell or f"`{word}:" in cell for cell in [*explained, *last_line()])


def last_line() -> list[str]:
    return [line for line in README.splitlines() if line.startswith("An example expects")]


@pytest.mark.parametrize("word", sorted(IN_CONDITIONS))
def test_every_word_of_a_condition_stands_in_the_definition_of_the_language(word: str) -> None:
    assert re.search(rf"(?<![a-z_]){word}(?![a-z_])", LANGUAGE)


def test_no_row_of_the_design_has_an_empty_cell() -> None:
    table = README.partition("<!-- generated: rows -->")[2].partition("<!-- end -->")[0]
    rows = [line.strip("|").split("|") for line in table.strip().splitlines()[2:]]
    assert len(rows) == len(ankle().settings.rows)
    assert [cells[0] for cells in rows if any(cell.strip() in ("", "–") for cell in cells)] == []


def test_the_nine_things_of_the_article_are_rows_of_the_design() -> None:
    assert len([row for row in ankle().settings.rows if row.startswith("article-")]) == 9


@pytest.mark.parametrize("identity", [*ankle().rules, *ankle().techniques])
def test_everything_is_listed_and_its_file_is_there(identity: str) -> None:
    [target] = re.findall(rf"^\| \[{identity}\]\((.+?)\)", README, flags=re.MULTILINE)
    assert (ROOT / "rules" / target).is_file()
