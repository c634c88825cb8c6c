"""Two kept assessments beside each other: what differs, and what of the later one was not examined then?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dorsiflex.apps.web import conflict
from dorsiflex.apps.web.again import names
from dorsiflex.apps.web.conflict import Differing
from dorsiflex.apps.web.differing import Change
from dorsiflex.apps.web.fields import Fields, fields_of
from dorsiflex.apps.web.kept import Kept
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.values import parted


@dataclass(frozen=True)
class Compared:
    """`changed`: answered otherwise. `left_out`: answered before, and not again. `carried`: of an earlier visit.

    `repeats`: whether the later is a re-test that answers all but its own questions as the one that it follows.
    """

    changed: tuple[Change, ...]
    left_out: tuple[Change, ...]
    carried: tuple[Change, ...]
    repeats: bool


def compared(before: Kept, after: Kept, versions: Iterable[Kept]) -> Compared:
    """The answers of two assessments."""
    knowledge = after.knowledge
    was, now = (fields_of(each.item.intake, knowledge) for each in (before, after))
    repeated = Repeated.of(after, list(versions))
    changed, left_out, carried = [], [], []
    for each in conflict.differing(was, now, knowledge):
        stem = each.name.removeprefix(conflict.CHOICE)
        if parted(stem)[1] in of_earlier(knowledge):
            if stem in now:
                carried.append(line(each))
        elif stem not in now:
            left_out.append(line(each))
        else:
            changed.append(line(each, repeated.words(stem, now)))
    return Compared(tuple(changed), tuple(left_out), tuple(carried), repeated.all(now))


def line(each: Differing, mark: str = "") -> Change:
    return Change(each.label, each.mine, each.theirs, mark)


def of_earlier(knowledge: KnowledgeBase) -> tuple[str, ...]:
    """The questions that a further visit fills in with the measures of earlier ones."""
    chart = knowledge.settings.chart
    return (chart.first_visit, chart.last_visit) if chart else ()


@dataclass(frozen=True)
class Repeated:
    """What a re-test may repeat of the assessment that it follows: all but its own questions."""

    number: int
    answers: Fields
    own: frozenset[str]

    @staticmethod
    def of(found: Kept, versions: list[Kept]) -> Repeated:
        followed = next((each for each in versions if each.item.number == found.item.follows), None)
        if found.item.kind != "retest" or followed is None:
            return Repeated(0, {}, frozenset())
        answers = fields_of(followed.item.intake, found.knowledge)
        return Repeated(followed.item.number, answers, names(found.knowledge))

    def all(self, now: Fields) -> bool:
        """Whether it repeats everything; a program may keep a re-test that answers something else otherwise."""
        return bool(self.number) and all(
            self.answers.get(name) == now.get(name) for name in {*self.answers, *now} - self.own
        )

    def words(self, stem: str, now: Fields) -> str:
        """That an answer is not of this assessment, but taken over from the one before."""
        if stem in self.own or stem not in self.answers or self.answers[stem] != now[stem]:
            return ""
        return f"carried over from number {self.number}, not examined again"
