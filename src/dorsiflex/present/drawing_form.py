"""What may stand in `rules/drawings`? One set of parts, and one scene for each drawing, for pydantic."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Discriminator, Field, StringConstraints, Tag

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
    on: Text | None = None
    by: KebabId | None = None


class PartsFile(Part):
    paper: PaperPart
    views: dict[KebabId, dict[Text, list[Numeric]]]
    strokes: dict[KebabId, StrokePart]
    arrows: dict[Text, ArrowPart]
    parts: dict[KebabId, BuildingPart]
    figures: dict[KebabId, list[SegmentPart]]


class FigureItem(Part):
    """A jointed figure: its anchor `pin` stands `at` a spot; only the segments that are turned are drawn."""

    figure: KebabId
    name: KebabId | None = None
    pin: Text
    at: Spot
    scale: Numeric
    turn: Numeric = Decimal(0)
    mirror: bool = False
    turns: dict[KebabId, Numeric]


class SingleItem(Part):
    """A single part: its anchor `pin`, or else its origin, stands `at` a spot."""

    part: KebabId
    name: KebabId | None = None
    pin: KebabId | None = None
    at: Spot
    scale: Numeric = Decimal(1)
    stretched: Numeric = Decimal(1)
    turn: Numeric = Decimal(0)
    mirror: bool = False


class LineItem(Part):
    """A line from spot to spot."""

    line: KebabId
    through: Annotated[list[Spot], Field(min_length=2)]


def kind_of_item(value: Any) -> str:
    """An item is known by its first key; one without any is told as a single part that names none."""
    keys = value if isinstance(value, dict) else {}
    return "a figure" if "figure" in keys else "a line" if "line" in keys else "a part"


Item = Annotated[
    Annotated[FigureItem, Tag("a figure")] | Annotated[SingleItem, Tag("a part")] | Annotated[LineItem, Tag("a line")],
    Discriminator(kind_of_item),
]


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
    items: Annotated[list[Item], Field(min_length=1)]
    labels: list[LabelPart] = []
    arrows: list[PlacedArrowPart] = []
