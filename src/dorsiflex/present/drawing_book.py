"""Which scenes are there, and do they fit the set of parts and the records? Every fault is a Problem with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from dorsiflex.catalogue.document import Document
from dorsiflex.catalogue.document import Path as Place
from dorsiflex.catalogue.faults import read_as
from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.catalogue.reader import read_document
from dorsiflex.catalogue.source_text import Unreadable
from dorsiflex.errors import Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.drawing_form import PartsFile, SceneFile, SegmentPart
from dorsiflex.present.drawing_geometry import read_path

FOLDER = "drawings"
PARTS = "parts"
SMALLEST_GAP = 1


@dataclass
class Book:
    """All scenes of a knowledge base with their one set of parts, and what is wrong with them."""

    parts: PartsFile | None = None
    scenes: dict[str, tuple[Document, SceneFile]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)


def read_book(rules: Path) -> Book:
    """The files under `drawings/`, each in its form."""
    book = Book()
    for path in sorted((rules / FOLDER).glob("*.y*ml")):
        name = f"{FOLDER}/{path.name}"
        if path.suffix != ".yaml":
            mend = "Rename it to .yaml."
            book.problems.append(Problem(name, f"a file named {path.suffix}", "Only .yaml files are read.", mend))
            continue
        try:
            read_file(path.stem, read_document(path, name), book)
        except Unreadable as unreadable:
            book.unread.add(path.stem)
            book.problems.extend(unreadable.problems)
    if book.scenes and book.parts is None and not book.problems:
        why = "Scenes are made of its parts."
        book.problems.append(Problem(f"{FOLDER}/{PARTS}.yaml", "no such file", why, "Add it."))
    return book


def read_file(stem: str, document: Document, book: Book) -> None:
    """The set of parts, or one scene."""
    if stem == PARTS:
        parts = read_as(PartsFile, document, book.problems)
        if parts is not None:
            found = [*shape_problems(parts, document), *figure_problems(parts, document)]
            book.problems.extend(found)
            book.parts = None if found else parts
    elif (scene := read_as(SceneFile, document, book.problems)) is not None:
        book.scenes[stem] = (document, scene)
    else:
        book.unread.add(stem)


def shape_problems(parts: PartsFile, document: Document) -> Iterator[Problem]:
    """Lines whose path cannot be read, whose stroke is unknown, whose hatching would be one black field."""
    lines: list[tuple[Place, str, str]] = [
        (("arrows", name), arrow.path, arrow.stroke) for name, arrow in parts.arrows.items()
    ]
    hatches: list[tuple[Place, list[Decimal] | None]] = [
        (("strokes", name), stroke.hatch) for name, stroke in parts.strokes.items()
    ]
    for name, part in parts.parts.items():
        for at, shape in enumerate(part.shapes):
            lines.append((("parts", name, "shapes", at), shape.path, shape.stroke))
            hatches.append((("parts", name, "shapes", at), shape.hatch))
    for place, path, stroke in lines:
        where = document.where((*place, "path"))
        try:
            read_path(path)
        except ValueError as error:
            why = "M and L take a point, Q two, C three, Z none."
            yield Problem(where, f"the path of `{place[1]}`: {error}", why, "Correct the path.")
        if stroke not in parts.strokes:
            yield Problem(where, f"`stroke: {stroke}`", "No stroke has this name.", did_you_mean(stroke, parts.strokes))
    for place, hatch in hatches:
        if hatch is not None and hatch[1] < SMALLEST_GAP:
            why = f"The second number is the gap between two lines; below {SMALLEST_GAP} they run together."
            yield Problem(document.where((*place, "hatch")), f"a gap of {hatch[1]}", why, "Widen the gap.")


def figure_problems(parts: PartsFile, document: Document) -> Iterator[Problem]:
    """Segments of a part that does not exist, or joined where there is no anchor."""
    for name, segments in parts.figures.items():
        earlier: dict[str, str] = {}
        for at, segment in enumerate(segments):
            where = document.where(("figures", name, at))
            if segment.part not in parts.parts:
                mend = did_you_mean(segment.part, parts.parts)
                yield Problem(where, f"`part: {segment.part}`", "No part has this name.", mend)
                return
            if segment.name in earlier:
                yield Problem(where, f"`name: {segment.name}` again", "A segment is named once.", "Rename one.")
            yield from joint_problems(segment, earlier, parts, where, first=at == 0)
            earlier[segment.name] = segment.part


def joint_problems(
    segment: SegmentPart, earlier: dict[str, str], parts: PartsFile, where: str, *, first: bool
) -> Iterator[Problem]:
    """The joint of one segment: an anchor of its own on one of an earlier segment."""
    if first and segment.on is None and segment.by is None:
        return
    neighbour, _, anchor = (segment.on or "").partition(".")
    if anchor not in (parts.parts[earlier[neighbour]].anchors if neighbour in earlier else {}):
        why = "A segment is joined to an anchor of an earlier segment."
        yield Problem(where, f"`on: {segment.on}`", why, "Write it as `segment.anchor`.")
    if segment.by not in (anchors := parts.parts[segment.part].anchors):
        why = f"`{segment.part}` has no such anchor."
        yield Problem(where, f"`by: {segment.by}`", why, did_you_mean(segment.by or "", anchors))


def pairing(book: Book, knowledge: KnowledgeBase) -> Iterator[Problem]:
    """A drawing has a scene and a record, and the record names it."""
    for name, (document, _) in book.scenes.items():
        if (technique := knowledge.techniques.get(name)) is None:
            mend = did_you_mean(name, knowledge.techniques)
            yield Problem(document.where(("view",)), f"a scene named `{name}`", "No technique has this id.", mend)
        elif technique.drawing != f"{name}.svg":
            why = f"{technique.defined_at} does not name its drawing."
            mend = f"Add `drawing: {name}.svg` there."
            yield Problem(document.where(("view",)), f"the scene of `{name}`", why, mend)
    for technique in knowledge.techniques.values():
        if technique.drawing and technique.id not in {*book.scenes, *book.unread}:
            why = f"There is no scene {FOLDER}/{technique.id}.yaml to draw it from."
            mend = "Write the scene, or leave the line out."
            yield Problem(technique.defined_at, f"`drawing: {technique.drawing}`", why, mend)
