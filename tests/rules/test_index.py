"""Does the index know any knowledge base, and only what stands in it?"""

from __future__ import annotations

from dorsiflex.catalogue.load import load
from dorsiflex.present.index import design_rows, index, with_parts
from tests.rules.ankle import ROOT

WRIST = load(ROOT / "tests" / "foreign" / "wrist")
PAGE = "By hand.\n<!-- generated: index -->\nold\n<!-- end -->\nBy hand too.\n"


def test_the_index_of_another_knowledge_base_names_each_of_its_rules_once() -> None:
    lines = list(index(WRIST, []))
    for identity in [*WRIST.rules, *WRIST.techniques]:
        assert len([line for line in lines if line.startswith(f"| [{identity}](")]) == 1


def test_a_gate_says_what_it_withholds() -> None:
    [line] = [line for line in index(WRIST, []) if line.startswith("| [thin-skin](")]
    assert ", ".join(WRIST.gates["thin-skin"].withholds) in line


def test_a_row_that_no_case_shows_has_an_empty_cell_for_all_to_see() -> None:
    rows = list(design_rows(WRIST, []))[2:]
    assert len(rows) == len(WRIST.settings.rows)
    assert all(line.endswith("| – |") for line in rows)


def test_only_what_stands_between_the_marks_is_written_anew() -> None:
    fresh = with_parts(PAGE, WRIST, [])
    assert fresh.startswith("By hand.\n<!-- generated: index -->\n### Gates")
    assert fresh.endswith("<!-- end -->\nBy hand too.\n")
    assert "old" not in fresh.splitlines()
    assert with_parts(fresh, WRIST, []) == fresh
