"""How are the next questions put? One after another as they can be read aloud, those of one group in one breath."""

from __future__ import annotations

from dorsiflex.language.case import flat
from dorsiflex.language.expression import leaves, name_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import QuestionGroup
from dorsiflex.present.card import Question
from dorsiflex.present.values import answer_form, finding_of, parted


def questions(stems: tuple[str, ...], knowledge: KnowledgeBase) -> tuple[Question, ...]:
    """The questions behind some flat names, in their order; a group stands where its first finding stood."""
    groups = {finding: group for group in knowledge.vocabulary.groups.values() for finding in group.findings}
    told: set[str] = set()
    found: list[Question] = []
    for stem in [stem for stem in stems if not waits(stem, stems, knowledge)]:
        if stem in told:
            continue
        unit, name = parted(stem)
        together = [other for other in stems if same_breath(other, unit, groups.get(name))]
        asked = together if len(together) > 1 else [stem]
        told.update(asked)
        group = groups.get(name) if len(asked) > 1 else None
        found.append(question(unit, asked, group, knowledge))
    return tuple(found)


def waits(stem: str, stems: tuple[str, ...], knowledge: KnowledgeBase) -> bool:
    """Whether a question arises only by the answer to another that is itself still to be asked."""
    unit, name = parted(stem)
    parent = knowledge.vocabulary.findings[name].parent
    names = [name_of(leaf) for leaf in leaves(parent)] if parent is not None else []
    return any(other in stems for name in names for other in (name, flat(unit, name)))


def same_breath(stem: str, unit: str | None, group: QuestionGroup | None) -> bool:
    """Whether a finding is asked together with the others of a group on a unit."""
    return group is not None and parted(stem)[0] == unit and parted(stem)[1] in group.findings


def question(unit: str | None, asked: list[str], group: QuestionGroup | None, knowledge: KnowledgeBase) -> Question:
    if group is None:
        finding = finding_of(asked[0], knowledge)
        return Question(unit or "", finding.ask, answer_form(finding), tuple(asked))
    titles = "; ".join(finding_of(stem, knowledge).title for stem in asked)
    return Question(unit or "", f"{group.ask} {titles}", "", tuple(asked))
