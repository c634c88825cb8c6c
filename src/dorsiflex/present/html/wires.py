"""What hangs on what? For one record: what it reads, who reads it, and all that is reached through those."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.html.addresses import KINDS, Addresses
from dorsiflex.present.readers import reading

Groups = list[tuple[str, list[str]]]


@dataclass(frozen=True)
class Neighbours:
    """One record in the middle: to its left what it rests on, to its right what rests on it, across it the gates."""

    reads: Groups = field(default_factory=list)
    behind: Groups = field(default_factory=list)
    read_by: Groups = field(default_factory=list)
    through: Groups = field(default_factory=list)
    leads_to: Groups = field(default_factory=list)
    withheld_by: Groups = field(default_factory=list)

    def __bool__(self) -> bool:
        return any((self.reads, self.read_by, self.leads_to, self.withheld_by))


@dataclass(frozen=True)
class Wires:
    """The wires of one knowledge base."""

    knowledge: KnowledgeBase
    addresses: Addresses

    @cached_property
    def reads(self) -> Mapping[str, set[str]]:
        """What each record reads directly; a technique's suggestions are wired apart from what it needs."""
        found: dict[str, set[str]] = defaultdict(set)
        for reader, name in reading(self.knowledge):
            found[reader].add(name)
        return found

    @cached_property
    def read_by(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for reader, names in self.reads.items():
            for name in names:
                found[name].add(reader)
        return found

    @cached_property
    def withholding(self) -> Mapping[str, set[str]]:
        """The gates that withhold each technique."""
        found: dict[str, set[str]] = defaultdict(set)
        for gate in self.knowledge.gates.values():
            for technique in self.knowledge.guarded_by(gate):
                found[technique].add(gate.id)
        return found

    def reached(self, identity: str, wires: Mapping[str, set[str]]) -> set[str]:
        """All that is reached from a record, itself left out."""
        found: set[str] = set()
        waiting = [identity]
        while waiting:
            new = wires.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found - {identity}

    def around(self, kind: str, identity: str) -> Neighbours:
        """The neighbourhood of a record."""
        if kind not in ("gate", "pattern", "suggestion", "technique", "finding", "number"):
            return Neighbours()
        reads, read_by = self.reads.get(identity, set()), self.read_by.get(identity, set())
        behind = self.reached(identity, self.reads) - reads
        through = self.reached(identity, self.read_by) - read_by
        leads_to: set[str] = set()
        withheld_by: set[str] = set()
        suggestions = self.knowledge.suggestions
        if kind == "suggestion":
            technique = suggestions[identity].technique
            leads_to, withheld_by = {technique}, self.withholding.get(technique, set())
        elif kind == "gate":
            leads_to = set(self.knowledge.guarded_by(self.knowledge.gates[identity]))
        elif kind == "technique":
            reads = reads | {rule.id for rule in suggestions.values() if rule.technique == identity}
            withheld_by = self.withholding.get(identity, set())
        return Neighbours(*map(self.grouped, (reads, behind, read_by, through, leads_to, withheld_by)))

    def grouped(self, ids: Iterable[str]) -> Groups:
        """By kind, in the order of the kinds, each by title."""
        kinds: dict[str, list[str]] = defaultdict(list)
        for identity in sorted(ids, key=lambda one: (self.addresses.title(one).casefold(), one)):
            kinds[self.addresses.kind_of[identity]].append(identity)
        return [(kind, kinds[kind]) for kind in KINDS if kind in kinds]

    def sections_read(self, rule: str) -> dict[str, bool]:
        """The sections whose findings a rule reads: true where directly, false where only through others."""
        findings = self.knowledge.vocabulary.findings
        direct = {findings[name].section for name in self.reads.get(rule, ()) if name in findings}
        behind = {findings[name].section for name in self.reached(rule, self.reads) if name in findings}
        return {section: section in direct for section in direct | behind}
