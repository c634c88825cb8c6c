"""What stood in a file, and on which line?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """The value of a file, made of dict, list, str, bool, int, Decimal and None; and where each part stands."""

    name: str
    value: Any
    text: str = ""
    keys: Mapping[Path, int] = field(default_factory=dict)
    values: Mapping[Path, int] = field(default_factory=dict)

    def line(self, path: Path = ()) -> int | None:
        """The line of the key at `path`, or of the value where it has no key; None where the format keeps no lines."""
        return self.keys.get(path, self.values.get(path))

    def where(self, path: Path = ()) -> str:
        """`file:line` of `path`, or of the nearest part around it that stands in the file."""
        for length in range(len(path), -1, -1):
            if (line := self.line(path[:length])) is not None:
                return f"{self.name}:{line}"
        return f"{self.name} ({'.'.join(map(str, path))})" if path else self.name

    @property
    def first_line(self) -> str:
        return self.text.split("\n", 1)[0]
