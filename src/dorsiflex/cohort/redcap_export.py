"""What does an export of REDCap hold? Its headings and codes become our columns and answers.

Raw and labelled exports have the same meaning here: a heading is the name of a field or its label, a cell its code or
its title. Fields of other names are said by a mapping, which is read as for any other table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dorsiflex.cohort.boxes import others
from dorsiflex.cohort.header import column_of, twice
from dorsiflex.cohort.inputs import FORMATS, Tables
from dorsiflex.cohort.mapping import ASKED, NOT_ASKED, Mapped, Recoding
from dorsiflex.cohort.redcap_dictionary import MISSING_CODES
from dorsiflex.cohort.redcap_fields import Field, fields_of, headings
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.vocabulary import Kind, Spellings

HERE = "--from redcap"
YES, NO = frozenset({"1", "yes", "checked"}), frozenset({"0", "no", "unchecked"})
# With labels each form ends in a column of this name.
STATUS = "Complete?"
WORDS = {"NASK": NOT_ASKED, "ASKU": ASKED, "UNK": ASKED}
MISSING = {**WORDS, **{MISSING_CODES[code]: state for code, state in WORDS.items()}}


def open_export(tables: Tables) -> None:
    """Take tables for exports: CSV, in which the columns on the state of forms are told apart. Raises `BadInput`."""
    for one, source in zip(tables.inputs, tables.sources, strict=True):
        if FORMATS[one.path.suffix.lower()] != "CSV":
            raise BadInput([Problem(one.name, "no CSV", "REDCap exports CSV.", "Give the file as it was exported.")])
        source.names = list(apart(source.names))
    tables.rename()
    if problems := list(twice(tables.names)):
        raise BadInput(problems)
    if not tables.names:
        raise BadInput([Problem("the header", "no column", "The file is empty.", "Export it again.")])


def apart(names: Sequence[str]) -> Iterator[str]:
    found = 0
    for name in names:
        found += name == STATUS
        yield f"{STATUS} {found}" if name == STATUS and found > 1 else name


def export_recoding(
    names: Sequence[str], mapping: Recoding | None, knowledge: KnowledgeBase, program: Program
) -> Recoding:
    """What the columns of an export mean: as the mapping says, and else as our dictionary does. Raises `BadInput`."""
    spellings = knowledge.vocabulary.spellings if mapping is None else mapping.spellings
    spellings = Spellings(spellings.present | YES, spellings.absent | NO, spellings.unknown)
    # Columns that bear our name are read by the dictionary, which knows their codes.
    theirs = [with_codes(one) for one in mapping.columns if one.where] if mapping is not None else []
    said = {one.column for one in theirs}
    ours = [one for one in named(names, knowledge, program) if one.column not in said]
    twice = {one.to for one in theirs} & {one.to for one in ours}
    if twice:
        why = "The mapping says that another column is it too."
        raise BadInput([Problem("the header", f"`{name}`", why, "Keep one of them.") for name in sorted(twice)])
    if left := list(others(names, ours)):
        why = "It is a box of a question of our dictionary, which has no such choice."
        raise BadInput(
            [Problem("the header", f"`{one.column}`", why, "Map the question, all its boxes.") for one in left]
        )
    if mapping is None:
        return Recoding(HERE, "", tuple(ours), spellings)
    if mapping.id is not None:
        why = "The id of a row is made of its record, event and instance."
        raise BadInput([Problem(mapping.name, f"`id: {mapping.id}`", why, "Leave it out.")])
    return replace(mapping, columns=(*theirs, *ours), spellings=spellings)


def named(names: Sequence[str], knowledge: KnowledgeBase, program: Program) -> Iterator[Mapped]:
    """The columns that our dictionary knows, and those that bear the whole name of a finding's column."""
    findings = {column_of(stem): finding for stem, finding in program.findings.items()}
    known = {heading: (field, choice) for heading, field, choice in headings(fields_of(knowledge, program))}
    for name in names:
        if found := known.get(" ".join(name.split())):
            yield mapped(name, *found)
        elif name in findings:
            yield Mapped(name, name, findings[name], missing=MISSING, where=HERE)


def mapped(name: str, field: Field, choice: str | None) -> Mapped:
    """How one column is read; where it has codes and titles, it takes no other values."""
    finding = field.finding
    values: dict[str, str] = {}
    if choice is not None:
        title = next(title for _, title, ticks in field.boxes if ticks == choice)
        values = {"1": "present", "0": "absent", "Checked": "present", "Unchecked": "absent", title: "present"}
    elif finding.kind is Kind.CHOICE:
        titles = [title for _, title in finding.options]
        values = {title: option for option, title in finding.options if titles.count(title) == 1}
        values |= {option: option for option in finding.option_ids}
    missing = {code: state for code, state in MISSING.items() if code not in values}
    return Mapped(name, field.column, finding, option=choice, values=values, missing=missing, where=HERE)


def with_codes(one: Mapped) -> Mapped:
    """A column of a mapping takes REDCap's codes for what is missing too, where it does not say otherwise."""
    codes = {code: state for code, state in MISSING.items() if code not in one.values}
    return replace(one, missing={**codes, **one.missing})
