"""What is a picture? A figure, what it shows in words, and files that are the same each time.

Colours are those of Okabe and Ito, which people who confuse colours tell apart; hatching and markers carry the same
meaning where there is no colour at all.
"""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dorsiflex.errors import BadInput, Problem

INK, GREY, PALE, FAINT = "#222222", "#8C8C8C", "#E6E6E6", "#555555"
ORANGE, SKY, GREEN, YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, VERMILLION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"
# The tone of a disposition: colour and hatching.
TONES = {
    "emergency": (VERMILLION, "xxx"),
    "urgent": (ORANGE, "///"),
    "ask": (SKY, "..."),
    "routine": (PURPLE, "\\\\\\"),
    "go": (GREEN, ""),
    "plain": ("#CCCCCC", ""),
}
SERIES = ((BLUE, "o", "-"), (VERMILLION, "s", "--"), (GREEN, "^", "-."), (PURPLE, "D", ":"))
FONT = "DejaVu Sans"
STYLE: Any = {
    "svg.hashsalt": "dorsiflex",
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "font.family": FONT,
    "font.size": 10,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "text.parse_math": False,
    "hatch.linewidth": 0.6,
    "hatch.color": INK,
    "legend.frameon": False,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}
DOTS_PER_INCH, ON_A_PAGE = 300, 150
# Of the smallest print, beneath a picture.
LETTERS_PER_INCH = 19


@dataclass(frozen=True)
class Picture:
    """A drawn figure; `alt` says in words what it shows."""

    title: str
    alt: str
    drawn: Figure

    def svg(self) -> bytes:
        """As SVG, with its title and description inside, and letters as letters."""
        text = self.written("svg", {"Date": None, "Creator": None}).decode()
        head, _, rest = text[text.index("<svg") :].partition(">")
        rest = rest.replace(f"'{FONT}'", f"'{FONT}', Verdana, sans-serif")
        told = f"<title>{escape(self.title)}</title><desc>{escape(self.alt)}</desc>"
        return f'<?xml version="1.0" encoding="utf-8"?>\n{head} role="img">{told}{rest}'.encode()

    def png(self, dots: int = DOTS_PER_INCH) -> bytes:
        """As PNG, 300 dots to the inch where nothing else is said."""
        return self.written("png", {"Software": None, "Title": self.title, "Description": self.alt}, dots)

    def pdf(self) -> bytes:
        """As PDF, its letters as letters."""
        told = {"Title": self.title, "Subject": self.alt}
        return self.written("pdf", {"CreationDate": None, "Creator": None, "Producer": None, **told})

    def written(self, form: str, metadata: dict[str, Any], dots: int = DOTS_PER_INCH) -> bytes:
        held = io.BytesIO()
        with mpl.rc_context(STYLE):
            self.drawn.savefig(held, format=form, metadata=metadata, dpi=dots, bbox_inches="tight", pad_inches=0.15)
        return held.getvalue()

    def save(self, path: Path | str) -> Path:
        """Into a file, .svg, .png or .pdf, and its words beside it as .txt. Raises `BadInput` for another ending."""
        path = Path(path)
        check_ending(path)
        forms = {".svg": self.svg, ".png": self.png, ".pdf": self.pdf}
        try:
            path.write_bytes(forms[path.suffix.lower()]())
            path.with_name(f"{path.name}.txt").write_text(f"{self.title}\n{self.alt}\n", encoding="utf-8")
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise BadInput([Problem(str(path), "the file", f"{why}.", "Check the folder and its rights.")]) from error
        return path

    def under(self, line: str) -> Picture:
        """With a line beneath it, which stands at the end of its words too."""
        width = int(self.drawn.get_figwidth() * LETTERS_PER_INCH)
        with mpl.rc_context(STYLE):
            self.drawn.text(0.01, -0.02, wrapped(line, width), ha="left", va="top", fontsize=7, color=FAINT)
        return replace(self, alt=f"{self.alt} {line}")

    def _repr_html_(self) -> str:
        # An image of its own kind would lose its words where a notebook becomes a page.
        data = self.png(ON_A_PAGE)
        width = int.from_bytes(data[16:20]) // 2
        words = escape(f"{self.title}. {self.alt}")
        return f'<img alt="{words}" width="{width}" src="data:image/png;base64,{b64encode(data).decode()}">'

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(f"{self.title}\n{wrapped(self.alt, 100)}")


def check_ending(path: Path) -> None:
    """Refuse what is no picture by its name. Raises `BadInput`."""
    if path.suffix.lower() not in (".svg", ".png", ".pdf"):
        why = "Pictures are drawn as SVG, PNG or PDF."
        raise BadInput([Problem(str(path), f"the ending `{path.suffix}`", why, "Use .svg, .png or .pdf.")])


@contextmanager
def sheet(width: float, height: float) -> Iterator[Figure]:
    """A blank figure in the house style, in inches."""
    with mpl.rc_context(STYLE):
        yield Figure(figsize=(width, height), layout="constrained")


def only(figure: Figure) -> Axes:
    """The one plot of a figure."""
    return figure.add_subplot()


def percent(share: float) -> str:
    """A share as readers expect it."""
    return f"{100 * share:.0f} %" if share >= 0.1 or share == 0 else f"{100 * share:.1f} %"


def wrapped(text: str, width: int) -> str:
    """Text broken into lines."""
    from textwrap import wrap

    return "\n".join(wrap(text, width)) or text
