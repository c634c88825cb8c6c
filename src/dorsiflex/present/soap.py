"""What does a clinician paste into a record? Subjective, objective, assessment, plan, and rule ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dorsiflex.explain.answer import Answer, SideAnswer, SuggestionAnswer, title_of
from dorsiflex.explain.because import Because
from dorsiflex.explain.sentence import LONGEST_LIST, Teller, shortened
from dorsiflex.language.case import Case
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import Value
from dorsiflex.language.rule import Rule
from dorsiflex.language.truth import Truth
from dorsiflex.language.vocabulary import Finding
from dorsiflex.present.values import after_title, finding_of, parted

# So many rules that cannot tell, or that withhold, are named in a note; the answer itself lists them all.
NAMED = 6


def soap(answer: Answer, case: Case, knowledge: KnowledgeBase) -> str:
    """The note."""
    return "\n".join(Note(answer, case, knowledge).lines()) + "\n"


class Note:
    """Writes the four parts of a note."""

    def __init__(self, answer: Answer, case: Case, knowledge: KnowledgeBase) -> None:
        self.answer, self.case, self.knowledge = answer, case, knowledge
        self.settings, self.teller = knowledge.settings, Teller(knowledge)

    def lines(self) -> Iterator[str]:
        yield from ("S", *self.recorded("subjective", "Not asked"), "")
        yield from ("O", *self.recorded("objective", "Not examined"), "")
        yield from ("A", *self.assessment(), "")
        yield from ("P", *self.plan(), "")
        tag = self.answer.knowledge
        yield f"dorsiflex, {tag.name} {tag.version}, {tag.digest}"
        yield " ".join(self.settings.intended_use.split())

    def recorded(self, part: str, missing: str) -> Iterator[str]:
        """What was recorded, by whose it is; then what a rule asks for and nobody recorded."""
        stems = [stem for stem in self.in_order(self.case.recorded) if self.part_of(stem) == part]
        for unit in (None, *self.settings.sides):
            told = [
                self.said(finding_of(stem, self.knowledge), self.case.recorded[stem])
                for stem in stems
                if parted(stem)[0] == unit
            ]
            if told:
                yield f"{self.whose(unit)}: {'; '.join(told)}."
        asked = [stem for stem in self.answer.ask if self.part_of(stem) == part]
        if asked:
            yield f"{missing}: {self.listed(asked)}."
        if not stems and not asked:
            yield "Nothing recorded."

    def in_order(self, stems: Iterable[str]) -> list[str]:
        """As the vocabulary has them."""
        place = {name: number for number, name in enumerate(self.knowledge.vocabulary.findings)}
        return sorted(stems, key=lambda stem: place[parted(stem)[1]])

    def part_of(self, stem: str) -> str:
        """Whether the section of a finding is told by the person or found by the examiner."""
        finding = finding_of(stem, self.knowledge)
        return finding.record or self.knowledge.vocabulary.sections[finding.section].record

    def whose(self, unit: str | None) -> str:
        return (
            self.settings.person_noun.capitalize() if unit is None else f"{unit.capitalize()} {self.settings.side_noun}"
        )

    def listed(self, stems: list[str]) -> str:
        """Findings by their titles, with the side; the first few of many."""
        told = [self.placed(stem) for stem in stems[:NAMED]]
        more = len(stems) - NAMED
        return "; ".join([*told, *([f"and {more} more"] if more > 0 else [])])

    def placed(self, stem: str) -> str:
        unit, name = parted(stem)
        return self.teller.title(name) + (f" ({unit})" if unit else "")

    def assessment(self) -> Iterator[str]:
        meant = self.settings.disposition[self.answer.disposition]
        yield f"{meant.title}. {meant.say}"
        for side in self.assessed():
            yield f"{self.heading(side)}: {self.settings.disposition[side.disposition].title}."
            for gate in side.gates:
                if gate.truth is Truth.TRUE:
                    yield f"- {title_of(gate.rule)} [{gate.id}: {self.teller.tell(gate.reason, side.unit)}]"
            told: set[str] = set()
            for pattern in side.patterns:
                if pattern.truth is Truth.TRUE:
                    yield f"- {pattern.rule.title} [{pattern.id}: {self.fresh(pattern.reason, side.unit, told)}]"
            waiting = dict.fromkeys(titled(gate.rule) for gate in side.gates if gate.truth is Truth.UNKNOWN)
            if waiting:
                yield f"- Cannot tell: {few(list(waiting))}."

    def fresh(self, reason: Because, unit: str, told: set[str]) -> str:
        """The facts of a pattern that none before it rested on."""
        facts = self.teller.facts(reason, unit)
        new = [fact for fact in facts if fact not in told]
        told.update(facts)
        return "; ".join(shortened(new, LONGEST_LIST)) or "as above"

    def plan(self) -> Iterator[str]:
        for side in self.assessed():
            yield f"{self.heading(side)}:"
            yield from (self.option(item) for item in side.suggestions)
            if side.withheld:
                yield f"- Withheld: {'; '.join(self.withheld(side))}. By: {'; '.join(self.holding(side))}."
            if not side.suggestions and not side.withheld:
                yield "- Nothing suggested."
        if self.answer.ask:
            yield f"Ask or examine next: {self.listed(list(self.answer.ask))}."

    def withheld(self, side: SideAnswer) -> Iterator[str]:
        """What is withheld: a whole category in one word, or technique by technique."""
        held = {item.technique.id: item.technique.title for item in side.withheld}
        for category in self.settings.categories:
            every = [name for name, item in self.knowledge.techniques.items() if item.category == category.id]
            if every and held.keys() >= set(every):
                yield f"all of {lowered(category.title)} ({len(every)})"
            else:
                yield from (held[name] for name in every if name in held)

    def holding(self, side: SideAnswer) -> Iterator[str]:
        """The gates that withhold: those that fire by their titles; those that cannot tell stand above."""
        by = {name for item in side.withheld for name in item.because}
        firing = {gate.id: titled(gate.rule) for gate in side.gates if gate.id in by and gate.truth is Truth.TRUE}
        yield from firing.values()
        if waiting := len(by - firing.keys()):
            yield f"{waiting} gate{'s' * (waiting != 1)} that cannot tell"

    def option(self, item: SuggestionAnswer) -> str:
        beside = [f"lacking here: {', '.join(item.lacking)}"] if item.lacking else []
        beside += [f"needs {', '.join(item.needed)}"] if item.needed else []
        notes = f" ({'; '.join(beside)})" if beside else ""
        rules = ", ".join(rule.id for rule in item.rules)
        return f"- Consider {item.technique.title}{notes}: {title_of(item.rules[0])} [{rules}]"

    def assessed(self) -> list[SideAnswer]:
        return [side for side in self.answer.sides.values() if side.assessed]

    def heading(self, side: SideAnswer) -> str:
        return self.whose(side.unit if self.settings.sides else None)

    def said(self, finding: Finding, value: Value) -> str:
        """One recorded answer: that there is something, that there is none, or a value with its unit."""
        if isinstance(value, bool):
            return finding.title if value else self.teller.denied(finding.id)
        return after_title(value, finding)


def titled(rule: Rule) -> str:
    return f"{rule.title} ({rule.id})"


def few(names: list[str]) -> str:
    """The first of many names, and how many more there are."""
    return "; ".join(shortened(names, NAMED))


def lowered(title: str) -> str:
    """A title inside a sentence."""
    return title[:1].lower() + title[1:]
