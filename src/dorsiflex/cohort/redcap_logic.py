"""When does REDCap show a field? Where what it depends on surely holds, written as branching logic.

The rail without negation (`language/rails.py`) is written out: an empty field makes no comparison true. REDCap itself
would take an empty field for less than any number, so each comparison of a number asks first whether there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from dorsiflex.cohort.redcap_fields import Field
from dorsiflex.language.grounding import Grounding
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.rails import Enough, Every, Literal, Rail, Some, surely
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.vocabulary import Kind

ALWAYS, NEVER = "1 = 1", "1 = 0"


class Logic:
    """Writes the branching logic of one knowledge base."""

    def __init__(self, knowledge: KnowledgeBase, program: Program, fields: Mapping[str, Field]) -> None:
        self.knowledge, self.program, self.fields = knowledge, program, fields
        self.scopes = Scopes(knowledge)

    def of(self, field: Field) -> str:
        """When this field is shown; empty where it always is."""
        if field.finding.parent is None:
            return ""
        names = Grounding(self.knowledge, self.scopes, field.side)
        return self.written(surely(field.finding.parent, True, names))

    def written(self, rail: Rail) -> str:
        match rail:
            case Literal():
                return self.compared(rail)
            case Every(parts):
                return " and ".join(self.part(one) for one in parts) or ALWAYS
            case Some(parts):
                return " or ".join(self.part(one) for one in parts) or NEVER
            case Enough(count, parts):
                counted = " + ".join(f"if({self.written(one)}, 1, 0)" for one in parts)
                return f"({counted}) >= {count}"
            case _:
                assert_never(rail)

    def part(self, rail: Rail) -> str:
        """One of several parts: in brackets where it has several itself."""
        text = self.written(rail)
        return text if isinstance(rail, Literal) and " and " not in text and " or " not in text else f"({text})"

    def compared(self, literal: Literal) -> str:
        """One comparison. Attributes are those of `language/program.py`."""
        stem, _, option = literal.attribute.partition("/")
        stem, _, end = stem.partition("?")
        if end == "na":
            return self.written(self.program.dependent[stem].irrelevant)
        field = self.fields[stem]
        if end == "known":
            return self.known(field, wanted=literal.value is True)
        if option:
            ticked = f"[{field.name}({option})] = '{int(literal.value is True)}'"
            return ticked if literal.value is True else f"{self.known(field, wanted=True)} and {ticked}"
        match field.finding.kind:
            case Kind.YES_NO:
                return f"[{field.name}] = '{int(literal.value is True)}'"
            case Kind.NUMBER:
                limit = f"{field.finding.quantity.value(int(literal.value)).normalize():f}"
                sign = {"==": "=", "!=": "<>"}.get(literal.op, literal.op)
                return f"[{field.name}] <> '' and [{field.name}] {sign} {limit}"
            case _:
                if literal.op == "==":
                    return f"[{field.name}] = '{literal.value}'"
                return f"[{field.name}] <> '' and [{field.name}] <> '{literal.value}'"

    def known(self, field: Field, *, wanted: bool) -> str:
        """Whether anything is recorded in a field."""
        if field.boxes:
            sign, join = ("1", " or ") if wanted else ("0", " and ")
            return "(" + join.join(f"[{field.name}({code})] = '{sign}'" for code, _, _ in field.boxes) + ")"
        return f"[{field.name}] {'<>' if wanted else '='} ''"
