"""What did a program send? JSON, read as strictly as a file, in the form that the request asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, TypeVar

from fastapi import Depends, HTTPException, Request
from pydantic import BaseModel, ValidationError

from dorsiflex.catalogue.document import Document
from dorsiflex.catalogue.reader import INTAKE_BYTES, read_document
from dorsiflex.catalogue.scalars import shown
from dorsiflex.errors import BadInput, Problem

Form = TypeVar("Form", bound=BaseModel)
BODY = "body"
SEE = "`GET /api/v1/openapi.json` shows the form."


async def document(request: Request) -> Document:
    """The body as a document. Raises `BadInput` with what is wrong with it."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415)
    sent = await request.body()
    if sent.lstrip(b" \t\r\n")[:1] not in (b"{", b"["):
        raise BadInput([Problem(BODY, "not a JSON object", "A request brings one JSON object.", SEE)])
    return read_document(sent, BODY, INTAKE_BYTES, BadInput)


Sent = Annotated[Document, Depends(document)]


def read(form: type[Form], sent: Document) -> Form:
    """The document in its form. Raises `BadInput` with everything that is wrong with it."""
    try:
        return form.model_validate(sent.value)
    except ValidationError as error:
        raise BadInput(problems(error)) from None


def problems(error: ValidationError) -> Iterator[Problem]:
    for fault in error.errors(include_url=False, include_context=False):
        place = ".".join(shown(str(part)) for part in fault["loc"])
        yield Problem(BODY, f"`{place}`" if place else "the whole of it", said(fault), SEE)


def said(fault: Any) -> str:
    """What pydantic says, in plain words where it speaks of Python."""
    plain = {"missing": "It is missing", "extra_forbidden": "There is no such key", "dict_type": "It is not an object"}
    return f"{plain.get(fault['type'], fault['msg'])}."
