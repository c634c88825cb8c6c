"""What stands where in a scene, and what hides what? Parts become lines on the paper, in the order they are drawn."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from dorsiflex.catalogue.document import Document
from dorsiflex.catalogue.document import Path as Place
from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.errors import Problem
from dorsiflex.present.drawing_form import BuildingPart, ItemPart, PartsFile, SegmentPart, ShapePart
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
        self.named(spot, self.spots, "anchor of this scene", path)
        return self.spots[spot]

    def put(self, item: ItemPart, path: Place) -> None:
        """One item of the scene."""
        match (item.figure, item.part, item.line):
            case (str(figure), None, None):
                self.put_figure(item, figure, path)
            case (None, str(part), None):
                self.put_part(item, part, path)
            case (None, None, str(line)):
                self.put_line(item, line, path)
            case _:
                why = "An item is one `figure`, one `part` or one `line`."
                raise self.fault(path, "an item of another kind", why, "Name exactly one of them.")

    def put_line(self, item: ItemPart, stroke: str, path: Place) -> None:
        """A line through spots: a strap where its stroke is one."""
        self.named(stroke, self.parts.strokes, "stroke", (*path, "line"))
        points = [self.spot(spot, (*path, "through", at)) for at, spot in enumerate(item.through)]
        if len(points) < 2:
            raise self.fault(path, f"`line: {stroke}`", "A line runs through two spots or more.", "Add `through:`.")
        style = self.parts.strokes[stroke]
        outline = polyline(points) if style.strap is None else strap(points, float(style.strap))
        self.lines.append(Line(outline, stroke, self.next_layer(), covers=style.strap is not None))
        if style.hatch is not None:
            self.lines.append(hatched(outline, stroke, style.hatch, frame(), self.layers))

    def put_part(self, item: ItemPart, name: str, path: Place) -> None:
        """A single part, its `pin` (or its origin) on a spot."""
        part = self.part(name, (*path, "part"))
        placed = own_frame(item)
        pinned = (0.0, 0.0)
        if item.pin is not None:
            self.named(item.pin, part.anchors, f"anchor of `{name}`", (*path, "pin"))
            pinned = point(part.anchors[item.pin])
        placed = placed.bringing(pinned, self.where(item, path))
        self.draw(part, placed, float(item.scale or 1), self.next_layer(), path)
        self.name_spots(item.name or name, part, placed)

    def put_figure(self, item: ItemPart, name: str, path: Place) -> None:
        """A jointed figure, each segment turned as the scene says; a segment without a turn is left out."""
        self.named(name, self.parts.figures, "figure", (*path, "figure"))
        segments = self.parts.figures[name]
        for segment in item.turns:
            self.named(segment, {part.name: part for part in segments}, "segment", (*path, "turns", segment))
        frames = self.joined(segments, item, path)
        anchors = {
            f"{segment.name}.{anchor}": frames[segment.name].at(point(at))
            for segment in segments
            for anchor, at in self.parts.parts[segment.part].anchors.items()
        }
        if item.pin is None:
            raise self.fault(path, f"`figure: {name}`", "Nothing says where it stands.", "Add `pin:` and `at:`.")
        self.named(item.pin, anchors, f"anchor of `{name}`", (*path, "pin"))
        whole = own_frame(item)
        whole = whole.bringing(anchors[item.pin], self.where(item, path))
        layers: dict[Decimal, int] = {}
        # Within a layer the first segment is drawn last: its bones lie over those it ends in.
        for segment in sorted(reversed(segments), key=lambda segment: segment.layer):
            placed = whole.after(frames[segment.name])
            self.name_spots(".".join(filter(None, (item.name, segment.name))), self.parts.parts[segment.part], placed)
            if segment.name in item.turns:
                layer = layers[segment.layer] if segment.layer in layers else self.next_layer()
                layers[segment.layer] = layer
                self.draw(self.parts.parts[segment.part], placed, float(item.scale or 1), layer, path)

    def joined(self, segments: list[SegmentPart], item: ItemPart, path: Place) -> dict[str, Frame]:
        """Each segment's frame within the figure: an undrawn one hangs as its neighbour does."""
        frames: dict[str, Frame] = {}
        for segment in segments:
            part = self.part(segment.part, path)
            placed = frame(float(item.turns.get(segment.name, Decimal(0))))
            if isinstance(segment.on, str) and segment.by is not None:
                neighbour, _, anchor = segment.on.partition(".")
                held = self.parts.parts[{each.name: each.part for each in segments}[neighbour]]
                placed = placed.bringing(
                    point(part.anchors[segment.by]), frames[neighbour].at(point(held.anchors[anchor]))
                )
            frames[segment.name] = placed
        return frames

    def part(self, name: str, path: Place) -> BuildingPart:
        self.named(name, self.parts.parts, "part", path)
        return self.parts.parts[name]

    def where(self, item: ItemPart, path: Place) -> Point:
        if item.at is None:
            raise self.fault(path, "an item without a place", "Nothing says where it stands.", "Add `at:`.")
        return self.spot(item.at, (*path, "at"))

    def name_spots(self, name: str, part: BuildingPart, placed: Frame) -> None:
        self.spots.update({f"{name}.{anchor}": placed.at(point(at)) for anchor, at in part.anchors.items()})

    def next_layer(self) -> int:
        self.layers += 1
        return self.layers

    def draw(self, part: BuildingPart, placed: Frame, scale: float, layer: int, path: Place) -> None:
        for shape in part.shapes:
            if shown_at(shape, scale):
                self.lines.append(line(shape, placed, scale, layer))


def line(shape: ShapePart, placed: Frame, scale: float, layer: int) -> Line:
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


def own_frame(item: ItemPart) -> Frame:
    return frame(float(item.turn or 0), float(item.scale or 1), item.mirror, float(item.stretched or 1))


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
