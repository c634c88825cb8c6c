"""On what does a claim depend? On the rules that decide what it speaks of, and all that these read, as engines run it.

Texts, sources and examples are no part of it: they may change, and what was proved stays proved.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version

from dorsiflex.catalogue import cache
from dorsiflex.infer.decide import Decider
from dorsiflex.language.claim import Claim, Never, NeverTogether, Whenever, Where
from dorsiflex.language.expression import leaves, name_of
from dorsiflex.language.grounding import build_program
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Head, Step, Subtraction, Sum
from dorsiflex.language.rails import literals
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.vocabulary import Finding
from dorsiflex.prove.claims import named, spelt_out

MOST = 2000


@dataclass(frozen=True)
class ProvedBefore:
    """The digests of claims that were proved with all they depended on. Only proofs are kept."""

    digests: tuple[str, ...] = ()


def solver_version() -> str:
    return f"proved by z3-solver {version('z3-solver')}"


def proved_before() -> ProvedBefore:
    """What is kept of earlier proofs by this very code, solver and Python."""
    return cache.remembered(solver_version(), ProvedBefore) or ProvedBefore()


def keep(digests: Iterable[str]) -> None:
    """Keep these proofs beside those kept before; of too many, the oldest go."""
    every = dict.fromkeys((*proved_before().digests, *digests))
    cache.remember(solver_version(), ProvedBefore(tuple(every)[-MOST:]))


class Dependencies:
    """What each claim about one knowledge base depends on."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self.knowledge = knowledge
        self.program = build_program(knowledge)
        self.decider = Decider(knowledge, Scopes(knowledge))

    def digest(self, claim: Claim) -> str:
        """The same wherever and whenever the same is to be proved."""
        together = hashlib.sha256()
        for line in (repr(claim.body), *self.intake(), *self.settings(), *self.rules(claim)):
            together.update(f"{line}\n".encode())
        return together.hexdigest()

    def intake(self) -> Iterator[str]:
        """Every answer that may be given."""
        for stem, finding in self.program.findings.items():
            yield f"{stem} {answers(finding)}"
        for dependent in self.program.dependents:
            yield f"{dependent.stem} {dependent.irrelevant}"

    def settings(self) -> Iterator[str]:
        """How outcomes become a decision, rules aside."""
        said = self.knowledge.settings
        yield repr((said.sides, said.assessed_by, said.default_disposition, said.unknown_gate_disposition))
        yield repr((said.unassessed_disposition, [(d.id, d.withholds_all, d.reach) for d in said.dispositions]))
        yield repr([(technique.id, technique.category) for technique in self.knowledge.techniques.values()])
        yield repr([(category.id, category.treatment) for category in said.categories])

    def rules(self, claim: Claim) -> Iterator[str]:
        """What the rules do that decide it, and what they read."""
        chosen = sorted(self.deciding(claim))
        for rule in chosen:
            gate, suggestion = self.knowledge.gates.get(rule), self.knowledge.suggestions.get(rule)
            if gate is not None:
                reach = rule in self.decider.reaching
                yield repr((rule, gate.disposition, gate.unknown_stands, reach, self.decider.guards[rule]))
            if suggestion is not None:
                yield repr((rule, suggestion.technique))
        wanted = [stem for stem, rule in self.program.rules.items() if rule in chosen]
        wanted += [stem for stem in self.program.step if stem.rpartition(".")[2] in conditions(claim)]
        for stem in sorted(self.behind(wanted)):
            yield repr(self.part(stem))

    def part(self, stem: str) -> Head | Step:
        return self.program.head[stem] if stem in self.program.head else self.program.step[stem]

    def deciding(self, claim: Claim) -> set[str]:
        """The rules on which it hangs: of some techniques only those that suggest or withhold them, else all."""
        every = self.knowledge.rules
        match claim.body:
            case Never(where) as body if not (where.disposition or where.person_disposition):
                techniques = {name for _, names in spelt_out(body, self.knowledge) for name in names}
            case NeverTogether(pairs):
                techniques = {name for pair in pairs for name in named(self.knowledge, (*pair.one, *pair.other))}
            case _:
                return set(every)
        gates = {gate for gate, guarded in self.decider.guards.items() if techniques & set(guarded)}
        suggesting = {rule.id for rule in self.knowledge.suggestions.values() if rule.technique in techniques}
        return gates | suggesting | (conditions(claim) & every.keys())

    def behind(self, stems: Iterable[str]) -> set[str]:
        """These heads and numbers, and all that they read."""
        found: set[str] = set()
        left = list(stems)
        while left:
            if (stem := left.pop()) not in found:
                found.add(stem)
                left += [name for name in self.read_by(stem) if name in self.program.head or name in self.program.step]
        return found

    def read_by(self, stem: str) -> Iterator[str]:
        part = self.part(stem)
        if isinstance(part, Head):
            for rail in (part.yes, part.no):
                for literal in literals(rail):
                    yield literal.attribute.rpartition("?")[0]
        elif isinstance(part, Subtraction):
            yield from (part.of.stem, part.minus.stem)
        else:
            yield from (head for head, _ in (part.items if isinstance(part, Sum) else part.rows))


def answers(finding: Finding) -> str:
    """The answers that a question takes, and what they count as."""
    negative = sorted(map(repr, finding.negative))
    kind = (finding.kind, finding.option_ids, finding.least, finding.most, finding.unanswered_means)
    return repr((kind, negative, finding.negative_below, finding.quantity.decimals))


def conditions(claim: Claim) -> set[str]:
    """Every name that stands in a claim's own conditions."""
    match claim.body:
        case Never(where) | Whenever(where):
            return names_in(where)
        case _:
            return set()


def names_in(where: Where) -> set[str]:
    return {name_of(leaf) for expr in (where.when, where.unless) if expr is not None for leaf in leaves(expr)}
