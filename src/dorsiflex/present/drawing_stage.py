"""What stands where in a scene, and what hides what? Parts become lines on the paper, in the order they are drawn."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import assert_never

from dorsiflex.catalogue.document import Document
from dorsiflex.catalogue.document import Path as Place
from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.errors import Problem
from dorsiflex.present.drawing_form import (
    BuildingPart,
    FigureItem,
    Item,
    LineItem,
    PartsFile,
    SegmentPart,
    ShapePart,
    SingleItem,
)
from dorsiflex.present.drawing_geometry import (
    Frame,
    Path,
    Point,
    box,
    closed,
    frame,
    hatching,
    overlap,
    polyline,
    read_path,
    strap,
)

Pair = list[Decimal]


class Misdrawn(Exception):
    """A part of a scene that cannot be drawn; its problem is already noted."""


@dataclass(frozen=True)
class Line:
    """One line of a drawing: its path, its stroke, and what of it hides others."""

    path: Path
    stroke: str
    layer: int
    covers: bool = False
    joins: bool = False
    inside: Path | None = None

    @property
    def hides(self) -> Path | None:
        return closed(self.path) if self.covers or self.joins else None


@dataclass
class Stage:
    """One scene while it is set: the lines so far, and the spots that have a name."""

    parts: PartsFile
    document: Document
    problems: list[Problem]
    lines: list[Line] = field(default_factory=list)
    spots: dict[str, Point] = field(default_factory=dict)
    layers: int = 0
    incomplete: bool = False

    def fault(self, path: Place, found: str, why: str, mend: str) -> Misdrawn:
        self.problems.append(Problem(self.document.where(path), found, why, mend))
        return Misdrawn()

    def named(self, name: str, known: Mapping[str, object], what: str, path: Place) -> None:
        if name not in known:
            raise self.fault(path, f"`{name}`", f"No {what} has this name.", did_you_mean(name, known))

    def spot(self, spot: Pair | str, path: Place) -> Point:
        """A point of the paper, given as two numbers or by the name of an anchor."""
        if not isinstance(spot, str):
            return point(spot)
        if spot not in self.spots and self.incomplete:
            raise Misdrawn  # it may belong to the item that is faulty itself: one fault is told once
        self.named(spot, self.spots, "anchor of this scene", path)
        return self.spots[spot]

    def put(self, item: Item, path: Place) -> None:
        """One item of the scene; a faulty one is left out."""
        try:
            self.put_kind(item, path)
        except Misdrawn:
            self.incomplete = True

    def put_kind(self, item: Item, path: Place) -> None:
        match item:
            case FigureItem():
                self.put_figure(item, path)
            case SingleItem():
                self.put_part(item, path)
            case LineItem():
                self.put_line(item, path)
            case _:
                assert_never(item)

    def put_line(self, item: LineItem, path: Place) -> None:
        """A line through spots: a strap where its stroke is one."""
        self.named(item.line, self.parts.strokes, "stroke", (*path, "line"))
        points = [self.spot(spot, (*path, "through", at)) for at, spot in enumerate(item.through)]
        style = self.parts.strokes[item.line]
        outline = polyline(points) if style.strap is None else strap(points, float(style.strap))
        self.lines.append(Line(outline, item.line, self.next_layer(), covers=style.strap is not None))
        if style.hatch is not None:
            self.lines.append(hatched(outline, item.line, style.hatch, frame(), self.layers))

    def put_part(self, item: SingleItem, path: Place) -> None:
        """A single part, its `pin` (or its origin) on a spot."""
        self.named(item.part, self.parts.parts, "part", (*path, "part"))
        part, pinned = self.parts.parts[item.part], (0.0, 0.0)
        if item.pin is not None:
            self.named(item.pin, part.anchors, f"anchor of `{item.part}`", (*path, "pin"))
            pinned = point(part.anchors[item.pin])
        placed = frame(float(item.turn), float(item.scale), item.mirror, float(item.stretched))
        placed = placed.bringing(pinned, self.spot(item.at, (*path, "at")))
        self.draw(part, placed, float(item.scale), self.next_layer())
        self.name_spots(item.name or item.part, part, placed)

    def put_figure(self, item: FigureItem, path: Place) -> None:
        """A jointed figure, each segment turned as the scene says."""
        self.named(item.figure, self.parts.figures, "figure", (*path, "figure"))
        segments = {segment.name: segment for segment in self.parts.figures[item.figure]}
        for turned in item.turns:
            self.named(turned, segments, "segment", (*path, "turns", turned))
        joined = self.joined(list(segments.values()), item)
        anchors = {
            f"{name}.{anchor}": joined[name].at(point(at))
            for name, segment in segments.items()
            for anchor, at in self.parts.parts[segment.part].anchors.items()
        }
        self.named(item.pin, anchors, f"anchor of `{item.figure}`", (*path, "pin"))
        whole = frame(float(item.turn), float(item.scale), item.mirror)
        whole = whole.bringing(anchors[item.pin], self.spot(item.at, (*path, "at")))
        self.draw_segments(list(segments.values()), item, {name: whole.after(joined[name]) for name in joined})

    def draw_segments(self, segments: list[SegmentPart], item: FigureItem, placed: dict[str, Frame]) -> None:
        """From the lowest layer up; within one, from the last segment to the first, whose bones lie over its end."""
        layers: dict[Decimal, int] = {}
        last_to_first = segments[::-1]
        for segment in sorted(last_to_first, key=lambda part: part.layer):
            part = self.parts.parts[segment.part]
            self.name_spots(".".join(filter(None, (item.name, segment.name))), part, placed[segment.name])
            if segment.name in item.turns:
                if segment.layer not in layers:
                    layers[segment.layer] = self.next_layer()
                self.draw(part, placed[segment.name], float(item.scale), layers[segment.layer])

    def joined(self, segments: list[SegmentPart], item: FigureItem) -> dict[str, Frame]:
        """Each segment's frame within the figure; one that is not drawn hangs straight."""
        frames: dict[str, Frame] = {}
        parts = {segment.name: self.parts.parts[segment.part] for segment in segments}
        for segment in segments:
            placed = frame(float(item.turns.get(segment.name, Decimal(0))))
            if segment.on is not None and segment.by is not None:
                neighbour, _, anchor = segment.on.partition(".")
                held = frames[neighbour].at(point(parts[neighbour].anchors[anchor]))
                placed = placed.bringing(point(parts[segment.name].anchors[segment.by]), held)
            frames[segment.name] = placed
        return frames

    def name_spots(self, name: str, part: BuildingPart, placed: Frame) -> None:
        self.spots.update({f"{name}.{anchor}": placed.at(point(at)) for anchor, at in part.anchors.items()})

    def next_layer(self) -> int:
        self.layers += 1
        return self.layers

    def draw(self, part: BuildingPart, placed: Frame, scale: float, layer: int) -> None:
        for shape in part.shapes:
            if shown_at(shape, scale):
                self.lines.append(line(shape, placed, layer))


