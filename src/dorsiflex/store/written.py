"""How does what is kept look in the file? JSON as text, answers packed, instants as text that sorts, short texts."""

from __future__ import annotations

import json
import re
import unicodedata
import zlib
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from dorsiflex.errors import BadInput, Problem

LONGEST_LABEL = 200
LONGEST_CODE = 64
LONGEST_TEXT = 4_000
# What nobody can see, what turns a text round, or what a file cannot hold; several lines may have newlines and tabs.
TURNS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
UNSEEN = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{TURNS}\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def as_text(value: Any) -> str:
    """JSON in plain characters. Raises `BadInput` where it is none."""
    try:
        return json.dumps(value, allow_nan=False, separators=(",", ":"), default=number)
    except (TypeError, ValueError, RecursionError) as fault:
        why, mend = f"It cannot be kept as JSON: {fault}.", "Send texts, numbers, lists and mappings only."
        raise BadInput([Problem("what is to be kept", "not JSON", why, mend)]) from None


def number(value: object) -> float:
    """An exact decimal, which JSON does not tell from others; in the few digits of a measure nothing is lost."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


def packed(value: Any) -> bytes:
    return zlib.compress(as_text(value).encode("ascii"))


def unpacked(data: bytes) -> Any:
    return json.loads(zlib.decompress(data))


def instant(when: datetime) -> str:
    """The instant as text; in the order of time where these are in the order of texts."""
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def checked_label(label: str) -> str:
    """The label without the space around it. Raises `BadInput` where it is empty, too long or cannot be seen."""
    return checked("label", " ".join(checked("label", label, LONGEST_LABEL, several_lines=True).split()), LONGEST_LABEL)


def checked(name: str, text: str, longest: int, *, several_lines: bool = False, empty: bool = False) -> str:
    """A text as it is kept: CRLF as one newline, no space around it. Raises `BadInput`."""
    tidy = text.replace("\r\n", "\n").strip()
    hidden = UNSEEN.search(tidy) or (None if several_lines else re.search(r"[\n\t]", tidy))
    if hidden is not None:
        found = f"a control character (U+{ord(hidden[0]):04X})"
        why, mend = "It cannot be seen, so nobody can check what the text says.", "Delete it and write the text again."
    elif len(tidy) > longest:
        found, why = f"{len(tidy):,} characters", f"At most {longest:,} are kept."
        mend = "Shorten it."
    elif not tidy and not empty:
        found, why, mend = "nothing", "It would not be found again.", "Write a few words."
    else:
        return tidy
    raise BadInput([Problem(name, found, why, mend)])


def folded(text: str) -> str:
    """The text as it is searched: capitals and ways of writing an accent do not matter."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
