"""An unticked box is not a no, and a box of which nothing is said is not left out of a question."""

from __future__ import annotations

from pathlib import Path

import pytest

from dorsiflex.cohort.mapping import ASKED, EMPTY, RECORDED
from tests.cohort.test_batch import done
from tests.cohort.test_mapping import faults, recoded, write

FLAGS = "Pat,flags___1,flags___2,flags___99\na,1,0,0\nb,0,0,0\nc,0,0,1\nd,1,0,1\n"
LABELS = "Pat,Flags? (choice=Pain),Flags? (choice=Fever),Flags? (choice=None)\na,Checked,Unchecked,Unchecked\n"
TO_FINDINGS = "columns: {flags___1: chest_pain, flags___2: fever}\n"
NONE = "none_of: {flags___99: [chest_pain, fever]}\n"


def test_an_unticked_box_is_not_known_unless_none_of_them_is_ticked(tmp_path: Path):
    alone = recoded(tmp_path, FLAGS, TO_FINDINGS)
    assert alone.table["chest_pain"].to_list() == ["present", None, None, "present"]
    assert alone.states["chest_pain"].to_list() == [RECORDED, EMPTY, EMPTY, RECORDED]
    both = recoded(tmp_path, FLAGS, TO_FINDINGS + NONE)
    assert both.table["chest_pain"].to_list() == ["present", None, "absent", "present"]
    assert both.table["fever"].to_list() == [None, None, "absent", "absent"]
    assert both.table.columns == ["Pat", "chest_pain", "fever"]
    assert both.refused.select("place", "column").rows() == [(3, "flags___99")], "none of them, and chest pain"


def test_boxes_with_labels_are_read_alike(tmp_path: Path):
    words = "spellings: {present: [Checked], absent: [Unchecked]}\n"
    mapping = 'columns: {"Flags? (choice=Pain)": chest_pain, "Flags? (choice=Fever)": fever}\n' + words
    found = recoded(tmp_path, LABELS, mapping).table
    assert (found["chest_pain"][0], found["fever"][0]) == ("present", None)


def test_that_an_unticked_box_means_no_can_be_declared_and_is_then_told_as_an_assumption(tmp_path: Path):
    values = 'columns: {flags___1: {is: chest_pain, values: {"1": present, "0": absent}}}\n'
    table, mapping = write(tmp_path, FLAGS, values)
    told = " ".join(done(table, tmp_path / "out.csv", "--mapping", str(mapping)).output.split())
    assert "asked of nobody: unticked flags___1: chest_pain absent. Gates that read it: chest-pain." in told


PLACES = "Pat,where___1,where___2,where___3\na,1,0,0\nb,1,1,0\nc,0,0,1\nd,1,0,1\ne,0,0,0\n"
TWO = "columns:\n  where___1: {is: left_pain_where, option: front}\n  where___2: {is: left_pain_where, option: back}\n"


def test_a_box_of_a_question_must_be_mapped_or_ignored_and_ignored_it_leaves_the_answer_open(tmp_path: Path):
    [(_, told)] = faults(tmp_path, TWO, PLACES)
    assert told.startswith("`where___3` It is a box of the question that is mapped to `left_pain_where`")
    found = recoded(tmp_path, PLACES, TWO + "ignore: [where___3]\n")
    assert found.table["left_pain_where"].to_list() == ["front", "front;back", None, None, None]
    assert found.states["left_pain_where"].to_list() == [RECORDED, RECORDED, ASKED, ASKED, EMPTY]
    other = recoded(tmp_path, PLACES, TWO + "  where___3: fever\n")
    assert other.table["left_pain_where"].to_list() == ["front", "front;back", None, None, None]
    assert other.table["fever"].to_list() == [None, None, "present", "present", None]


def test_a_choice_without_a_box_is_told_of(tmp_path: Path):
    only_front = "columns: {front: {is: left_pain_where, option: front}}\n"
    table, mapping = write(tmp_path, "Pat,front\na,1\n", only_front)
    told = " ".join(done(table, tmp_path / "out.csv", "--mapping", str(mapping)).output.split())
    assert "boxes of left_pain_where: not back, for which there is no box, wherever another box is ticked" in told


def test_a_box_for_none_of_them_stands_for_boxes_that_are_mapped(tmp_path: Path):
    told = " ".join(
        text for _, text in faults(tmp_path, TO_FINDINGS + "none_of: {flags___99: [active_cancer]}\n", FLAGS)
    )
    assert "No box of a question is mapped to it" in told


UNKNOWN = ["UNK", "NASK", "ASKU", "Don't know", "don\u2019t know", "missing", "not done", "not recorded", "unclear"]


@pytest.mark.parametrize(
    "word", [*UNKNOWN, "refused", "-", ".", "null", "NaN", "#N/A", "not applicable", "999", "-99", ""]
)
def test_no_word_for_not_knowing_becomes_a_no(tmp_path: Path, word: str):
    mapping = f'columns: {{Fieber: {{is: fever, values: {{"{word}": absent, ja: present}}}}}}\n'
    [(_, told)] = faults(tmp_path, mapping)
    assert "says that nothing is known" in told
    if not word.strip("-0123456789"):
        return
    [(_, told)] = faults(tmp_path, f'columns: {{Alter: age_years}}\nspellings: {{absent: ["{word}"]}}\n')
    assert "neither yes nor no" in told


def test_a_choice_that_is_called_so_may_have_the_word(tmp_path: Path):
    mapping = 'columns: {bild: {is: left_imaging, values: {"not done": not_done, "1": fracture}}}\n'
    assert recoded(tmp_path, "Pat,bild\na,not done\n", mapping).table["left_imaging"][0] == "not_done"
