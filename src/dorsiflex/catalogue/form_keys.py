"""Which keys may stand at a place of a file? Asked when an unknown key is met, to name the nearest one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel, RootModel

from dorsiflex.catalogue.document import Path


def keys_of(model: Any, path: Path) -> list[str]:
    """The keys of the form at `path`, in every way the form may be read."""
    forms = [model]
    for part in path:
        forms = [inner for form in forms for inner in below(form, part)]
    return sorted({field.alias or name for form in models_in(forms) for name, field in form.model_fields.items()})


def below(form: Any, part: str | int) -> Iterator[Any]:
    """The forms of what stands under one key of a form."""
    for model in models_in([form]):
        field = next((field for name, field in model.model_fields.items() if (field.alias or name) == part), None)
        if field is not None:
            yield field.annotation
    for container in unwrapped(form):
        if get_origin(container) in (list, dict):
            yield get_args(container)[-1]


def models_in(forms: list[Any]) -> Iterator[type[BaseModel]]:
    for form in forms:
        for inner in unwrapped(form):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield inner


def unwrapped(form: Any) -> Iterator[Any]:
    """A form without `Annotated`, `| None` and the like around it."""
    if isinstance(form, type) and issubclass(form, RootModel):
        yield from unwrapped(form.model_fields["root"].annotation)
    elif get_origin(form) in (list, dict) or not get_args(form):
        yield form
    else:
        for inner in get_args(form):
            yield from unwrapped(inner)
