"""Who reads whom? Circles, findings and patterns that nobody reads, and parents that reach beyond their scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dorsiflex.catalogue.compile import Draft
from dorsiflex.errors import Problem
from dorsiflex.language.expression import Expression, leaves, name_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Difference, Number, Scope, Score, Table

Readers = dict[str, set[str]]


def names_in(*conditions: Expression) -> set[str]:
    return {name_of(leaf) for condition in conditions for leaf in leaves(condition)}


def read_by_number(number: Number) -> set[str]:
    match number.made:
        case Difference(of, minus):
            return {of.name, minus.name}
        case Table(rows):
            return names_in(*(row.when for row in rows))
        case Score(items):
            return names_in(*(item.when for item in items))


def conclusions_read(knowledge: KnowledgeBase) -> Readers:
    """What each rule and each computed number reads."""
    findings = knowledge.vocabulary.findings
    read = {rule.id: names_in(rule.condition) for rule in knowledge.rules.values() if rule.id not in findings}
    return read | {name: read_by_number(number) for name, number in knowledge.vocabulary.numbers.items()}


def parents_read(knowledge: KnowledgeBase) -> Readers:
    """What each finding's parent reads."""
    findings = knowledge.vocabulary.findings.values()
    return {finding.id: names_in(finding.parent) for finding in findings if finding.parent is not None}


def circle_problems(knowledge: KnowledgeBase, draft: Draft) -> Iterator[Problem]:
    """What reads itself, by whatever way round, can never be settled."""
    del draft
    for readers in (conclusions_read(knowledge), parents_read(knowledge)):
        for circle in circles(readers):
            shown = " → ".join([*circle, circle[0]])
            where = defined_at(knowledge, circle[0])
            yield Problem(
                where, f"a circle: {shown}", "Each waits for the next, so none can be settled.", "Take one out."
            )


def circles(readers: Readers) -> Iterator[tuple[str, ...]]:
    """Each circle once, starting from its first name."""
    told: set[frozenset[str]] = set()
    for start in sorted(readers):
        circle = way_back(start, readers)
        if circle and frozenset(circle) not in told and start == min(circle):
            told.add(frozenset(circle))
            yield circle


def way_back(start: str, readers: Readers) -> tuple[str, ...]:
    """A shortest way from a name to itself, without the last step; empty where there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    for way in ways:
        for name in sorted(readers.get(way[-1], ())):
            if name == start:
                return way
            if name in readers and name not in seen:
                seen.add(name)
                ways.append((*way, name))
    return ()


def defined_at(knowledge: KnowledgeBase, name: str) -> str:
    vocabulary = knowledge.vocabulary
    found = knowledge.rules.get(name) or vocabulary.numbers.get(name) or vocabulary.findings[name]
    return found.defined_at


def scope_problems(knowledge: KnowledgeBase, draft: Draft) -> Iterator[Problem]:
    """Parents read findings, the person's own for the person's; and there are sides where sides are asked about."""
    del draft
    findings = knowledge.vocabulary.findings
    for finding in findings.values():
        if finding.scope is Scope.SIDE and not knowledge.settings.sides:
            why = "This knowledge declares no sides, so nobody could be asked."
            yield Problem(finding.defined_at, f"the finding `{finding.id}` of a side", why, "Write `scope: person`.")
        for key, condition in (("parent", finding.parent), ("asked_where", finding.asked_where)):
            for name in sorted(names_in(condition) if condition is not None else ()):
                if name not in findings:
                    why = f"`{name}` is computed or concluded; a question hangs on what was answered."
                    yield Problem(finding.defined_at, f"the `{key}` of `{finding.id}`", why, "Name findings in it.")
                elif finding.scope is Scope.PERSON and findings[name].scope is Scope.SIDE:
                    why = f"It belongs to the person, and `{name}` to a side: which one is not said."
                    mend = "Name findings of the person."
                    yield Problem(finding.defined_at, f"the `{key}` of `{finding.id}`", why, mend)


def unread_problems(knowledge: KnowledgeBase, draft: Draft) -> Iterator[Problem]:
    """What is asked, concluded or described, and then used by nobody. Told only once everything could be read."""
    if not draft.complete or not all(condition.sound for _, condition in draft.conditions):
        return
    by_rules = union(conclusions_read(knowledge).values())
    by_needs = union(names_in(*(need.when for need in technique.needs)) for technique in knowledge.techniques.values())
    yield from unread_findings(knowledge, by_rules | by_needs)
    for pattern in knowledge.patterns.values():
        if pattern.id not in by_rules | by_needs:
            why = "No rule, number or technique reads it, so it changes nothing."
            yield Problem(pattern.defined_at, f"the pattern `{pattern.id}`", why, "Read it in a rule, or retire it.")
    suggested = {suggestion.technique for suggestion in knowledge.suggestions.values()}
    for technique in knowledge.techniques.values():
        if technique.id not in suggested:
            why = "No suggestion names it, so nobody will ever see it."
            yield Problem(
                technique.defined_at, f"the technique `{technique.id}`", why, "Add a suggestion, or delete it."
            )


def unread_findings(knowledge: KnowledgeBase, read: set[str]) -> Iterator[Problem]:
    settings = knowledge.settings
    chart = settings.chart
    shown = {chart.measure, chart.retest, chart.last_visit, chart.first_visit} if chart else set[str]()
    parents = union(parents_read(knowledge).values())
    for finding in knowledge.vocabulary.findings.values():
        where, found = finding.defined_at, f"the finding `{finding.id}`"
        used = finding.id in read | shown | parents | {settings.assessed_by}
        if not used and not finding.record_only:
            why = "Nothing reads it, so asking it changes nothing."
            yield Problem(where, found, why, "Read it in a rule, or say under `record_only` why it is asked.")
        if finding.id in read and finding.record_only:
            reader = next(iter(sorted(readers_of(finding.id, knowledge))))
            yield Problem(
                where, found, f"`record_only` says that nothing reads it, but `{reader}` does.", "Delete `record_only`."
            )


def readers_of(name: str, knowledge: KnowledgeBase) -> set[str]:
    readers = {reader for reader, names in conclusions_read(knowledge).items() if name in names}
    techniques = knowledge.techniques.values()
    return readers | {t.id for t in techniques if name in names_in(*(need.when for need in t.needs))}


def union(sets: Iterable[set[str]]) -> set[str]:
    return set().union(*sets)
