"""How is the report on a table's quality shown? As text, as a page with pictures, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from dorsiflex.cohort.assumed import warnings_of
from dorsiflex.errors import BadInput, Problem, visible

Report = dict[str, Any]
# Told apart without colour too: each has its own place, its word and its pattern (Okabe and Ito's colours).
SEGMENTS = (
    ("recorded", "recorded", "#0072b2"),
    ("asked_unknown", "asked, unknown", "#e69f00"),
    ("not_asked", "not asked", "#cc79a7"),
    ("empty", "empty", "#d5dae0"),
)
WIDTH, HEIGHT = 480, 14


def write_report(report: Report, path: Path) -> None:
    """The report in a file, by its ending. Raises `BadInput`."""
    forms = {".html": as_html, ".json": as_json_text, ".txt": as_text}
    check_ending(path)
    path.write_text(forms[path.suffix.lower()](report), encoding="utf-8")


def check_ending(path: Path) -> None:
    if path.suffix.lower() not in (".html", ".json", ".txt"):
        why = "The report is written as a page, as text or as JSON."
        raise BadInput([Problem(str(path), f"the ending `{path.suffix}`", why, "Use .html, .txt or .json.")])


def as_json_text(report: Report) -> str:
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def percent(part: float) -> str:
    return f"{100 * part:.0f} %"


def facts(report: Report) -> Iterator[tuple[str, str]]:
    """What is said above the columns."""
    yield "Rows", f"{report['rows']:,}"
    if report["rows_unreadable"]:
        export = "Rows without answers, set aside, or not to be split into columns"
        what = export if report["from"] else "Rows that cannot be split into columns"
        yield what, f"{report['rows_unreadable']:,}"
    for key, what in (("duplicate_ids", "Rows that repeat an id"), ("duplicate_rows", "Rows that repeat another row")):
        told = report[key]
        yield what, f"{told['rows']:,}" + (f" ({'; '.join(told['first'])})" if told["first"] else "")
    if report["ids_like"]:
        yield "The ids", f"They look like {report['ids_like']}, and every output carries them. Give labels instead."
    if report["ids_like_formulas"]:
        what = "Ids that a spreadsheet may take for formulas (=, +, -, @)"
        yield what, f"{report['ids_like_formulas']:,}; they are written as they are"
    for told in warnings_of(report["assumed"], report["assumed_gates"]):
        yield f"ASSUMED for all {report['rows']:,} rows, asked of nobody", told
    if report["mapping"]:
        yield "Mapping", report["mapping"]
    yield "Findings without a column, not known of anybody", str(report["findings_without_a_column"])


def doubts(report: Report) -> list[str]:
    """Suspicious units, in sentences."""
    return [
        f"{one['column']}{' at ' + one['site'] if one['site'] else ''}: {one['values']:,} values may be in "
        f"{one['unit']}. {one['why']}"
        for one in report["suspicious_units"]
    ]


HEADS = {
    "recorded": "recorded",
    "carried_down": "of it carried down",
    "asked_unknown": "asked, unknown",
    "not_asked": "not asked",
    "empty": "empty",
    "refused": "cannot be taken",
    "out_of_range": "out of range",
    "contradictions": "contradicts",
}
FAULTS = ("refused", "out_of_range", "contradictions")


def heads_of(report: Report) -> dict[str, str]:
    """What is told of each column; of what is carried down only where anything is."""
    carried = any(one["carried_down"] for one in report["columns"])
    return {key: head for key, head in HEADS.items() if carried or key != "carried_down"}


def as_text(report: Report) -> str:
    """The report in plain lines."""
    lines = ["Quality of the table, before anything is answered", ""]
    lines += [f"{name}: {value}" for name, value in facts(report)]
    lines += ["", *(["Suspicious units", *(f"- {doubt}" for doubt in doubts(report)), ""] if doubts(report) else [])]
    told = heads_of(report)
    rows = [("column", *told.values())]
    rows += [(name_of(one), *(f"{one[key]:,}" for key in told)) for one in report["columns"]]
    lines += grid(rows)
    if report["sites"]:
        names = [one["finding"] for one in report["columns"]]
        lines += ["", "Share that is not known, by site", ""]
        heads = ("column", *(f"{one['site']} ({one['rows']:,})" for one in report["sites"]))
        lines += grid([heads, *((name, *(percent(one["unknown"][name]) for one in report["sites"])) for name in names)])
    return "\n".join(visible(line).rstrip() for line in lines) + "\n"


def name_of(column: Report) -> str:
    theirs, ours = column["column"], column["finding"]
    return ours if theirs == ours else f"{theirs} ({ours})"


def grid(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = []
    for first, *others in rows:
        cells = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        lines.append("  ".join([first.ljust(widths[0]), *cells]))
    return lines


def as_html(report: Report) -> str:
    """The report as one page that needs no other file."""
    style = (files("dorsiflex.present.html") / "tokens.css").read_text(encoding="utf-8")
    told = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts(report))
    doubted = "".join(f"<li>{escape(doubt)}</li>" for doubt in doubts(report))
    units = f"<h2>Suspicious units</h2><ul>{doubted}</ul>" if doubted else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Quality of the table</title><style>{style}{STYLE}</style></head><body><main>"
        f"<h1>Quality of the table</h1><p>Counted before anything is answered.</p><dl>{told}</dl>{units}"
        f"<h2>What is known</h2>{picture(report)}<h2>Each column</h2>{table(report)}{site_table(report)}"
        "</main></body></html>\n"
    )


STYLE = """
main { max-width: 75rem; margin: 0 auto; padding: 1rem; }
h2 { margin-top: 2rem; }
dl { display: grid; grid-template-columns: minmax(8rem, 20rem) 1fr; gap: 0.25rem 1rem; max-width: 64rem; }
dt { color: var(--quiet); } dd { margin: 0; }
.frame { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.25rem 0.75rem; text-align: right; border-bottom: 1px solid var(--rule); vertical-align: bottom; }
th:first-child { text-align: left; font-weight: normal; }
td.some { font-weight: bold; color: var(--urgent); }
svg text { font: 12px var(--font); fill: var(--ink); }
@media (max-width: 40rem) { dl { display: block; } }
"""


def picture(report: Report) -> str:
    """A bar a column: what is recorded, what was asked and is unknown, what was not asked, what is empty."""
    columns = report["columns"]
    label = 320
    height = 30 + (HEIGHT + 6) * len(columns)
    parts = [legend(label)]
    for place, column in enumerate(columns):
        top = 30 + place * (HEIGHT + 6)
        parts.append(f'<text x="{label - 8}" y="{top + 11}" text-anchor="end">{escape(cut(name_of(column)))}</text>')
        parts += bars(column, label, top)
    said = f"Of {len(columns)} columns, the share of rows in which each is known; the numbers stand in the table below."
    return (
        f'<div class="frame"><svg role="img" aria-label="{said}" width="{label + WIDTH + 60}" height="{height}" '
        f'viewBox="0 0 {label + WIDTH + 60} {height}"><title>{said}</title>{"".join(parts)}</svg></div>'
    )


def cut(text: str, longest: int = 46) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def legend(left: int) -> str:
    parts = []
    for place, (_, word, colour) in enumerate(SEGMENTS):
        x = left + place * 120
        parts.append(
            f'<rect x="{x}" y="4" width="12" height="12" fill="{colour}"/><text x="{x + 16}" y="14">{word}</text>'
        )
    return "".join(parts)


def bars(column: Report, left: int, top: int) -> Iterator[str]:
    rows = sum(column[key] for key, _, _ in SEGMENTS)
    start = float(left)
    for key, word, colour in SEGMENTS:
        width = WIDTH * column[key] / rows if rows else 0.0
        if width:
            said = f"{column[key]:,} {word}"
            yield (
                f'<rect x="{start:.1f}" y="{top}" width="{width:.1f}" height="{HEIGHT}" fill="{colour}" '
                f'stroke="var(--paper)"><title>{said}</title></rect>'
            )
        start += width
    yield f'<text x="{left + WIDTH + 8}" y="{top + 11}">{percent(1 - column["unknown_share"])}</text>'


def table(report: Report) -> str:
    told = heads_of(report)
    rows = [
        (name_of(one), *((f"{one[key]:,}", key in FAULTS and one[key] > 0) for key in told))
        for one in report["columns"]
    ]
    body = "".join(
        f'<tr><th scope="row">{escape(str(name))}</th>'
        + "".join(f"<td{' class=some' if marked else ''}>{text}</td>" for text, marked in cells)
        + "</tr>"
        for name, *cells in rows
    )
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("column", *told.values()))
    return f'<div class="frame"><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'


def site_table(report: Report) -> str:
    if not report["sites"]:
        return ""
    sites = report["sites"]
    heads = "".join(f'<th scope="col">{escape(one["site"])}<br>{one["rows"]:,} rows</th>' for one in sites)
    body = "".join(
        f'<tr><th scope="row">{escape(name_of(column))}</th>'
        + "".join(f"<td>{percent(one['unknown'][column['finding']])}</td>" for one in sites)
        + "</tr>"
        for column in report["columns"]
    )
    return (
        "<h2>Share that is not known, by site</h2>"
        f'<div class="frame"><table><thead><tr><th scope="col">column</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
