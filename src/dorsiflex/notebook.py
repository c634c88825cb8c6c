"""How do our objects display themselves in a notebook? `import dorsiflex` registers these forms where IPython runs.

The classes stay plain: what they look like is said here, above them, and IPython asks for it by their names. Where
Jinja2 is not installed, a cell falls back to the text that the terminal shows.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from dorsiflex.language.knowledge import KnowledgeBase

Form = Callable[[Any], str | None]


def register(formatter: Any = None) -> None:
    """Tell a display formatter (that of the running notebook) how our objects look; nothing where none runs."""
    if formatter is None:
        from IPython.core.getipython import get_ipython

        shell = get_ipython()
        if shell is None:
            return
        formatter = shell.display_formatter
    for mime, forms in (("text/html", HTML), ("text/plain", TEXT)):
        for (module, name), form in forms.items():
            formatter.formatters[mime].for_type_by_name(module, name, form)


def answer_html(answer: Any) -> str | None:
    """An answer as a cell; None (so that its text is shown) without Jinja2."""
    if find_spec("jinja2") is None:
        return None
    from dorsiflex.present.html.cells import answer_cell

    knowledge = knowledge_of(lambda base: base.digest == answer.knowledge.digest)
    return answer_cell(answer, knowledge) if knowledge else None


def record_html(record: Any) -> str | None:
    """A rule, technique, finding or source as a cell."""
    if find_spec("jinja2") is None:
        return None
    from dorsiflex.present.html.cells import record_cell

    kind, knowledge = home_of(record)
    return record_cell(kind, record.id, knowledge) if knowledge else None


def result_html(result: Any) -> str | None:
    if find_spec("jinja2") is None:
        return None
    from dorsiflex.present.html.cells import figures_cell

    return figures_cell(result)


def difference_html(found: Any) -> str | None:
    """A difference between two versions as a cell."""
    if find_spec("jinja2") is None:
        return None
    from html import escape

    from dorsiflex.notebook_table import Table
    from dorsiflex.present.difference_rows import changes, sentence

    rows = changes(found, vocabulary_of(found))
    return f"<p>{escape(sentence(found))}</p>" + (Table(rows)._repr_html_() if rows else "")


def difference_text(found: Any, printer: Any, _cycle: bool) -> None:
    """The same as text."""
    from dorsiflex.notebook_table import Table
    from dorsiflex.present.difference_rows import changes, sentence

    rows = changes(found, vocabulary_of(found))
    printer.text("\n".join([sentence(found), *([repr(Table(rows))] if rows else [])]))


def vocabulary_of(found: Any) -> KnowledgeBase | None:
    """A knowledge base that knows every finding in what shows a difference."""
    stems = {stem for one in (*found.rules, *found.decisions) for shown in one.witnesses for stem in shown.new.recorded}
    names = {stem.rpartition(".")[2] for stem in stems}
    return knowledge_of(lambda base: names <= base.vocabulary.findings.keys())


def answer_text(answer: Any, printer: Any, _cycle: bool) -> None:
    """An answer as the terminal shows it."""
    from dorsiflex.present.deal import card
    from dorsiflex.present.text import as_text

    knowledge = knowledge_of(lambda base: base.digest == answer.knowledge.digest)
    printer.text(as_text(card(answer, knowledge)) if knowledge else repr(answer))


def record_text(record: Any, printer: Any, _cycle: bool) -> None:
    """A record as `dorsiflex rules show` prints it."""
    from rich.console import Console

    from dorsiflex.present.rule_page import print_page

    _, knowledge = home_of(record)
    written = io.StringIO()
    if knowledge:
        print_page(
            record.id,
            knowledge,
            Console(file=written, width=80, color_system=None, highlight=False, force_jupyter=False),
        )
    printer.text(written.getvalue() or repr(record))


def base_text(knowledge: Any, printer: Any, _cycle: bool) -> None:
    """A knowledge base in one line: what it holds."""
    from dorsiflex.present.listing import summary

    printer.text(summary(knowledge))


def knowledge_of(holds: Callable[[KnowledgeBase], bool]) -> KnowledgeBase | None:
    """The knowledge base that was loaded, is still in use, and is the one."""
    from dorsiflex.catalogue.load import loaded

    return next(filter(holds, loaded()), None)


def home_of(record: Any) -> tuple[str, KnowledgeBase | None]:
    """The kind of a record, and the knowledge base it belongs to."""
    from dorsiflex.present.listing import records_by_kind

    def kind_in(knowledge: KnowledgeBase) -> str:
        kinds = records_by_kind(knowledge).items()
        return next((kind for kind, records in kinds if records.get(record.id) is record), "")

    knowledge = knowledge_of(lambda base: bool(kind_in(base)))
    return (kind_in(knowledge), knowledge) if knowledge else ("", None)


RECORDS = (
    ("dorsiflex.language.rule", "Gate"),
    ("dorsiflex.language.rule", "Pattern"),
    ("dorsiflex.language.rule", "Suggestion"),
    ("dorsiflex.language.rule", "Technique"),
    ("dorsiflex.language.rule", "Source"),
    ("dorsiflex.language.vocabulary", "Finding"),
    ("dorsiflex.language.vocabulary", "Number"),
    ("dorsiflex.language.claim", "Claim"),
    ("dorsiflex.language.hazard", "Hazard"),
)
ANSWER, RESULT = ("dorsiflex.explain.answer", "Answer"), ("dorsiflex.study.result", "Result")
DIFFERENCE = ("dorsiflex.prove.difference", "Difference")
HTML: dict[tuple[str, str], Form] = {
    ANSWER: answer_html,
    RESULT: result_html,
    DIFFERENCE: difference_html,
    **dict.fromkeys(RECORDS, record_html),
}
TEXT: dict[tuple[str, str], Any] = {
    ANSWER: answer_text,
    DIFFERENCE: difference_text,
    ("dorsiflex.language.knowledge", "KnowledgeBase"): base_text,
    **dict.fromkeys(RECORDS, record_text),
}
