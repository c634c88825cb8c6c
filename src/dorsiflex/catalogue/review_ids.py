"""Is every id one thing, in the file that bears its name, and never one that was retired?"""

from __future__ import annotations

from collections.abc import Iterator

from dorsiflex.catalogue.compile import Draft
from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.catalogue.words import RESERVED
from dorsiflex.errors import Problem
from dorsiflex.language.knowledge import KnowledgeBase

Defined = tuple[str, str, str]


def id_problems(knowledge: KnowledgeBase, draft: Draft) -> Iterator[Problem]:
    """Ids twice, reserved words, file names, retired ids."""
    yield from twice(draft)
    yield from reserved(draft)
    yield from file_names(draft)
    yield from retired(knowledge, draft)
    yield from sections(draft)


def defined(draft: Draft) -> Iterator[Defined]:
    """Every id of the knowledge base: what it is of, and where it stands."""
    for document, vocabulary in draft.vocabulary:
        for kind, names in (
            ("finding", vocabulary.findings),
            ("number", vocabulary.numbers),
            ("score", vocabulary.scores),
        ):
            for name in names:
                yield name, kind, document.where((f"{kind}s", name))
    for _, document, form in draft.rules:
        yield form.id, "rule", document.where(("id",))
    for _, document, technique in draft.techniques:
        yield technique.id, "technique", document.where(("id",))
    for document, evidence in draft.evidence:
        for at, source in enumerate(evidence.root):
            yield source.id, "source", document.where((at, "id"))


def twice(draft: Draft) -> Iterator[Problem]:
    """Rules, findings, numbers, scores and techniques share one set of ids; sources have their own."""
    first: dict[tuple[str, bool], Defined] = {}
    for name, kind, where in defined(draft):
        key = (name, kind == "source")
        if key in first:
            _, other, place = first[key]
            why = f"It is a {other} in {place} already."
            yield Problem(where, f"the id `{name}` again", why, "Rename one of them.")
        first.setdefault(key, (name, kind, where))
    groups: dict[str, str] = {}
    for document, vocabulary in draft.vocabulary:
        for name in vocabulary.groups:
            where = document.where(("groups", name))
            if name in groups:
                yield Problem(
                    where, f"the group `{name}` again", f"It stands in {groups[name]} already.", "Rename one."
                )
            groups.setdefault(name, where)


def reserved(draft: Draft) -> Iterator[Problem]:
    for name, kind, where in defined(draft):
        if kind != "source" and name in (*RESERVED, "person", "all"):
            yield Problem(where, f"the id `{name}`", "It is a word of the rule language.", "Choose another.")


def file_names(draft: Draft) -> Iterator[Problem]:
    """A rule, technique or retired id is found by its file's name."""
    named = [(file, document, form.id) for file, document, form in draft.rules]
    named += [(file, document, form.id) for file, document, form in draft.techniques]
    named += [(file, document, form.id) for file, document, form in draft.retired]
    for file, document, name in named:
        if file.stem != name:
            why = f"The file is named {file.stem}.yaml; the name of a file is its id."
            yield Problem(document.where(("id",)), f"`id: {name}`", why, "Make them the same.")


def retired(knowledge: KnowledgeBase, draft: Draft) -> Iterator[Problem]:
    """A retired id answers nothing any more, and says what does."""
    living = [*knowledge.rules, *knowledge.techniques]
    for _, document, form in draft.retired:
        for name, kind, where in defined(draft):
            if name == form.id and kind != "source":
                why = f"It is retired in {document.name}; a retired id is never used again."
                yield Problem(where, f"the id `{name}`", why, "Choose a new id.")
        for at, name in enumerate(form.replaced_by):
            if name not in living and name not in knowledge.retired and not draft.words.is_forgiven(name):
                where = document.where(("replaced_by", at))
                yield Problem(where, f"`replaced_by: {name}`", "No rule has this id.", did_you_mean(name, living))


def sections(draft: Draft) -> Iterator[Problem]:
    """Two files may fill one section of the form, if they call it the same."""
    titles: dict[str, tuple[str, str]] = {}
    for document, vocabulary in draft.vocabulary:
        if (section := vocabulary.section) is None:
            continue
        where = document.where(("section",))
        title, place = titles.setdefault(section.id, (section.title, where))
        if title != section.title:
            why = f"{place} gives the same section another title."
            yield Problem(where, f"the section `{section.id}`", why, "Use one title, or another id.")
