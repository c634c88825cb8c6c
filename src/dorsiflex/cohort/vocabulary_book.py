"""Which columns may a table have, and what may stand in them? The vocabulary as a codebook, and as a blank sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl

from dorsiflex.cohort.header import ID, column_of
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.expression import leaves, name_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.vocabulary import Finding, Kind

ROWS = 1000
# Excel's own limits.
LONGEST_LIST, LONGEST_TITLE, LONGEST_PROMPT = 255, 32, 255
KINDS = {
    Kind.YES_NO: "yes or no",
    Kind.CHOICE: "one choice",
    Kind.SEVERAL_OF: "several choices",
    Kind.NUMBER: "number",
}


@dataclass(frozen=True)
class Row:
    """One column of a table."""

    column: str
    section: str
    title: str
    question: str
    kind: str
    values: str
    unit: str
    range: str
    step: str
    only_where: str


def rows(knowledge: KnowledgeBase, program: Program) -> Iterator[Row]:
    """Every column of a table, in the order of the vocabulary."""
    for stem, finding in program.findings.items():
        number = finding.kind is Kind.NUMBER
        quantity = finding.quantity
        section = knowledge.vocabulary.sections.get(finding.section)
        yield Row(
            column_of(stem),
            section.title if section else finding.section,
            finding.title,
            finding.ask,
            KINDS[finding.kind],
            values_of(finding),
            quantity.unit if number else "",
            f"{quantity.value(finding.least):f} to {quantity.value(finding.most):f}" if number else "",
            f"{quantity.value(finding.step):f}" if number else "",
            only_where(finding, knowledge),
        )


def values_of(finding: Finding) -> str:
    if finding.kind is Kind.YES_NO:
        return "present; absent; unknown"
    return "; ".join(f"{option} = {title}" for option, title in finding.options)


def only_where(finding: Finding, knowledge: KnowledgeBase) -> str:
    """The findings on which it hangs whether the question arises."""
    if finding.parent is None:
        return ""
    names = dict.fromkeys(name_of(leaf) for leaf in leaves(finding.parent))
    return "; ".join(f"{name} ({knowledge.vocabulary.findings[name].title})" for name in names)


def write_codebook(path: Path, knowledge: KnowledgeBase, program: Program) -> None:
    """The vocabulary as .csv or .html. Raises `BadInput`."""
    told = list(rows(knowledge, program))
    names = [field.name for field in fields(Row)]
    match path.suffix.lower():
        case ".csv":
            table = pl.DataFrame([astuple(row) for row in told], schema=dict.fromkeys(names, pl.String), orient="row")
            path.write_text(table.write_csv(), encoding="utf-8")
        case ".html":
            path.write_text(page(told, knowledge), encoding="utf-8")
        case ending:
            raise BadInput([Problem(str(path), f"the ending `{ending}`", "It is a table or a page.", CODEBOOK)])


CODEBOOK = "Use .csv or .html."
STYLE = """
main { max-width: 90rem; margin: 0 auto; padding: 1rem; }
.frame { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: 0.375rem 0.75rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
td:first-child { font-family: var(--mono); font-size: var(--small); }
"""


def page(told: list[Row], knowledge: KnowledgeBase) -> str:
    """The codebook as one page that needs no other file."""
    style = (files("dorsiflex.present.html") / "tokens.css").read_text(encoding="utf-8")
    settings = knowledge.settings
    names = [field.name for field in fields(Row)]
    heads = "".join(f'<th scope="col">{name.replace("_", " ")}</th>' for name in names if name != "section")
    parts = []
    for section in dict.fromkeys(row.section for row in told):
        body = "".join(line(row) for row in told if row.section == section)
        parts.append(
            f'<h2>{escape(section)}</h2><div class="frame"><table><thead><tr>{heads}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Codebook: {escape(settings.title)}</title><style>{style}{STYLE}</style></head><body><main>"
        f"<h1>Codebook: {escape(settings.title)}</h1><p>{escape(settings.name)} {escape(settings.version)}, "
        f"{knowledge.digest}. What is left empty is not known; it is never read as no.</p>{''.join(parts)}"
        "</main></body></html>\n"
    )


def line(row: Row) -> str:
    cells = [
        value
        for name, value in zip((field.name for field in fields(Row)), astuple(row), strict=True)
        if name != "section"
    ]
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def write_template(path: Path, knowledge: KnowledgeBase, program: Program) -> None:
    """A blank workbook: a header, and for each column its question and what may be entered. Raises `BadInput`."""
    if path.suffix.lower() != ".xlsx":
        why = "The template is an Excel workbook."
        raise BadInput([Problem(str(path), f"the ending `{path.suffix}`", why, "Use .xlsx.")])
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet, lists = book.active, book.create_sheet("lists")
    sheet.title, lists.sheet_state = knowledge.settings.name[:31], "hidden"
    sheet.append([ID, *(column_of(stem) for stem in program.findings)])
    for place, finding in enumerate(program.findings.values(), 2):
        letter = get_column_letter(place)
        sheet.add_data_validation(validation(finding, f"{letter}2:{letter}{ROWS + 1}", lists, place))
    for place, cell in enumerate(sheet[1], 1):
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(place)].width = 18
    sheet.freeze_panes = "B2"
    book.save(path)


def validation(finding: Finding, cells: str, lists: Any, place: int) -> Any:
    """What Excel lets be entered for one finding, and says when the cell is entered."""
    from openpyxl.worksheet.datavalidation import DataValidation

    prompt = finding.ask
    if finding.kind is Kind.NUMBER:
        quantity = finding.quantity
        least, most = f"{quantity.value(finding.least):f}", f"{quantity.value(finding.most):f}"
        kind = "whole" if finding.whole else "decimal"
        rule = DataValidation(type=kind, operator="between", formula1=least, formula2=most, allow_blank=True)
        rule.error = f"A number from {least} to {most} {quantity.unit}".strip()
    elif finding.kind is Kind.SEVERAL_OF:
        # Excel knows no list of which several may be chosen.
        rule = DataValidation(allow_blank=True)
        prompt = f"{prompt} Write with ; between: {', '.join(finding.option_ids)}. [] means none of them."
    else:
        options = ["present", "absent", "unknown"] if finding.kind is Kind.YES_NO else list(finding.option_ids)
        rule = DataValidation(type="list", formula1=listed(options, lists, place), allow_blank=True)
        rule.error = "Choose from the list, or leave it empty where it is not known."[:LONGEST_PROMPT]
    rule.promptTitle, rule.prompt = finding.title[:LONGEST_TITLE], prompt[:LONGEST_PROMPT]
    rule.showInputMessage = rule.showErrorMessage = True
    rule.add(cells)
    return rule


def listed(options: list[str], lists: Any, place: int) -> str:
    """The options in place, or in the hidden sheet where they are too long for it."""
    text = f'"{",".join(options)}"'
    if len(text) <= LONGEST_LIST and not any("," in option for option in options):
        return text
    from openpyxl.utils import get_column_letter

    for row, option in enumerate(options, 1):
        lists.cell(row=row, column=place, value=option)
    letter = get_column_letter(place)
    return f"lists!${letter}$1:${letter}${len(options)}"
