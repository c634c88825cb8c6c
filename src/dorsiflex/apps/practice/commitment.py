"""What does a learner commit to? A disposition and a category for whom the case is about, and the next question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dorsiflex.apps.web.fields import stems
from dorsiflex.errors import Problem
from dorsiflex.explain.answer import Answer, SideAnswer
from dorsiflex.language.case import Case
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import evaluate
from dorsiflex.language.truth import Truth
from dorsiflex.language.vocabulary import Finding
from dorsiflex.validate.case import Answers

WHOLE = "person"
NOTHING = ""
NEAREST = 8


@dataclass(frozen=True)
class Target:
    """Of whom a disposition and a category are asked: a side where both are assessed, else the person."""

    key: str
    heading: str
    side: SideAnswer | None
    disposition: str


@dataclass(frozen=True)
class Choice:
    """What was chosen for one target; a category is empty where nothing would be done."""

    disposition: str
    category: str


@dataclass(frozen=True)
class Commitment:
    """What was committed to; the next question is empty where nothing more would be asked."""

    choices: dict[str, Choice]
    question: str

    def to_json(self) -> dict[str, Any]:
        choices = {key: {"disposition": it.disposition, "category": it.category} for key, it in self.choices.items()}
        return {"choices": choices, "question": self.question}

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> Commitment:
        choices = {key: Choice(it["disposition"], it["category"]) for key, it in kept["choices"].items()}
        return Commitment(choices, kept["question"])


@dataclass(frozen=True)
class Offered:
    """An unanswered question that may be chosen: its flat name, and the words it is found by."""

    stem: str
    words: str
    ask: str


def targets(answer: Answer, knowledge: KnowledgeBase) -> tuple[Target, ...]:
    """Each side where several are assessed; else the person, with the one side that is."""
    assessed = [side for side in answer.sides.values() if side.assessed]
    noun = knowledge.settings.side_noun
    if len(assessed) > 1:
        return tuple(Target(s.unit, f"{s.unit.capitalize()} {noun}", s, s.disposition) for s in assessed)
    side = assessed[0] if assessed else None
    sided = side is not None and knowledge.settings.sides
    heading = f"{side.unit} {noun}" if side and sided else knowledge.settings.person_noun
    return (Target(WHOLE, heading.capitalize(), side, answer.disposition),)


def offered(case: Case, answer: Answer, knowledge: KnowledgeBase) -> tuple[Offered, ...]:
    """Every question that is open and may have its place, in the order of the form."""
    told: dict[str, int] = {}
    made = []
    for stem, finding, unit in stems(knowledge):
        if stem in answer.ask or is_open(stem, finding, unit, case, answer, knowledge):
            words = f"{unit}: {finding.title}" if unit else finding.title
            told[words] = told.get(words, 0) + 1
            made.append(Offered(stem, words, finding.ask))
    # Two findings may be called the same; then only the question tells them apart.
    return tuple(each if told[each.words] == 1 else named_in_full(each) for each in made)


def named_in_full(each: Offered) -> Offered:
    return Offered(each.stem, f"{each.words} ({each.stem})", each.ask)


def is_open(
    stem: str, finding: Finding, unit: str | None, case: Case, answer: Answer, knowledge: KnowledgeBase
) -> bool:
    if stem in case.settled or finding.record_only:
        return False
    where = finding.asked_where
    if where is not None and evaluate(where, Answers(knowledge, case.settled, unit)) is Truth.FALSE:
        return False
    settings = knowledge.settings
    return (
        unit is None or answer.sides[unit].assessed or finding.id in (settings.assessed_by, *settings.comparator_asks)
    )


def searched(text: str, questions: tuple[Offered, ...]) -> tuple[Offered, ...]:
    """The questions that are meant by some words: the one that is called so, else those with all words in them."""
    wanted = text.casefold().split()
    for each in questions:
        if each.words.casefold().split() == wanted:
            return (each,)
    return tuple(q for q in questions if all(word in f"{q.words} {q.ask}".casefold() for word in wanted))


def read(
    form: Mapping[str, str], wanted: tuple[Target, ...], questions: tuple[Offered, ...], knowledge: KnowledgeBase
) -> tuple[Commitment | None, tuple[Problem, ...], tuple[Offered, ...]]:
    """What a form commits to; or what is missing in it, and the questions that its words may mean."""
    problems: list[Problem] = []
    choices = {}
    for target in wanted:
        disposition, category = form.get(f"disposition.{target.key}", ""), form.get(f"category.{target.key}")
        problems += missing(target, disposition, category, knowledge)
        choices[target.key] = Choice(disposition, category or NOTHING)
    question, problem, near = read_question(form, questions)
    problems += [problem] if problem else []
    return (None if problems else Commitment(choices, question)), tuple(problems), near


def missing(target: Target, disposition: str, category: str | None, knowledge: KnowledgeBase) -> Iterator[Problem]:
    settings = knowledge.settings
    why = "An answer that is seen first can no longer be disagreed with."
    if disposition not in settings.disposition:
        yield Problem(f"disposition.{target.key}", "No disposition is chosen.", why, "Choose one.")
    if category != NOTHING and category not in settings.category:
        yield Problem(f"category.{target.key}", "Nothing is chosen to offer.", why, "Choose one, or none.")


def read_question(
    form: Mapping[str, str], questions: tuple[Offered, ...]
) -> tuple[str, Problem | None, tuple[Offered, ...]]:
    """The flat name of the question that is meant."""
    text, picked = form.get("question", "").strip(), form.get("picked", "")
    if form.get("nothing"):
        if not text:
            return NOTHING, None, ()
        why, mend = "Nothing more is ticked, and a question is written.", "Clear one of the two."
        return "", Problem("question", "Two answers.", why, mend), ()
    if any(each.stem == picked for each in questions):
        return picked, None, ()
    found = searched(text, questions) if text else ()
    if len(found) == 1:
        return found[0].stem, None, ()
    if not text:
        why, mend = "What to ask next is part of the answer.", "Write a few words of it, or tick that nothing is left."
        return "", Problem("question", "No question is chosen.", why, mend), ()
    if not found:
        why, mend = "No open question of this case has these words.", "Write fewer words, or others."
        return "", Problem("question", f"“{text[:80]}” is not found.", why, mend), ()
    why = f"{len(found)} open questions have its words."
    mend = "Choose one of those below." if len(found) <= NEAREST else "Choose one below, or write more words."
    return "", Problem("question", f"“{text[:80]}” is not one question.", why, mend), found[:NEAREST]
