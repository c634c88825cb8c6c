"""What does a plain word in a file stand for? The core rules of YAML 1.2, with exact decimal numbers only."""

from __future__ import annotations

import re
from decimal import Decimal

Scalar = str | bool | int | Decimal | None

WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
WHOLE = re.compile(r"[-+]?[0-9]+")
DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)")
REFUSED = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)[eE][-+]?[0-9]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|0o[0-7]+|0x[0-9a-fA-F]+|-?Infinity|NaN",
)
MOST_DIGITS = 30
LONE_HALF = re.compile("[\ud800-\udfff]")
ESCAPED_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class NotPlain(ValueError):
    """A scalar that is refused: what was found, why, and how to mend it."""

    def __init__(self, found: str, why: str, mend: str) -> None:
        super().__init__(found)
        self.found, self.why, self.mend = found, why, mend


def shown(text: str) -> str:
    """A piece of a file as it may stand in a message: short and printable."""
    short = text if len(text) <= 60 else f"{text[:57]}..."
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in short)


def plain(word: str) -> Scalar:
    """The value of a word that stands without quotes."""
    if word in WORDS:
        return WORDS[word]
    if REFUSED.fullmatch(word):
        raise NotPlain(
            f"`{shown(word)}`",
            "Numbers are plain decimals: no exponent, other base, infinity or not-a-number.",
            "Write the number in full, or put quotes around it where it is text.",
        )
    return number(word) if DECIMAL.fullmatch(word) else quoted(word)


def number(word: str) -> int | Decimal:
    """A decimal number, exactly as written."""
    if len(word) > MOST_DIGITS:
        raise NotPlain(
            f"`{shown(word)}`",
            f"No number has more than {MOST_DIGITS} digits here.",
            "Shorten it, or put quotes around it where it is text.",
        )
    return int(word) if WHOLE.fullmatch(word) else Decimal(word)


def quoted(text: str) -> str:
    """Text, once nothing unseen was escaped into it."""
    if LONE_HALF.search(text) or ESCAPED_CONTROL.search(text):
        raise NotPlain(
            f"a control character in `{shown(text)}`",
            "It cannot be seen, so nobody can check what the text says.",
            "Write the text without it.",
        )
    return text
