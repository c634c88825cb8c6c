"""Which form has a mapping, the file that says what the columns of somebody's table mean? For pydantic."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dorsiflex.catalogue.parts import AnyId, Part, Text, WordOrNumber

Missing = dict[str, Literal["not_asked", "unknown"]]


class ColumnPart(Part):
    is_: Annotated[Text, Field(alias="is")]
    unit: Text | None = None
    option: AnyId | Literal["[]"] | None = None
    values: dict[str, WordOrNumber] = {}
    missing: Missing = {}
    decimal: Literal["point", "comma"] | None = None


class YesNoPart(Part):
    present: list[WordOrNumber] = []
    absent: list[WordOrNumber] = []


class MappingFile(Part):
    about: Text | None = None
    id: Text | None = None
    site: Text | None = None
    delimiter: Literal["comma", "semicolon", "tab", "pipe"] = "comma"
    decimal: Literal["point", "comma"] = "point"
    columns: dict[str, Text | ColumnPart] = {}
    spellings: YesNoPart = YesNoPart()
    missing: Missing = {}
    assume: dict[str, WordOrNumber] = {}
    carry: list[Text] = []
    ignore: list[Text] = []
    none_of: dict[str, list[Text]] = {}
