"""How is a faulty form told to its author? pydantic's findings become Problems with a line and a way to mend them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from dorsiflex.catalogue import parts
from dorsiflex.catalogue.document import Document, Path
from dorsiflex.catalogue.form_keys import keys_of
from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.catalogue.one_line import written
from dorsiflex.catalogue.scalars import shown
from dorsiflex.errors import Problem

Model = TypeVar("Model", bound=BaseModel)
PLAIN = {
    "string_type": "A text is expected here.",
    "int_type": "A whole number is expected here.",
    "bool_type": "`true` or `false` is expected here.",
    "list_type": "A list is expected here.",
    "dict_type": "A map is expected here.",
    "model_type": "A map is expected here.",
    "too_short": "It has too few parts.",
    "too_long": "It has too many parts.",
}


def read_as(model: type[Model], document: Document, problems: list[Problem]) -> Model | None:
    """The document in its form; or None, and what is wrong with it joins `problems`."""
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        problems.extend(form_problems(error, model, document))
        return None


def form_problems(error: ValidationError, model: type[BaseModel], document: Document) -> Iterator[Problem]:
    """One problem for each place, however many ways of reading it failed."""
    told: set[Path] = set()
    for fault in error.errors(include_url=False):
        path = path_in(document.value, fault["loc"])
        if path not in told:
            told.add(path)
            yield form_problem(dict(fault), path, model, document)


def path_in(value: Any, loc: tuple[Any, ...]) -> Path:
    """The part of pydantic's location that stands in the file; names of union members do not."""
    path: list[str | int] = []
    for part in loc:
        if (isinstance(value, dict) and part in value) or (
            isinstance(value, list) and isinstance(part, int) and part < len(value)
        ):
            value = value[part]
        else:
            continue
        path.append(part)
    return tuple(path)


def form_problem(fault: dict[str, Any], path: Path, model: type[BaseModel], document: Document) -> Problem:
    """One fault of the form, in plain words."""
    where, name = document.where(path), str(path[-1]) if path else ""
    match fault["type"]:
        case "missing":
            missing = str(fault["loc"][-1])
            return Problem(where, f"{place(path)} has no `{missing}`", "The key is required.", f"Add `{missing}:`.")
        case "needs_key":
            return Problem(where, f"{place(path)} has no `{fault['ctx']['key']}`", fault["msg"], "Add it.")
        case "key_of_another_kind":
            return Problem(
                where, f"`{fault['ctx']['key']}` in {place(path)}", fault["msg"], "Delete it, or correct `kind`."
            )
        case "extra_forbidden":
            mend = did_you_mean(name, keys_of(model, path[:-1]))
            if " " in name:
                mend = 'Inside { } a comma ends a text: put "..." around the whole of it.'
            return Problem(where, f"the key `{shown(name)}`", f"{place(path[:-1])} has no such key.", mend)
        case "literal_error":
            why = f"Expected here: {fault['ctx']['expected'].replace(chr(39), '`')}."
            return Problem(where, found_at(document, path), why, "Write one of these.")
        case "string_pattern_mismatch":
            why = f"It does not have the form {form(fault['ctx']['pattern'])}."
            return Problem(where, found_at(document, path), why, "Correct it.")
        case kind:
            why = PLAIN.get(kind, str(fault["msg"]).removesuffix(".") + ".")
            return Problem(where, found_at(document, path), why, "Correct it; docs/language.md shows the form.")


def form(pattern: str) -> str:
    """A pattern in words."""
    names = {
        parts.SNAKE: "`snake_case`",
        parts.KEBAB: "`kebab-case`",
        parts.DATE: '`"2026-11-23"`',
        r"\S": "of a text with words in it",
    }
    return names.get(pattern, f"`{pattern}`")


def place(path: Path) -> str:
    return f"`{'.'.join(map(str, path))}`" if path else "This file"


def found_at(document: Document, path: Path) -> str:
    value = document.value
    for part in path:
        value = value[part]
    key = f"{path[-1]}: " if path and isinstance(path[-1], str) else ""
    match value:
        case dict() | list():
            return f"`{shown(key or 'this')}` and what stands below it" if key else "this part"
        case _:
            return f"`{shown(key + written(value))}`"
