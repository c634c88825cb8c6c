"""How are cases printed to be worked on with a pencil? The questions first, the answers on pages of their own."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment

from dorsiflex.apps.practice.case_file import PracticeCase
from dorsiflex.apps.practice.seen import seen
from dorsiflex.pipeline import Assessor

MOST_CASES = 40


def sheet(
    title: str, cases: Sequence[tuple[int, PracticeCase]], assessor: Assessor, templates: Environment, styles: str = ""
) -> str:
    """The worksheet as a page; `styles` stand in it where it is to be a file of its own."""
    shown = [(number, seen(case, assessor)) for number, case in cases]
    tag = shown[0][1].card.knowledge
    return templates.get_template("worksheet.html").render(title=title, shown=shown, tag=tag, styles=styles)
