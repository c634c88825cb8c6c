"""What became of each technique when it was last of any account? Decided, tried, its gain, and whether it was stopped.

Of each it is told the last visit that says anything of it, and every earlier one at which it was stopped.

Everything here was kept then; no rule is asked again, and nothing is concluded from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from dorsiflex.apps.web import again
from dorsiflex.apps.web.course import kind_of, standing
from dorsiflex.apps.web.deciding import reason_of
from dorsiflex.apps.web.gain import gain
from dorsiflex.apps.web.harm import stopped_by
from dorsiflex.apps.web.kept import Kept, kept, measured
from dorsiflex.language.expression import leaves, name_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Finding, Kind
from dorsiflex.present.values import parted
from dorsiflex.store.records import CaseRecord, DecisionRecord, Json
from dorsiflex.store.store import Store

CASES = 256
STOPPED = "stopped: "


@dataclass(frozen=True)
class Became:
    """One technique on one side (or the re-test alone, where nobody said what was tried): what became of it, in words.

    `at`: when the visit was kept. `stop`: that it was stopped, which is told first.
    """

    unit: str
    heading: str
    technique: str
    title: str
    says: tuple[str, ...]
    stop: bool
    at: datetime


@dataclass(frozen=True)
class LastTime:
    """The last visit that says anything, re-tests included: its last version, and what became of what until then."""

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
        decided = (made for visit in versions for each in visit for made in self.store.decisions(each))
        return self.told(versions, tuple(decided))

    def read_versions(self, case_id: str, _: int) -> tuple[tuple[str, ...], ...]:
        """Each visit of a case and the re-tests of it; what was corrected is left out for its correction."""
        every = [kept(self.store, self.knowledge, item.id) for item in self.store.assessments(case_id)]
        visits: list[list[str]] = []
        for each in standing(every):
            if kind_of(each, every) != "retest" or not visits:
                visits.append([])
            visits[-1].append(each.item.id)
        return tuple(tuple(visit) for visit in visits)

    def tell(self, versions: tuple[tuple[str, ...], ...], _: tuple[DecisionRecord, ...]) -> LastTime | None:
        last: LastTime | None = None
        for visit in ([kept(self.store, self.knowledge, each) for each in ids] for ids in versions):
            lines = tuple(became(visit, self.knowledge))
            if lines:
                end = visit[-1].item
                last = LastTime(end.id, end.created_at, over(last.lines if last else (), lines))
        return last


def over(before: Sequence[Became], now: Sequence[Became]) -> tuple[Became, ...]:
    """What a visit tells, then what only those before it do; a stop of theirs stays beside what is told now."""
    older = {(each.unit, each.technique): each for each in before}
    made = []
    for each in now:
        was = older.pop((each.unit, each.technique), None)
        stops = tuple(dated(said, was.at) for said in was.says if STOPPED in said) if was else ()
        made.append(replace(each, says=(*each.says, *stops), stop=each.stop or bool(stops)))
    return (*made, *(each for each in older.values() if each.technique))


def dated(said: str, at: datetime) -> str:
    """A stop with its day, where it has none yet."""
    return said if said.startswith("on ") else f"on {at.astimezone():%Y-%m-%d} {said}"


def became(visit: Sequence[Kept], knowledge: KnowledgeBase) -> Iterator[Became]:
    """Each technique of each side of which there is something to tell, in the order of the knowledge."""
    at = visit[-1].item.created_at
    for unit in knowledge.units:
        heading = visit[-1].heading(unit)
        for identity, technique in knowledge.techniques.items():
            says = [*decided(visit, unit, identity), *trials(visit, unit, identity, knowledge)]
            stops = tuple(stopped(visit, unit, identity)) if says or offered(visit, unit, identity) else ()
            if says or stops:
                harmed = any(said.startswith(STOPPED) for said in stops)
                yield Became(unit, heading, identity, technique.title, (*stops, *says), harmed, at)
        for each in visit:
            if not tried(each, unit, knowledge):
                for said in gained(each, unit, knowledge):
                    yield Became(unit, heading, "", "Re-test", (said,), False, at)


def trials(visit: Sequence[Kept], unit: str, technique: str, knowledge: KnowledgeBase) -> Iterator[str]:
    """Each time that it was tried: its gain, and what a gate asks of it."""
    for each in visit:
        if tried(each, unit, knowledge) == technique:
            yield ", ".join(["tried", *gained(each, unit, knowledge), *beside(each, unit, knowledge)])


def beside(found: Kept, unit: str, knowledge: KnowledgeBase) -> Iterator[str]:
    """What was recorded of a re-test that stops a technique by its name; the name and the gain are told already."""
    lines = {parted(line.stem)[1]: line.text for line in found.lines(unit)}
    findings = knowledge.vocabulary.findings
    naming = {name for name, finding in findings.items() if names_techniques(finding, knowledge)}
    read = [{name_of(leaf) for leaf in leaves(gate.condition)} for gate in knowledge.gates.values()]
    wanted = {name for names in read if names & naming for name in names - naming}
    for name in again.asked(knowledge):
        if name in wanted:
            yield f"{findings[name].title} {lines.get(name) or 'not recorded'}"


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
    """The gates that withheld it in the end, and what a re-test before stopped; each with what settled it."""
    told: dict[str, str] = {}
    for each in visit:
        end = side(each, unit)
        because = {by for item in end.get("withheld", ()) if item["technique"] == technique for by in item["because"]}
        for gate in (*end.get("gates", ()), *each.item.answer.get("person_gates", ())):
            fires = gate["truth"] == "true"
            counts = gate["id"] in because and (each is visit[-1] or stopped_by(gate, each.knowledge))
            if counts and (fires or gate["id"] not in told):
                word = STOPPED if fires else "held back: "
                told[gate["id"]] = f"{word}{'; '.join(facts(gate, each.knowledge)) or gate['say']} ({gate['id']})"
    yield from told.values()


def facts(gate: Json, knowledge: KnowledgeBase) -> Iterator[str]:
    """What settled a gate, or what it waits for; which technique was tried is told already."""
    for stem, text in gate["reason"]["findings"].items():
        name = stem.rpartition(".")[2]
        finding = knowledge.vocabulary.findings.get(name)
        if finding is None or not names_techniques(finding, knowledge):
            yield f"{finding.title if finding else name} {text or 'not known'}"


def side(found: Kept, unit: str) -> Json:
    return found.sides.get(unit) or {}
