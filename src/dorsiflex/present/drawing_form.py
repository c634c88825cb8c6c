"""What may stand in `rules/drawings`? One set of parts, and one scene for each drawing, for pydantic."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from dorsiflex.catalogue.parts import KebabId, Numeric, Part, Text

Point = Annotated[list[Numeric], Field(min_length=2, max_length=2)]
Spot = Point | Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)*$")]
PathData = Annotated[str, StringConstraints(pattern=r"^M[MLCQZ0-9 .,-]*$")]
Align = Annotated[str, StringConstraints(pattern=r"^(start|middle|end)$")]


class PaperPart(Part):
    """Width and height of a drawing, the size and line height of its words."""

    width: Numeric
    height: Numeric
    text: Numeric
    line: Numeric


class StrokePart(Part):
    """A hand's one way with a line: how thick, filled or not, dashed or not; a strap is drawn as wide as it says."""

    width: Numeric
    filled: bool = False
    dash: Text | None = None
    strap: Numeric | None = None
    hatch: Point | None = None


class ArrowPart(Part):
    """An arrow that points right, its origin the place it is drawn at; and the words that open its caption."""

    words: Text
    stroke: KebabId
    path: PathData


class ShapePart(Part):
    """One line of a part. It may cover what lies below, join the outline of its neighbours, or be hatched."""

    path: PathData
    stroke: KebabId
    covers: bool = False
    joins: bool = False
    hatch: Point | None = None
    from_scale: Numeric | None = None
    below_scale: Numeric | None = None


class BuildingPart(Part):
    shapes: list[ShapePart]
    anchors: dict[KebabId, Point] = {}


class SegmentPart(Part):
    """One segment of a jointed figure: its anchor `by` sits on an anchor of an earlier one; lower layers lie behind."""

    name: KebabId
    part: KebabId
    layer: Numeric
    on: Spot | None = None
    by: KebabId | None = None


class PartsFile(Part):
    paper: PaperPart
    views: dict[KebabId, dict[Text, list[Numeric]]]
    strokes: dict[KebabId, StrokePart]
    arrows: dict[Text, ArrowPart]
    parts: dict[KebabId, BuildingPart]
    figures: dict[KebabId, list[SegmentPart]]


class ItemPart(Part):
    """A figure, a single part or a line of a scene."""

    figure: KebabId | None = None
    part: KebabId | None = None
    line: KebabId | None = None
    name: KebabId | None = None
    at: Spot | None = None
    pin: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)?$")] | None = None
    scale: Numeric | None = None
    stretched: Numeric | None = None
    turn: Numeric | None = None
    mirror: bool = False
    turns: dict[KebabId, Numeric] = {}
    through: list[Spot] = []


class LabelPart(Part):
    text: Text
    at: Point
    align: Align = "start"
    leads_to: Spot | None = None


class PlacedArrowPart(Part):
    """Where the arrow of one direction of the record stands, and its caption; the record says all else."""

    of: Text
    at: Text | None = None
    spot: Spot
    shift: Point | None = None
    caption: Point
    align: Align = "start"


class SceneFile(Part):
    view: KebabId
    items: Annotated[list[ItemPart], Field(min_length=1)]
    labels: list[LabelPart] = []
    arrows: list[PlacedArrowPart] = []
