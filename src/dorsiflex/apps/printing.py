"""How is an answer printed in the form that was asked for?"""

from __future__ import annotations

import sys

from dorsiflex.apps.exits import print_json
from dorsiflex.explain.answer import Answer
from dorsiflex.language.case import Case
from dorsiflex.language.knowledge import KnowledgeBase


def print_answer(answer: Answer, case: Case, knowledge: KnowledgeBase, form: str) -> None:
    """The answer on standard output; only what the form needs is imported."""
    if form == "json":
        from dorsiflex.present.as_json import as_json

        print_json(as_json(answer, knowledge))
    elif form == "soap":
        from dorsiflex.present.soap import soap

        sys.stdout.write(soap(answer, case, knowledge))
    elif form == "markdown":
        from dorsiflex.present.deal import card
        from dorsiflex.present.markdown import as_markdown

        sys.stdout.write(as_markdown(card(answer, knowledge)))
    else:
        from rich.console import Console

        from dorsiflex.present.deal import card
        from dorsiflex.present.text import show

        show(card(answer, knowledge), Console(highlight=False))
