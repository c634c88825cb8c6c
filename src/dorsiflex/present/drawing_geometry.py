"""Where on the paper does a line come to lie? Paths as numbers, moved, turned, scaled and mirrored."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

Point = tuple[float, float]
Step = tuple[str, tuple[Point, ...]]
Path = tuple[Step, ...]
Box = tuple[float, float, float, float]

POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3, "Z": 0}
TOKEN = re.compile(r"[MLCQZ]|-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Frame:
    """x' = a x + c y + e, y' = b x + d y + f."""

    a: float = 1
    b: float = 0
    c: float = 0
    d: float = 1
    e: float = 0
    f: float = 0

    def at(self, point: Point) -> Point:
        x, y = point
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, first: Frame) -> Frame:
        """What `first` did is done before this."""
        e, f = self.at((first.e, first.f))
        return Frame(
            self.a * first.a + self.c * first.b,
            self.b * first.a + self.d * first.b,
            self.a * first.c + self.c * first.d,
            self.b * first.c + self.d * first.d,
            e,
            f,
        )

    def bringing(self, point: Point, to: Point) -> Frame:
        """The same, moved so that the point of the part falls on a point of the paper."""
        x, y = self.at(point)
        return Frame(self.a, self.b, self.c, self.d, self.e + to[0] - x, self.f + to[1] - y)

    def of(self, path: Path) -> Path:
        return tuple((letter, tuple(self.at(point) for point in points)) for letter, points in path)


def frame(turn: float = 0, scale: float = 1, mirror: bool = False, stretched: float = 1) -> Frame:
    """Stretched along x, scaled, mirrored left to right, then turned clockwise by so many degrees."""
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    across = (-scale if mirror else scale) * stretched
    return Frame(cos * across, sin * across, -sin * scale, cos * scale)


def read_path(text: str) -> Path:
    """Path data of M, L, Q, C and Z; a ValueError says which letter has points too many or too few."""
    steps: list[Step] = []
    tokens = TOKEN.findall(text)
    while tokens:
        letter = tokens.pop(0)
        numbers: list[float] = []
        while tokens and tokens[0] not in POINTS:
            numbers.append(float(tokens.pop(0)))
        steps.extend(steps_of(letter, numbers))
    return tuple(steps)


def steps_of(letter: str, numbers: list[float]) -> Iterable[Step]:
    if letter not in POINTS:
        raise ValueError(f"a number before the first letter: {letter}")
    wanted = 2 * POINTS[letter]
    if (wanted == 0) != (not numbers) or (wanted and len(numbers) % wanted):
        raise ValueError(f"{len(numbers)} numbers after {letter}")
    if not wanted:
        return [(letter, ())]
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    return [(letter, tuple(points[at : at + POINTS[letter]])) for at in range(0, len(points), POINTS[letter])]


def written(path: Path) -> str:
    """Path data, to a tenth."""
    return "".join(letter + " ".join(f"{shown(x)} {shown(y)}" for x, y in points) for letter, points in path)


def shown(number: float) -> str:
    """A number to a tenth, never `-0`."""
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def box(path: Path) -> Box:
    xs = [x for _, points in path for x, _ in points]
    ys = [y for _, points in path for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def overlap(first: Box, second: Box) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


def closed(path: Path) -> Path:
    return path if path[-1][0] == "Z" else (*path, ("Z", ()))


def polyline(points: list[Point]) -> Path:
    return tuple(("M" if at == 0 else "L", (point,)) for at, point in enumerate(points))


def strap(points: list[Point], width: float) -> Path:
    """The outline of a strap laid along the points."""
    left, right = [], []
    for at, (x, y) in enumerate(points):
        before, after = points[max(at - 1, 0)], points[min(at + 1, len(points) - 1)]
        angle = math.atan2(after[1] - before[1], after[0] - before[0])
        dx, dy = -math.sin(angle) * width / 2, math.cos(angle) * width / 2
        left.append((x + dx, y + dy))
        right.append((x - dx, y - dy))
    return closed(polyline([*left, *reversed(right)]))


def hatching(inside: Path, turn: float, gap: float) -> Path:
    """Parallel lines over the box around a path; whoever draws them clips them to it."""
    left, top, right, bottom = box(inside)
    middle = (left + right) / 2, (top + bottom) / 2
    reach = math.hypot(right - left, bottom - top) / 2
    placed = frame(turn).bringing((0, 0), middle)
    count = math.ceil(reach / gap)
    ends = (("M", -reach), ("L", reach))
    return tuple((letter, (placed.at((x, at * gap)),)) for at in range(-count, count + 1) for letter, x in ends)
