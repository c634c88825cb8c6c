"""How does a file become plain values with their lines? Strictly: every doubt is a Problem, never a guess.

Knowledge files and intakes are read here alike; the caller says what a bad one is (`BadInput`, `FaultyKnowledge`).
"""

from __future__ import annotations

from pathlib import Path

from dorsiflex.catalogue.document import Document
from dorsiflex.catalogue.json_text import read_json
from dorsiflex.catalogue.source_text import INTAKE_BYTES, KNOWLEDGE_BYTES, Unreadable, bytes_of, text_of
from dorsiflex.catalogue.yaml_text import read_yaml
from dorsiflex.errors import ProblemsFound

__all__ = ["INTAKE_BYTES", "KNOWLEDGE_BYTES", "Document", "Unreadable", "parse_document", "read_document"]

DEEPEST = 40


def read_document(
    source: Path | str | bytes,
    name: str | None = None,
    max_bytes: int = KNOWLEDGE_BYTES,
    faulty: type[ProblemsFound] | None = None,
) -> Document:
    """The document in a file, or in bytes. Raises `faulty` with its problems (`Unreadable` where none is given)."""
    try:
        if isinstance(source, bytes):
            return parse_document(source, name or "input", max_bytes)
        called = name or str(source)
        return parse_document(bytes_of(Path(source), called, max_bytes), called, max_bytes)
    except Unreadable as unreadable:
        if faulty is None:
            raise
        raise faulty(unreadable.problems) from None


def parse_document(data: bytes, name: str, max_bytes: int) -> Document:
    """The document in some bytes: JSON where it starts as JSON does, YAML otherwise."""
    text = text_of(data, name, max_bytes)
    if text.lstrip()[:1] in ("{", "["):
        return read_json(text, name, DEEPEST)
    return read_yaml(text, name, DEEPEST)
