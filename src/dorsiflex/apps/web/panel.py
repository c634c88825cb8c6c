"""What does the answer panel show? The card of the terminal, with what that names only by title one tap away."""

from __future__ import annotations

from dataclasses import dataclass

from dorsiflex.apps.web.desk import Desk
from dorsiflex.apps.web.looks import anchor
from dorsiflex.apps.web.reading import Read
from dorsiflex.errors import DorsiflexError, Problem
from dorsiflex.explain.answer import Answer, SideAnswer, Stability, SuggestionAnswer
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.card import Card, Option, Question, Shelf, SideCard
from dorsiflex.present.deal import Dealer
from dorsiflex.present.deal import card as deal
from dorsiflex.present.problems import problems_of


@dataclass(frozen=True)
class Answered:
    """The answer to a form, or why there is none."""

    answer: Answer | None
    problems: tuple[Problem, ...] = ()


def answered(read: Read, desk: Desk) -> Answered:
    """The answer to what was read; a form with anything wrong in it gets none."""
    if read.case is None:
        return Answered(None)
    try:
        return Answered(desk.assessor.assess_case(read.case))
    except DorsiflexError as fault:
        return Answered(None, problems_of(fault))


@dataclass(frozen=True)
class Panel:
    """The parts of the panel that a template writes."""

    knowledge: KnowledgeBase
    case_id: str
    read: Read
    answered: Answered
    card: Card | None

    def side(self, unit: str) -> SideAnswer:
        assert self.answered.answer is not None
        return self.answered.answer.sides[unit]

    @property
    def tone(self) -> str:
        return self.card.tone if self.card else "ask"

    @property
    def title(self) -> str:
        """What the bar of a phone says, and what is read aloud when it changes."""
        if self.card is None:
            return "No answer"
        return self.card.disposition

    @property
    def about(self) -> str:
        if self.card is None:
            count = len(self.read.troubles) or len(self.answered.problems)
            return f"{count} {'answer' if self.read.troubles else 'fault'}{'s' * (count != 1)} to correct"
        return self.card.about

    @property
    def summary(self) -> str:
        """What the bar says beside the disposition: the next thing to look at."""
        if self.card is None:
            return ""
        asked = len(self.card.questions)
        options = sum(len(shelf.options) + len(shelf.folded) for side in self.card.sides for shelf in side.shelves)
        told = [f"{options} option{'s' * (options != 1)}"] if options else []
        told += [f"{asked}{'+' if self.card.more_questions else ''} to ask"] if asked else []
        return " · ".join(told)

    @property
    def listed(self) -> frozenset[str]:
        """The questions that the panel puts."""
        return frozenset(stem for asked in self.card.questions for stem in asked.stems) if self.card else frozenset()

    def folded(self, side: SideCard, shelf: Shelf) -> tuple[SuggestionAnswer, ...]:
        """The suggestions that a shelf only names, with their ids."""
        shown = {option.technique for option in shelf.options}
        return tuple(
            item
            for item in self.side(side.unit).suggestions
            if item.technique.title in shelf.folded and item.id not in shown
        )

    def stability(self, unit: str, technique: str) -> Stability:
        item = self.side(unit).suggestion(technique)
        assert item is not None
        return item.stability

    def notes(self, unit: str, option: Option) -> tuple[str, ...]:
        """What must be read beside a suggestion; how firm it stands has a badge, with words only where it is not."""
        item = self.side(unit).suggestion(option.technique)
        assert item is not None
        firm = Dealer(self.knowledge, False).firmness(item) if item.stability.stable else ""
        return tuple(note for note in option.notes if note != firm)

    def link(self, question: Question) -> str:
        """Where the question stands in the form."""
        return "#" + anchor(question.stems[0])


def panel(case_id: str, read: Read, answer: Answered, desk: Desk) -> Panel:
    """The panel of an answer."""
    return Panel(desk.knowledge, case_id, read, answer, deal(answer.answer, desk.knowledge) if answer.answer else None)
