"""How do the files become one knowledge base? Read each, make every word known, then read the conditions.

Everything that is wrong is collected on the way; nothing is used unless nothing is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from dorsiflex.catalogue import build_rules
from dorsiflex.catalogue.build_vocabulary import VocabularyBuilder
from dorsiflex.catalogue.conditions import ConditionReader
from dorsiflex.catalogue.document import Document
from dorsiflex.catalogue.faults import read_as
from dorsiflex.catalogue.files import KnowledgeFile, misplaced
from dorsiflex.catalogue.reader import KNOWLEDGE_BYTES, Unreadable, parse_document
from dorsiflex.catalogue.schema import RULE_FILES, EvidenceFile, RetiredFile, RuleFile, TechniqueFile
from dorsiflex.catalogue.schema import KnowledgeFile as SettingsFile
from dorsiflex.catalogue.schema_claim import ClaimFile, claim
from dorsiflex.catalogue.schema_hazard import HazardFile, hazard
from dorsiflex.catalogue.schema_vocabulary import VocabularyFile
from dorsiflex.catalogue.words import Condition, Places, Words
from dorsiflex.errors import Problem
from dorsiflex.language.claim import Claim
from dorsiflex.language.hazard import Hazard
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Gate, Pattern, Retired, Rule, Source, Suggestion, Technique


@dataclass
class Draft:
    """What was read so far, and all that was found wrong with it."""

    digest: str
    problems: list[Problem] = field(default_factory=list)
    settings: tuple[Document, SettingsFile] | None = None
    vocabulary: list[tuple[Document, VocabularyFile]] = field(default_factory=list)
    rules: list[tuple[KnowledgeFile, Document, RuleFile]] = field(default_factory=list)
    techniques: list[tuple[KnowledgeFile, Document, TechniqueFile]] = field(default_factory=list)
    evidence: list[tuple[Document, EvidenceFile]] = field(default_factory=list)
    retired: list[tuple[KnowledgeFile, Document, RetiredFile]] = field(default_factory=list)
    hazards: list[tuple[KnowledgeFile, Document, HazardFile]] = field(default_factory=list)
    claims: list[tuple[KnowledgeFile, Document, ClaimFile]] = field(default_factory=list)
    unread: list[Document | None] = field(default_factory=list)
    words: Words = field(default_factory=lambda: Words(two_sides=False))
    places: Places = field(default_factory=Places)
    conditions: list[tuple[str, Condition]] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether every file could be read; otherwise names may be missing for that reason alone."""
        return not self.unread and self.settings is not None


def read_files(files: list[KnowledgeFile], digest: str, problems: list[Problem]) -> Draft:
    """Every file in its form."""
    draft = Draft(digest, problems)
    if problems:
        draft.unread.append(None)
    if files and not any(file.name == "knowledge.yaml" for file in files):
        problems.append(
            Problem(
                "knowledge.yaml", "no such file", "It names the knowledge base, its sides and dispositions.", "Add it."
            )
        )
    for file in files:
        if fault := misplaced(file):
            problems.append(fault)
        elif file.form is not None:
            read_file(file, draft)
    return draft


def read_file(file: KnowledgeFile, draft: Draft) -> None:
    """One file into its place in the draft, or among the unread."""
    try:
        document = parse_document(file.data, file.name, KNOWLEDGE_BYTES)
    except Unreadable as unreadable:
        draft.problems.extend(unreadable.problems)
        draft.unread.append(None)
        return
    check_first_line(document, str(file.form), draft.problems)
    if not read_form(file, document, draft):
        draft.unread.append(document)


def read_form(file: KnowledgeFile, document: Document, draft: Draft) -> bool:
    """Whether the document has the form of its folder; if so, it joins the draft."""
    match file.form:
        case "knowledge":
            draft.settings = (document, form) if (form := read_as(SettingsFile, document, draft.problems)) else None
            return form is not None
        case "vocabulary":
            return added(draft.vocabulary, read_as(VocabularyFile, document, draft.problems), document)
        case "evidence":
            return added(draft.evidence, read_as(EvidenceFile, document, draft.problems), document)
        case "technique":
            return added(draft.techniques, read_as(TechniqueFile, document, draft.problems), file, document)
        case "retired":
            return added(draft.retired, read_as(RetiredFile, document, draft.problems), file, document)
        case "hazard":
            return added(draft.hazards, read_as(HazardFile, document, draft.problems), file, document)
        case "claim":
            return added(draft.claims, read_as(ClaimFile, document, draft.problems), file, document)
        case _:
            return added(draft.rules, rule_file(file, document, draft.problems), file, document)


def added(place: list[Any], form: BaseModel | None, *before: object) -> bool:
    if form is not None:
        place.append((*before, form))
    return form is not None


def check_first_line(document: Document, form: str, problems: list[Problem]) -> None:
    """An editor completes and checks a file by the schema its first line names."""
    depth = document.name.count("/")
    wanted = f"# yaml-language-server: $schema={'../' * depth}schema/{form}.schema.json"
    if document.first_line.strip() != wanted:
        problems.append(
            Problem(
                f"{document.name}:1",
                "the first line names no schema for this file",
                "Editors check a file by it while one types.",
                f"Write `{wanted}`.",
            )
        )


