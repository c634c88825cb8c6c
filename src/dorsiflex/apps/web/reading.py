"""What do the fields of a form say? A case where all of them can be so; else what is wrong, beside its field."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dorsiflex.apps.web.fields import NONE_OF_THESE, Fields, intake_of
from dorsiflex.errors import BadInput, Problem
from dorsiflex.explain.sentence import Teller
from dorsiflex.intake.form import Intake, Typed, intake_from
from dorsiflex.language.case import Case, flat
from dorsiflex.language.expression import leaves, name_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.values import parted
from dorsiflex.validate.answer import Refused, read_answer
from dorsiflex.validate.case import validate


@dataclass(frozen=True)
class Trouble:
    """What is wrong with one answer, in words for whoever typed it."""

    stem: str
    label: str
    words: str


@dataclass(frozen=True)
class Read:
    """The fields as read. `case` is None where anything is wrong; `known` is what can be read all the same.

    `known` only decides which questions the form shows; nothing is ever suggested from it.
    """

    fields: Fields
    case: Case | None
    known: Case
    troubles: tuple[Trouble, ...] = ()


def read(fields: Fields, knowledge: KnowledgeBase) -> Read:
    """Judge the fields of a form."""
    intake = intake_from(intake_of(fields, knowledge), knowledge.units, "form")
    try:
        case = validate(intake, knowledge)
    except BadInput as bad:
        troubles = tuple(trouble(problem, intake, knowledge) for problem in bad.problems)
        return Read(fields, None, without({item.stem for item in troubles}, intake, knowledge), troubles)
    return Read(fields, case, case)


def without(faulty: set[str], intake: Intake, knowledge: KnowledgeBase) -> Case:
    """The case of the answers that nothing is wrong with."""
    kept = tuple(typed for typed in intake.answers if stem_of(typed) not in faulty)
    rest = replace(intake, answers=kept)
    try:
        return validate(rest, knowledge)
    except BadInput as bad:
        more = {stem_at(problem.where, rest) for problem in bad.problems}
        return without(faulty | more, rest, knowledge)


def stem_of(typed: Typed) -> str:
    return flat(typed.unit, typed.finding)


def stem_at(where: str, intake: Intake) -> str:
    """The question that a problem speaks of."""
    return next(stem_of(typed) for typed in intake.answers if typed.where == where)


def trouble(problem: Problem, intake: Intake, knowledge: KnowledgeBase) -> Trouble:
    stem = stem_at(problem.where, intake)
    unit, name = parted(stem)
    finding = knowledge.vocabulary.findings.get(name)
    if finding is None:
        words = "The knowledge of today has no such question; the next change leaves its answer out."
        return Trouble(stem, name, words)
    label = f"{unit}: {finding.ask}" if unit else finding.ask
    typed = next(item for item in intake.answers if stem_of(item) == stem)
    if isinstance(typed.value, list) and NONE_OF_THESE in typed.value:
        return Trouble(stem, label, "None of these is ticked, and so is another. Untick one of the two.")
    try:
        read_answer(typed.value, finding, knowledge.vocabulary.spellings)
    except Refused as refused:
        return Trouble(stem, label, f"{refused.why} {refused.mend}")
    return Trouble(stem, label, contradiction(name, unit, knowledge))


def contradiction(name: str, unit: str | None, knowledge: KnowledgeBase) -> str:
    """That an answer goes with others that say otherwise."""
    parent = knowledge.vocabulary.findings[name].parent
    names = dict.fromkeys(name_of(leaf) for leaf in leaves(parent)) if parent is not None else ()
    told = "; ".join(Teller(knowledge).title(each) for each in names)
    where = f" on the {unit}" if unit else ""
    return f"It only arises with ({told}){where}, and that is answered otherwise. Correct one of them, or clear this."
