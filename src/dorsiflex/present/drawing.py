"""How does a drawing come from a scene and a record? The scene sets the parts; the record alone turns the arrows.

`python -m dorsiflex.present.drawing` writes every drawing of `rules/drawings` anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from dorsiflex.catalogue.document import Document
from dorsiflex.catalogue.document import Path as Place
from dorsiflex.catalogue.load import load, rules_folder
from dorsiflex.errors import FaultyKnowledge, Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Direction, Technique
from dorsiflex.present.drawing_book import FOLDER, pairing, read_book
from dorsiflex.present.drawing_form import LabelPart, PaperPart, PartsFile, PlacedArrowPart, SceneFile
from dorsiflex.present.drawing_geometry import Box, polyline
from dorsiflex.present.drawing_stage import Line, Misdrawn, Stage, point
from dorsiflex.present.drawing_svg import Arrow, Sheet, Words

LEADER = "leader"
ROW = " / "
LETTER_WIDTH = 0.56  # of the size of the text


def drawings(rules: Path, knowledge: KnowledgeBase) -> dict[str, str]:
    """Every drawing by its file name. Raises FaultyKnowledge with all that is wrong with the scenes."""
    book = read_book(rules)
    problems = [*book.problems, *pairing(book, knowledge)]
    drawn: dict[str, str] = {}
    for name, (document, scene) in book.scenes.items():
        if book.parts is not None and name in knowledge.techniques:
            drawn[f"{name}.svg"] = draw(knowledge.techniques[name], document, scene, book.parts, problems)
    if problems:
        raise FaultyKnowledge(sorted(set(problems)))
    return drawn


def draw(technique: Technique, document: Document, scene: SceneFile, parts: PartsFile, problems: list[Problem]) -> str:
    """One drawing as SVG; what is wrong with its scene joins `problems`."""
    stage = Stage(parts, document, problems)
    for at, item in enumerate(scene.items):
        stage.put(item, ("items", at))
    arrows = list(arrows_of(technique, scene, stage))
    labels = list(labels_of(scene, stage))
    sheet = Sheet(technique.id, parts.paper, parts.strokes)
    return sheet.svg(technique.title, description(technique, parts), stage.lines, arrows, labels)


def description(technique: Technique, parts: PartsFile) -> str:
    """The drawing in words: the record's own."""
    told = [", ".join(filter(None, (*caption(each, parts), each.at))) + "." for each in technique.directions]
    return " ".join(filter(None, (technique.start, *(sentence[0].upper() + sentence[1:] for sentence in told))))


def caption(direction: Direction, parts: PartsFile) -> tuple[str, str]:
    """What the arrow of a direction says."""
    kind = parts.arrows.get(direction.kind)
    return f"{kind.words if kind else direction.kind} {direction.of}", direction.towards


def arrows_of(technique: Technique, scene: SceneFile, stage: Stage) -> Iterator[Arrow]:
    """Exactly one arrow for each direction of the record, and none without one."""
    waiting = list(enumerate(scene.arrows))
    for number, direction in enumerate(technique.directions, start=1):
        fitting = [(at, arrow) for at, arrow in waiting if (arrow.of, arrow.at or "") == (direction.of, direction.at)]
        if not fitting:
            why = f"{technique.defined_at} tells a direction that has no arrow here."
            mend = f"Add an arrow `of: {direction.of}`, `at: {direction.at}`."
            stage.fault(("arrows",), f"no arrow for the {direction.kind} of {direction.of}", why, mend)
            continue
        at, arrow = fitting[0]
        waiting.remove((at, arrow))
        with suppress(Misdrawn):
            yield arrow_of(number, direction, arrow, scene.view, stage, ("arrows", at))
    for at, arrow in waiting:
        why = f"{technique.defined_at} tells no such direction, and no arrow stands for itself."
        stage.fault(("arrows", at), f"an arrow `of: {arrow.of}`, `at: {arrow.at}`", why, "Correct one of the two.")


def arrow_of(number: int, direction: Direction, arrow: PlacedArrowPart, view: str, stage: Stage, path: Place) -> Arrow:
    """The arrow of one direction: its kind says which, its word says whither."""
    stage.named(view, stage.parts.views, "view", ("view",))
    stage.named(direction.towards, stage.parts.views[view], f"direction of the view `{view}`", path)
    stage.named(direction.kind, stage.parts.arrows, "kind of arrow", path)
    style = stage.parts.arrows[direction.kind]
    x, y = stage.spot(arrow.spot, (*path, "spot"))
    dx, dy = (0.0, 0.0) if arrow.shift is None else point(arrow.shift)
    turns = tuple(float(turn) for turn in stage.parts.views[view][direction.towards])
    words = Words(point(arrow.caption), caption(direction, stage.parts), arrow.align)
    return Arrow(number, (x + dx, y + dy), turns, style.path, style.stroke, words)


def labels_of(scene: SceneFile, stage: Stage) -> Iterator[Words]:
    """Words beside the drawing, each with a thin line to what it names; none tells a direction."""
    directions = stage.parts.views.get(scene.view, {})
    for at, label in enumerate(scene.labels):
        spoken = set(re.findall(r"[a-z]+", label.text.lower()))
        if said := sorted(spoken & set(directions)):
            why = "A direction is told by the record alone, or text and drawing could differ."
            stage.fault(("labels", at, "text"), f"`{said[0]}` in a label", why, "Tell it under `directions:`.")
        if label.leads_to is not None:
            with suppress(Misdrawn):
                stage.lines.append(leader(label, stage, ("labels", at, "leads_to")))
        yield Words(point(label.at), tuple(label.text.split(ROW)), label.align)


def leader(label: LabelPart, stage: Stage, path: Place) -> Line:
    """A thin line from the nearest edge of a label to what it names."""
    stage.named(LEADER, stage.parts.strokes, "stroke", path)
    end = stage.spot(label.leads_to or [], path)
    left, top, right, bottom = bounds(label, stage.parts.paper)
    start = (min(max(end[0], left), right), min(max(end[1], top), bottom))
    return Line(polyline([start, end]), LEADER, stage.next_layer())


def bounds(label: LabelPart, paper: PaperPart) -> Box:
    """About the room that a label takes: letters differ in width from font to font."""
    rows = label.text.split(ROW)
    size, width = float(paper.text), max(map(len, rows)) * float(paper.text) * LETTER_WIDTH
    x, y = point(label.at)
    left = x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[label.align]
    return left - 2, y - size, left + width + 2, y + (len(rows) - 1) * float(paper.line) + 4


def main() -> None:
    """Write every drawing anew."""
    rules = rules_folder()
    for name, svg in drawings(rules, load(rules)).items():
        (rules / FOLDER / name).write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
