"""Does knowledge.yaml name what exists? Dispositions, who is assessed, the chart; and so for groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator

from dorsiflex.catalogue.compile import Draft
from dorsiflex.catalogue.document import Document, Path
from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.errors import Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Finding, Kind, Scope


def settings_problems(knowledge: KnowledgeBase, draft: Draft) -> Iterator[Problem]:
    """What knowledge.yaml and the groups name, one by one."""
    assert draft.settings is not None
    document, settings = draft.settings[0], knowledge.settings
    if len(settings.sides) == 1:
        yield Problem(
            document.where(("sides",)),
            f"`sides: [{settings.sides[0]}]`",
            "A side is one of two.",
            "Name two sides, or none: `sides: []`.",
        )
    yield from twice("dispositions", [item.id for item in settings.dispositions], document)
    yield from twice("categories", [item.id for item in settings.categories], document)
    yield from twice("ranking", list(settings.ranking), document)
    for key in ("default_disposition", "unknown_gate_disposition", "unassessed_disposition"):
        yield from one_of(getattr(settings, key), settings.disposition, "disposition", document, (key,))
    yield from named_findings(knowledge, draft, document)
    yield from chart(knowledge, draft, document)
    yield from groups(knowledge, draft)


def twice(key: str, names: list[str], document: Document) -> Iterator[Problem]:
    for name, count in Counter(names).items():
        if count > 1:
            at = len(names) - 1 - names[::-1].index(name)
            yield Problem(document.where((key, at)), f"`{name}` twice in `{key}`", "Each stands once.", "Delete one.")


def one_of(name: str, known: Collection[str], what: str, document: Document, path: Path) -> Iterator[Problem]:
    if name not in known:
        where = document.where(path)
        yield Problem(where, f"`{name}`", f"No {what} has this id.", did_you_mean(name, known))


def fitting(
    name: str,
    fits: Callable[[Finding], bool],
    what: str,
    document: Document,
    path: Path,
    knowledge: KnowledgeBase,
    draft: Draft,
) -> Iterator[Problem]:
    """The name is a finding, and one that fits."""
    findings = knowledge.vocabulary.findings
    if name not in findings:
        if not draft.words.is_forgiven(name):
            yield from one_of(name, findings, "finding", document, path)
    elif not fits(findings[name]):
        known = [finding.id for finding in findings.values() if fits(finding)]
        yield Problem(document.where(path), f"`{name}`", f"It is not {what}.", did_you_mean(name, known))


def named_findings(knowledge: KnowledgeBase, draft: Draft, document: Document) -> Iterator[Problem]:
    """Who is assessed is a plain question; what is asked of a comparator is asked of a side."""
    settings = knowledge.settings
    scope = Scope.SIDE if settings.sides else Scope.PERSON

    def says_who(finding: Finding) -> bool:
        return finding.kind is Kind.YES_NO and finding.scope is scope

    def of_side(finding: Finding) -> bool:
        return finding.scope is Scope.SIDE

    if settings.assessed_by is not None:
        what = f"a yes/no finding of the {scope.value}"
        yield from fitting(settings.assessed_by, says_who, what, document, ("assessed_by",), knowledge, draft)
    for at, name in enumerate(settings.comparator_asks):
        yield from fitting(name, of_side, "a finding of a side", document, ("comparator_asks", at), knowledge, draft)


def chart(knowledge: KnowledgeBase, draft: Draft, document: Document) -> Iterator[Problem]:
    """One measure at several times: numbers in one unit."""
    shown = knowledge.settings.chart
    if shown is None:
        return
    measure = knowledge.vocabulary.findings.get(shown.measure)

    def comparable(finding: Finding) -> bool:
        same = measure is None or measure.kind is not Kind.NUMBER or finding.quantity == measure.quantity
        return finding.kind is Kind.NUMBER and same

    for key in ("measure", "retest", "last_visit", "first_visit"):
        if name := getattr(shown, key):
            what = "a number in the unit and step of the measure"
            yield from fitting(name, comparable, what, document, ("chart", key), knowledge, draft)


def groups(knowledge: KnowledgeBase, draft: Draft) -> Iterator[Problem]:
    """Findings asked in one breath are yes/no, and all of the person or all of a side."""

    def yes_no(finding: Finding) -> bool:
        return finding.kind is Kind.YES_NO

    for document, vocabulary in draft.vocabulary:
        for name, group in vocabulary.groups.items():
            path: Path = ("groups", name, "findings")
            for at, member in enumerate(group.findings):
                yield from fitting(member, yes_no, "a yes/no finding", document, (*path, at), knowledge, draft)
            findings = knowledge.vocabulary.findings
            if len({findings[member].scope for member in group.findings if member in findings}) > 1:
                why = "Some belong to the person and some to a side, so one answer cannot stand for all."
                yield Problem(document.where(path), f"the group `{name}`", why, "Split it in two.")
