"""How is a scene written as SVG? Ink is `currentColor`; what is hidden is clipped away, so that any paper will do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import groupby

from dorsiflex.present.drawing_form import PaperPart, StrokePart
from dorsiflex.present.drawing_geometry import Path, Point, shown, written
from dorsiflex.present.drawing_stage import Line, hiders

FONT = "system-ui, sans-serif"


@dataclass(frozen=True)
class Words:
    """Lines of text at a place of the paper."""

    at: Point
    lines: tuple[str, ...]
    align: str


@dataclass(frozen=True)
class Arrow:
    """The arrow of one direction: where it starts, how it is turned, and the caption that says the same."""

    number: int
    at: Point
    turns: tuple[float, ...]
    path: str
    stroke: str
    caption: Words


@dataclass
class Sheet:
    """One drawing while it is written."""

    name: str
    paper: PaperPart
    strokes: dict[str, StrokePart]
    clips: dict[str, str] = field(default_factory=dict)

    def svg(self, title: str, description: str, lines: list[Line], arrows: list[Arrow], labels: list[Words]) -> str:
        """The whole file."""
        body = [*self.drawn(lines), *map(self.arrow, arrows), *map(self.words, labels)]
        width, height = shown(float(self.paper.width)), shown(float(self.paper.height))
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
            f' aria-labelledby="{self.name}-title {self.name}-desc" fill="none"'
            f' stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">'
        )
        told = [
            f'<title id="{self.name}-title">{escape(title)}</title>',
            f'<desc id="{self.name}-desc">{escape(description)}</desc>',
        ]
        defined = [f'<clipPath id="{name}">{path}</clipPath>' for path, name in self.clips.items()]
        return "\n".join([head, *told, "<defs>", *defined, "</defs>", *body, "</svg>"]) + "\n"

    def drawn(self, lines: list[Line]) -> Iterator[str]:
        """The lines in their order; neighbours that look alike and are hidden alike share one path."""
        looks = [(line, self.clips_of(lines, at)) for at, line in enumerate(lines)]
        for (stroke, clips), alike in groupby(looks, key=lambda look: (look[0].stroke, look[1])):
            path = f'<path d="{"".join(written(line.path) for line, _ in alike)}"{self.style(stroke)}/>'
            for clip in clips:
                path = f'<g clip-path="url(#{clip})">{path}</g>'
            yield path

    def clips_of(self, lines: list[Line], at: int) -> tuple[str, ...]:
        """What is left of one line: inside its own bounds, outside of all that hides it."""
        inside = lines[at].inside
        own = () if inside is None else (self.clip(f'<path d="{written(inside)}"/>'),)
        return (*own, *(self.outside(hider) for number in hiders(lines, at) if (hider := lines[number].hides)))

    def outside(self, path: Path) -> str:
        width, height = shown(float(self.paper.width)), shown(float(self.paper.height))
        return self.clip(f'<path clip-rule="evenodd" d="M0 0H{width}V{height}H0Z{written(path)}"/>')

    def clip(self, path: str) -> str:
        return self.clips.setdefault(path, f"{self.name}-{len(self.clips) + 1}")

    def style(self, stroke: str) -> str:
        """The attributes of a stroke."""
        style = self.strokes[stroke]
        filled = ' fill="currentColor"' if style.filled else ""
        dash = f' stroke-dasharray="{style.dash}"' if style.dash else ""
        return f' stroke-width="{style.width}"{filled}{dash}'

    def arrow(self, arrow: Arrow) -> str:
        """An arrow and its caption in one group, numbered as in the record."""
        x, y = map(shown, arrow.at)
        drawn = "".join(
            f'<path transform="translate({x} {y}) rotate({shown(turn)})" d="{arrow.path}"{self.style(arrow.stroke)}/>'
            for turn in arrow.turns
        )
        return f'<g data-direction="{arrow.number}">{drawn}{self.words(arrow.caption)}</g>'

    def words(self, words: Words) -> str:
        """Text in the ink of the page; no stroke round the letters."""
        x = shown(words.at[0])
        rows = "".join(
            f'<tspan x="{x}" y="{shown(words.at[1] + at * float(self.paper.line))}">{escape(line)}</tspan>'
            for at, line in enumerate(words.lines)
        )
        return (
            f'<text font-family="{FONT}" font-size="{self.paper.text}" text-anchor="{words.align}"'
            f' fill="currentColor" stroke="none">{rows}</text>'
        )
