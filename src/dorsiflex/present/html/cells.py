"""How does an object look in a cell of a notebook? The parts of the pages, with their style inside and no links."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

from dorsiflex.explain.answer import Answer
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.deal import card
from dorsiflex.present.html.beside import Beside
from dorsiflex.present.html.pages import Site

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SPACE = re.compile(r"\s+")


def answer_cell(answer: Answer, knowledge: KnowledgeBase) -> str:
    """An answer, in the order of every answer; reasons fold."""
    return framed(site(knowledge).write("notebook-answer.html", "", card=card(answer, knowledge)))


def record_cell(kind: str, identity: str, knowledge: KnowledgeBase) -> str:
    """A rule, technique, finding or source; its chapters fold."""
    made = site(knowledge)
    return framed(made.write("notebook-record.html", "", **made.about(kind, identity)))


def site(knowledge: KnowledgeBase) -> Site:
    return Site(knowledge, Beside(), linking=False)


def framed(html: str) -> str:
    """The cell, which keeps its style to itself."""
    return f'<div class="dorsiflex"><style>{style()}</style>{html}</div>'


@cache
def style() -> str:
    """The tokens and the rules of records, nested, so that they touch nothing else on the page of the notebook."""
    here = files("dorsiflex.present.html")
    sheets = [here / "tokens.css", here / "static" / "record.css", here / "static" / "notebook.css"]
    whole = "".join(COMMENT.sub("", sheet.read_text(encoding="utf-8")) for sheet in sheets)
    return SPACE.sub(" ", f".dorsiflex {{ {whole.replace(':root', '&')} }}")


def figures_cell(result: Any) -> str:
    """A result of a study, which writes its own tables, in the same look."""
    return framed(result._repr_html_())
