"""Which shape has a tone on a page? The terminal's shapes as outlines, so that no font has to bring them."""

from __future__ import annotations

from html import escape

# Outlines on a square of 16; the same tones and the same shapes as in text.py.
SHAPES = {
    "emergency": "M2 2H14V14H2Z",
    "urgent": "M8 1.5L15 14H1Z",
    "ask": "M8 1L15 8L8 15L1 8Z",
    "routine": "M3 1.5L14.5 8L3 14.5Z",
    "go": "M8 1.5A6.5 6.5 0 1 1 8 14.5A6.5 6.5 0 1 1 8 1.5Z",
    "plain": "M8 1A7 7 0 1 1 8 15A7 7 0 1 1 8 1ZM8 3A5 5 0 1 0 8 13A5 5 0 1 0 8 3Z",
}


def tone_or_plain(tone: str) -> str:
    """A tone that has a shape: what knowledge names, or plain ink."""
    return tone if tone in SHAPES else "plain"


def shape(tone: str) -> str:
    """The shape as SVG in the ink of its tone; the words beside it say the same, so it is hidden from readers aloud."""
    drawn = escape(SHAPES[tone_or_plain(tone)])
    return f'<svg class="shape" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="{drawn}"/></svg>'
