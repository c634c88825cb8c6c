"""Each picture says in words what it shows, comes out the same every time, and is read without colour."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib.image
import numpy as np
import polars as pl
import pytest

from dorsiflex import study
from dorsiflex.errors import BadInput
from dorsiflex.study.picture import TONES, Picture
from tests.study.people import WRIST, people

COHORT = people(
    {"decided": "treat"},
    {"decided": "treat", "left_extension_deg": 45},
    {"decided": "emergency", "chest_pain": "present"},
    {"decided": "screen_first", "fever": None},
    {"decided": "treat", "left_extension_deg": 38, "right_symptomatic": "present"},
    {"decided": "treat", "left_extension_deg": 500},
)
LIMIT = study.the_limit(WRIST, "stiff", "extension_deg")
PICTURES: dict[str, Callable[[], Picture]] = {
    "flow": lambda: study.flow(COHORT, knowledge=WRIST),
    "patterns": lambda: study.patterns(COHORT, knowledge=WRIST),
    "dispositions": lambda: study.dispositions(COHORT, knowledge=WRIST),
    "asymmetry": lambda: study.asymmetry(COHORT, knowledge=WRIST),
    "agreement": lambda: study.agreement(COHORT, "decided", knowledge=WRIST).figure(),
    "sweep": lambda: study.sweep(COHORT, "stiff", "extension_deg", [35], knowledge=WRIST).figure(),
    "tornado": lambda: study.tornado(COHORT, [LIMIT], knowledge=WRIST).figure(),
    "error": lambda: study.error(COHORT, draws=5, knowledge=WRIST).figure(),
    "missing": lambda: study.missing(COHORT, shares=[0.5], knowledge=WRIST).figure(),
    "groups": lambda: study.groups(COHORT, "sex", knowledge=WRIST).figure(),
    "compare": lambda: study.compare(COHORT, WRIST, study.moved(WRIST, LIMIT, 35)).figure(),
}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module", params=PICTURES)
def drawn(request: pytest.FixtureRequest) -> tuple[Picture, Picture]:
    """The same picture drawn twice."""
    draw = PICTURES[request.param]
    return draw(), draw()


def test_a_picture_drawn_twice_is_the_same_to_the_byte(drawn: tuple[Picture, Picture]) -> None:
    one, two = drawn
    assert one.svg() == two.svg()
    assert one.png() == two.png()
    assert one.pdf() == two.pdf()


def test_the_words_stand_in_the_picture_and_beside_it(drawn: tuple[Picture, Picture], tmp_path: Path) -> None:
    picture = drawn[0]
    path = picture.save(tmp_path / "picture.svg")
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    assert root.attrib["role"] == "img"
    assert [root[0].tag, root[0].text, root[1].tag, root[1].text] == [
        f"{SVG}title",
        picture.title,
        f"{SVG}desc",
        picture.alt,
    ]
    assert (tmp_path / "picture.svg.txt").read_text(encoding="utf-8") == f"{picture.title}\n{picture.alt}\n"
    assert re.search(r"\d", picture.alt), "it tells numbers"
    assert b"<dc:date>" not in picture.svg()


def test_a_picture_is_neither_blank_nor_cut_off(drawn: tuple[Picture, Picture], tmp_path: Path) -> None:
    """Something is drawn, and the outermost pixels are paper."""
    pixels: Any = matplotlib.image.imread(drawn[0].save(tmp_path / "picture.png"))[:, :, :3]
    assert (pixels < 0.5).any(axis=2).mean() > 0.005
    for edge in (pixels[:3], pixels[-3:], pixels[:, :3], pixels[:, -3:]):
        assert np.allclose(edge, 1.0)


def test_a_notebook_that_becomes_a_page_keeps_the_words_of_a_picture() -> None:
    picture = PICTURES["groups"]()
    shown = ElementTree.fromstring(picture._repr_html_().replace(">", "/>"))
    assert shown.tag == "img" and shown.attrib["src"].startswith("data:image/png;base64,")
    assert shown.attrib["alt"] == f"{picture.title}. {picture.alt}"


def test_a_long_name_of_a_group_pushes_no_picture_off_the_page(tmp_path: Path) -> None:
    """The sheet is 8.4 inches wide; the name has 200 letters, and one sign that is no formula."""
    named = COHORT.with_columns(place=pl.lit("$North$ " * 25))
    picture = study.groups(named, "place", knowledge=WRIST).figure()
    assert matplotlib.image.imread(picture.save(tmp_path / "groups.png")).shape[1] < 9 * 300
    assert "$North$" in picture.svg().decode().split("</desc>")[1]


def test_a_pdf_is_written_and_tells_no_date(tmp_path: Path) -> None:
    written = PICTURES["dispositions"]().save(tmp_path / "bars.pdf").read_bytes()
    assert written.startswith(b"%PDF") and b"CreationDate" not in written


def test_groups_of_a_finding_are_called_as_it_is() -> None:
    assert (
        study.groups(COHORT, "left_extension_deg", knowledge=WRIST).title
        == "Answers by wrist extension, left, deg, 5 people"
    )


def test_rejected_and_answered_make_up_the_flow() -> None:
    assert PICTURES["flow"]().alt.startswith("Flow diagram. 6 rows in the table, 1 rejected, 5 answered.")


def test_the_side_difference_is_that_of_people_with_one_assessed_side() -> None:
    """62 - 30, 62 - 45, 62 - 30, 62 - 30; the fifth has both sides assessed, the sixth is rejected."""
    picture = PICTURES["asymmetry"]()
    assert picture.title.endswith("4 people")
    assert "Median 32.0 deg" in picture.alt
    assert (
        "0 % lie within the detectable side difference of 7 deg (constructed-error; an invented number)" in picture.alt
    )


def test_without_two_measured_sides_there_is_no_side_difference() -> None:
    with pytest.raises(BadInput, match="both sides"):
        study.asymmetry(COHORT.drop("right_extension_deg"), knowledge=WRIST)


def test_tones_differ_in_hatching_or_lightness_and_not_in_colour_alone() -> None:
    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    tones = list(TONES.values())
    for at, (colour, hatch) in enumerate(tones):
        for other, marks in tones[at + 1 :]:
            assert hatch != marks or abs(lightness(colour) - lightness(other)) > 0.15


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="SVG, PNG or PDF"):
        PICTURES["flow"]().save(tmp_path / "flow.jpg")


def test_a_notebook_shows_the_tables_with_what_others_typed_made_harmless() -> None:
    shown = study.groups(COHORT.rename({"id": "<b>id"}), "<b>id", knowledge=WRIST)._repr_html_()
    assert "Answers by “&lt;b&gt;id”" in shown
    assert "<table" in shown
    assert "<b>" not in shown


def test_a_cohort_in_which_no_pattern_is_met_has_its_picture_too(tmp_path: Path) -> None:
    """Matplotlib warned of an axis without length, and warnings are errors here."""
    nobody = people({"left_symptomatic": "absent", "left_extension_deg": 62, "left_end_feel": None})
    picture = study.patterns(nobody, knowledge=WRIST)
    assert "UpSet plot of 0 patterns" in picture.alt
    assert picture.save(tmp_path / "none.svg").exists()