def line(shape: ShapePart, placed: Frame, layer: int) -> Line:
    """A shape where it came to stand."""
    path = placed.of(read_path(shape.path))
    if shape.hatch is not None:
        return hatched(path, shape.stroke, shape.hatch, placed, layer)
    return Line(path, shape.stroke, layer, shape.covers, shape.joins)


def hatched(inside: Path, stroke: str, hatch: Pair, placed: Frame, layer: int) -> Line:
    """Hatching keeps its gap on the paper and turns with its part."""
    x, y = placed.at((1, 0))[0] - placed.e, placed.at((1, 0))[1] - placed.f
    turn, gap = point(hatch)
    return Line(hatching(inside, turn + math.degrees(math.atan2(y, x)), gap), stroke, layer, inside=closed(inside))


def shown_at(shape: ShapePart, scale: float) -> bool:
    """Whether a shape is drawn at this size: details go first."""
    too_small = shape.from_scale is not None and scale < shape.from_scale
    return not too_small and not (shape.below_scale is not None and scale >= shape.below_scale)


def point(pair: Pair) -> Point:
    return float(pair[0]), float(pair[1])


def hiders(lines: list[Line], at: int) -> Iterator[int]:
    """Which later lines hide a part of this one? Outlines of one layer join; between layers the later one hides."""
    this = lines[at]
    for number, other in enumerate(lines):
        if number == at or other.hides is None or not overlap(box(this.path), box(other.hides)):
            continue
        if other.layer == this.layer:
            if (other.joins and this.joins) or (other.covers and number > at and not this.joins):
                yield number
        elif other.layer > this.layer:
            yield number
