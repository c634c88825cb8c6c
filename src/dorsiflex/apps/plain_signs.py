"""What does a terminal show that lacks a sign? Another sign that says as much, never a question mark for a warning."""

from __future__ import annotations

import codecs
import unicodedata

INSTEAD = {
    "■": "[!!]",
    "▲": "[!]",
    "◆": "[?]",
    "▶": "[>]",
    "●": "[ok]",
    "○": "[-]",
    "✓": "ok",
    "✗": "no",
    "–": "-",
    "─": "-",
    "→": "->",
    "·": "-",
    "•": "-",
    "…": "...",
    "×": "x",
    "≥": ">=",
    "≤": "<=",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "“": '"',
    "”": '"',
}


def plainer(fault: UnicodeError) -> tuple[str, int]:
    """What stands for the characters that cannot be written: their own plain form where they have one."""
    assert isinstance(fault, UnicodeEncodeError)
    lost = fault.object[fault.start : fault.end]
    told = "".join(INSTEAD.get(sign) or unicodedata.normalize("NFKD", sign)[:1] for sign in lost)
    return "".join(sign if sign.isascii() else "?" for sign in told), fault.end


def register() -> str:
    """The name under which a stream is told to do so."""
    codecs.register_error("dorsiflex", plainer)
    return "dorsiflex"
