import re
import tempfile
from pathlib import Path

import nbformat
import pytest

import dorsiflex
from tests.notebooks.running import (
    NOTEBOOKS,
    ROOT,
    Broken,
    code_cells,
    differences,
    place_in,
    read,
    run,
    shown,
    text_of,
    tidied,
)

EACH = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
ID = re.compile(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`")
MEASURED = re.compile(
    r"\b(?!95 ?%)(\d+(?:\.\d+)?)\s*(cm\b|mm\b|°|%|(?:degrees|percent|people|adults|patients|trials|studies)\b)"
)
PARAGRAPH = re.compile(r"\n\s*\n|\n(?=[-|] )")
OUR_OWN = re.compile(r"our own|this project|assumed|convention|constructed|in memory", re.IGNORECASE)
LOADS = 'knowledge = dorsiflex.load("../rules")'


@pytest.fixture
def place(tmp_path):
    return place_in(tmp_path)


@pytest.fixture(scope="module")
def cited():
    """The knowledge, and every id that a text may name."""
    knowledge = dorsiflex.load(ROOT / "rules")
    records = (knowledge.rules, knowledge.techniques, knowledge.sources, knowledge.claims, knowledge.hazards)
    cases = {path.stem for path in (ROOT / "cases").rglob("*.yaml")}
    return knowledge, cases.union(*records)


@EACH
def test_a_notebook_shows_from_a_clean_kernel_what_is_committed(path, place):
    try:
        found = differences(path, read(path), run(path, place))
    except Broken as broken:
        found = [str(broken)]
    assert not found, "\n\n".join(found) + "\n\nIf it should differ: .venv/bin/python -m tests.notebooks --write"


@EACH
def test_a_notebook_is_committed_as_it_is_written(path):
    """Run in order, without times, versions or settings of the machine it was run on."""
    assert path.read_text(encoding="utf-8") == text_of(tidied(read(path)))


@EACH
def test_a_notebook_names_no_place_of_a_machine(path):
    text = path.read_text(encoding="utf-8")
    for folder in (ROOT, Path.home(), Path(tempfile.gettempdir())):
        assert f"{folder}/" not in text


@EACH
def test_a_notebook_says_what_it_is_loads_the_rules_in_one_line_and_checks_itself(path):
    notebook = read(path)
    code = "\n".join(cell.source for _, cell in code_cells(notebook))
    assert notebook.cells[0].cell_type == "markdown" and notebook.cells[0].source.startswith("# ")
    assert code.count(LOADS) == code.count("dorsiflex.load(") == 1
    assert re.search(r"^\s*assert ", code, re.MULTILINE)


@EACH
def test_what_a_text_cites_is_known_and_was_seen_by_somebody(path, cited):
    """Ids stand in backticks; an entry that is only remembered supports nothing."""
    knowledge, known = cited
    texts = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    ids = set(ID.findall(texts))
    assert ids and ids <= known, f"unknown: {sorted(ids - known)}"
    assert not [name for name in ids & set(knowledge.sources) if knowledge.sources[name].status == "memory"]


@EACH
def test_a_measured_number_in_a_text_stands_beside_its_source_or_the_code_that_has_it(path, cited):
    """Not in the first cell, which tells who the person is."""
    knowledge, _ = cited
    cells = read(path).cells
    for place, cell in enumerate(cells):
        beside = "\n".join(code_and_output(near) for near in cells[max(0, place - 1) : place + 2])
        for paragraph in PARAGRAPH.split(cell.source) if place and cell.cell_type == "markdown" else ():
            numbers = {number for number, _ in MEASURED.findall(paragraph)}
            sources = set(ID.findall(paragraph)) & set(knowledge.sources)
            assert sources or OUR_OWN.search(paragraph) or all(number in beside for number in numbers), paragraph


def code_and_output(cell):
    return "\n".join([cell.source, *shown(cell)]) if cell.cell_type == "code" else ""


def test_a_notebook_fails_when_a_limit_that_it_shows_is_moved(place):
    """The side difference that counts as a deficit is doubled."""
    path = ROOT / "notebooks" / "03-joint-calf-or-both.ipynb"
    rule = place / "rules" / "patterns" / "deficit.yaml"
    text = rule.read_text(encoding="utf-8")
    moved = text.replace("lunge_asymmetry_cm: {at_least: 1.5}", "lunge_asymmetry_cm: {at_least: 3}")
    assert moved != text
    rule.write_text(moved, encoding="utf-8")
    with pytest.raises(Broken, match=r"^03-joint-calf-or-both, cell \[\d+\] .*\n    AssertionError"):
        run(path, place)


def made(tmp_path, *sources):
    """A notebook of some cells, as it stands in a folder."""
    path = tmp_path / "made.ipynb"
    cells = [nbformat.v4.new_code_cell(source, id=f"c{place}") for place, source in enumerate(sources)]
    path.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=cells)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A small notebook, and what a clean kernel makes of it."""
    path = made(
        tmp_path_factory.mktemp("made"),
        "7",
        "from IPython.display import HTML\nprint('six')\nHTML('<p>seven <b>cm</b></p>')",
        "from IPython.display import SVG\nSVG('<svg/>')",
        "print(object())\nprint('ankle 0.1.0 · 0123456789ab · agreed')",
    )
    return path, run(path, place_in(tmp_path_factory.mktemp("place")))


def edited(notebook, *changes):
    """The notebook with other words in it."""
    text = text_of(notebook)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return nbformat.reads(text, as_version=4)


def test_what_differs_is_told_with_its_notebook_and_cell(small):
    path, now = small
    assert differences(path, now, now) == []
    [told] = differences(path, edited(now, ("six", "sechs"), ("<b>cm</b>", "<b>mm</b>")), now)
    # the words changed in the source of the cell too, which is not compared
    assert told.startswith("made, cell [2] `from IPython.display import HTML`")
    assert all(line in told for line in ("-sechs", "+six", "-mm", "+cm"))


def test_a_picture_that_went_missing_is_noticed_and_another_picture_is_not(small):
    path, now = small
    other = edited(now, ("<svg/>", "<svg></svg>"))
    assert differences(path, other, now) == []
    other.cells[2].outputs[0].data.pop("image/svg+xml")
    [told] = differences(path, other, now)
    assert "+[image/svg+xml]" in told


def test_where_an_object_lies_and_the_fingerprint_of_the_rules_may_differ(small):
    path, now = small
    other = edited(now, ("0123456789ab", "ba9876543210"), ("object at 0x", "object at 0xfeed"))
    assert differences(path, other, now) == []


def test_a_warning_is_no_output_to_keep(tmp_path, place):
    path = made(tmp_path, "import warnings\nwarnings.warn('old', stacklevel=1)")
    now = run(path, place)
    [told] = differences(path, now, now)
    assert "writes to stderr" in told and "old" in told


def test_an_error_names_its_cell(tmp_path, place):
    path = made(tmp_path, "1", "# halves\n1 / 0")
    with pytest.raises(Broken, match=r"made, cell \[2\] `# halves`\n    ZeroDivisionError"):
        run(path, place)


def test_what_we_show_is_shown_once_and_has_a_text_beside_its_html(tmp_path, place):
    """Where Rich notices a notebook, it shows by itself what it was to write into a text."""
    sources = (
        'import dorsiflex\nknowledge = dorsiflex.load("../rules")\nnext(iter(knowledge.techniques.values()))',
        "dorsiflex.assess({'left': {'symptomatic': 'present'}}, knowledge)",
        "from dorsiflex.notebook_table import Table\nTable([{'side': 'left', 'of': ('a', 'b'), 'cm': None}])",
    )
    for _, cell in code_cells(run(made(tmp_path, *sources), place)):
        assert [sorted(output.data) for output in cell.outputs] == [["text/html", "text/plain"]]
        assert len(cell.outputs[0].data["text/plain"]) > 10
    assert "left   a, b   –" in cell.outputs[0].data["text/plain"]
