"""Is this a plain text file of a bearable size? Bytes become text, or one Problem says why not."""

from __future__ import annotations

import re
from pathlib import Path

from dorsiflex.errors import Problem

KNOWLEDGE_BYTES = 2_000_000
INTAKE_BYTES = 256 * 1024

# Everything a reader cannot see or that some tools take for a line's end; a newline and, in JSON, a tab may stay.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class Unreadable(Exception):
    """A file cannot be read any further; carries its problems."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def bytes_of(path: Path, name: str, max_bytes: int) -> bytes:
    """The bytes of a file, never more than `max_bytes`."""
    try:
        if path.is_dir():
            raise Unreadable(Problem(name, "a folder", "A file was expected here.", "Name one file in it."))
        if path.exists() and not path.is_file():
            raise Unreadable(
                Problem(name, "not a plain file", "Only plain files are read.", "Save it as a file first.")
            )
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except FileNotFoundError:
        raise Unreadable(
            Problem(name, "no such file", "Nothing stands under this name.", "Check the spelling and the folder.")
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not a file name"
        raise Unreadable(
            Problem(name, "cannot be opened", f"The system says: {reason}.", "Check the name and who may read it.")
        ) from None
    return data


def text_of(data: bytes, name: str, max_bytes: int) -> str:
    """The text in `data`: UTF-8, newlines only, nothing invisible."""
    if len(data) > max_bytes:
        raise Unreadable(
            Problem(
                name,
                f"more than {max_bytes:,} bytes",
                "No file of this kind is that large.",
                "Check that it is the file you meant, or split it.",
            )
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            Problem(
                f"{name}:{line}",
                "not UTF-8 text",
                "The file is binary, or saved in another encoding.",
                "Save it as UTF-8 text.",
            )
        ) from None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if unseen := UNSEEN.search(text):
        raise Unreadable(unseen_character(text, unseen, name))
    if not text.strip():
        raise Unreadable(
            Problem(f"{name}:1", "an empty file", "Nothing can be read from it.", "Fill it in, or leave it out.")
        )
    return text


def unseen_character(text: str, found: re.Match[str], name: str) -> Problem:
    """The problem of one invisible character."""
    line = text.count("\n", 0, found.start()) + 1
    return Problem(
        f"{name}:{line}",
        f"a control character (U+{ord(found[0]):04X})",
        "It cannot be seen, so nobody can check what the line says.",
        "Delete it and write the line again.",
    )
