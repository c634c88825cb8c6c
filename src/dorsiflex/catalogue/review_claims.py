"""Does every claim name what exists: techniques, categories, dispositions, findings, hazards?"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dorsiflex.catalogue.compile import Draft
from dorsiflex.catalogue.document import Document, Path
from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.catalogue.schema_claim import AnswerPart, ClaimFile, Suggests
from dorsiflex.errors import Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Kind

Named = tuple[str, Path, Collection[str], str]


def claim_problems(knowledge: KnowledgeBase, draft: Draft) -> Iterator[Problem]:
    """Every fault of the claims, and every hazard that names a claim which is not there."""
    for file, document, form in draft.claims:
        if file.stem != form.id:
            why = f"The file is named {file.stem}.yaml; the name of a file is its id."
            yield Problem(document.where(("id",)), f"`id: {form.id}`", why, "Make them the same.")
        for name, path, known, what in named(form, knowledge):
            yield from unknown(name, path, known, what, document, draft)
    for _, document, hazard in draft.hazards:
        for at, said in enumerate(hazard.claim):
            if " " not in said:  # with spaces it is the reason why no claim can
                yield from unknown(said, ("claim", at), knowledge.claims, "claim", document, draft)


def unknown(
    name: str, path: Path, known: Collection[str], what: str, document: Document, draft: Draft
) -> Iterator[Problem]:
    if name not in known and draft.complete and not draft.words.is_forgiven(name):
        yield Problem(document.where(path), f"`{name}`", f"No {what} has this id.", did_you_mean(name, known))


def named(form: ClaimFile, knowledge: KnowledgeBase) -> Iterator[Named]:
    """Every name in a claim, where it stands, and what it could be."""
    offered = {*knowledge.techniques, *knowledge.settings.category}

    def suggests(said: Suggests, path: Path) -> Iterator[Named]:
        for at, name in enumerate(said if isinstance(said, list) else ()):
            yield name, (*path, at), offered, "technique or category"

    def dispositions(said: list[str], path: Path) -> Iterator[Named]:
        for at, name in enumerate(said):
            yield name, (*path, at), knowledge.settings.disposition, "disposition"

    for key, part in (("never", form.never), ("whenever", form.whenever)):
        if part is not None:
            yield from dispositions(part.disposition, (key, "disposition"))
            yield from dispositions(part.person_disposition, (key, "person_disposition"))
    said = form.never.suggests if form.never is not None else []
    if isinstance(said, AnswerPart):
        choices = {f.id for f in knowledge.vocabulary.findings.values() if f.kind is Kind.CHOICE}
        yield said.answer_to, ("never", "suggests", "answer_to"), choices, "choice"
    else:
        yield from suggests(said, ("never", "suggests"))
    if form.whenever is not None:
        yield from dispositions(form.whenever.then, ("whenever", "then"))
    if (more := form.never_more_when_unknown) is not None:
        yield from suggests(more.suggests, ("never_more_when_unknown", "suggests"))
        for at, name in enumerate(more.except_answers):
            yield name, ("never_more_when_unknown", "except", at), knowledge.vocabulary.findings, "finding"
    for at, pair in enumerate(form.never_together or ()):
        yield from suggests(pair.one, ("never_together", at, "one"))
        yield from suggests(pair.other, ("never_together", at, "other"))
    for at, name in enumerate(form.hazards):
        yield name, ("hazards", at), knowledge.hazards, "hazard"
