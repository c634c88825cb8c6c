"""Which field of REDCap holds which column? Its name, label, form and codes, for any knowledge base.

REDCap's own conventions (its help pages and the public clients redcapAPI, REDCapR and reproschema): names of
variables are lower case, digits and underscores, of 26 characters at most as it advises; a box of a checkbox is
exported as `field___code`, and with labels as `Label (choice=Title)`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from dorsiflex.cohort.header import column_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.vocabulary import Finding, Kind, Scope

LONGEST = 26
MARK = 4
RECORD, RECORD_LABEL = "record_id", "Record ID"
# A checkbox in which nothing is ticked says nothing; so none of them has a box, unless a choice says that already.
NONE_CODE, NONE_TITLE, NONE = "none_of_these", "None of these", "[]"


@dataclass(frozen=True)
class Field:
    """One field of a project."""

    name: str
    label: str
    form: str
    side: str | None
    stem: str
    column: str
    finding: Finding

    @property
    def boxes(self) -> tuple[tuple[str, str, str], ...]:
        """Of several choices, each box: its code, its title, the choice that it ticks."""
        if self.finding.kind is not Kind.SEVERAL_OF:
            return ()
        own = tuple((code, title, code) for code, title in self.finding.options)
        return own if self.finding.negative else (*own, (NONE_CODE, NONE_TITLE, NONE))


def field_name(column: str) -> str:
    """The column itself where REDCap can take it; else its beginning and a mark made of the whole, always the same."""
    if len(column) <= LONGEST and column[0].isalpha() and "__" not in column:
        return column
    mark = sha256(column.encode()).hexdigest()[:MARK]
    return f"{column[: LONGEST - MARK - 1].rstrip('_')}_{mark}"


def fields_of(knowledge: KnowledgeBase, program: Program) -> tuple[Field, ...]:
    """Every field, form by form; of a form first the person's, then each side's. No two have one name or label."""
    made = [field_of(stem, finding, knowledge) for stem, finding in program.findings.items()]
    forms = list(dict.fromkeys(field.form for field in made))
    sides = [None, *knowledge.settings.sides]
    made.sort(key=lambda field: (forms.index(field.form), sides.index(field.side)))
    labels = Counter(field.label for field in made)
    told = tuple(replace(one, label=f"{one.label} [{one.name}]") if labels[one.label] > 1 else one for one in made)
    assert len({field.name for field in told}) == len(told), "two columns are shortened to one name"
    return told


def field_of(stem: str, finding: Finding, knowledge: KnowledgeBase) -> Field:
    column = column_of(stem)
    side = None if finding.scope is Scope.PERSON else stem.partition(".")[0]
    asked = one_line(finding.ask)
    label = asked if side is None else f"{side_title(side, knowledge)}: {asked}"
    return Field(field_name(column), label, finding.section, side, stem, column, finding)


def side_title(side: str, knowledge: KnowledgeBase) -> str:
    return f"{side} {knowledge.settings.side_noun}".capitalize()


def one_line(text: str) -> str:
    return " ".join(text.split())


def headings(fields: tuple[Field, ...]) -> Iterator[tuple[str, Field, str | None]]:
    """Every heading that an export may have: whose it is, and of a box the choice that it ticks."""
    for field in fields:
        if not field.boxes:
            yield field.name, field, None
            yield field.label, field, None
        for code, title, choice in field.boxes:
            yield f"{field.name}___{code}", field, choice
            yield f"{field.label} (choice={title})", field, choice
