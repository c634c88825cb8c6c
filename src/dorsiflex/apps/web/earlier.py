"""What became of each technique at the visit that was kept last? Decided, tried, its gain, and whether it was stopped.

Everything here was kept then; no rule is asked again, and nothing is concluded from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from dorsiflex.apps.web.course import kind_of, standing
from dorsiflex.apps.web.deciding import reason_of
from dorsiflex.apps.web.gain import gain
from dorsiflex.apps.web.kept import Kept, kept, measured
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Finding, Kind
from dorsiflex.store.records import CaseRecord, DecisionRecord, Json
from dorsiflex.store.store import Store

CASES = 256


@dataclass(frozen=True)
class Became:
    """One technique on one side (or the re-test alone, where nobody said what was tried): what became of it, in words.

    `stop`: that it was declined, stopped or held back, which is told first.
    """

    unit: str
    heading: str
    technique: str
    title: str
    says: tuple[str, ...]
    stop: bool


@dataclass(frozen=True)
class LastTime:
    """The visit that was kept last, re-tests included: its last version, and what became of what."""

    id: str
    at: datetime
    lines: tuple[Became, ...]

    @property
    def sides(self) -> dict[str, tuple[Became, ...]]:
        """The lines of each side, under its heading."""
        headings = dict.fromkeys(each.heading for each in self.lines)
        return {heading: tuple(each for each in self.lines if each.heading == heading) for heading in headings}

    def of(self, unit: str, technique: str) -> Became | None:
        return next((each for each in self.lines if (each.unit, each.technique) == (unit, technique)), None)


class LastTimes:
    """The last time of each case. What is kept never changes, so it is read again only for what was decided since."""

    def __init__(self, store: Store, knowledge: KnowledgeBase) -> None:
        self.store, self.knowledge = store, knowledge
        self.versions = lru_cache(CASES)(self.read_versions)
        self.told = lru_cache(CASES)(self.tell)

    def of(self, record: CaseRecord) -> LastTime | None:
        """What was kept last; None where nothing is kept, or nothing became of anything."""
        if not record.latest:
            return None
        versions = self.versions(record.id, record.latest)
        return self.told(versions, tuple(made for each in versions for made in self.store.decisions(each)))

    def read_versions(self, case_id: str, _: int) -> tuple[str, ...]:
        """The last visit of a case and the re-tests of it; what was corrected is left out for its correction."""
        every = [kept(self.store, self.knowledge, item.id) for item in self.store.assessments(case_id)]
        versions = standing(every)
        first = max((place for place, each in enumerate(versions) if kind_of(each, every) != "retest"), default=0)
        return tuple(each.item.id for each in versions[first:])

    def tell(self, versions: tuple[str, ...], _: tuple[DecisionRecord, ...]) -> LastTime | None:
        visit = [kept(self.store, self.knowledge, each) for each in versions]
        lines = tuple(became(visit, self.knowledge))
        return LastTime(visit[-1].item.id, visit[-1].item.created_at, lines) if lines else None


def became(visit: Sequence[Kept], knowledge: KnowledgeBase) -> Iterator[Became]:
    """Each technique of each side of which there is something to tell, in the order of the knowledge."""
    for unit in knowledge.units:
        heading = visit[-1].heading(unit)
        gains = {tried(each, unit, knowledge): said for each in visit for said in gained(each, unit, knowledge)}
        for identity, technique in knowledge.techniques.items():
            says = [*decided(visit, unit, identity), *([f"tried, {gains[identity]}"] if identity in gains else [])]
            if identity not in gains and any(tried(each, unit, knowledge) == identity for each in visit):
                says.append("tried")
            stops = tuple(stopped(visit, unit, identity)) if says or offered(visit, unit, identity) else ()
            if says or stops:
                declined = any(said.startswith("declined") for said in says)
                yield Became(unit, heading, identity, technique.title, (*stops, *says), declined or bool(stops))
        if "" in gains:
            yield Became(unit, heading, "", "Re-test", (gains[""],), False)


def decided(visit: Sequence[Kept], unit: str, technique: str) -> Iterator[str]:
    """The last decision on it."""
    made = [found for each in visit if (found := each.decision(unit, technique))]
    for found in made[-1:]:
        why = reason_of(found.reason_code, found.text)
        yield f"{found.decision}{f': {why}' if why else ''}"


def tried(found: Kept, unit: str, knowledge: KnowledgeBase) -> str:
    """The technique that the intake names as tried on a unit; empty where it names none."""
    for finding in knowledge.vocabulary.findings.values():
        if names_techniques(finding, knowledge):
            value = (found.item.intake.get(unit) or {}).get(finding.id)
            if value in knowledge.techniques:
                return str(value)
    return ""


def names_techniques(finding: Finding, knowledge: KnowledgeBase) -> bool:
    return finding.kind is Kind.CHOICE and not knowledge.techniques.keys().isdisjoint(finding.option_ids)


def gained(found: Kept, unit: str, knowledge: KnowledgeBase) -> Iterator[str]:
    """The charted measure before and after, and its gain against error."""
    chart = knowledge.settings.chart
    if chart is None or not chart.retest:
        return
    was, now = (measured(found.item, name, knowledge) for name in (chart.measure, chart.retest))
    if unit in was and unit in now:
        made = gain(found.heading(unit), was[unit], now[unit], knowledge.vocabulary.findings[chart.measure])
        yield f"{made.before} to {made.after}, {made.change}: {made.says}"


def offered(visit: Sequence[Kept], unit: str, technique: str) -> bool:
    """Whether it was suggested at any time of the visit."""
    return any(item["technique"] == technique for each in visit for item in side(each, unit).get("suggestions", ()))


def stopped(visit: Sequence[Kept], unit: str, technique: str) -> Iterator[str]:
    """The gates that withheld it in the end, each with what settled it."""
    end = side(visit[-1], unit)
    because = {gate for item in end.get("withheld", ()) if item["technique"] == technique for gate in item["because"]}
    for gate in (*end.get("gates", ()), *visit[-1].item.answer.get("person_gates", ())):
        if gate["id"] in because:
            because.discard(gate["id"])
            word = "stopped" if gate["truth"] == "true" else "held back"
            yield f"{word}: {'; '.join(facts(gate, visit[-1].knowledge)) or gate['say']} ({gate['id']})"


def facts(gate: Json, knowledge: KnowledgeBase) -> Iterator[str]:
    """What settled a gate, or what it waits for; which technique was tried is told already."""
    for stem, text in gate["reason"]["findings"].items():
        name = stem.rpartition(".")[2]
        finding = knowledge.vocabulary.findings.get(name)
        if finding is None or not names_techniques(finding, knowledge):
            yield f"{finding.title if finding else name} {text or 'not known'}"


def side(found: Kept, unit: str) -> Json:
    return found.sides.get(unit) or {}
