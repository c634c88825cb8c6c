"""JSON, read as strictly as YAML: no key twice, no NaN, no exponent, no endless nesting."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from dorsiflex.catalogue.document import Document
from dorsiflex.catalogue.scalars import NotPlain, plain, quoted, shown
from dorsiflex.catalogue.source_text import Unreadable
from dorsiflex.errors import Problem

BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|([\[{])|([\]}])', re.DOTALL)


def read_json(text: str, name: str, deepest: int) -> Document:
    """The value of a JSON text. Lines are kept for its errors only."""
    refuse_deep_nesting(text, name, deepest)
    faults: list[NotPlain] = []

    def no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                faults.append(NotPlain(f"the key `{shown(key)}` twice", "Only one of them could count.", "Keep one."))
            found[checked(key, faults)] = value
        return found

    try:
        value = json.loads(
            text, object_pairs_hook=no_key_twice, parse_int=exact, parse_float=exact, parse_constant=refuse
        )
    except json.JSONDecodeError as error:
        raise Unreadable(
            Problem(
                f"{name}:{error.lineno}",
                f"not JSON: {error.msg}",
                "A file that starts with { or [ is read as JSON.",
                "Correct the line.",
            )
        ) from None
    except NotPlain as fault:
        faults.append(fault)
        value = None
    check_texts(value, faults)
    if faults:
        raise Unreadable(*(Problem(name, fault.found, fault.why, fault.mend) for fault in faults))
    return Document(name, value, text)


def exact(word: str) -> Any:
    return plain(word)


def refuse(word: str) -> NoReturn:
    plain(word)
    raise NotPlain(f"`{word}`", "It is not a number.", "Write a number, or leave the key out.")


def checked(text: str, faults: list[NotPlain]) -> str:
    """The text itself; what is wrong with it joins `faults`."""
    try:
        return quoted(text)
    except NotPlain as fault:
        faults.append(fault)
        return text


def check_texts(value: Any, faults: list[NotPlain]) -> None:
    """Every text in the value; the nesting is known to be shallow."""
    if isinstance(value, str):
        checked(value, faults)
    elif isinstance(value, dict):
        for part in value.values():
            check_texts(part, faults)
    elif isinstance(value, list):
        for part in value:
            check_texts(part, faults)


def refuse_deep_nesting(text: str, name: str, deepest: int) -> None:
    """Counted before the JSON reader recurses into it."""
    depth = 0
    for found in BRACKET.finditer(text):
        depth += bool(found[1]) - bool(found[2])
        if depth > deepest:
            line = text.count("\n", 0, found.start()) + 1
            raise Unreadable(
                Problem(
                    f"{name}:{line}",
                    f"more than {deepest} levels",
                    "Nothing here is nested that deep.",
                    "Check the brackets.",
                )
            )
