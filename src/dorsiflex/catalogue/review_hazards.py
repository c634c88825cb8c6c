"""Does every entry of the hazard log name controls that exist, and something that shows them at work?"""

from __future__ import annotations

from collections.abc import Iterator

from dorsiflex.catalogue.compile import Draft
from dorsiflex.catalogue.document import Document
from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.catalogue.schema_hazard import HazardFile
from dorsiflex.errors import Problem
from dorsiflex.language.knowledge import KnowledgeBase


def hazard_problems(knowledge: KnowledgeBase, draft: Draft) -> Iterator[Problem]:
    """Every fault of the hazard log; cases and tests stand outside the rules and are looked for by the tests."""
    for file, document, form in draft.hazards:
        if file.stem != form.id:
            why = f"The file is named {file.stem}.yaml; the name of a file is its id."
            yield Problem(document.where(("id",)), f"`id: {form.id}`", why, "Make them the same.")
        yield from bare(form, document)
        yield from names(form, document, knowledge, draft)


def bare(form: HazardFile, document: Document) -> Iterator[Problem]:
    """A hazard that nothing stands against, or whose control nothing shows."""
    where = document.where(("id",))
    if not form.control and not form.safeguard:
        why = "It names no `control` and no `safeguard`."
        yield Problem(where, f"the hazard `{form.id}` without a control", why, "Name a gate, or say what else is done.")
    if not form.case and not form.test:
        why = "It names no `case` and no `test`."
        yield Problem(where, f"the hazard `{form.id}` that nothing shows", why, "Name the case or test that shows it.")


def names(form: HazardFile, document: Document, knowledge: KnowledgeBase, draft: Draft) -> Iterator[Problem]:
    for key, given, known, what in (
        ("control", form.control, knowledge.gates, "gate"),
        ("refs", form.refs, knowledge.sources, "source"),
    ):
        for at, name in enumerate(given):
            if name not in known and draft.complete and not draft.words.is_forgiven(name):
                where = document.where((key, at))
                yield Problem(where, f"`{name}`", f"No {what} has this id.", did_you_mean(name, known))
