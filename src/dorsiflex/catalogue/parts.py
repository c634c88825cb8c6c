"""Of which small parts are the files made? Words, ids, numbers, references and conditions, for pydantic."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

SNAKE = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
KEBAB = r"^[a-z0-9]+(-[a-z0-9]+)*$"
ANY_ID = r"^[a-z0-9]+([_-][a-z0-9]+)*$"
DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


class Part(BaseModel):
    """A part of a file: closed to keys it does not know, exact about kinds, never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise PydanticCustomError("a_number", "A number is expected here.")
    return Decimal(value)


def word_or_number(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal) or not str(value).strip():
        raise PydanticCustomError("a_word", "A word or a number is expected here.")
    return str(value)


def texts(value: Any) -> list[str]:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not given or not all(isinstance(text, str) and text.strip() for text in given):
        raise PydanticCustomError("texts", "A text, or a list of texts, is expected here.")
    return given


def a_map(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise PydanticCustomError("a_condition", "A condition is expected here, such as `finding: present`.")
    return value


def as_it_stands(value: Any) -> Any:
    return value


Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
SnakeId = Annotated[str, StringConstraints(pattern=SNAKE)]
KebabId = Annotated[str, StringConstraints(pattern=KEBAB)]
AnyId = Annotated[str, StringConstraints(pattern=ANY_ID)]
Date = Annotated[str, StringConstraints(pattern=DATE)]
Numeric = Annotated[Decimal, PlainValidator(decimal), WithJsonSchema({"type": "number"})]
WordOrNumber = Annotated[str, PlainValidator(word_or_number), WithJsonSchema({"type": ["string", "number"]})]
Texts = Annotated[
    list[str],
    PlainValidator(texts),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "minLength": 1}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
    ),
]
When = Annotated[dict[str, Any], PlainValidator(a_map), WithJsonSchema({"x-part": "Condition"})]
Answers = Annotated[dict[str, Any], PlainValidator(a_map), WithJsonSchema({"x-part": "Answers"})]
Anything = Annotated[Any, PlainValidator(as_it_stands), WithJsonSchema({})]
RuleStatus = Literal["draft", "reviewed"]


class OwnersPart(Part):
    author: Text
    reviewer: Text


class SupportPart(Part):
    ref: KebabId
    supports: Text


class ObjectionPart(Part):
    who: Text
    says: Text
    we_answer: Text


class DissentPart(Part):
    sought_in: list[KebabId] = Field(min_length=1)
    found: list[ObjectionPart]
