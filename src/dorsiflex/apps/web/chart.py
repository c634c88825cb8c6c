"""How is a course drawn? One picture for each side on one scale, with a band for the error of the first measure."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from dorsiflex.apps.web.course import Course
from dorsiflex.apps.web.looks import sentence

LEFT, RIGHT, TOP, BOTTOM, HIGH = 56, 16, 34, 40, 170
STEP, LEAST = 96, 360
TICKS = 4
DATES = 10


def drawn(course: Course, unit: str, heading: str) -> Markup:
    """The picture of one unit; its title and description say it in words."""
    return Markup("").join(Drawing(course, unit, heading).parts())


class Drawing:
    """Places points on paper: to the right by measurement, upwards by value."""

    def __init__(self, course: Course, unit: str, heading: str) -> None:
        self.course, self.unit, self.heading = course, unit, heading
        self.series = course.series(unit)
        values = [value for each in course.units for _, value in course.series(each)]
        error = course.error or 0
        finding = course.finding
        self.low = max(finding.least, min(values) - error - finding.step)
        self.high = min(finding.most, max(values) + error + finding.step)
        self.wide = max(LEAST, LEFT + RIGHT + STEP * len(course.points))

    def x(self, place: int) -> float:
        room = self.wide - LEFT - RIGHT
        return round(LEFT + room * (place + 0.5) / len(self.course.points), 1)

    def y(self, value: float) -> float:
        return round(TOP + HIGH * (self.high - value) / max(1, self.high - self.low), 1)

    def parts(self) -> Iterator[Markup]:
        key = f"course-{self.unit}"
        size = f"0 0 {self.wide} {TOP + HIGH + BOTTOM}"
        opening = Markup('<svg class="course" width="{}" viewBox="{}" role="img" aria-labelledby="{}-title {}-desc">')
        yield opening.format(self.wide, size, key, key)
        yield Markup('<title id="{}-title">{}</title>').format(key, f"{self.course.finding.title}, {self.heading}")
        yield Markup('<desc id="{}-desc">{}</desc>').format(key, f"{self.course.says(self.unit)}.")
        yield self.text("head", 0, 16, f"{sentence(self.heading)} ({self.course.finding.quantity.unit})")
        yield from self.band()
        yield from self.scale()
        yield from self.line()
        yield Markup("</svg>")

    def band(self) -> Iterator[Markup]:
        """Within it a later measure does not differ from the first by more than error."""
        error = self.course.error
        if error is None:
            return
        first = self.series[0][1]
        top, bottom = self.y(min(first + error, self.high)), self.y(max(first - error, self.low))
        shape = Markup('<rect class="band" x="{}" y="{}" width="{}" height="{}"/>')
        yield shape.format(LEFT, top, self.wide - LEFT - RIGHT, round(bottom - top, 1))
        for edge in (top, bottom):
            yield Markup('<path class="edge" d="M{} {}H{}"/>').format(LEFT, edge, self.wide - RIGHT)

    def scale(self) -> Iterator[Markup]:
        quantity = self.course.finding.quantity
        apart = round_step((self.high - self.low) / TICKS)
        for value in range(-(-self.low // apart) * apart, self.high + 1, apart):
            yield Markup('<path class="tick" d="M{} {}H{}"/>').format(LEFT - 4, self.y(value), LEFT)
            yield self.text("value", LEFT - 8, self.y(value) + 4, f"{quantity.value(value).normalize():f}")
        yield Markup('<path class="axis" d="M{} {}V{}"/>').format(LEFT, TOP, TOP + HIGH)
        for place, point in enumerate(self.course.points):
            yield self.text("date", self.x(place), TOP + HIGH + 18, point.when[:DATES])
            if point.after:
                yield self.text("date", self.x(place), TOP + HIGH + 33, "re-test")

    def line(self) -> Iterator[Markup]:
        places = [(self.x(place), self.y(value)) for place, value in self.series]
        path = "L".join(f"{x} {y}" for x, y in places)
        yield Markup('<path class="line" d="M{}"/>').format(path)
        for (place, value), (x, y) in zip(self.series, places, strict=True):
            mark = "after" if self.course.points[place].after else "before"
            yield Markup('<circle class="{}" cx="{}" cy="{}" r="5"/>').format(mark, x, y)
            yield self.text("number", x, y - 10, self.course.finding.quantity.text(value))

    def text(self, of_class: str, x: float, y: float, words: str) -> Markup:
        return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(of_class, x, y, escape(words))


def round_step(wanted: float) -> int:
    """The distance of two ticks: 1, 2 or 5 with noughts, and at least as far apart as wanted."""
    noughts = 1
    while True:
        for step in (1, 2, 5):
            if step * noughts >= wanted:
                return step * noughts
        noughts *= 10
