"""How does an answer become its card? What is shown, what is folded, and what is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dorsiflex.explain.answer import Answer, GateAnswer, PatternAnswer, SideAnswer, SuggestionAnswer, title_of
from dorsiflex.explain.because import Because
from dorsiflex.explain.sentence import Teller, shortened
from dorsiflex.language.expression import Concluded, Known, leaves, name_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Rule, Support, Technique
from dorsiflex.language.truth import Truth
from dorsiflex.present import citation
from dorsiflex.present.card import (
    SHOWN_GATES,
    SHOWN_PATTERNS,
    SHOWN_QUESTIONS,
    SHOWN_SOURCES,
    SOURCES_OF_EACH,
    Card,
    CitedSource,
    GateLine,
    Option,
    PatternLine,
    Shelf,
    SideCard,
)
from dorsiflex.present.questions import questions
from dorsiflex.present.values import finding_of

NAMED_TECHNIQUES = 3
NAMED_FINDINGS = 3
NAMED_PATTERNS = 5
TOLD_FACTS = 4
DIGEST_LETTERS = 12


def card(answer: Answer, knowledge: KnowledgeBase) -> Card:
    """The page of an answer."""
    return Dealer(knowledge, len(knowledge.settings.sides) > 1).card(answer)


class Dealer:
    """Deals one answer; numbers its sources as they are first cited."""

    def __init__(self, knowledge: KnowledgeBase, two_sided: bool) -> None:
        self.knowledge, self.settings = knowledge, knowledge.settings
        self.teller = Teller(knowledge)
        self.two_sided = two_sided
        self.numbers: dict[str, int] = {}

    def card(self, answer: Answer) -> Card:
        meant = self.settings.disposition[answer.disposition]
        asked = questions(answer.ask, self.knowledge)
        sides = tuple(self.side(side) for side in answer.sides.values() if side.assessed or side.gates)
        person, more = self.gates(answer.person_gates, None)
        sources = [
            CitedSource(number, ref, citation.short(self.knowledge.sources[ref]))
            for ref, number in self.numbers.items()
        ]
        return Card(
            answer.id,
            meant.tone,
            meant.title,
            meant.say,
            self.about(answer),
            asked[:SHOWN_QUESTIONS],
            len(answer.ask) - sum(len(item.stems) for item in asked[:SHOWN_QUESTIONS]),
            sides,
            person,
            more,
            tuple(sources[:SHOWN_SOURCES]),
            max(0, len(sources) - SHOWN_SOURCES),
            self.tag(answer),
            self.settings.intended_use,
        )

    def tag(self, answer: Answer) -> str:
        """Which knowledge answered, and which engines agreed on it."""
        known = answer.knowledge
        digest = known.digest.removeprefix("sha256:")[:DIGEST_LETTERS]
        return f"{known.name} {known.version} · {digest} · {' and '.join(answer.engines)} agree"

    def about(self, answer: Answer) -> str:
        """Whom the page is about: the side that is assessed, or both; a comparator where the disposition is its own."""
        assessed = [side for side in answer.sides.values() if side.assessed]
        meant = [side for side in answer.sides.values() if side.disposition == answer.disposition]
        if self.two_sided and len(assessed) == 1 and len(meant) == 1:
            return self.heading(meant[0].unit)
        if not self.two_sided:
            return self.settings.person_noun
        if not assessed:
            return f"no {self.settings.side_noun} assessed"
        if len(assessed) == 1:
            return self.heading(assessed[0].unit)
        return "both sides"

    def heading(self, unit: str) -> str:
        return f"{unit} {self.settings.side_noun}" if self.two_sided else self.settings.person_noun

    def side(self, side: SideAnswer) -> SideCard:
        meant = self.settings.disposition[side.disposition]
        shelves = tuple(self.shelves(side))
        gates, more = self.gates(side.gates, side.unit)
        # Where nothing may be done, what would be done is beside the point.
        stopped = meant.withholds_all
        holding = told_first([item for item in side.patterns if item.truth is Truth.TRUE], side)
        shown = 0 if stopped else SHOWN_PATTERNS
        return SideCard(
            side.unit,
            side.assessed,
            self.heading(side.unit),
            meant.title,
            meant.tone,
            shelves,
            self.count(side),
            gates,
            more,
            () if stopped else missed(side),
            tuple(self.pattern(item, side.unit) for item in holding[:shown]),
            tuple(item.id for item in holding[shown:]),
            undecided(side),
        )

    def shelves(self, side: SideAnswer) -> Iterable[Shelf]:
        """The suggestions by category, in the order of the best of each; those beyond the limit are named only."""
        limit = self.settings.shown_per_category
        named: set[str] = set()
        # A suggestion's rank runs over all categories, so the first of them to be met is the one that leads.
        for name in dict.fromkeys(item.technique.category for item in side.suggestions):
            category = self.settings.category[name]
            items = [item for item in side.suggestions if item.technique.category == name]
            if items:
                shown = tuple(self.option(item, side.unit, named) for item in items[:limit])
                yield Shelf(category.title, shown, tuple(item.technique.title for item in items[limit:]))

    def option(self, item: SuggestionAnswer, unit: str, named: set[str]) -> Option:
        """One suggestion; the patterns it rests on by title and id where they are met first, then by their id."""
        supports = [support for rule in item.rules for support in rule.evidence]
        cites = self.cite([*supports, *item.technique.evidence])
        phrases = shortened(list(dict.fromkeys(self.shallow(item.reasons[0], unit))), TOLD_FACTS)
        facts = "; ".join(self.introduced(phrase, named) for phrase in phrases)
        rules = tuple(rule.id for rule in item.rules)
        notes = tuple(self.notes(item))
        return Option(item.technique.title, title_of(item.rules[0]), facts, notes, cites, rules, item.id)

    def introduced(self, phrase: str, named: set[str]) -> str:
        """A pattern that is met for the first time on a side, by its title and id."""
        if phrase not in self.knowledge.rules or phrase in named:
            return phrase
        named.add(phrase)
        return f"{self.teller.title(phrase)} ({phrase})"

    def shallow(self, reason: Because, unit: str) -> Iterator[str]:
        """What settled a suggestion: patterns by id, as the page shows their facts, and findings of its own."""
        for part in self.teller.settling(reason, into_rules=False):
            leaf = part.expr
            if isinstance(leaf, Concluded) and leaf.wanted:
                yield leaf.rule
            elif not isinstance(leaf, Concluded | Known):
                yield self.teller.fact(part, unit)

    def notes(self, item: SuggestionAnswer) -> Iterable[str]:
        """What must be read beside a suggestion: what it needs, how firm it is, who reads it otherwise."""
        if item.lacking:
            yield f"lacking here: {', '.join(item.lacking)}"
        if item.needed:
            yield f"needs {', '.join(item.needed)}"
        if item.stability is not None and item.stability.tried:
            yield self.firmness(item)
        holders: list[Rule | Technique] = [*item.rules, item.technique]
        objections = [found for holder in holders for found in holder.dissent.found]
        if objections:
            more = f" (and {len(objections) - 1} more)" if len(objections) > 1 else ""
            yield f"read otherwise: {objections[0].says}{more}"

    def firmness(self, item: SuggestionAnswer) -> str:
        """Whether it would outlive the error of what was measured."""
        assert item.stability is not None
        if item.stability.stable:
            return "stable within measurement error"
        moved = ", ".join(
            f"{finding_of(stem, self.knowledge).title} {value}" for stem, value in item.stability.borderline
        )
        return f"borderline: within measurement error ({moved}) it would not be suggested"

    def cite(self, supports: Sequence[Support]) -> tuple[int, ...]:
        """The numbers of the first few references."""
        refs = list(dict.fromkeys(support.ref for support in supports))[:SOURCES_OF_EACH]
        return tuple(self.numbers.setdefault(ref, len(self.numbers) + 1) for ref in refs)

    def gates(self, gates: Iterable[GateAnswer], unit: str | None) -> tuple[tuple[GateLine, ...], tuple[str, ...]]:
        """Gates that fire, then the first few that cannot tell; and the ids of the rest.

        The worst first; of those that cannot tell, before all others those that surely apply.
        """
        severity = self.settings.severity
        worst = sorted(gates, key=lambda gate: severity.get(gate.rule.disposition or "", len(severity)))
        firing = [self.gate(gate, unit) for gate in worst if gate.truth is Truth.TRUE]
        waiting = [gate for gate in worst if gate.truth is Truth.UNKNOWN and self.is_own(gate, unit)]
        waiting.sort(key=lambda gate: not gate.applies)
        room = max(1, SHOWN_GATES - len(firing))
        # One more line would take as much room as saying that there is one more.
        room += len(waiting) == room + 1
        shown = [self.gate(gate, unit) for gate in waiting[:room]]
        return (*firing, *shown), tuple(dict.fromkeys(gate.id for gate in waiting[room:]))

    def is_own(self, gate: GateAnswer, unit: str | None) -> bool:
        """Whether a gate speaks of this side or the person; what the other side waits for stands there."""
        return gate.stem.rpartition(".")[0] in ("", unit)

    def gate(self, gate: GateAnswer, unit: str | None) -> GateLine:
        fires = gate.truth is Truth.TRUE
        facts = self.teller.tell(gate.reason, unit) if fires or not gate.asks else self.waits_for(gate.asks, unit)
        cites = self.cite(gate.rule.evidence) if fires else ()
        name = gate.id if self.is_own(gate, unit) else f"{gate.id} (from the {gate.stem.rpartition('.')[0]})"
        return GateLine(name, fires, title_of(gate.rule), facts, self.withholds(gate.withholds), cites)

    def waits_for(self, stems: tuple[str, ...], unit: str | None) -> str:
        """The findings an undecided gate waits for."""
        told = [
            self.teller.title(stem.rpartition(".")[2]) + self.elsewhere(stem, unit) for stem in stems[:NAMED_FINDINGS]
        ]
        more = len(stems) - NAMED_FINDINGS
        return "not known: " + "; ".join([*told, *([f"{more} more"] if more > 0 else [])])

    def elsewhere(self, stem: str, unit: str | None) -> str:
        where = stem.rpartition(".")[0]
        return f" on the {where}" if where and where != unit else ""

    def withholds(self, techniques: tuple[str, ...]) -> str:
        """Withheld techniques by the largest names that cover them."""
        records = self.knowledge.techniques
        treatments = [category for category in self.settings.categories if category.treatment]
        held = set(techniques)
        whole = [
            c for c in treatments if (own := {t.id for t in records.values() if t.category == c.id}) and own <= held
        ]
        if whole and len(whole) == len([c for c in treatments if any(t.category == c.id for t in records.values())]):
            return "every treatment"
        single = [records[name].title for name in techniques if records[name].category not in {c.id for c in whole}]
        named = [*(category.title for category in whole), *single[:NAMED_TECHNIQUES]]
        more = len(single) - NAMED_TECHNIQUES
        return "; ".join([*named, *([f"{more} more"] if more > 0 else [])])

    def count(self, side: SideAnswer) -> str:
        """How much is withheld, and by how many gates."""
        if not side.withheld:
            return ""
        gates = len({gate for item in side.withheld for gate in item.because})
        every = sum(self.settings.category[t.category].treatment for t in self.knowledge.techniques.values())
        return f"{len(side.withheld)} of {every} techniques, by {gates} gate{'s' * (gates != 1)}"

    def pattern(self, item: PatternAnswer, unit: str) -> PatternLine:
        return PatternLine(item.id, item.rule.title, self.teller.tell(item.reason, unit, TOLD_FACTS))


def told_first(holding: list[PatternAnswer], side: SideAnswer) -> list[PatternAnswer]:
    """The patterns that hold, first those that a suggestion rests on."""
    read = {name_of(leaf) for item in side.suggestions for rule in item.rules for leaf in leaves(rule.condition)}
    return sorted(holding, key=lambda item: item.id not in read)


def missed(side: SideAnswer) -> tuple[str, ...]:
    """The withheld techniques that a rule would suggest, the first few by title."""
    titles = [item.technique.title for item in side.withheld if item.indicated]
    more = len(titles) - NAMED_TECHNIQUES
    return (*titles[:NAMED_TECHNIQUES], f"{more} more") if more > 0 else tuple(titles)


def undecided(side: SideAnswer) -> tuple[str, ...]:
    """The patterns that cannot tell, the first few by id."""
    names = [item.id for item in side.patterns if item.truth is Truth.UNKNOWN]
    more = len(names) - NAMED_PATTERNS
    return (*names[:NAMED_PATTERNS], f"{more} more") if more > 1 else tuple(names)
