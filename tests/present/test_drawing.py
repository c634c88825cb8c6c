"""Do text and picture say the same, and is every fault of a drawing told with its line?"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dorsiflex.catalogue.load import load
from dorsiflex.errors import FaultyKnowledge, Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Direction, Technique
from dorsiflex.present.drawing import LETTER_WIDTH, draw, drawings
from dorsiflex.present.drawing_book import Book, read_book
from dorsiflex.present.drawing_form import PartsFile

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rules"
SCENES = sorted(path.stem for path in (RULES / "drawings").glob("*.yaml") if path.stem != "parts")
SVG = "{http://www.w3.org/2000/svg}"
LARGEST_BYTES = 30_000
TALUS_BACK, TIBIA_FORWARD = "banded-mwm-talus-back", "banded-mwm-tibia-forward"
SCENE = f"{TALUS_BACK}.yaml"


@cache
def sound_book() -> Book:
    return read_book(RULES)


def sound_parts() -> PartsFile:
    parts = sound_book().parts
    assert parts is not None
    return parts


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load(RULES)


@pytest.fixture(scope="module")
def drawn(knowledge: KnowledgeBase) -> dict[str, str]:
    return drawings(RULES, knowledge)


def with_directions(knowledge: KnowledgeBase, name: str, *directions: Direction) -> KnowledgeBase:
    """The same knowledge, but one record tells other directions."""
    changed = replace(knowledge.techniques[name], directions=directions)
    return replace(knowledge, techniques={**knowledge.techniques, name: changed})


def drawn_from(record: Technique) -> tuple[str, list[Problem]]:
    """One drawing of the repository, from a record as it might be."""
    document, scene = sound_book().scenes[record.id]
    problems: list[Problem] = []
    return draw(record, document, scene, sound_parts(), problems), problems


def arrows(svg: str) -> list[ElementTree.Element]:
    return [group for group in ElementTree.fromstring(svg).iter(f"{SVG}g") if group.get("data-direction")]


def turns(svg: str) -> list[str]:
    return re.findall(r"rotate\(([^)]*)\)", svg)


def texts(element: ElementTree.Element) -> list[str]:
    return [row.text or "" for row in element.iter(f"{SVG}tspan")]


# Text and picture


def test_every_technique_that_is_treatment_has_a_drawing(knowledge: KnowledgeBase) -> None:
    treatments = {category.id for category in knowledge.settings.categories if category.treatment}
    done = [technique for technique in knowledge.techniques.values() if technique.category in treatments]
    assert len(done) > 20
    assert {technique.id: technique.drawing for technique in done} == {name: f"{name}.svg" for name in SCENES}


@pytest.mark.parametrize("name", SCENES)
def test_the_drawing_in_the_folder_is_what_scene_and_record_give(name: str, drawn: dict[str, str]) -> None:
    assert (RULES / "drawings" / f"{name}.svg").read_text(encoding="utf-8") == drawn[f"{name}.svg"]


def test_no_drawing_stands_in_the_folder_without_a_scene() -> None:
    assert sorted(path.stem for path in (RULES / "drawings").glob("*.svg")) == SCENES


@pytest.mark.parametrize("name", SCENES)
def test_each_direction_of_the_record_has_one_arrow_and_a_caption_in_words(
    name: str, knowledge: KnowledgeBase, drawn: dict[str, str]
) -> None:
    directions = knowledge.techniques[name].directions
    groups = arrows(drawn[f"{name}.svg"])
    assert directions
    assert [group.get("data-direction") for group in groups] == [str(at + 1) for at in range(len(directions))]
    for direction, group in zip(directions, groups, strict=True):
        first, second = texts(group)
        assert first.endswith(f" {direction.of}")
        assert second == direction.towards


def test_a_record_without_directions_gives_no_arrow(knowledge: KnowledgeBase) -> None:
    svg, problems = drawn_from(replace(knowledge.techniques[TALUS_BACK], directions=()))
    assert arrows(svg) == []
    assert ["no such direction" in problem.why for problem in problems] == [True, True]


def test_no_line_of_a_part_is_an_arrow() -> None:
    parts = sound_parts()
    shapes = {shape.path for part in parts.parts.values() for shape in part.shapes}
    assert not shapes & {arrow.path for arrow in parts.arrows.values()}
    strokes = {shape.stroke for part in parts.parts.values() for shape in part.shapes}
    assert not strokes & {arrow.stroke for arrow in parts.arrows.values()}


def test_turning_a_direction_of_the_record_turns_its_arrow_and_nothing_else(
    knowledge: KnowledgeBase, drawn: dict[str, str]
) -> None:
    record, before = knowledge.techniques[TALUS_BACK], drawn[f"{TALUS_BACK}.svg"]
    first, *others = record.directions
    assert first.towards == "posterior"
    after, problems = drawn_from(replace(record, directions=(replace(first, towards="anterior"), *others)))
    assert problems == []
    assert (turns(before)[0], turns(after)[0]) == ("180", "0")
    assert turns(before)[1:] == turns(after)[1:]
    assert texts(arrows(after)[0])[1] == "anterior"
    without_arrow = re.compile(r"<desc.*</desc>|<g data-direction=\"1\">.*?</g>")
    assert without_arrow.sub("", before) == without_arrow.sub("", after)


def test_the_band_pulls_the_talus_back_in_one_drawing_and_the_tibia_forward_in_the_other(
    drawn: dict[str, str],
) -> None:
    """The person faces right, so forward is to the right."""
    assert turns(drawn[f"{TALUS_BACK}.svg"]) == ["180", "0"]
    assert turns(drawn[f"{TIBIA_FORWARD}.svg"]) == ["0", "0"]
    assert texts(arrows(drawn[f"{TALUS_BACK}.svg"])[0]) == ["pull on talus", "posterior"]
    assert texts(arrows(drawn[f"{TIBIA_FORWARD}.svg"])[0]) == ["pull on tibia", "anterior"]


def test_a_pull_and_a_glide_are_two_kinds_of_arrows(knowledge: KnowledgeBase, drawn: dict[str, str]) -> None:
    record = knowledge.techniques[TALUS_BACK]
    first, *others = record.directions
    assert first.kind == "pull"
    svg, _ = drawn_from(replace(record, directions=(replace(first, kind="glide"), *others)))
    pull, glide = arrows(drawn[f"{TALUS_BACK}.svg"])[0][0], arrows(svg)[0][0]
    assert (pull.get("fill"), glide.get("fill")) == ("currentColor", None)
    assert pull.get("d") != glide.get("d")


def test_to_and_fro_is_one_arrow_with_two_heads(drawn: dict[str, str]) -> None:
    [group] = arrows(drawn["calf-raise-loading.svg"])
    assert len(group.findall(f"{SVG}path")) == 2


@pytest.mark.parametrize(
    ("view", "word", "turn"),
    [
        ("standing-facing-right", "anterior", 0),
        ("standing-facing-right", "posterior", 180),
        ("standing-facing-right", "proximal", 270),
        ("lying-on-the-back", "anterior", 270),
        ("lying-on-the-back", "posterior", 90),
        ("lying-on-the-back", "distal", 0),
        ("lying-face-down", "anterior", 90),
        ("lying-face-down", "proximal", 0),
    ],
)
def test_a_word_means_one_way_on_paper_in_each_posture(view: str, word: str, turn: int) -> None:
    parts = sound_parts()
    assert parts.views[view][word] == [turn]


@pytest.mark.parametrize(
    ("one", "opposite"), [("anterior", "posterior"), ("proximal", "distal"), ("up", "down"), ("lateral", "medial")]
)
def test_opposite_words_point_opposite_ways(one: str, opposite: str) -> None:
    parts = sound_parts()
    both = [words for words in parts.views.values() if one in words]
    assert both
    assert all(int(words[one][0] - words[opposite][0]) % 360 == 180 for words in both)


# What anyone can read, on any paper


@pytest.mark.parametrize("name", SCENES)
def test_a_drawing_tells_itself_in_words(name: str, knowledge: KnowledgeBase, drawn: dict[str, str]) -> None:
    root = ElementTree.fromstring(drawn[f"{name}.svg"])
    technique = knowledge.techniques[name]
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == technique.title
    told = description.text or ""
    assert told.startswith(technique.start)
    for direction in technique.directions:
        assert f"{direction.of}, {direction.towards}, {direction.at}." in told


@pytest.mark.parametrize("name", SCENES)
def test_a_drawing_is_ink_only_and_needs_nothing_from_elsewhere(name: str, drawn: dict[str, str]) -> None:
    svg = drawn[f"{name}.svg"]
    assert set(re.findall(r' (?:fill|stroke|color)="([^"]*)"', svg)) <= {"currentColor", "none"}
    assert not re.search(r"href|<style|<image|<script|@|url\((?!#)", svg)
    assert len(svg.encode()) < LARGEST_BYTES
    assert 'viewBox="0 0 320 240"' in svg


def test_ids_differ_between_drawings_so_that_one_page_may_hold_them_all(drawn: dict[str, str]) -> None:
    every = [found for svg in drawn.values() for found in re.findall(r' id="([^"]*)"', svg)]
    assert len(every) == len(set(every))
    for name, svg in drawn.items():
        used = set(re.findall(r"url\(#([^)]*)\)", svg))
        assert used <= set(re.findall(r' id="([^"]*)"', svg)), name


@pytest.mark.parametrize("name", SCENES)
def test_all_words_stand_on_the_paper(name: str, drawn: dict[str, str]) -> None:
    for text in ElementTree.fromstring(drawn[f"{name}.svg"]).iter(f"{SVG}text"):
        for row in text:
            x, y = float(row.get("x", "")), float(row.get("y", ""))
            width = len(row.text or "") * float(text.get("font-size", "")) * LETTER_WIDTH
            left = x - width * {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor", "")]
            assert (left >= 0, left + width <= 320, 8 <= y <= 238) == (True, True, True), row.text


# Faults


@dataclass(frozen=True)
class Studio:
    """A copy of one drawing and the parts, to be broken one line at a time."""

    folder: Path
    knowledge: KnowledgeBase

    def edit(self, name: str, old: str, new: str) -> int:
        """Replace a text that stands there once; its line."""
        path = self.folder / "drawings" / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def problems(self) -> tuple[Problem, ...]:
        with pytest.raises(FaultyKnowledge) as caught:
            drawings(self.folder, self.knowledge)
        return caught.value.problems

    def problem(self) -> Problem:
        [found] = self.problems()
        assert found.why.endswith(".")
        assert found.mend.endswith((".", "?"))
        return found


@pytest.fixture
def studio(tmp_path: Path, knowledge: KnowledgeBase) -> Studio:
    (tmp_path / "drawings").mkdir()
    for name in (SCENE, "parts.yaml"):
        shutil.copy(RULES / "drawings" / name, tmp_path / "drawings")
    return Studio(tmp_path, replace(knowledge, techniques={TALUS_BACK: knowledge.techniques[TALUS_BACK]}))


FAULTS = [
    pytest.param("{part: anchor-post,", "{part: anchor-pots,", "Did you mean `anchor-post`?", id="a misspelt part"),
    pytest.param("{line: band,", "{line: bend,", "Did you mean `band`?", id="a misspelt stroke"),
    pytest.param("foot.below-malleolus", "foot.below-maleolus", "Did you mean", id="a misspelt anchor"),
    pytest.param(
        "{figure: person, pin: foot.sole", "{figure: persons, pin: foot.sole", "Did you mean", id="a misspelt figure"
    ),
    pytest.param("pin: foot.sole, at: [138", "pin: foot.soul, at: [138", "Did you mean", id="a misspelt pin"),
    pytest.param("turns: {thigh: -66, shank", "turns: {tigh: -66, shank", "`thigh`", id="a misspelt segment"),
    pytest.param("view: standing-facing-right", "view: standing-facing-rigth", "Did you mean", id="a misspelt view"),
    pytest.param("low anchor", "anchor pulls anterior", "directions", id="a label that tells a direction"),
]


@pytest.mark.parametrize(("old", "new", "said"), FAULTS)
def test_a_fault_of_a_scene_is_told_with_its_line(studio: Studio, old: str, new: str, said: str) -> None:
    line = studio.edit(SCENE, old, new)
    problem = studio.problem()
    assert problem.where == f"drawings/{SCENE}:{line}"
    assert said in str(problem)


def test_a_misspelt_key_is_told_with_its_line(studio: Studio) -> None:
    line = studio.edit(SCENE, "{part: ground, at: [6, 214]}", "{part: ground, att: [6, 214]}")
    found = studio.problems()
    assert {problem.where for problem in found} == {f"drawings/{SCENE}:{line}"}
    assert "Did you mean `at`?" in [problem.mend for problem in found]


def test_an_arrow_for_something_the_record_does_not_tell_is_told(studio: Studio) -> None:
    line = studio.edit(SCENE, "{of: tibia,", "{of: fibula,")
    missing, alone = studio.problems()
    assert missing.found == "no arrow for the movement of tibia"
    assert alone.where == f"drawings/{SCENE}:{line}"


def test_a_direction_that_no_arrow_stands_for_is_told(studio: Studio) -> None:
    added = Direction("pull", "fibula", "anterior", "somewhere")
    directions = studio.knowledge.techniques[TALUS_BACK].directions
    changed = with_directions(studio.knowledge, TALUS_BACK, *directions, added)
    problem = replace(studio, knowledge=changed).problem()
    assert problem.found == "no arrow for the pull of fibula"
    assert problem.where.startswith(f"drawings/{SCENE}:")


@pytest.mark.parametrize("change", [{"towards": "sideways"}, {"kind": "shove"}], ids=["direction", "kind"])
def test_a_word_that_the_parts_do_not_know_is_told(studio: Studio, change: dict[str, str]) -> None:
    first, *others = studio.knowledge.techniques[TALUS_BACK].directions
    changed = with_directions(studio.knowledge, TALUS_BACK, replace(first, **change), *others)
    problem = replace(studio, knowledge=changed).problem()
    assert problem.found == f"`{next(iter(change.values()))}`"


PART_FAULTS: list[object] = [
    pytest.param("path: M0 0L300 0", "path: M0 0L300", "1 numbers after L", id="half a point"),
    pytest.param("path: M0 0L300 0", "path: M0 0Q1 1L300 0", "2 numbers after Q", id="a curve without its end"),
    pytest.param("path: M0 0L300 0", "path: M0 0A300 0", "does not have the form", id="an arc"),
    pytest.param("{stroke: ground, path", "{stroke: grund, path", "Did you mean `ground`?", id="a misspelt stroke"),
    pytest.param("strap: 8, hatch: [90, 2.6]", "strap: 8, hatch: [90, 0]", "a gap of 0", id="hatching without gaps"),
    pytest.param(
        "{name: shank, part: shank, on: thigh.knee", "{name: shank, part: shank, on: knee", "earlier", id="on"
    ),
    pytest.param(
        "part: foot, on: shank.ankle, by: ankle", "part: foot, on: shank.ankle, by: ankel", "`ankle`", id="by"
    ),
    pytest.param("{name: thigh, part: thigh,", "{name: trunk, part: thigh,", "again", id="a name twice"),
    pytest.param("{name: head, part: head,", "{name: head, part: haed,", "`head`", id="a part of a figure"),
]


@pytest.mark.parametrize(("old", "new", "said"), PART_FAULTS)
def test_a_fault_of_the_parts_is_told_with_its_line(studio: Studio, old: str, new: str, said: str) -> None:
    line = studio.edit("parts.yaml", old, new)
    found = [problem for problem in studio.problems() if said in str(problem)]
    assert [problem.where for problem in found] == [f"drawings/parts.yaml:{line}"], studio.problems()


def test_scenes_without_parts_are_told(studio: Studio) -> None:
    (studio.folder / "drawings" / "parts.yaml").unlink()
    assert studio.problem().where == "drawings/parts.yaml"


def test_a_scene_that_no_technique_has_is_told(studio: Studio) -> None:
    folder = studio.folder / "drawings"
    shutil.copy(folder / SCENE, folder / "banded-mwm-talus-bck.yaml")
    assert TALUS_BACK in studio.problem().mend


def test_a_drawing_that_has_no_scene_is_told_at_the_record(studio: Studio) -> None:
    (studio.folder / "drawings" / SCENE).unlink()
    assert studio.problem().where == studio.knowledge.techniques[TALUS_BACK].defined_at


def test_a_scene_that_its_record_does_not_name_is_told(studio: Studio) -> None:
    silent = replace(studio.knowledge.techniques[TALUS_BACK], drawing="")
    techniques = {**studio.knowledge.techniques, TALUS_BACK: silent}
    changed = replace(studio, knowledge=replace(studio.knowledge, techniques=techniques))
    assert f"drawing: {TALUS_BACK}.svg" in changed.problem().mend


def test_a_file_named_yml_is_told(studio: Studio) -> None:
    (studio.folder / "drawings" / "other.yml").write_text("view: none\n", encoding="utf-8")
    assert studio.problem().where == "drawings/other.yml"


def test_a_file_that_is_no_yaml_is_told_with_its_line(studio: Studio) -> None:
    path = studio.folder / "drawings" / SCENE
    path.write_text("view: [\n", encoding="utf-8")
    assert any(problem.where.startswith(f"drawings/{SCENE}:") for problem in studio.problems())


# The rules beside the drawings


def test_drawings_are_no_part_of_what_decides(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "foreign" / "wrist", tmp_path / "wrist")
    before = load(tmp_path / "wrist", remember=False).digest
    (tmp_path / "wrist" / "drawings").mkdir()
    (tmp_path / "wrist" / "drawings" / "belt-glide.yaml").write_text("no: scene\n", encoding="utf-8")
    assert load(tmp_path / "wrist", remember=False).digest == before