def rule_file(file: KnowledgeFile, document: Document, problems: list[Problem]) -> RuleFile | None:
    """A rule in the form of its kind, which is the folder it stands in."""
    kind = file.folder.removesuffix("s")
    said = document.value.get("kind") if isinstance(document.value, dict) else None
    if isinstance(said, str) and said in RULE_FILES and said != kind:
        problems.append(
            Problem(
                document.where(("kind",)),
                f"`kind: {said}` in {file.folder}/",
                "The folder says what kind a rule is of.",
                f"Write `{kind}`, or move the file.",
            )
        )
        return None
    return read_as(RULE_FILES[kind], document, problems)


def assemble(draft: Draft) -> KnowledgeBase | None:
    """The knowledge base of a draft, faulty or not; None where there are no settings to hang it on."""
    if draft.settings is None:
        return None
    settings = build_rules.settings(draft.settings[1])
    draft.words = Words(two_sides=len(settings.sides) == 2, rules={form.id for _, _, form in draft.rules})
    forgive_unread(draft)
    vocabulary_builder = VocabularyBuilder(draft.vocabulary, draft.words, draft.places, draft.problems)
    vocabulary_builder.index()
    vocabulary = vocabulary_builder.build()
    draft.conditions += vocabulary_builder.conditions
    rules = rules_of(draft)
    return KnowledgeBase(
        settings,
        vocabulary,
        gates={rule.id: rule for rule in rules if isinstance(rule, Gate)},
        patterns={rule.id: rule for rule in rules if isinstance(rule, Pattern)},
        suggestions={rule.id: rule for rule in rules if isinstance(rule, Suggestion)},
        techniques=techniques_of(draft),
        sources=sources_of(draft),
        retired=retired_of(draft),
        digest=draft.digest,
        files=files_of(draft),
        hazards=hazards_of(draft),
        claims=claims_of(draft),
    )


def forgive_unread(draft: Draft) -> None:
    """A name from a file that is faulty itself is not called unknown: one fault is told once."""
    for document in draft.unread:
        if document is None:
            draft.words.all_forgiven = True
        elif isinstance(document.value, dict):
            draft.words.forgiven.add(str(document.value.get("id")))
            for key in ("findings", "numbers", "scores"):
                if isinstance(names := document.value.get(key), dict):
                    draft.words.forgiven.update(names)


def reader(draft: Draft, document: Document) -> ConditionReader:
    return ConditionReader(draft.words, document, draft.places, draft.problems)


def rules_of(draft: Draft) -> list[Rule]:
    rules: list[Rule] = []
    for _, document, form in sorted(draft.rules, key=lambda entry: entry[2].id):
        read: dict[str, Condition] = {}
        rules.append(build_rules.rule(form, document, reader(draft, document), read))
        draft.conditions += [(form.id, condition) for condition in read.values()]
    return rules


def techniques_of(draft: Draft) -> dict[str, Technique]:
    techniques: dict[str, Technique] = {}
    for _, document, form in sorted(draft.techniques, key=lambda entry: entry[2].id):
        read: list[Condition] = []
        techniques[form.id] = build_rules.technique(form, document, reader(draft, document), read)
        draft.conditions += [(form.id, condition) for condition in read]
    return techniques


def sources_of(draft: Draft) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for document, form in draft.evidence:
        for at, part in enumerate(form.root):
            sources[part.id] = build_rules.source(part, document.value[at], document, (at,))
    return dict(sorted(sources.items()))


def retired_of(draft: Draft) -> dict[str, Retired]:
    return {form.id: build_rules.retired(form) for _, _, form in sorted(draft.retired, key=lambda entry: entry[2].id)}


def hazards_of(draft: Draft) -> dict[str, Hazard]:
    return {form.id: hazard(form, document) for _, document, form in sorted(draft.hazards, key=lambda item: item[2].id)}


def claims_of(draft: Draft) -> dict[str, Claim]:
    claims: dict[str, Claim] = {}
    for _, document, form in sorted(draft.claims, key=lambda entry: entry[2].id):
        read: list[Condition] = []
        claims[form.id] = claim(form, document, reader(draft, document), read)
        draft.conditions += [(form.id, condition) for condition in read]
    return claims


def files_of(draft: Draft) -> dict[str, str]:
    """Where each id is defined. A source may bear the name of a rule; the rule is the one that is found."""
    files: dict[str, str] = {}
    for document, evidence in draft.evidence:
        files.update(dict.fromkeys([part.id for part in evidence.root], document.name))
    files.update({form.id: document.name for _, document, form in draft.rules})
    files.update({form.id: document.name for _, document, form in draft.techniques})
    files.update({form.id: document.name for _, document, form in draft.retired})
    for document, vocabulary in draft.vocabulary:
        files.update(dict.fromkeys([*vocabulary.findings, *vocabulary.numbers, *vocabulary.scores], document.name))
    return dict(sorted(files.items()))


__all__ = ["Draft", "assemble", "read_files"]
