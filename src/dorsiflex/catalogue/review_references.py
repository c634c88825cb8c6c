"""Does everything that is named exist: sources, techniques, categories, dispositions, design rows?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from dorsiflex.catalogue.compile import Draft
from dorsiflex.catalogue.document import Document, Path
from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.catalogue.parts import DissentPart, SupportPart
from dorsiflex.catalogue.schema import GateFile, SuggestionFile, TechniqueFile
from dorsiflex.errors import Problem
from dorsiflex.language.knowledge import KnowledgeBase

NO_EVIDENCE = ("memory", "design")


def reference_problems(knowledge: KnowledgeBase, draft: Draft) -> Iterator[Problem]:
    """Every reference of every file."""
    names = Names(knowledge, draft)
    for _, document, rule in draft.rules:
        yield from names.evidence(rule.evidence, document, ("evidence",))
        yield from names.dissent(rule.dissent, document)
        yield from names.rows(rule.rows, document)
        if isinstance(rule, GateFile):
            yield from names.gate(rule, document)
        if isinstance(rule, SuggestionFile):
            yield from names.known(rule.technique, knowledge.techniques, "technique", document, ("technique",))
    for _, document, technique in draft.techniques:
        yield from names.technique(technique, document)
    yield from names.vocabulary()


class Names:
    """The ids of one knowledge base, and what may be said of them."""

    def __init__(self, knowledge: KnowledgeBase, draft: Draft) -> None:
        self.knowledge, self.draft = knowledge, draft

    def known(self, name: str, known: Collection[str], what: str, document: Document, path: Path) -> Iterator[Problem]:
        if name not in known and not self.draft.words.is_forgiven(name):
            where = document.where(path)
            yield Problem(where, f"`{name}`", f"No {what} has this id.", did_you_mean(name, known))

    def source(self, ref: str, document: Document, path: Path) -> Iterator[Problem]:
        if not self.evidence_unread():
            yield from self.known(ref, self.knowledge.sources, "source", document, path)

    def evidence_unread(self) -> bool:
        """A list of sources that could not be read would make every reference look unknown."""
        return any(document is None or isinstance(document.value, list) for document in self.draft.unread)

    def evidence(self, parts: Iterable[SupportPart], document: Document, path: Path) -> Iterator[Problem]:
        for at, part in enumerate(parts):
            yield from self.supporting(part.ref, document, (*path, at, "ref"))

    def supporting(self, ref: str, document: Document, path: Path) -> Iterator[Problem]:
        """A source that exists, and that someone has seen."""
        yield from self.source(ref, document, path)
        source = self.knowledge.sources.get(ref)
        if source is not None and source.status in NO_EVIDENCE:
            why = f"Its status is `{source.status}` ({source.defined_at}), which supports nothing."
            yield Problem(document.where(path), f"`ref: {ref}`", why, "Name a source that was seen, or leave it out.")

    def dissent(self, part: DissentPart | None, document: Document) -> Iterator[Problem]:
        if part is None:
            return
        for at, name in enumerate(part.sought_in):
            yield from self.source(name, document, ("dissent", "sought_in", at))
        for at, found in enumerate(part.found):
            yield from self.source(found.who, document, ("dissent", "found", at, "who"))

    def rows(self, rows: Iterable[str], document: Document) -> Iterator[Problem]:
        for at, row in enumerate(rows):
            yield from self.known(row, self.knowledge.settings.rows, "row in knowledge.yaml", document, ("rows", at))

    def gate(self, gate: GateFile, document: Document) -> Iterator[Problem]:
        settings = self.knowledge.settings
        if gate.disposition is not None:
            yield from self.known(gate.disposition, settings.disposition, "disposition", document, ("disposition",))
        if gate.disposition is None and not gate.withholds:
            where = document.where(("kind",))
            yield Problem(
                where, "a gate that does nothing", "It has no `disposition` and withholds nothing.", "Add one."
            )
        for at, name in enumerate([] if gate.withholds == "all" else gate.withholds):
            yield from self.withheld(name, document, ("withholds", at))

    def withheld(self, name: str, document: Document, path: Path) -> Iterator[Problem]:
        """A category or technique; advice is never withheld."""
        categories, techniques = self.knowledge.settings.category, self.knowledge.techniques
        yield from self.known(name, {*categories, *techniques, "all"}, "category or technique", document, path)
        category = categories.get(techniques[name].category if name in techniques else name)
        if category is not None and not category.treatment:
            why = f"`{category.id}` is not treatment, so no gate withholds it."
            yield Problem(document.where(path), f"`{name}` under `withholds`", why, "Delete it.")

    def technique(self, technique: TechniqueFile, document: Document) -> Iterator[Problem]:
        yield from self.known(technique.category, self.knowledge.settings.category, "category", document, ("category",))
        yield from self.evidence(technique.evidence, document, ("evidence",))
        yield from self.evidence(technique.dose, document, ("dose",))
        yield from self.dissent(technique.dissent, document)
        yield from self.rows(technique.rows, document)

    def vocabulary(self) -> Iterator[Problem]:
        for document, vocabulary in self.draft.vocabulary:
            for name, finding in vocabulary.findings.items():
                path: Path = ("findings", name)
                for at, ref in enumerate(finding.refs):
                    yield from self.source(ref, document, (*path, "refs", at))
                if finding.error is not None:
                    yield from self.supporting(finding.error.ref, document, (*path, "error", "ref"))
            for kind, made in (("numbers", vocabulary.numbers), ("scores", vocabulary.scores)):
                for name, part in made.items():
                    for at, ref in enumerate(part.refs):
                        yield from self.source(ref, document, (kind, name, "refs", at))
            for name, number in vocabulary.numbers.items():
                if number.error is not None:
                    yield from self.supporting(number.error.ref, document, ("numbers", name, "error", "ref"))
