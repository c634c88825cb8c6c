"""Strict YAML 1.2 that remembers lines: the parser's events become plain values, and all else is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from dorsiflex.catalogue.document import Document, Path
from dorsiflex.catalogue.one_line import written
from dorsiflex.catalogue.scalars import NotPlain, plain, quoted, shown
from dorsiflex.catalogue.source_text import Unreadable
from dorsiflex.errors import Problem

MOST_PROBLEMS = 50


@dataclass
class Open:
    """A map or list that is not closed yet."""

    path: Path
    value: dict[str, Any] | list[Any]
    key: str | None = None
    unnamed: int = 0


@dataclass
class Builder:
    """Turns events into a value, iteratively, and collects what is wrong."""

    name: str
    deepest: int
    problems: list[Problem] = field(default_factory=list)
    keys: dict[Path, int] = field(default_factory=dict)
    values: dict[Path, int] = field(default_factory=dict)
    stack: list[Open] = field(default_factory=list)
    root: Any = None
    documents: int = 0

    def problem(self, line: int, found: str, why: str, mend: str) -> None:
        self.problems.append(Problem(f"{self.name}:{line}", found, why, mend))
        if len(self.problems) >= MOST_PROBLEMS:
            raise Unreadable(*self.problems)

    def take(self, event: Any) -> None:
        """One event of the parser."""
        line = event.start_mark.line + 1
        match type(event).__name__:
            case "DocumentStartEvent":
                self.start_document(event, line)
            case "AliasEvent":
                self.problem(
                    line, f"the alias `*{shown(event.anchor)}`", "Copies hide what a file says.", "Write the value out."
                )
                self.put(None, line)
            case "ScalarEvent":
                self.refuse_marks(event, line)
                self.scalar(event, line)
            case "MappingStartEvent" | "SequenceStartEvent" as kind:
                self.refuse_marks(event, line)
                self.open({} if kind == "MappingStartEvent" else [], line)
            case "MappingEndEvent" | "SequenceEndEvent":
                self.stack.pop()

    def start_document(self, event: Any, line: int) -> None:
        self.documents += 1
        if self.documents > 1:
            self.problem(
                line, "a second document (`---`)", "One file holds one document.", "Make it a file of its own."
            )
            raise Unreadable(*self.problems)
        if event.version or event.tags:
            self.problem(line, "a directive (`%`)", "These files are YAML 1.2 without directives.", "Delete the line.")

    def refuse_marks(self, event: Any, line: int) -> None:
        if event.anchor:
            self.problem(
                line,
                f"the anchor `&{shown(str(event.anchor))}`",
                "Copies hide what a file says.",
                "Delete it and write each value out.",
            )
        if event.tag:
            self.problem(
                line,
                f"the tag `{shown(str(event.tag))}`",
                "The kind of a value follows from how it is written.",
                "Delete the tag.",
            )

    def scalar(self, event: Any, line: int) -> None:
        is_plain = event.style is None
        if is_plain and self.awaits_key() and event.value == "<<":
            self.problem(line, "the merge key `<<`", "Copies hide what a file says.", "Write the keys out.")
        try:
            value = plain(event.value) if is_plain else quoted(event.value)
        except NotPlain as fault:
            self.problem(line, fault.found, fault.why, fault.mend)
            value = shown(event.value)
        self.key(value, line, event.value) if self.awaits_key() else self.put(value, line)

    def awaits_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None

    def key(self, value: Any, line: int, text: str) -> None:
        parent = self.stack[-1]
        if not isinstance(value, str) and (number := self.decimal_comma(parent, line, text)) is not None:
            why = "Between braces a comma parts two answers, so this is read as two of them."
            self.problem(line, f"`{number.replace('.', ',')}`", why, f"Write {number}, with a decimal point.")
            value = self.unnamed_key(parent)
        elif not isinstance(value, str):
            self.problem(
                line, f"the key `{shown(written(value))}`", "Keys are words.", "Put quotes around it, or correct it."
            )
            value = self.unnamed_key(parent)
        elif value in parent.value:
            first = self.keys[(*parent.path, value)]
            self.problem(
                line,
                f"the key `{shown(value)}` twice",
                f"It stands on line {first} already; only one could count.",
                "Keep one.",
            )
            value = self.unnamed_key(parent)
        parent.key = value
        self.keys[(*parent.path, value)] = line

    def decimal_comma(self, parent: Open, line: int, digits: str) -> str | None:
        """The number with a point, where digits follow a whole number in its line: `{a: 6,5}` holds a 6 and a 5."""
        before = parent.value if isinstance(parent.value, dict) else {}
        name, last = next(reversed(before.items()), ("", None))
        whole = isinstance(last, int) and not isinstance(last, bool)
        near = whole and digits.isascii() and digits.isdigit() and self.values[*parent.path, name] == line
        return f"{last}.{digits}" if near else None

    def unnamed_key(self, parent: Open) -> str:
        """A stand-in, so that reading can go on to the next fault."""
        parent.unnamed += 1
        return f"\0{parent.unnamed}"

    def put(self, value: Any, line: int) -> Path:
        """Store a value where it belongs, and say where that is."""
        if not self.stack:
            self.root = value
            self.values[()] = line
            return ()
        parent = self.stack[-1]
        if isinstance(parent.value, list):
            path: Path = (*parent.path, len(parent.value))
            parent.value.append(value)
        elif parent.key is None:
            self.problem(line, "a key that is not a word", "Keys are words.", "Write a word before the colon.")
            path = (*parent.path, self.unnamed_key(parent))
            parent.key = str(path[-1])
        else:
            path = (*parent.path, parent.key)
            parent.value[parent.key] = value
            parent.key = None
        self.values[path] = line
        return path

    def open(self, value: dict[str, Any] | list[Any], line: int) -> None:
        if len(self.stack) >= self.deepest:
            self.problem(
                line,
                f"more than {self.deepest} levels",
                "Nothing here is nested that deep.",
                "Check the indentation and brackets.",
            )
            raise Unreadable(*self.problems)
        self.stack.append(Open(self.put(value, line), value))


def read_yaml(text: str, name: str, deepest: int) -> Document:
    """The value of a YAML text with the line of each of its parts."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    refuse_tabs(text, name)
    builder = Builder(name, deepest)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except MarkedYAMLError as error:
        raise Unreadable(*builder.problems, syntax_problem(error, name)) from None
    except (YAMLError, ValueError, IndexError, AssertionError, AttributeError, OverflowError):
        # The parser answers some malformed texts with these instead of its own error.
        line = (builder.values and max(builder.values.values())) or 1
        raise Unreadable(
            *builder.problems,
            Problem(f"{name}:{line}", "not YAML", "The text after this line cannot be read.", "Correct it."),
        ) from None
    if builder.problems:
        raise Unreadable(*builder.problems)
    if builder.root is None:
        raise Unreadable(
            Problem(f"{name}:1", "an empty file", "Nothing can be read from it.", "Fill it in, or leave it out.")
        )
    return Document(name, builder.root, text, builder.keys, builder.values)


def refuse_tabs(text: str, name: str) -> None:
    tabs = [number for number, line in enumerate(text.split("\n"), 1) if "\t" in line][:MOST_PROBLEMS]
    if tabs:
        raise Unreadable(
            *(
                Problem(f"{name}:{line}", "a tab", "Tabs look like spaces and count as none.", "Use spaces.")
                for line in tabs
            )
        )


def syntax_problem(error: Any, name: str) -> Problem:
    """What the parser stumbled over, in its words."""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    said = re.sub(r"\s+", " ", shown(str(error.problem or error.context or "it cannot be read")))
    return Problem(
        f"{name}:{line}",
        f"not YAML: {said}",
        "The line breaks the form of the file.",
        "Check its indentation, colons, quotes and brackets.",
    )
