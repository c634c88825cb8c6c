"""What stands in the list of each kind, and on the map? Groups of links, in the order of the form or of urgency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Gate, Rule, Suggestion
from dorsiflex.language.vocabulary import Kind
from dorsiflex.present import citation
from dorsiflex.present.html.addresses import Addresses
from dorsiflex.present.html.wires import Wires

STANDS = "The disposition stands"
FORMS = {Kind.YES_NO: "yes or no", Kind.CHOICE: "one of several", Kind.SEVERAL_OF: "any of several"}


@dataclass(frozen=True)
class Entry:
    """One line of a list: a record, and a few words beside it."""

    id: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """A heading with its lines."""

    title: str
    note: str
    tone: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Row:
    """A rule on the map: the sections it reads (directly or not), and how many suggestions of a category read it."""

    id: str
    sections: dict[str, bool]
    suggestions: dict[str, int]


def groups(kind: str, addresses: Addresses) -> list[Group]:
    """The list of one kind."""
    knowledge = addresses.knowledge
    listed: dict[str, Callable[[KnowledgeBase], list[Group]]] = {
        "gate": gates,
        "suggestion": suggestions,
        "technique": techniques,
        "finding": findings,
        "source": sources,
    }
    if kind in listed:
        return [group for group in listed[kind](knowledge) if group.entries]
    ids = sorted(addresses.records[kind], key=lambda one: addresses.title(one, kind).casefold())
    return [Group("", "", "", tuple(map(Entry, ids)))]


def gates(knowledge: KnowledgeBase) -> list[Group]:
    """By what they make of a visit, worst first."""
    held: dict[str | None, list[Entry]] = defaultdict(list)
    for gate in by_title(knowledge.gates.values()):
        held[gate.disposition].append(Entry(gate.id))
    named = [Group(item.title, item.say, item.tone, tuple(held[item.id])) for item in knowledge.settings.dispositions]
    return [*named, Group(STANDS, "They withhold, and change nothing else.", "plain", tuple(held[None]))]


def by_title(rules: Iterable[Gate]) -> list[Gate]:
    return sorted(rules, key=lambda rule: rule.title.casefold())


def suggestions(knowledge: KnowledgeBase) -> list[Group]:
    """By the technique they name, in the order of the categories."""
    named: dict[str, list[Suggestion]] = defaultdict(list)
    for rule in knowledge.suggestions.values():
        named[rule.technique].append(rule)
    return [
        Group(technique.title, category.title, "", tuple(Entry(rule.id) for rule in sorted(rules, key=by_place)))
        for category in knowledge.settings.categories
        for technique in sorted(knowledge.techniques.values(), key=lambda item: item.title)
        if technique.category == category.id and (rules := named[technique.id])
    ]


def by_place(rule: Suggestion) -> tuple[int, str]:
    return rule.place, rule.title


def techniques(knowledge: KnowledgeBase) -> list[Group]:
    return [
        Group(
            category.title,
            "",
            "",
            tuple(
                Entry(item.id, item.purpose)
                for item in sorted(knowledge.techniques.values(), key=lambda item: item.title)
                if item.category == category.id
            ),
        )
        for category in knowledge.settings.categories
    ]


def findings(knowledge: KnowledgeBase) -> list[Group]:
    """By section, in the order of the form."""
    vocabulary = knowledge.vocabulary
    return [
        Group(
            section.title,
            section.help,
            "",
            tuple(
                Entry(item.id, FORMS.get(item.kind, f"number, {item.quantity.unit}".rstrip(", ")))
                for item in vocabulary.findings.values()
                if item.section == section.id
            ),
        )
        for section in vocabulary.sections.values()
    ]


def sources(knowledge: KnowledgeBase) -> list[Group]:
    """By the first letter of who wrote it."""
    letters: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
    for source in knowledge.sources.values():
        who = citation.short(source)
        first = who[:1].upper()
        letter = first if first.isalpha() else "0–9"
        letters[letter].append((who.casefold(), Entry(source.id, str(source.csl.get("title", "")))))
    return [
        Group(letter, "", "", tuple(entry for _, entry in sorted(letters[letter], key=lambda pair: pair[0])))
        for letter in sorted(letters)
    ]


def rows(rules: Iterable[Rule], wires: Wires) -> list[Row]:
    """The map: each rule with the sections it reads and the suggestions that read it, through others too."""
    knowledge = wires.knowledge
    found = []
    for rule in rules:
        counts: dict[str, int] = defaultdict(int)
        for reader in wires.reached(rule.id, wires.read_by):
            if reader in knowledge.suggestions:
                counts[knowledge.techniques[knowledge.suggestions[reader].technique].category] += 1
        found.append(Row(rule.id, wires.sections_read(rule.id), dict(counts)))
    return found
